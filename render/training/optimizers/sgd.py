"""Gradient descent; with mini-batches, stochastic gradient descent."""

from typing import Any, Literal

from render.training.optimizers import Optimizer
from render.training.stability import largest_stable_rate


class Sgd(Optimizer):
    """Each step is the learning rate times the gradient (Cauchy 1847; of batches, Robbins and Monro 1951)."""

    kind: Literal["sgd"] = "sgd"

    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return rate * gradient."""
        return rate * gradient, slots

    def largest_stable_rate(self, curvature: float) -> float | None:
        """Return 2 / curvature."""
        return largest_stable_rate(curvature)
