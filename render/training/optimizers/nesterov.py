"""Nesterov's accelerated gradient."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.numbers import literal, short
from render.training.optimizers import Equation, Optimizer, OptimizerTexts, Share


class NesterovTexts(OptimizerTexts, speaker="optimizer.nesterov"):
    """Of a step along the velocity, a step further on."""

    update = "Rate times velocity, one step ahead"
    direction = "−velocity ahead"
    velocity = "velocity"
    told_update = "The update subtracts {rate} times the velocity, one step ahead: {moves}."


class Nesterov(Optimizer):
    """A step is that of momentum, with the velocity as it will be if the gradient stays.

    z <- beta z + g, theta <- theta - rate (g + beta z): Nesterov, "A method of solving a convex programming problem
    with convergence rate O(1/k^2)", 1983, in the form of Sutskever et al., "On the importance of initialization and
    momentum in deep learning", 2013, with theta where the gradient is taken.
    """

    kind: Literal["nesterov"] = "nesterov"
    texts: ClassVar[type[OptimizerTexts]] = NesterovTexts
    remembered: ClassVar[Sequence[str]] = ("velocity",)
    beta: Annotated[Share, Field(description="the share of the velocity that a step keeps")] = 0.9

    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return rate * (g + beta z), and z."""
        velocity = self.beta * slots[0] + gradient
        return rate * (gradient + self.beta * velocity), xp.stack([velocity])

    def largest_stable_rate(self, curvature: float) -> float | None:
        """Return 2 (1 + beta) / ((1 + 2 beta) curvature).

        Above it, an eigenvalue of the iteration's matrix [[beta, e], [-rate beta^2, 1 - rate e (1 + beta)]] of z and
        theta, along an eigenvector of the Hessian with eigenvalue e, is below -1.
        """
        return 2 * (1 + self.beta) / ((1 + 2 * self.beta) * curvature)

    def step(self) -> str:
        """Return g + beta z."""
        return f"(g + {short(self.beta)} z)"

    def equations(self, words: Any) -> Sequence[Equation]:
        """Return that of the velocity."""
        return (Equation("z", words.velocity, f"{short(self.beta)} z + g"),)

    def typed(self) -> Sequence[str]:
        """Return two lines."""
        beta = literal(self.beta)
        return (
            f"{{velocity}} = {beta} * {{velocity}} + {{gradient}}",
            f"{{variable}}.assign_sub(learning_rate * ({{gradient}} + {beta} * {{velocity}}))",
        )
