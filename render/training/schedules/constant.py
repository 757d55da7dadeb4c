"""The same learning rate at every step."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from render.numbers import literal
from render.training.schedules import Schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Constant(Schedule):
    """One learning rate, {rate: 0.1, warmup: 20}: the word `constant` need not be written."""

    kind: Literal["constant"] = "constant"
    rate: Annotated[
        float, Field(gt=0, le=1e6, description="the part of the gradient that a step takes", examples=[0.1])
    ]

    @property
    def begins(self) -> float:
        """The rate."""
        return self.rate

    @property
    def changes(self) -> bool:
        """Whether it has to warm up."""
        return self.warmup > 0

    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the rate, again and again."""
        import numpy as np

        return np.full(len(k), self.rate)

    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return it."""
        return [f"{name} = np.full(len(k), {literal(self.rate)})"]
