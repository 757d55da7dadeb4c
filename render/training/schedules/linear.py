"""A straight line, from one learning rate to another."""

from typing import TYPE_CHECKING, Any, Literal

from render.numbers import literal
from render.training.schedules import From, Limit, Schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Linear(Schedule):
    """from + (to - from) k / S at step k of S; step S would have `to`.

    Keras's PolynomialDecay of power 1. Upward, it is the range test of Smith, "Cyclical Learning Rates for Training
    Neural Networks", 2015.
    """

    kind: Literal["linear"] = "linear"
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

    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the line."""
        return self.first + (self.to - self.first) * k / max(1, steps)

    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return it."""
        if not self.to:
            return [f"{name} = {literal(self.first)} * (1 - {k} / {steps})"]
        return [f"{name} = {literal(self.first)} + ({literal(self.to)} - {literal(self.first)}) * {k} / {steps}"]
