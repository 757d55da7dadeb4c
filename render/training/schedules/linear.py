"""A straight line, from one learning rate to another."""

from typing import TYPE_CHECKING, Any, Literal

from render.numbers import literal
from render.training.schedules import Between

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Linear(Between):
    """from + (to - from) k / S at step k of S; step S would have `to`.

    Keras's PolynomialDecay of power 1. Upward, it is the range test of Smith, "Cyclical Learning Rates for Training
    Neural Networks", 2015.
    """

    kind: Literal["linear"] = "linear"

    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the line."""
        return self.first + (self.to - self.first) * k / max(1, steps)

    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return it."""
        if not self.to:
            return [f"{name} = {literal(self.first)} * (1 - {k} / {steps})"]
        return [f"{name} = {literal(self.first)} + ({literal(self.to)} - {literal(self.first)}) * {k} / {steps}"]
