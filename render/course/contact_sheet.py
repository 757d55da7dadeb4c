"""The contact sheet: a course's films enter, the text of one HTML page with all of them leaves.

The page needs nothing but the files that it stands beside: it works from disk and offline, and without JavaScript it
is only the search and the copying that are missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from render.files import size_text
from render.numbers import short
from render.scene.about import natural
from render.targets import address, attribute, markdown
from render.texts import in_one_line, printable

PICTURES = ("gif", "webp", "apng", "png")
VIDEOS = ("mp4", "webm")
SHOWN = ("gif", "webp", "apng", "mp4", "webm", "png")
"""The kinds of file that can be seen on the page, the one that is preferred first."""
TEMPLATE = Path(__file__).with_name("contact_sheet.html")


class FilmFile(NamedTuple):
    """A file of a film: its name within the folder, bytes, pixels (0: no picture) and seconds (0: a still, a table)."""

    name: str
    size: int
    width: int = 0
    height: int = 0
    seconds: float = 0.0

    @property
    def kind(self) -> str:
        """What the name ends in, such as "gif"."""
        return self.name.rpartition(".")[2].lower()

    @property
    def url(self) -> str:
        """The name, so that it can stand in a link."""
        return address(self.name)

    @property
    def facts(self) -> str:
        """Size, pixels and duration, as far as the file has them."""
        pixels = f"{self.width}×{self.height}" if self.width and self.height else ""
        seconds = f"{short(round(self.seconds, 1))} s" if self.seconds else ""
        return " · ".join(filter(None, (size_text(self.size), pixels, seconds)))


@dataclass(frozen=True)
class Entry:
    """A film: its title, its files (at least one), its settings in the order to be shown, and its scene file.

    Its place is a `part` of a `lesson`; what it `teaches` is a sentence, what to `ask` a question.
    """

    title: str
    files: Sequence[FilmFile]
    settings: Mapping[str, str]
    source: str = ""
    lesson: str = ""
    part: int = 1
    teaches: str = ""
    ask: str = ""

    @property
    def shown(self) -> FilmFile:
        """The file that stands for the film: what moves before what does not."""
        ranked = [file for kind in SHOWN for file in self.files if file.kind == kind]
        return (ranked or list(self.files))[0]

    @property
    def still(self) -> FilmFile | None:
        """The picture for those who do not want to see things move."""
        return next((file for file in self.files if file.kind == "png"), None)

    @property
    def words(self) -> str:
        """All that the film can be found by."""
        settings = (word for setting in self.settings.items() for word in setting)
        told = (self.title, self.lesson, self.teaches, self.ask)
        return " ".join((*told, *(file.name for file in self.files), *settings, self.source))


class Lesson(NamedTuple):
    """The films of a lesson, in order; without a name, those of none. Its place is its number on the page."""

    name: str
    place: int
    entries: Sequence[Entry]


def lessons(entries: Sequence[Entry]) -> list[Lesson]:
    """Return the lessons in their natural order, at last films that have none; what is equal stays as it is given."""
    ordered = sorted(entries, key=lambda entry: (not entry.lesson, natural(entry.lesson), entry.part))
    found = groupby(ordered, lambda entry: entry.lesson)
    return [Lesson(name, place, list(films)) for place, (name, films) in enumerate(found, start=1)]


def contact_sheet(entries: Sequence[Entry]) -> str:
    """Return the page, which is to stand in the folder of the films. The same entries give the same text."""
    # Only this page needs jinja2: `--help` and single films do not wait for it.
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_written
    )
    environment.globals.update(lines=embedding_lines, pictures=PICTURES, videos=VIDEOS)
    total = size_text(sum(file.size for entry in entries for file in entry.files))
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        entries=entries, lessons=lessons(entries), total=total
    )
    return page + "\n"


def _written(value: object) -> object:
    """Return a value for the page: what of a name is no text cannot stand there, and links do not need it."""
    return printable(value) if isinstance(value, str) else value


def embedding_lines(title: str, file: FilmFile) -> dict[str, str]:
    """Return the line that shows `file` on another page, as "html" and as "markdown"; nothing for a table."""
    title = in_one_line(printable(title))
    size = f'width="{file.width}" height="{file.height}"'
    if file.kind in PICTURES:
        return {
            "html": f'<img src="{file.url}" {size} alt={attribute(title)}>',
            "markdown": f"![{markdown(title)}]({file.url})",
        }
    if file.kind in VIDEOS:
        # Markdown has no word for a video; HTML may stand in it.
        labelled = f"aria-label={attribute(title)}"
        video = f'<video src="{file.url}" {size} {labelled} autoplay loop muted playsinline></video>'
        return {"html": video, "markdown": video}
    return {}
