"""Every step takes the same time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from render.timeline.pacings import Timed

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Uniform(Timed):
    """The steps spread evenly over the film."""

    kind: Literal["uniform"] = "uniform"

    def weights(self, phases: Sequence[int]) -> list[float]:
        """Return the steps themselves."""
        return [float(steps) for steps in phases]

    def position(self, time: "NDArray[Any]", steps: int, before: int) -> "NDArray[Any]":
        """Return the straight way from 0 to `steps`."""
        return time * steps

    def time(self, step: int, steps: int, before: int) -> float:
        """Return the step's share of all steps."""
        return step / steps
