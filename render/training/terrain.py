"""A function of few weights and a place enter, what its surroundings are like leaves: how it curves, and where it is
flat. In float64 and by finite differences, so that it holds for any function."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.training.objective import Objective

Floats = NDArray[np.float64]

NEARBY = 1e-4
"""How far the places lie from one another that derivatives are taken from, for weights of size 1."""


class Stationary(NamedTuple):
    """A place (P,) at which f is flat, as far as its parabola tells, and whether f falls in some direction from it."""

    place: Floats
    falls: bool


def hessian(objective: Objective, theta: Floats) -> Floats:
    """Return the second derivatives (P, P) of what is made small at weights `theta` (P,), by central differences."""
    ways = np.eye(len(theta)) * NEARBY * np.maximum(1.0, np.abs(theta))
    signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    around = [theta + a * one + b * other for one in ways for other in ways for a, b in signs]
    values = objective.at(np.array(around)).reshape(len(theta), len(theta), 4)
    sizes = ways.sum(axis=1)
    found: Floats = values @ (1, -1, -1, 1) / (4 * np.outer(sizes, sizes))
    return found


def stationary(objective: Objective, theta: Floats, gradient: Floats) -> Stationary:
    """Return where f is flat according to its `gradient` (P,) and its Hessian at `theta` (P,): one step of Newton's."""
    curved = hessian(objective, theta)
    step, *_ = np.linalg.lstsq(curved, gradient)
    return Stationary(theta - step, bool(np.linalg.eigvalsh(curved)[0] < 0))


def curvature_of_minimum(objective: Objective, theta: Floats) -> float:
    """Return the largest eigenvalue of the Hessian at the minimum that is nearest to `theta` (P,)."""
    return float(np.linalg.eigvalsh(hessian(objective, nearest_minimum(objective, theta)))[-1])


def nearest_minimum(objective: Objective, theta: Floats) -> Floats:
    """Return that of the known minima which is nearest to `theta` (P,)."""
    minima = objective.minima
    found: Floats = minima[int(np.linalg.norm(minima - theta, axis=1).argmin())]
    return found
