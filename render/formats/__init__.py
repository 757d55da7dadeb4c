"""Formats: how frames become a file. A member is one file with one frozen model; this is the whole contract.

Members import imageio, Pillow and NumPy inside their methods only: a check of a scene has no use for them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render.family import Options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from render.drawing.frame import Frame
    from render.training.recording import Recording

STAMP = "gradreel:"
"""How the text begins that a film carries to say what it was made from."""


@dataclass(frozen=True)
class Reel:
    """What a format knows before the first frame.

    `size` is (width, height) in pixels, `colors` is how many a format with a `palette`, global or local, may use,
    `plays` is None for a film that plays forever, `samples` draws frames (height, width, 4), RGBA, from all over the
    film, and `stamp` is what `Format.stamp` has to find in the file.
    """

    title: str
    size: tuple[int, int]
    fps: int
    colors: int
    palette: str
    plays: int | None
    stamp: str
    recordings: "Sequence[Recording]"
    samples: "Callable[[], Sequence[NDArray[np.uint8]]]"


class Format(Options, ABC):
    """One kind of file."""

    suffix: ClassVar[str]
    frames: ClassVar[Literal["all", "last", "none"]] = "all"
    """Which frames `write` is given."""
    unknown: ClassVar[str] = "not a film of gradreel, or cut short"
    """Why a file has no stamp."""

    def check(self, size: tuple[int, int]) -> None:
        """Raise an error of `render.family.wrong` if the format cannot hold pictures of `size`."""

    def stamp(self, path: Path) -> str | None:
        """Return the stamp that the file at `path` carries, or None."""
        return None

    @abstractmethod
    def write(self, path: Path, reel: Reel) -> "AbstractContextManager[Callable[[Frame], None]]":
        """Open `path`, hand out a function that takes the frames in order, and finish the file.

        Raises FilmError when the file cannot be finished.
        """
