"""Targets: places where films are shown. A member is one file with one frozen model; this is the whole contract.

A member says what we choose for its place (the files, and what a scene leaves open of its output), and what the place
accepts. After a file is written, it is opened again and held against both.
"""

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple
from urllib.parse import quote

from render.family import Options
from render.formats import STAMP, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame

MB = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a place accepts of one kind of file; None where it does not care.

    `bytes` and `pixels` (width times height) are the most, `shortest` is the least delay of a frame in seconds, `codec`
    and `coding` are ffmpeg's words for what has to be in a video, `faststart` is whether its index has to come first.
    """

    bytes: int | None = None
    pixels: int | None = None
    shortest: float | None = None
    codec: str | None = None
    coding: str | None = None
    faststart: bool | None = None


EVERYWHERE = Limits(codec="h264 (High)", coding="yuv420p", faststart=True)
"""The MP4 that every browser and slide program plays: H.264 High with yuv420p is what hardware decodes (ITU-T H.264,
Annex A.2.4), and with its index first it begins before it has come whole."""
BROWSERS = 0.02
"""Browsers slow down GIF frames of less than 2 centiseconds to 10: a rule of Netscape's that all still keep, see
Mozilla's image/decoders/nsGIFDecoder2.cpp and WebKit's image-source code."""


class Piece(NamedTuple):
    """One file of a target: its format, an `ending` of its name, and the `ground` of its theme, if it needs one."""

    format: Format
    ending: str = ""
    ground: Literal["light", "dark"] | None = None


class Target(Options, ABC):
    """One place."""

    pieces: ClassVar[tuple[Piece, ...]]
    chooses: ClassVar[Mapping[str, Any]] = {}
    """Keys of `output` that a scene leaves open, for what moves."""
    accepts: ClassVar[Mapping[str, Limits]] = {}
    """Limits by the `kind` of format."""


class Shown(NamedTuple):
    """What a snippet knows of a film: the `name` of its files, `size` (width, height), how often it `plays`.

    `alt` and `long` describe it to those who cannot see it, `notes` are for its speaker.

    `pictures` is how many differ from the one before, of a snippet that is given all frames; `language` is a tag of
    BCP 47. `poster` is the picture, counted like these, and the seconds of the film at which its poster is shown; None
    is its end.
    """

    name: str
    title: str
    alt: str
    long: str
    notes: str
    size: tuple[int, int]
    plays: int | None
    fps: int
    pictures: int
    language: str
    poster: tuple[int, float] | None = None


class Snippet(Format):
    """Text to be pasted where the film is to be shown."""

    kind: Literal["snippet"] = "snippet"
    frames: ClassVar[Literal["all", "poster", "none"]] = "none"
    alpha: ClassVar[bool | None] = None
    unknown: ClassVar[str] = "not a snippet of gradreel, or damaged"
    is_text: ClassVar[bool] = True
    comment: ClassVar[tuple[str, str]] = ("<!-- ", " -->")
    """What stands before and after a comment in its language."""

    @abstractmethod
    def text(self, film: Shown) -> str:
        """Return what is to be pasted."""

    def stamp(self, path: Path) -> str | None:
        """Return what the last comment says that begins like a stamp."""
        before, after = self.comment
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, ValueError):
            return None
        found = [line for line in lines if line.startswith(before + STAMP)]
        return found[-1].removeprefix(before).removesuffix(after) if found else None

    def end(self, seal: str) -> bytes:
        """Return a comment."""
        before, after = self.comment
        return f"{before}{seal}{after}\n".encode()

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Write the text, and the stamp as a comment."""
        pictures, numbers = 0, []

        def count(frame: "Frame") -> None:
            nonlocal pictures
            pictures += bool(frame.changed)
            numbers.append(pictures - 1)

        yield count
        words, poster = reel.description, None
        if reel.poster != reel.timeline[-1]:
            index = reel.timeline.nearest(reel.poster.step)
            poster = numbers[index] if numbers else 0, float(reel.timeline.seconds[:index].sum())
        film = Shown(
            name=path.stem,
            title=reel.title,
            alt=words.alt,
            long=words.long,
            notes=words.notes,
            size=reel.size,
            plays=reel.plays,
            fps=reel.fps,
            pictures=pictures,
            language=reel.language.tag,
            poster=poster,
        )
        before, after = self.comment
        whole = f"{self.text(film).rstrip()}\n\n{before}{reel.stamp}{after}\n"
        # What of a name is no text is read by people only: addresses have its bytes.
        path.write_text(whole, encoding="utf-8", errors="backslashreplace", newline="\n")


def pasted(path: Path) -> str:
    """Return the part of a snippet's file that is to be pasted."""
    return path.read_text(encoding="utf-8").rpartition("\n\n")[0]


def address(name: str) -> str:
    """Return the name of a file as pages and Markdown name it: by its bytes, which need not be text."""
    return quote(os.fsencode(name))


def markdown(text: str) -> str:
    """Return `text`, one paragraph, as Markdown that shows it as it is: CommonMark, GitHub's, Pandoc's with extensions.

    Everywhere it is marks, math, citations, links, entities, quotes that would be bent and dots that would be drawn
    together; at the beginning, what would make a list, a rule, a fence or a heading of it.
    """
    escaped = re.sub(r"([\\`*_{}\[\]<>$^~@#|&:\"']|-(?=-)|(?<=\.)\.|(?<=www)\.)", r"\\\1", text)
    return re.sub(r"^(\(?[0-9A-Za-z]+(?=[.)](?:\s|$))|(?=[-+=%]))", r"\1\\", escaped)


def code_block(text: str, indent: str) -> str:
    """Return `text`, one line, as Markdown that shows it as it is to be pasted, in an item with this `indent`."""
    return f"{indent}    {text}"


def markup(text: str) -> str:
    """Return `text` in HTML; braces, too, which page generators (Jekyll, Hugo, Quarto) would look into."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def attribute(text: str) -> str:
    """Return `text` as the value of an attribute in HTML."""
    return f'"{markup(text)}"'


def paragraphs(text: str) -> str:
    """Return `text`, whose paragraphs have empty lines between them, in HTML."""
    return "".join(f"<p>{markup(part)}</p>" for part in text.split("\n\n"))


def looped(plays: int | None) -> str:
    """Return the attributes of a <video> that `plays` so often (None: forever); HTML itself knows once and forever."""
    if plays is None:
        return " loop"
    return f' data-left="{plays - 1}" onended="if (this.dataset.left-- > 0) this.play()"' if plays > 1 else ""
