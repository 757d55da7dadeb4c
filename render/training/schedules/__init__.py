"""Schedules: the learning rate of each step. A member is one file with one frozen model; this is the whole contract.

Members import NumPy inside their methods only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from render.family import Options
from render.numbers import literal

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_STEPS = 10_000_000
From = Annotated[
    float, Field(alias="from", gt=0, le=1e6, description="the rate at the beginning, after the warmup", examples=[0.5])
]
Limit = Annotated[
    float, Field(ge=0, le=1e6, description="the rate that would come after the last step: each step's own is above 0")
]


class Schedule(Options, ABC):
    """The learning rates of one phase of S steps.

    In the first `warmup` steps, W, the rate rises on a straight line, (k + 1) / (W + 1) of the first one at step k, and
    step W is the first one that has all of it. What follows is the member's own, over the steps that are left. Goyal et
    al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017.
    """

    kind: str
    warmup: Annotated[
        int,
        Field(
            ge=0,
            le=MOST_STEPS,
            description="steps in which the rate rises from next to nothing to the first",
            examples=[20],
        ),
    ] = 0

    @property
    @abstractmethod
    def begins(self) -> float:
        """The rate of the first step after the warmup."""

    @property
    def ends(self) -> float:
        """The rate that would come after the last step, of one that is known without counting the steps."""
        return self.begins

    @property
    def changes(self) -> bool:
        """Whether the rate is not the same at all steps."""
        return True

    @abstractmethod
    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the rates (steps,) in float64 of the steps `k` (steps,), counted from the end of the warmup."""

    @abstractmethod
    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return the lines of a program that make `name` the same array, `k` being that of the steps."""

    def rates(self, steps: int) -> "NDArray[Any]":
        """Return the rates (steps,) that its steps use, in float64."""
        import numpy as np

        warm = np.arange(1, min(self.warmup, steps) + 1) / (self.warmup + 1) * self.begins
        left = steps - len(warm)
        return np.concatenate([warm, self.after(np.arange(left), left)])

    def typed(self, name: str, steps: int) -> list[str]:
        """Return the lines of a program that make `name` the array of the rates."""
        lines = [f"k = np.arange({steps})"]
        if not self.warmup:
            return [*lines, *self.lines(name, "k", steps)]
        rising = f"(k + 1) / {self.warmup + 1} * {literal(self.begins)}"
        later = self.lines(name, f"(k - {self.warmup})", steps - self.warmup)
        return [*lines, *later, f"{name} = np.where(k < {self.warmup}, {rising}, {name})"]


class Between(Schedule, ABC):
    """A schedule that goes from one rate to another."""

    first: From
    to: Limit = 0.0

    @property
    def begins(self) -> float:
        """What it comes from."""
        return self.first

    @property
    def ends(self) -> float:
        """What it goes to."""
        return self.to
