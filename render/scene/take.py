"""One film that is to be made: a scene, one combination of what it sweeps, and where it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from render.errors import DataError, Problem, SceneError
from render.scene.schema import Scene
from render.training.stability import Moments

if TYPE_CHECKING:
    from render.training.samples import Samples

T = TypeVar("T")


@dataclass(frozen=True)
class Take:
    """A valid `scene`, and the `name` of its films, without a suffix.

    `path` is the file that it was read from, `courses` are those that gave it defaults, and `said` is the file of each
    key that came from one of them.
    """

    scene: Scene
    name: str
    path: Path
    courses: tuple[Path, ...] = ()
    said: Mapping[str, Path] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return what errors call it."""
        return str(self.path)

    @property
    def folder(self) -> Path:
        """Where the paths that the scene names begin."""
        return self.path.parent

    @property
    def sources(self) -> list[Path]:
        """Every file that the film is made from: none may be written to."""
        return [self.path, *self.courses, *self.scene.files(self.folder)]

    @property
    def notes(self) -> list[str]:
        """What its author should know of how the data were read."""
        try:
            return self.scene.data.notes(self.folder)
        except DataError:
            # They have changed just now: who asks for the samples will be told.
            return []

    def samples(self) -> "Samples":
        """Return the samples that it learns from, less those that are held back. Raises SceneError."""
        data, validation = self.scene.data, self.scene.validation
        samples = data.in_language(self._of_data(data.load), self.scene.language)
        return samples.hold_back(validation.share, validation.seed) if validation else samples

    def moments(self) -> Moments | None:
        """Return their moments, without noise where that is quick, if there are any. Raises SceneError."""
        if self.scene.validation:
            return self.samples().moments
        return self._of_data(self.scene.data.moments)

    def _of_data(self, read: Callable[[Path], T]) -> T:
        try:
            return read(self.folder)
        except DataError as error:
            # It was right when the scene was read.
            raise SceneError(Problem(self.path, fault.message, fault.hint) for fault in error.faults) from None
