"""Gradient descent with momentum."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.numbers import literal, short
from render.training.optimizers import Equation, Optimizer, OptimizerTexts, Share


class MomentumTexts(OptimizerTexts, speaker="optimizer.momentum"):
    """Of a step along the velocity."""

    update = "Learning rate times velocity"
    direction = "−velocity"
    velocity = "velocity"
    told_update = "The update subtracts {rate} times the velocity: {moves}."


class Momentum(Optimizer):
    """A step is the learning rate times a velocity, which keeps a share of itself and gains the gradient.

    z <- beta z + g, theta <- theta - rate z: Polyak, "Some methods of speeding up the convergence of iteration
    methods", 1964, in the form of Goh, "Why Momentum Really Works", Distill 2017.
    """

    kind: Literal["momentum"] = "momentum"
    texts: ClassVar[type[OptimizerTexts]] = MomentumTexts
    remembered: ClassVar[Sequence[str]] = ("velocity",)
    beta: Annotated[Share, Field(description="the share of the velocity that a step keeps")] = 0.9

    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return rate * z, and z."""
        velocity = self.beta * slots[0] + gradient
        return rate * velocity, xp.stack([velocity])

    def largest_stable_rate(self, curvature: float) -> float | None:
        """Return 2 (1 + beta) / curvature (Goh 2017)."""
        return 2 * (1 + self.beta) / curvature

    def step(self) -> str:
        """Return z."""
        return "z"

    def equations(self, words: Any) -> Sequence[Equation]:
        """Return that of the velocity."""
        return (Equation("z", words.velocity, f"{short(self.beta)} z + g"),)

    def typed(self) -> Sequence[str]:
        """Return two lines."""
        return (
            f"{{velocity}} = {literal(self.beta)} * {{velocity}} + {{gradient}}",
            "{variable}.assign_sub(learning_rate * {velocity})",
        )
