"""Schedules: the learning rate of each step. A member is one file with one frozen model; this is the whole contract.

Members import NumPy inside their methods only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from render.family import Options

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Schedule(Options, ABC):
    """The learning rates of one phase."""

    kind: str

    @abstractmethod
    def rates(self, steps: int) -> "NDArray[Any]":
        """Return the rates (steps,) that its steps use, in float64."""
