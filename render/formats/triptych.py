"""A triptych: the first step, the one at which the film turns and the last, side by side, for handouts and print."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render import seals
from render.formats import Facts, Format, Reel
from render.languages import Texts

if TYPE_CHECKING:
    from render.drawing.frame import Frame

DENSITY = 2.0
"""Pixels of a unit: on 180 mm of paper a PNG has 340 of them to an inch."""


class TriptychTexts(Texts, speaker="triptych", drawn=False):
    """After what the film shows, for those who cannot see it."""

    side_by_side = "{shown} Side by side: steps {steps}."
    between = ", "


class Triptych(Format):
    """For print: the first step, the one at which the film turns and the last, side by side under one title.

    On 180 mm of paper its smallest type has 8.9 points.
    """

    kind: Literal["triptych"] = "triptych"
    file: Annotated[Literal["png", "svg", "pdf"], Field(description="pixels, or vectors")] = "png"
    suffix: ClassVar[str] = ".triptych.png"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = True

    def name(self, film: str) -> str:
        """Return the film's name and what this is."""
        return f"{film}.triptych.{self.file}"

    def stamp(self, path: Path) -> str | None:
        """Return what a still of this kind says of itself."""
        from render.formats.encoders import pdfs, pngs, svgs

        read = {"png": pngs.comment, "svg": svgs.metadata, "pdf": pdfs.keywords}
        return read[self.file](path)

    def end(self, seal: str) -> bytes:
        """Return what a still of this kind ends with."""
        return self._stills.end(seal)  # type: ignore[no-any-return]

    def seal(self, path: Path) -> None:
        """Seal the file at `path`."""
        replaced = len(self._stills.END) if self.file == "png" else 0
        seals.seal(path, self.end, self.file == "svg", replaced)

    def is_whole(self, path: Path) -> bool:
        """Return whether the file is what was sealed."""
        return seals.is_sealed(path, self.end, self.file == "svg")

    def facts(self, path: Path) -> Facts:
        """Return the picture's size, or how many pages there are."""
        if self.file == "png":
            return Facts(bytes=path.stat().st_size, size=self._stills.size(path))
        return self._stills.facts(path)  # type: ignore[no-any-return]

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Draw the three steps in one picture; of a film without a step between its ends, these two."""
        from render.formats.encoders import pdfs, pngs, svgs
        from render.training.turning import turning_step

        last = reel.timeline[-1]
        steps = {0, turning_step(reel.recordings, reel.timeline)} - {last.step}
        moments = [*map(reel.timeline.at, sorted(steps)), last]
        words = reel.language.of(TriptychTexts)
        said = words.between.join(f"{moment.step:,}" for moment in moments)
        alt = words.side_by_side.format(shown=reel.description.alt, steps=said)
        reel = replace(reel, description=reel.description._replace(alt=alt))
        stage = reel.beside(moments, DENSITY if self.file == "png" else 1.0)
        if self.file == "png":
            pngs.save(path, stage.still(last).pixels, reel.transparent, pngs.texts(reel))
        elif self.file == "svg":
            svgs.save(path, stage.vectors(), last, reel)
        else:
            pdfs.save(path, stage.vectors(), [last], reel)
        yield lambda frame: None

    @property
    def _stills(self) -> Any:
        """The module that knows files of this kind."""
        from importlib import import_module

        return import_module(f"render.formats.encoders.{self.file}s")
