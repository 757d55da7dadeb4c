"""The best weights of a convex loss: features and derivatives enter, the weights where its slope is 0 leave."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 60
"""After which they count as not to be found."""
HALVINGS = 30
SAME = 1e-10
"""Share of the weights' size by which the best ones change no more."""


def newton(
    start: Floats,
    features: Floats,
    at: Callable[[Floats], float],
    derivatives: Callable[[Floats], tuple[Floats, Floats]],
    decay: Floats,
) -> Floats | None:
    """Return the weights (P,) with the smallest loss, by Newton's method with steps that are halved while they are bad.

    `features` (N, C, P) are what each weight adds to each output of a sample; `at` is the loss of weights,
    `derivatives` are those of each sample's loss by its outputs (N, C), and `decay` (P,) is what each weight's slope
    gains by its size. None where no end is found. Boyd and Vandenberghe, Convex Optimization, 2004, 9.5.
    """
    theta, now = start, at(start)
    for _ in range(STEPS):
        first, second = derivatives(features @ theta)
        slope = np.einsum("ncp,nc->p", features, first) / len(first) + decay * theta
        curvature = np.einsum("ncp,ncd,ndq->pq", features, second, features, optimize=True) / len(first)
        # Of softmax, a number that is added to all logits changes nothing: the shortest way leaves it.
        way: Floats = -np.linalg.lstsq(curvature + np.diag(decay), slope)[0]
        for halved in range(HALVINGS):
            tried: Floats = theta + way / 2**halved
            there = at(tried)
            if there <= now:
                break
        else:
            return theta
        if np.abs(tried - theta).max() <= SAME * max(1.0, float(np.abs(theta).max())):
            return tried
        theta, now = tried, there
    return None
