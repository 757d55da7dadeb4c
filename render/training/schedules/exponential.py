"""The same factor at every step, from one learning rate to another."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from render.numbers import literal
from render.training.schedules import Between

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Exponential(Between):
    """from (to / from)^(k / S) at step k of S: a straight line on a logarithmic scale; step S would have `to`.

    Keras's ExponentialDecay with a decay_rate of to / from in S steps. It never comes to 0.
    """

    kind: Literal["exponential"] = "exponential"
    to: Annotated[
        float, Field(gt=0, le=1e6, description="the rate that would come after the last step", examples=[0.001])
    ]

    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the powers."""
        rates: NDArray[Any] = self.first * (self.to / self.first) ** (k / max(1, steps))
        return rates

    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return them."""
        return [f"{name} = {literal(self.first)} * ({literal(self.to)} / {literal(self.first)}) ** ({k} / {steps})"]
