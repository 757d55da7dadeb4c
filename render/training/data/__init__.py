"""Data: the points that a run learns from. A member is one file with one frozen model.

Members import NumPy inside `load` only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from render.family import Options
from render.training.stability import Moments

if TYPE_CHECKING:
    from render.training.points import Points

MOST_POINTS = 1_000_000
LARGEST = 1e12

Value = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class Data(Options, ABC):
    """One way to come by points (x, y)."""

    def files(self, folder: Path) -> list[Path]:
        """Return the files that `load` reads: none may be written to."""
        return []

    @abstractmethod
    def count(self, folder: Path) -> int:
        """Return how many points there are.

        Raises SceneError if anything outside the scene file is wrong; relative paths start at `folder`.
        """

    @abstractmethod
    def load(self, folder: Path) -> "Points":
        """Return the points, the same ones at every call. Raises SceneError like `count`."""

    def moments(self, folder: Path) -> Moments:
        """Return the moments of the points, without noise where that is quick. Raises SceneError like `count`."""
        return self.load(folder).moments
