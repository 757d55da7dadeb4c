"""A number of steps and of weights enters, the steps leave whose weights are kept with a recording.

NumPy is imported inside the functions only: a check of a scene asks whether a step is kept, of most scenes without it.
"""

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_NUMBERS = 20_000_000
"""Weights of all steps that a recording keeps; there are as many numbers of its gradients and of its updates."""
FIRST = 1_000
"""Steps at the beginning that are all kept, if half of the room is enough for them."""
FEWEST = 4
"""Steps that are kept of any number of weights."""


def kept_steps(steps: int, weights: int) -> "NDArray[np.intp]":
    """Return the steps (K,), rising, of a training with so many `steps` and `weights` whose weights are kept.

    All, if there is room for them. If not, all of the first ones, from there on ever fewer, in equal factors, each the
    nearest whole step, and the last two: the last update can be shown. As many are the first ones as leave factors of a
    step or more.
    """
    import numpy as np

    room = _room(weights)
    if steps <= room:
        return np.arange(steps + 1)

    def apart(first: int) -> float:
        """Return how far apart the first two are that are spaced, which is the more, the more are not."""
        return float(first * ((steps / first) ** (1 / (room - first)) - 1))

    least = min(FIRST, room // 2)
    first = least + bisect_left(range(least, room - 1), 1.0, key=apart)
    later = np.floor(np.geomspace(first, steps, room - first + 1) + 0.5).astype(np.intp)
    rising = later[np.diff(later, prepend=first - 1) > 0]
    return kept_until(np.concatenate([np.arange(first), rising]), steps)


def kept_until(kept: "NDArray[np.intp]", last: int) -> "NDArray[np.intp]":
    """Return the steps that are kept of those `kept`, of a training that ends with the step `last` instead.

    Its last two are.
    """
    import numpy as np

    return np.append(kept[kept < last - 1], np.arange(max(0, last - 1), last + 1))


def nearest(kept: "NDArray[np.intp]", position: float) -> int:
    """Return the step among those `kept` that is nearest to `position`, of two the earlier one."""
    import numpy as np

    after = int(np.searchsorted(kept, int(position), side="right"))
    near = kept[max(0, after - 1) : after + 1]
    return int(near[np.abs(near - position).argmin()])


def nearest_update(steps: int, weights: int, step: int) -> int:
    """Return the step nearest to `step` that is kept together with the one after it."""
    if steps <= _room(weights):
        return step
    import numpy as np

    kept = kept_steps(steps, weights)
    return nearest(kept[np.flatnonzero(np.diff(kept) == 1)], step)


def _room(weights: int) -> int:
    return max(FEWEST, MOST_NUMBERS // weights)
