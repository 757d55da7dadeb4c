"""A run and weights enter, the largest eigenvalue of the Hessian of what is made small there leaves."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from render.training.passes import passes
from render.training.run import Run

Floats = NDArray[np.float64]

NEARBY = 1e-4
"""How far to both sides along a vector the gradients are that tell the Hessian's product with it."""
MOST_PRODUCTS, CLOSE = 40, 1e-4
"""Products for one eigenvalue, and the share of it that the rest may have before it counts as found."""


def curvature_at(run: Run, theta: NDArray[np.floating]) -> float | None:
    """Return it for weights `theta` (P,), of all samples; None without layers, or where it is not finite."""
    if run.model.architecture(run.samples.task) is None:
        return None
    product = product_at(gradient_of(run), theta.astype(np.float64))
    start = np.random.default_rng(0).normal(size=len(theta))
    try:
        found, _ = largest_eigenvalue(product, start)
    except np.linalg.LinAlgError:
        return None
    return found if np.isfinite(found) else None


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


def product_at(gradient: Callable[[Floats], Floats], theta: Floats) -> Callable[[Floats], Floats]:
    """Return the Hessian's product with vectors of length 1, as a central difference of gradients."""

    def product(vector: Floats) -> Floats:
        return (gradient(theta + NEARBY * vector) - gradient(theta - NEARBY * vector)) / (2 * NEARBY)

    return product
