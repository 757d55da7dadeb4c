"""SVG: one step as a vector picture, for handouts and pages."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.formats import Facts, Format, Reel, moment_of

if TYPE_CHECKING:
    from render.drawing.frame import Frame

HEAD = 65_536
"""Bytes at the beginning of a file in which its size and its stamp are found."""


class Svg(Format):
    """Texts stay texts, set in the film's typefaces, which the file brings along."""

    kind: Literal["svg"] = "svg"
    step: Annotated[int | None, Field(ge=0, description="default: the film's poster")] = None
    suffix: ClassVar[str] = ".svg"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = True
    is_text: ClassVar[bool] = True

    def name(self, film: str) -> str:
        """Return the film's name, and the step, if one is said."""
        return f"{film}{self.suffix}" if self.step is None else f"{film}-{self.step}{self.suffix}"

    def steps_shown(self) -> Mapping[tuple[str | int, ...], int]:
        """Return the step."""
        return {} if self.step is None else {("step",): self.step}

    def stamp(self, path: Path) -> str | None:
        """Return the text of the element metadata."""
        try:
            found = re.search(r"<metadata>([^<]*)</metadata>", _head(path))
        except OSError:
            return None
        return unescape(found[1]) if found else None

    def end(self, seal: str) -> bytes:
        """Return a comment."""
        return f"<!--{seal}-->\n".encode()

    def facts(self, path: Path) -> Facts:
        """Return the picture's size."""
        found = re.search(r'<svg [^>]*width="(\d+)" height="(\d+)"', _head(path))
        return Facts(bytes=path.stat().st_size, size=(int(found[1]), int(found[2])) if found else None)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Draw the step anew, as vectors."""
        moment = reel.poster if self.step is None else moment_of(self.step, reel.recordings, reel.timeline)
        vectors = reel.stage().vectors()
        picture = vectors.background() + "".join(vectors.show(moment))
        width, height = vectors.size
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' xml:lang="{escape(reel.language.tag)}" role="img" aria-label="{escape(reel.description.alt)}">\n'
            f"<title>{escape(reel.title)}</title>\n"
            f"<desc>{escape(reel.description.long)}</desc>\n"
            f"<metadata>{escape(reel.stamp)}</metadata>\n"
            f"<style>{vectors.typefaces()}</style>\n"
            f"<defs>{vectors.shared()}</defs>\n"
            f"{picture}\n</svg>\n",
            encoding="utf-8",
        )
        yield lambda frame: None


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(HEAD).decode("utf-8", "replace")
