"""Data: the points that a run learns from. A member is one file with one frozen model.

Members import NumPy inside `load` only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from render.family import Options

if TYPE_CHECKING:
    from render.training.points import Points

MOST_POINTS = 1_000_000
LARGEST = 1e12

Value = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class Data(Options, ABC):
    """One way to come by points (x, y)."""

    def names(self) -> list[str]:
        """Return the paths of the files that `load` reads, as the author wrote them under the key `file`."""
        return []

    def files(self, folder: Path) -> list[Path]:
        """Return the files that `load` reads: none may be written to."""
        return [folder / name for name in self.names()]

    @abstractmethod
    def count(self, folder: Path) -> int:
        """Return how many points there are.

        Raises DataError if anything outside the scene file is wrong; relative paths start at `folder`.
        """

    def notes(self, folder: Path) -> list[str]:
        """Return what an author should know of how the data were read. Raises DataError like `count`."""
        return []

    @abstractmethod
    def load(self, folder: Path) -> "Points":
        """Return the points, the same ones at every call. Raises DataError like `count`."""


def written_out(x: Sequence[float], y: Sequence[float]) -> list[str]:
    """Return the lines of a program, with `np` for NumPy, that has the numbers in it."""
    return [
        line
        for name, values in (("x", x), ("y", y))
        for line in wrap(f"{name} = np.float64([{', '.join(map(repr, values))}])", 48, subsequent_indent="    ")
    ]
