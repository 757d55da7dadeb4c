"""A learning rate that falls at once, again and again."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from render.numbers import literal
from render.training.schedules import MOST_STEPS, From, Schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Step(Schedule):
    """from factor^floor(k / every) at step k: the same for `every` steps, then so many times the one before.

    Keras's ExponentialDecay as a staircase. He et al., "Deep Residual Learning for Image Recognition", 2015, divide it
    by 10 where the error goes no lower.
    """

    kind: Literal["step"] = "step"
    first: From
    every: Annotated[int, Field(ge=1, le=MOST_STEPS, description="steps with the same rate", examples=[50])]
    factor: Annotated[float, Field(gt=0, lt=1, description="what the rate is multiplied by then", examples=[0.5])]

    @property
    def begins(self) -> float:
        """The highest stair."""
        return self.first

    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the stairs."""
        rates: NDArray[Any] = self.first * self.factor ** (k // self.every)
        return rates

    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return them."""
        return [f"{name} = {literal(self.first)} * {literal(self.factor)} ** ({k} // {self.every})"]
