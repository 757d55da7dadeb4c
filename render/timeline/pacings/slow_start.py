"""Early steps slow enough to follow, later ones ever faster."""

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal

from render.timeline.pacings import Timed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOW = 3.0
"""Steps of the first phase that pass before the pace has doubled."""


class SlowStart(Timed):
    """Early steps slow, later ones ever faster, anew in each phase: in equal times, equal factors of (step + 3).

    A phase that is longer than all before it is slow for as many more steps, as nothing is to be seen in so few of
    them, but never so fast at its start that the film would jump ahead: it goes on at the pace that it has, at most.
    """

    kind: Literal["slow-start"] = "slow-start"

    def weights(self, phases: Sequence[int]) -> list[float]:
        """Return log(1 + steps / slow): all phases double their pace in the same time."""
        befores = [0, *accumulate(phases)]
        return [math.log1p(steps / _slow(steps, before)) for steps, before in zip(phases, befores, strict=False)]

    def position(self, time: "NDArray[Any]", steps: int, before: int) -> "NDArray[Any]":
        """Return slow * ((1 + steps / slow)^time - 1): 0 at time 0, `steps` at time 1; its speed grows with itself."""
        slow = _slow(steps, before)
        return slow * ((1 + steps / slow) ** time - 1)

    def time(self, step: int, steps: int, before: int) -> float:
        """Return log(1 + step / slow) / log(1 + steps / slow)."""
        slow = _slow(steps, before)
        return math.log1p(step / slow) / math.log1p(steps / slow)


def _slow(steps: int, before: int) -> float:
    """Return how many of a phase's steps pass before its pace has doubled."""
    return min(SLOW * max(1.0, steps / before), SLOW + before) if before else SLOW
