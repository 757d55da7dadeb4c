"""AdaGrad: a rate for each weight, which falls with all gradients that it has seen."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from render.numbers import literal
from render.training.optimizers import Epsilon, Equation, Optimizer, OptimizerTexts


class AdagradTexts(OptimizerTexts, speaker="optimizer.adagrad"):
    """Of a step in proportion to past gradients."""

    update = "Rate · gradient / root of all squares"
    squares = "sum"
    told_update = (
        "The update subtracts {rate} times the gradient, divided by the root of the sum of its squares so far: {moves}."
    )


class Adagrad(Optimizer):
    """A step is the learning rate times the gradient, divided by the root of the sum of all of its squares.

    s <- s + g^2, theta <- theta - rate g / (sqrt(s) + epsilon), for each weight by itself: Duchi, Hazan and Singer,
    "Adaptive subgradient methods for online learning and stochastic optimization", 2011.
    """

    kind: Literal["adagrad"] = "adagrad"
    texts: ClassVar[type[OptimizerTexts]] = AdagradTexts
    remembered: ClassVar[Sequence[str]] = ("squares",)
    epsilon: Epsilon = 1e-8

    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return rate * g / (sqrt(s) + epsilon), and s."""
        squares = slots[0] + gradient * gradient
        return rate * gradient / (xp.sqrt(squares) + self.epsilon), xp.stack([squares])

    def step(self) -> str:
        """Return g / sqrt(s)."""
        return "g / (√s + ε)"

    def equations(self, words: Any) -> Sequence[Equation]:
        """Return that of the sum."""
        return (Equation("s", words.squares, "s + g²"),)

    def typed(self) -> Sequence[str]:
        """Return two lines."""
        return (
            "{squares} = {squares} + {gradient} ** 2",
            f"{{variable}}.assign_sub(learning_rate * {{gradient}} / (tf.sqrt({{squares}}) + {literal(self.epsilon)}))",
        )
