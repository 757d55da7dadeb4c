"""Adam: running means of the gradient and of its squares."""

from typing import ClassVar, Literal

from render.training.optimizers import OptimizerTexts
from render.training.two_means import TwoMeans


class AdamTexts(OptimizerTexts, speaker="optimizer.adam"):
    """Of a step along a mean of the gradients, in proportion to their size."""

    update = "Rate · mean gradient / its size"
    gradients = "mean of g"
    squares = "mean of g²"
    told_update = (
        "The update subtracts {rate} times the running mean of the gradient, divided by the root of that of its "
        "squares: {moves}."
    )


class Adam(TwoMeans):
    """The running mean of the gradient, divided by the root of that of its squares (Kingma and Ba 2014)."""

    kind: Literal["adam"] = "adam"
    texts: ClassVar[type[OptimizerTexts]] = AdamTexts
