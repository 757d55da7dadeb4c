"""Paths that fade: places enter, a few lines of fixed opacity leave, the data of which move on.

So hundreds of swings across a valley are no solid blob, and no artist changes its opacity from frame to frame.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray


class Age(NamedTuple):
    """How old a part of a path is: of its last `steps`, and of its last `pictures`, lengths of the Axes' diagonal."""

    steps: int
    pictures: float
    opacity: float


class FadingPath:
    """A path through `places` (K, 2) of `axes`, in `lines` by age, the oldest first.

    What is within one of `ages`, youngest first, in steps or in length, has its opacity; all else is `faint`.
    `stroke` returns the points (n, 2) to draw from one place to another one.
    """

    def __init__(
        self,
        axes: "Axes",
        places: "NDArray[Any]",
        ages: Sequence[Age],
        faint: float,
        stroke: "Callable[[int, int], NDArray[Any]]",
        **style: Any,
    ) -> None:
        """Add the lines, with nothing to be seen yet."""
        self._ages, self._stroke = ages, stroke
        size = np.array([axes.bbox.width, axes.bbox.height])
        spans = np.array([np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())])
        lengths = np.hypot(*(np.diff(places, axis=0) / spans * size).T) / np.hypot(*size)
        self._gone = np.concatenate([[0.0], np.cumsum(lengths)])
        style = {"solid_capstyle": "butt", **style}
        opacities = [faint, *(age.opacity for age in reversed(ages))]
        self.lines = [axes.plot([], [], alpha=opacity, **style)[0] for opacity in opacities]

    def bounds(self, first: int, last: int) -> list[int]:
        """Return the places between which the lines go when the path has come to the `last` one.

        What lies before the `first` place is faint, however young it is.
        """
        long_ago = [int(np.searchsorted(self._gone, self._gone[last] - age.pictures)) for age in self._ages]
        begins = [max(first, min(last - age.steps, long)) for age, long in zip(self._ages, long_ago, strict=True)]
        return [0, *np.maximum.accumulate(begins[::-1]).tolist(), last]

    def show(self, first: int, last: int, onward: "NDArray[Any]", whole: bool = True) -> None:
        """Show the path as far as the `last` place, and from there `onward` (n, 2).

        Without what lies before the `first` place it is not `whole`.
        """
        bounds = self.bounds(first, last) if whole else np.maximum(self.bounds(first, last), first).tolist()
        for line, (begin, end) in zip(self.lines, pairwise(bounds), strict=True):
            going_on = line is self.lines[-1] and len(onward) > 0
            points = self._stroke(begin, end) if end > begin or going_on else np.empty((0, 2))
            line.set_data(*(np.vstack([points, onward]) if going_on else points).T)
