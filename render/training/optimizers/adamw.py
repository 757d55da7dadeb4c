"""AdamW: Adam, and beside it a decay of the weights."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from render.training.optimizers import OptimizerTexts
from render.training.two_means import TwoMeans


class AdamwTexts(OptimizerTexts, speaker="optimizer.adamw"):
    """Of a step of Adam's that makes weights smaller."""

    update = "Rate · (mean / size + decay)"
    gradients = "mean of g"
    squares = "mean of g²"
    told_update = (
        "The update subtracts {rate} times the running mean of the gradient, divided by the root of that of its "
        "squares, and a decay of the weights: {moves}."
    )


class Adamw(TwoMeans):
    """A step of Adam's, and rate * weight_decay * theta, which is not divided by anything; biases are left alone.

    Loshchilov and Hutter, "Decoupled weight decay regularization", 2017.
    """

    kind: Literal["adamw"] = "adamw"
    texts: ClassVar[type[OptimizerTexts]] = AdamwTexts
    weight_decay: Annotated[
        float, Field(ge=0, le=1e3, description="the share of each weight that is subtracted, times the rate")
    ] = 0.01

    @property
    def decoupled(self) -> float:
        """The weight decay."""
        return self.weight_decay

    def step(self) -> str:
        """Return m' / sqrt(v') and the decay, which is that of the weight at hand."""
        return f"({super().step()} + λ θ)"
