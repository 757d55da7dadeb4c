"""Data: the samples that a run learns from. A member is one file with one frozen model.

Members import NumPy inside `load` only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from render.family import Options, wrong
from render.texts import LINE
from render.training.float32 import LARGEST, are_near
from render.training.stability import Moments

if TYPE_CHECKING:
    from render.training.samples import Samples

MOST_POINTS = 1_000_000
Value = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Field(ge=2, le=MOST_POINTS, description="how many")]
Span = Annotated[tuple[Value, Value], Field(description="from and to, evenly spread")]
Noise = Annotated[float, Field(ge=0, le=1e9)]
NoiseSeed = Annotated[int, Field(ge=0, le=2**32 - 1, description="chooses the noise")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), LINE]


class Data(Options, ABC):
    """One way to come by points (x, y). Where it has no names for them, these are x and y."""

    x_name: Annotated[Name | None, Field(description="what x is, with its unit: stands below the picture")] = None
    y_name: Annotated[Name | None, Field(description="what y is, with its unit: stands above the picture")] = None

    @property
    def inputs(self) -> int:
        """How many inputs a sample has."""
        return 1

    def said(self) -> list[str]:
        """Return the paths of the files that `load` reads, as the author wrote them under the key `file`."""
        return []

    def files(self, folder: Path) -> list[Path]:
        """Return the files that `load` reads: none may be written to."""
        return [folder / name for name in self.said()]

    @abstractmethod
    def count(self, folder: Path) -> int:
        """Return how many points there are.

        Raises DataError if anything outside the scene file is wrong; relative paths start at `folder`.
        """

    def notes(self, folder: Path) -> list[str]:
        """Return what an author should know of how the data were read. Raises DataError like `count`."""
        return []

    @abstractmethod
    def load(self, folder: Path) -> "Samples":
        """Return the samples, the same ones at every call. Raises DataError like `count`."""

    def moments(self, folder: Path) -> Moments | None:
        """Return the moments of one input, without noise where that is quick; None where there are none.

        Raises DataError like `count`.
        """
        return self.load(folder).moments


def rising(x: tuple[float, float], usual: str) -> tuple[float, float]:
    """Return `x` if it goes from a smaller to a larger number, as the `usual` one does. Raises PydanticCustomError."""
    if x[0] >= x[1]:
        raise wrong("x goes from a smaller to a larger number", f"write it as {usual}")
    return x


def noisy(formula: str, noise: float, seed: int, count: int) -> list[str]:
    """Return the lines of a program, with `np` for NumPy, that adds noise to the `formula`, if there is any."""
    if not noise:
        return [formula]
    return [f"rng = np.random.default_rng({seed})", f"{formula} + rng.normal(0, {noise!r}, {count})"]


def moments_of(x: Sequence[float], y: Sequence[float]) -> Moments | None:
    """Return the moments of points without NumPy; None where these may be centred, and only `load` knows how."""
    return Moments.of(x, y) if are_near(x) and are_near(y) else None


def written_out(x: Sequence[float], y: Sequence[float]) -> list[str]:
    """Return the lines of a program, with `np` for NumPy, that has the numbers in it."""
    return [
        line
        for name, values in (("x", x), ("y", y))
        for line in wrap(f"{name} = np.float64([{', '.join(map(repr, values))}])", 48, subsequent_indent="    ")
    ]
