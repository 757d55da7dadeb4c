"""SVG: one step as a vector picture, for handouts and pages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.formats import Facts, Format, Reel, moment_of

if TYPE_CHECKING:
    from render.drawing.frame import Frame


class Svg(Format):
    """A still as vectors: texts stay texts, set in the film's typefaces, which the file brings along."""

    kind: Literal["svg"] = "svg"
    step: Annotated[int | None, Field(ge=0, description="which step; default: the film's poster", examples=[40])] = None
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
        from render.formats.encoders import svgs

        return svgs.metadata(path)

    def end(self, seal: str) -> bytes:
        """Return a comment."""
        from render.formats.encoders import svgs

        return svgs.end(seal)

    def facts(self, path: Path) -> Facts:
        """Return the picture's size."""
        from render.formats.encoders import svgs

        return svgs.facts(path)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Draw the step anew, as vectors."""
        from render.formats.encoders import svgs

        moment = reel.poster if self.step is None else moment_of(self.step, reel.recordings, reel.timeline)
        svgs.save(path, reel.stage().vectors(), moment, reel)
        yield lambda frame: None
