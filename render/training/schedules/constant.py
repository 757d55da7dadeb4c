"""The same learning rate at every step."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from render.training.schedules import Schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Constant(Schedule):
    """One learning rate."""

    kind: Literal["constant"] = "constant"
    rate: Annotated[float, Field(gt=0, le=1e6, description="the part of the gradient that a step takes")]

    def rates(self, steps: int) -> "NDArray[Any]":
        """Return the rate, again and again."""
        import numpy as np

        return np.full(steps, self.rate)
