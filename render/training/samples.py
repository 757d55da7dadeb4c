"""The samples that a run learns from, as the float32 that it computes with, and what these numbers are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from render.training.task import Task, held_back

FINEST = 1e-3
"""The most that float32 may move a number, as a share of the range of all."""
MOST_MERGED = 0.01
"""Share of the different numbers that float32 may make the same as another one."""


class Quantity(NamedTuple):
    """What an input or a target is: its `name`, and the `origin` that was subtracted from the author's numbers.

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


Function = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From inputs (n, D) to targets (n,)."""


class Truth(NamedTuple):
    """What the targets were made from, but for noise: a `function`, and the `weights` with which a `model` is just it.

    `model` is a model's word, and nothing where no model is known to be that function.
    """

    function: Function
    model: str = ""
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Samples:
    """N samples: inputs x (N, D) and targets y (N,), float32; `truth` is what they were made from, where known.

    An author's number is the one here plus the origin of its quantity, in `inputs` (D) or `target`. `classes` are the
    names of the classes that y counts from 0; none where it holds numbers. `code` is how a Python program makes the
    same x and y, line by line, with `np` for NumPy; of one input, x has shape (N,) there. `validation` are the samples
    that are held back: nothing is learned from them. Where inputs are the pixels of a picture, row by row,
    `image_shape` is how many rows and columns it has.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    inputs: tuple[Quantity, ...]
    target: Quantity
    truth: Truth | None = None
    classes: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    validation: "Samples | None" = None
    image_shape: tuple[int, int] | None = None

    @classmethod
    def of(
        cls,
        x: NDArray[Any],
        y: NDArray[Any],
        *,
        truth: Callable[[float, float], Truth] | None = None,
        x_name: str | Sequence[str] = "x",
        y_name: str = "y",
        x_is_date: bool = False,
        classes: Sequence[str] = (),
        code: Sequence[str] = (),
        image_shape: tuple[int, int] | None = None,
    ) -> Self:
        """Return the samples with float64 `x` (N,) or (N, D) and `y` (N,), less origins where float32 would merge them.

        `truth` returns it for numbers that are less by given origins of the one input and of y. `x_name` names the
        input, or each of D. With `classes`, y counts them from 0. `code` makes the numbers as they are given; what
        subtracts the origins is added. Dates, of the first input only, are ordinals of days.
        """
        columns = x.reshape(len(y), -1)
        names = [x_name] if isinstance(x_name, str) else x_name
        inputs = tuple(
            Quantity(name, _origin(column, is_date), is_date)
            for name, column, is_date in zip(names, columns.T, [x_is_date, *([False] * len(names))], strict=False)
        )
        target = Quantity(y_name, 0.0 if classes else _origin(y))
        moved = [("x" if x.ndim == 1 else f"x[:, {index}]", axis.origin) for index, axis in enumerate(inputs)]
        lines = [
            f"{name} = {name} - {repr(origin).removesuffix('.0')}"
            for name, origin in (*moved, ("y", target.origin))
            if origin
        ]
        small_x = (columns - np.array([axis.origin for axis in inputs])).astype(np.float32)
        small_y = (y - target.origin).astype(np.float32)
        known = truth(inputs[0].origin, target.origin) if truth else None
        lines = [*code, *lines]
        return cls(small_x, small_y, inputs, target, known, tuple(classes), tuple(lines), image_shape=image_shape)

    def hold_back(self, share: float, seed: int) -> "Samples":
        """Return these samples less a `share` of them, which `seed` chooses and which is their `validation` then.

        Of classes, it is the share of each: they are drawn one after the other, and those with the lowest ranks leave.
        """
        count = held_back(share, len(self.y))
        order, ordered = self._drawn(seed, 0.5)
        held = np.isin(np.arange(len(self.y)), order[:count])
        code = [
            *ordered,
            f"held = np.isin(np.arange(len(y)), order[:{count}])",
            "x_val, y_val = x[held], y[held]",
            "x, y = x[~held], y[~held]",
        ]
        validation = replace(self, x=self.x[held], y=self.y[held], code=())
        return replace(self, x=self.x[~held], y=self.y[~held], code=(*self.code, *code), validation=validation)

    def part(self, count: int, seed: int) -> "Samples":
        """Return `count` of these samples, which `seed` chooses; of classes, the share of each, and one at least."""
        order, ordered = self._drawn(seed, 0.0)
        chosen = np.sort(order[:count])
        code = [*ordered, f"chosen = np.sort(order[:{count}])", "x, y = x[chosen], y[chosen]"]
        return replace(self, x=self.x[chosen], y=self.y[chosen], code=(*self.code, *code))

    def _drawn(self, seed: int, first: float) -> tuple[NDArray[np.intp], list[str]]:
        """Return the places of all samples in an order that `seed` chooses, and the lines of a program that makes it.

        Any beginning of it has as much of each class as all samples have. The `first` one of a class comes when this
        part of one is due: with 0, before the second one of any other.
        """
        rng, classes = np.random.default_rng(seed), len(self.classes)
        line = f"rng = np.random.default_rng({seed})"
        if not classes:
            return rng.permutation(len(self.y)), [line, "order = rng.permutation(len(y))"]
        rank = np.empty(len(self.y))
        for own in [self.y == each for each in range(classes)]:
            rank[own] = (rng.permutation(own.sum()) + first) / max(1, own.sum())
        code = [
            line,
            "rank = np.empty(len(y))",
            f"for k in range({classes}):",
            "    n = (y == k).sum()",
            f"    rank[y == k] = {f'(rng.permutation(n) + {first})' if first else 'rng.permutation(n)'} / n",
            "order = np.argsort(rank, kind='stable')",
        ]
        return np.argsort(rank, kind="stable"), code

    @property
    def alone(self) -> NDArray[np.float32]:
        """The one input of all samples, (N,)."""
        return self.x[:, 0]

    @property
    def input(self) -> Quantity:
        """What the one input is."""
        return self.inputs[0]

    @property
    def task(self) -> Task:
        """What is to be learned from them."""
        return Task(len(self.inputs), len(self.classes))

    @property
    def everything(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Inputs (M, D) and targets (M,) of all samples, those that are held back after the others."""
        if not self.validation:
            return self.x, self.y
        return np.concatenate([self.x, self.validation.x]), np.concatenate([self.y, self.validation.y])

    @property
    def is_centred(self) -> bool:
        """Whether an author's number differs from the one here."""
        return any(quantity.origin for quantity in (*self.inputs, self.target))

    @cached_property
    def digest(self) -> str:
        """A hash of the author's numbers in x and y, and of nothing else."""
        origins = [quantity.origin for quantity in (*self.inputs, self.target)]
        said = repr(origins).encode() if any(origins) else b""
        held = self.validation.digest.encode() if self.validation else b""
        return sha256(self.x.tobytes() + self.y.tobytes() + said + held).hexdigest()

    @cached_property
    def moments(self) -> Moments | None:
        """What the best line depends on, in float64; None without one input, or of one that never changes."""
        if len(self.inputs) != 1 or self.classes:
            return None
        x, y = self.alone.astype(np.float64), self.y.astype(np.float64)
        deviation, variance = x - x.mean(), float(x.var())
        if not variance:
            return None
        slope = float((deviation * (y - y.mean())).sum() / (deviation**2).sum())
        intercept = float(y.mean() - slope * x.mean())
        least = float(((y - slope * x - intercept) ** 2).mean())
        return Moments(float(x.mean()), variance, slope, intercept, least)


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
