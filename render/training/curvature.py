"""A run and weights enter, the largest eigenvalue of the Hessian of what is made small there leaves."""

import numpy as np
from numpy.typing import NDArray

from render.training.passes import passes
from render.training.run import Run

ITERATIONS, NEARBY = 60, 1e-4
"""Of the power method; the distance of weights whose gradients are compared, as a share of their size."""


def curvature_at(run: Run, theta: NDArray[np.floating]) -> float | None:
    """Return it for weights `theta` (P,), by the power method on differences of gradients; None without layers.

    Pearlmutter, "Fast Exact Multiplication by the Hessian", 1994, whose product this is the central difference of.
    """
    if run.model.architecture(run.samples.task) is None:
        return None
    start = theta.astype(np.float64)
    apart = NEARBY * max(1.0, float(np.linalg.norm(start)))
    direction, found = np.random.default_rng(0).normal(size=len(start)), 0.0
    direction /= np.linalg.norm(direction)
    for _ in range(ITERATIONS):
        below, above = (_gradient(run, start + way * apart * direction) for way in (-1, 1))
        product = (above - below) / (2 * apart)
        found, size = float(direction @ product), float(np.linalg.norm(product))
        if not size or not np.isfinite(size):
            return found if np.isfinite(found) else None
        direction = product / size
    return found


def _gradient(run: Run, theta: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the gradient (P,) of what a `run` makes small."""
    found = passes(run, theta, run.samples.x, run.samples.y)
    assert found
    parts = [part.ravel() for layer in found.gradients for part in layer]
    return np.concatenate(parts) + run.objective.decays * theta
