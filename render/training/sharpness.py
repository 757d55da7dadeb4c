"""A recording enters, the sharpness at its steps leaves: the largest eigenvalue of the Hessian of what is made small.

Gradient descent with a rate above 2 / sharpness leaves a quadratic bowl; of networks, training with all samples drives
the sharpness up to there and holds it: Cohen et al., "Gradient descent on neural networks typically occurs at the edge
of stability", 2021.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from render.training.passes import passes
from render.training.recording import Recording
from render.training.run import Run

Floats = NDArray[np.float64]

EVENLY, EARLY = 120, 40
"""Steps at which it is computed: evenly over the training, and ever denser toward its beginning."""
NEARBY = 1e-4
"""How far to both sides along a vector the gradients are that tell the Hessian's product with it."""
MOST_PRODUCTS, CLOSE = 40, 1e-4
"""Products for one eigenvalue, and the share of it that the rest may have before it counts as found."""


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
        found[index], vector = largest_eigenvalue(_product(gradient, theta), vector)
    return steps, found


def gradient_of(run: Run) -> Callable[[Floats], Floats]:
    """Return the function of weights theta (P,) that is the gradient (P,) of what `run` makes small, of all samples."""
    samples, objective = run.samples, run.objective
    y = samples.y.astype(np.float64)

    def gradient(theta: Floats) -> Floats:
        if found := passes(run, theta, samples.x, y):
            of_loss = np.concatenate([part.ravel() for layer in found.gradients for part in layer])
        else:
            slopes, factors = objective.terms(theta, samples.x, y)
            of_loss = slopes @ factors / len(y)
        return np.asarray(of_loss + objective.decays * theta)

    return gradient


def largest_eigenvalue(product: Callable[[Floats], Floats], start: Floats) -> tuple[float, Floats]:
    """Return the largest eigenvalue of a symmetric matrix, by its `product` with vectors (P,), and its eigenvector.

    By Lanczos' method with full reorthogonalization, from a vector to `start` with: Golub and Van Loan, "Matrix
    computations", 4th edition, section 10.3.
    """
    basis = [start / np.linalg.norm(start)]
    diagonal: list[float] = []
    beside: list[float] = []
    while True:
        moved = product(basis[-1])
        diagonal.append(float(moved @ basis[-1]))
        known = np.array(basis)
        moved = moved - known.T @ (known @ moved)
        moved = moved - known.T @ (known @ moved)
        rest = float(np.linalg.norm(moved))
        values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
        left = rest * abs(float(vectors[-1, -1]))
        if left <= CLOSE * abs(values[-1]) or len(basis) >= min(MOST_PRODUCTS, len(start)) or rest == 0:
            return float(values[-1]), known.T @ vectors[:, -1]
        beside.append(rest)
        basis.append(moved / rest)


def _product(gradient: Callable[[Floats], Floats], theta: Floats) -> Callable[[Floats], Floats]:
    """Return the Hessian's product with vectors of length 1, as a central difference of gradients."""

    def product(vector: Floats) -> Floats:
        return (gradient(theta + NEARBY * vector) - gradient(theta - NEARBY * vector)) / (2 * NEARBY)

    return product


def _rows(count: int) -> NDArray[np.intp]:
    """Return which of so many kept steps are looked at."""
    evenly, early = np.linspace(0, count - 1, EVENLY), np.geomspace(1, count, EARLY) - 1
    return np.unique(np.concatenate([evenly, early]).astype(np.intp))
