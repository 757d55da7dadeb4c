"""A recording enters, the sharpness at its steps leaves: the largest eigenvalue of the Hessian of what is made small.

Gradient descent with a rate above 2 / sharpness leaves a quadratic bowl; of networks, training with all samples drives
the sharpness up to there and holds it: Cohen et al., "Gradient descent on neural networks typically occurs at the edge
of stability", 2021.
"""

import numpy as np
from numpy.typing import NDArray

from render.training.curvature import gradient_of, largest_eigenvalue, product_at
from render.training.recording import Recording

Floats = NDArray[np.float64]

EVENLY, EARLY = 120, 40
"""Steps at which it is computed: evenly over the training, and ever denser toward its beginning."""


def sharpness(recording: Recording) -> tuple[NDArray[np.intp], Floats]:
    """Return steps (K,), the first and the last among them, and the sharpness (K,) at each.

    Of a quadratic loss, it is the same everywhere, in closed form.
    """
    run, rows = recording.run, _rows(len(recording.kept))
    steps = recording.kept[rows]
    if run.objective.quadratic:
        return steps, np.full(len(rows), np.linalg.eigvalsh(np.array(run.objective.quadratic.hessian))[-1])
    gradient = gradient_of(run)
    vector = np.random.default_rng(0).normal(size=len(run.names))
    found = np.empty(len(rows))
    for index, row in enumerate(rows):
        theta = recording.parameters[row].astype(np.float64)
        # The eigenvector changes little from step to step.
        found[index], vector = largest_eigenvalue(product_at(gradient, theta), vector)
    return steps, found


def _rows(count: int) -> NDArray[np.intp]:
    """Return which of so many kept steps are looked at."""
    evenly, early = np.linspace(0, count - 1, EVENLY), np.geomspace(1, count, EARLY) - 1
    return np.unique(np.concatenate([evenly, early]).astype(np.intp))
