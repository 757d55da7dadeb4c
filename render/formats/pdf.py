"""PDF: one step or several, a page each, for handouts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.family import Listed
from render.formats import Facts, Format, Reel, moment_of

if TYPE_CHECKING:
    from render.drawing.frame import Frame


class Pdf(Format):
    """A still, or a page for each of some steps: vectors, with texts that can be searched, and the film's typefaces."""

    kind: Literal["pdf"] = "pdf"
    steps: Annotated[
        tuple[Annotated[int, Field(ge=0)], ...],
        Field(max_length=1_000, description="a page for each; default: the film's poster", examples=[[0, 40, 200]]),
        Listed(int),
    ] = ()
    suffix: ClassVar[str] = ".pdf"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = True

    def steps_shown(self) -> Mapping[tuple[str | int, ...], int]:
        """Return the step of each page."""
        return {("steps", index): step for index, step in enumerate(self.steps)}

    def stamp(self, path: Path) -> str | None:
        """Return the keywords."""
        from render.formats.encoders import pdfs

        return pdfs.keywords(path)

    def end(self, seal: str) -> bytes:
        """Return a comment."""
        from render.formats.encoders import pdfs

        return pdfs.end(seal)

    def facts(self, path: Path) -> Facts:
        """Return how many pages there are."""
        from render.formats.encoders import pdfs

        return pdfs.facts(path)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Draw the steps anew, as vectors."""
        from render.formats.encoders import pdfs

        moments = [moment_of(step, reel.recordings, reel.timeline) for step in self.steps] or [reel.poster]
        pdfs.save(path, reel.stage().vectors(), moments, reel)
        yield lambda frame: None
