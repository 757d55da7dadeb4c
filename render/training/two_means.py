"""What Adam and AdamW have in common: running means of the gradient and of its squares."""

import math
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from render.numbers import literal, short
from render.training.optimizers import Epsilon, Equation, Optimizer, Share


class TwoMeans(Optimizer):
    """A step is the learning rate times a running mean of the gradient, divided by the root of that of its squares.

    m <- beta_1 m + (1 - beta_1) g, v <- beta_2 v + (1 - beta_2) g^2, both divided by what they have seen, 1 - beta^t:
    theta <- theta - rate m' / (sqrt(v') + epsilon), for each weight by itself: Kingma and Ba, "Adam: a method for
    stochastic optimization", 2014. Its texts have names for `gradients` and `squares`.
    """

    remembered: ClassVar[Sequence[str]] = ("m", "v")
    beta_1: Annotated[Share, Field(description="the share of the gradients' running mean that a step keeps")] = 0.9
    beta_2: Annotated[Share, Field(description="the same of their squares")] = 0.999
    epsilon: Epsilon = 1e-8

    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return rate * m' / (sqrt(v') + epsilon), and m and v."""
        m = self.beta_1 * slots[0] + (1 - self.beta_1) * gradient
        v = self.beta_2 * slots[1] + (1 - self.beta_2) * (gradient * gradient)
        mean, square = m / corrected(xp, self.beta_1, k), v / corrected(xp, self.beta_2, k)
        return rate * mean / (xp.sqrt(square) + self.epsilon), xp.stack([m, v])

    def step(self) -> str:
        """Return m' / sqrt(v')."""
        return "m̂ / (√v̂ + ε)"

    def equations(self, words: Any) -> Sequence[Equation]:
        """Return those of both means, and of both divided by what they have seen."""
        one, two = short(self.beta_1), short(self.beta_2)
        return (
            Equation("m", words.gradients, f"{one} m + {short(1 - self.beta_1)} g"),
            Equation("v", words.squares, f"{two} v + {short(1 - self.beta_2)} g²"),
            Equation("m̂", "", f"m / (1 − {one}ᵗ)", spare=True),
            Equation("v̂", "", f"v / (1 − {two}ᵗ)", spare=True),
        )

    def values(self, xp: Any, slots: Any, k: Any) -> Sequence[Any]:
        """Return m, v, and both divided by what they have seen."""
        m, v = slots
        return m, v, m / corrected(xp, self.beta_1, k), v / corrected(xp, self.beta_2, k)

    def typed(self) -> Sequence[str]:
        """Return five lines."""
        one, two = literal(self.beta_1), literal(self.beta_2)
        return (
            f"{{m}} = {one} * {{m}} + (1 - {one}) * {{gradient}}",
            f"{{v}} = {two} * {{v}} + (1 - {two}) * {{gradient}} ** 2",
            f"m_hat = {{m}} / (1 - {one} ** (step + 1))",
            f"v_hat = {{v}} / (1 - {two} ** (step + 1))",
            f"{{variable}}.assign_sub(learning_rate * m_hat / (tf.sqrt(v_hat) + {literal(self.epsilon)}))",
        )


def corrected(xp: Any, beta: float, k: Any) -> Any:
    """Return 1 - beta^(k + 1): what a mean that began at 0 has seen of what it is the mean of, after step `k`.

    As it stands, a difference of float32 would have few digits in the first steps.
    """
    return -xp.expm1(xp.asarray(k + 1, dtype=xp.float32) * math.log(beta)) if beta else 1.0
