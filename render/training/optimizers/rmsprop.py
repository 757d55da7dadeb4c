"""RMSProp: a rate for each weight, by the size of its recent gradients."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.numbers import literal, short
from render.training.optimizers import Epsilon, Equation, Optimizer, OptimizerTexts, Share


class RmspropTexts(OptimizerTexts, speaker="optimizer.rmsprop"):
    """Of a step in proportion to recent gradients."""

    update = "Rate · gradient / its recent size"
    squares = "mean of g²"
    told_update = (
        "The update subtracts {rate} times the gradient, divided by the root of the running mean of its squares: "
        "{moves}."
    )


class Rmsprop(Optimizer):
    """A step is the learning rate times the gradient, divided by the root of a running mean of its squares.

    s <- rho s + (1 - rho) g^2, theta <- theta - rate g / (sqrt(s) + epsilon), for each weight by itself: Tieleman and
    Hinton, "Lecture 6.5: rmsprop", Neural Networks for Machine Learning, 2012.
    """

    kind: Literal["rmsprop"] = "rmsprop"
    texts: ClassVar[type[OptimizerTexts]] = RmspropTexts
    remembered: ClassVar[Sequence[str]] = ("squares",)
    rho: Annotated[Share, Field(description="the share of the running mean that a step keeps")] = 0.9
    epsilon: Epsilon = 1e-8

    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return rate * g / (sqrt(s) + epsilon), and s."""
        squares = self.rho * slots[0] + (1 - self.rho) * (gradient * gradient)
        return rate * gradient / (xp.sqrt(squares) + self.epsilon), xp.stack([squares])

    def step(self) -> str:
        """Return g / sqrt(s)."""
        return "g / (√s + ε)"

    def equations(self, words: Any) -> Sequence[Equation]:
        """Return that of the running mean."""
        return (Equation("s", words.squares, f"{short(self.rho)} s + {short(1 - self.rho)} g²"),)

    def typed(self) -> Sequence[str]:
        """Return two lines."""
        rho = literal(self.rho)
        return (
            f"{{squares}} = {rho} * {{squares}} + (1 - {rho}) * {{gradient}} ** 2",
            f"{{variable}}.assign_sub(learning_rate * {{gradient}} / (tf.sqrt({{squares}}) + {literal(self.epsilon)}))",
        )
