"""PDF: one step or several, a page each, for handouts."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from render.formats import Facts, Format, Reel, moment_of

if TYPE_CHECKING:
    from render.drawing.frame import Frame

ENTRY = rb"/%s \(((?:[^\\()]|\\.)*)\)"
"""A literal string in the document information dictionary, ISO 32000-1, 7.3.4.2 and 14.3.3."""


def _listed(value: object) -> object:
    return (value,) if isinstance(value, int) else value


class Pdf(Format):
    """Vectors, with texts that can be searched, and the film's typefaces."""

    kind: Literal["pdf"] = "pdf"
    steps: Annotated[
        tuple[Annotated[int, Field(ge=0)], ...],
        BeforeValidator(_listed),
        Field(max_length=1_000, description="a page for each; default: the film's poster"),
    ] = ()
    suffix: ClassVar[str] = ".pdf"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = True

    def steps_shown(self) -> Mapping[tuple[str | int, ...], int]:
        """Return the step of each page."""
        return {("steps", index): step for index, step in enumerate(self.steps)}

    def stamp(self, path: Path) -> str | None:
        """Return the keywords."""
        try:
            return _entry(path.read_bytes(), b"Keywords")
        except OSError:
            return None

    def end(self, seal: str) -> bytes:
        """Return a comment; of what comes after the file's end, its last line is what readers look for."""
        return f"%{seal}\n%%EOF\n".encode()

    def facts(self, path: Path) -> Facts:
        """Return how many pages there are."""
        content = path.read_bytes()
        return Facts(bytes=len(content), frames=len(re.findall(rb"/Type /Page\b", content)))

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Draw the steps anew, as vectors."""
        moments = [moment_of(step, reel.recordings, reel.timeline) for step in self.steps] or [reel.poster]
        about: dict[str, Any] = {
            "Title": reel.title,
            "Subject": reel.description.long,
            "Keywords": reel.stamp,
            "Creator": "gradreel",
        }
        path.write_bytes(reel.stage().vectors().pdf(moments, about))
        yield lambda frame: None


def _entry(content: bytes, key: bytes) -> str | None:
    found = re.search(ENTRY % key, content, re.DOTALL)
    return re.sub(rb"\\(.)", rb"\1", found[1], flags=re.DOTALL).decode("ascii", "replace") if found else None
