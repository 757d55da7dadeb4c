"""The points that a run learns from, as the float32 that it computes with, and what these numbers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from render.numbers import MINUS, PLUS, exact
from render.training.float32 import FAR
from render.training.stability import Moments

FINEST = 1e-3
"""The most that float32 may move a number, as a share of the range of all."""
MOST_MERGED = 0.01
"""Share of the different numbers that float32 may make the same as another one."""


class Quantity(NamedTuple):
    """What a coordinate of the points is: its `name`, and the `origin` that was subtracted from the author's numbers.

    Of dates, a number counts days, and the origin is the ordinal of a day (1 is January 1 of year 1).
    """

    name: str
    origin: float = 0.0
    is_date: bool = False

    def day(self, ordinal: float) -> str:
        """Return the date of a day."""
        return date.fromordinal(int(ordinal)).isoformat()

    def less(self, name: str) -> str:
        """Return `name` less the origin, as the picture writes it."""
        if self.is_date:
            return f"{name} {MINUS} {self.day(self.origin)}"
        sign = PLUS if self.origin < 0 else MINUS
        return f"{name} {sign} {exact(Decimal(repr(abs(self.origin))))}" if self.origin else name


@dataclass(frozen=True, eq=False)
class Points:
    """N points: x and y of shape (N,), float32; `truth` is the w and b they were made from, where known.

    An author's number is the one here plus its axis's origin. `code` is how a Python program makes the same x and y,
    line by line, with `np` for NumPy.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    x_axis: Quantity
    y_axis: Quantity
    truth: tuple[float, float] | None = None
    code: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        x: NDArray[Any],
        y: NDArray[Any],
        *,
        truth: tuple[float, float] | None = None,
        x_name: str = "x",
        y_name: str = "y",
        x_is_date: bool = False,
        code: Sequence[str] = (),
    ) -> Self:
        """Return the points of the float64 `x` and `y`, each less an origin where float32 would merge neighbours.

        `truth` holds for the numbers as they are given; so does `code`, to which the origins are added. Dates are
        ordinals of days.
        """
        x_axis = Quantity(x_name, _origin(x, x_is_date), x_is_date)
        y_axis = Quantity(y_name, _origin(y))
        if truth:
            truth = truth[0], truth[1] + truth[0] * x_axis.origin - y_axis.origin
        lines = [
            f"{name} = {name} - {repr(axis.origin).removesuffix('.0')}"
            for name, axis in (("x", x_axis), ("y", y_axis))
            if axis.origin
        ]
        small_x, small_y = ((values - axis.origin).astype(np.float32) for values, axis in ((x, x_axis), (y, y_axis)))
        return cls(small_x, small_y, x_axis, y_axis, truth, (*code, *lines))

    @cached_property
    def formula(self) -> str:
        """The model in the author's numbers: y = w (x − 1,700,000,060) + b. Of dates, a difference counts days."""
        x, y = self.x_axis.less("x"), self.y_axis.less("y")
        return f"{y} = w {f'({x})' if self.x_axis.origin else x} + b"

    @cached_property
    def digest(self) -> str:
        """A hash of the author's numbers in x and y, and of nothing else."""
        origins = [axis.origin for axis in (self.x_axis, self.y_axis)]
        said = repr(origins).encode() if any(origins) else b""
        return sha256(self.x.tobytes() + self.y.tobytes() + said).hexdigest()

    @cached_property
    def moments(self) -> Moments:
        """What the loss of a line depends on, in float64; `least` is the mean of the squared residuals."""
        x, y = self.x.astype(np.float64), self.y.astype(np.float64)
        w, b = self.least_squares
        return Moments(float(x.mean()), float(x.var()), w, b, float(((y - w * x - b) ** 2).mean()))

    @cached_property
    def least_squares(self) -> tuple[float, float]:
        """The w and b with the smallest mean squared error, in closed form: w = cov(x, y) / var(x)."""
        x, y = self.x.astype(np.float64), self.y.astype(np.float64)
        deviation = x - x.mean()
        w = float((deviation * (y - y.mean())).sum() / (deviation**2).sum())
        return w, float(y.mean() - w * x.mean())


def _origin(values: NDArray[Any], is_date: bool = False) -> float:
    """Return a round number in the middle of `values`; 0 where float32 tells them apart well enough without it."""
    low, high = float(values.min()), float(values.max())
    middle, quarter = (low + high) / 2, (high - low) / 4
    if is_date:
        return float(_round_day(middle, quarter))
    if low == high or max(abs(low), abs(high)) < FAR * (high - low):
        return 0.0
    small = np.float32(values)
    kept, different = len(np.unique(small)), len(np.unique(values))
    if float(np.abs(values - small).max()) > FINEST * (high - low) or kept < (1 - MOST_MERGED) * different:
        return round(middle, -int(np.floor(np.log10(quarter))))
    return 0.0


def _round_day(middle: float, away: float) -> int:
    """Return the ordinal of the first day of a year or a month, if one is so near to `middle`, or of the day."""
    day = date.fromordinal(round(middle))
    starts = [date(day.year + more, 1, 1) for more in (0, 1) if day.year + more <= MAXYEAR]
    starts.append(day.replace(day=1))
    near = [start.toordinal() for start in starts if abs(start.toordinal() - middle) <= away]
    return near[0] if near else round(middle)
