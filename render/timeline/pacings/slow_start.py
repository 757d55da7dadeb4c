"""Early steps slow enough to follow, later ones ever faster."""

import math
from typing import TYPE_CHECKING, Any, Literal

from render.timeline.pacings import Timed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOW = 3.0
"""Steps that pass before the pace has doubled."""


class SlowStart(Timed):
    """Log-spaced steps: in equal times, equal factors of (step + 3)."""

    kind: Literal["slow-start"] = "slow-start"

    def position(self, time: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return 3 * ((1 + steps / 3)^time - 1): 0 at time 0, `steps` at time 1, and its speed grows with itself."""
        return SLOW * ((1 + steps / SLOW) ** time - 1)

    def time(self, step: int, steps: int) -> float:
        """Return log(1 + step / 3) / log(1 + steps / 3)."""
        return math.log1p(step / SLOW) / math.log1p(steps / SLOW)
