"""Columns of numbers enter; how well one of them tells another leaves, on rows that it was not fitted to.

All in closed form, in a moment: it is by these numbers that a scene is proposed, before anything is trained.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROWS_A_WEIGHT = 3
"""Rows that a weight of a polynomial needs, at least, for it to be worth a try."""
LEVERAGE = 0.999
"""Of a row that is alone with its x: what it tells of other rows is nothing."""
NEIGHBOURS = 5
MOST_COMPARED = 600
"""Rows whose neighbours are looked for: of more, as many of them, evenly."""
RIDGE = 1e-6
"""Share of its variance that is added to each input: two that are the same part classes as well as one."""


def errors(x: Floats, y: Floats, degrees: Sequence[int]) -> dict[int, float]:
    """Return the mean squared error of polynomials of y (N,) on x (N,), each row predicted from all others.

    By the rows' leverages: Allen, "The relationship between variable selection and data augmentation and a method for
    prediction", 1974. Degrees for which there are too few rows, or too few different x, are left out.
    """
    found, different = {}, len(np.unique(x))
    low, high = x.min(), x.max()
    z = (2 * x - low - high) / (high - low) if high > low else np.zeros(len(x))
    for degree in degrees:
        if different <= degree + 1 or (degree > 1 and len(x) < ROWS_A_WEIGHT * (degree + 1)):
            continue
        basis, _ = np.linalg.qr(np.vander(z, degree + 1))
        leverage = np.minimum(np.square(basis).sum(axis=1), LEVERAGE)
        residuals = (y - basis @ (basis.T @ y)) / (1 - leverage)
        found[degree] = float(np.square(residuals).mean())
    return found


def explained(x: Floats, y: Floats, degrees: Sequence[int] = (1, 2, 3)) -> float:
    """Return the share of the variance of y (N,) that x (N,) tells, by the best of some polynomials: 0 to 1."""
    spread = float(y.var())
    found = errors(x, y, degrees)
    return max(0.0, 1 - min(found.values()) / spread) if found and spread else 0.0


def parted(x: Floats, classes: NDArray[np.intp]) -> tuple[float, float]:
    """Return which share of classes straight borders tell by inputs x (N, D), and how far apart the classes lie.

    `classes` (N,) count from 0. Fisher's linear discriminants, 1936, with the mean squared distance of the classes'
    means in deviations within them.
    """
    count = int(classes.max()) + 1
    sizes = np.bincount(classes, minlength=count)
    means = np.stack([x[classes == each].mean(axis=0) for each in range(count)])
    within = x - means[classes]
    spread = within.T @ within / len(x) + np.diag(RIDGE * x.var(axis=0) + 1e-300)
    directions = np.linalg.solve(spread, means.T)
    scores = x @ directions - (means.T * directions).sum(axis=0) / 2 + np.log(sizes / len(x))
    between = means - sizes @ means / len(x)
    apart = float((sizes @ (between * np.linalg.solve(spread, between.T).T).sum(axis=1)) / len(x))
    return float((scores.argmax(axis=1) == classes).mean()), apart


def near(x: Floats, classes: NDArray[np.intp]) -> float:
    """Return the share of rows whose class most of their nearest neighbours have, of inputs x (N, D) on one scale."""
    step = -(-len(x) // MOST_COMPARED)
    x, classes = x[::step], classes[::step]
    z = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-300)
    away = np.square(z[:, np.newaxis] - z).sum(axis=-1)
    np.fill_diagonal(away, np.inf)
    closest = np.argsort(away, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(x) - 1)]
    votes = np.stack([(classes[closest] == each).sum(axis=1) for each in range(int(classes.max()) + 1)])
    return float((votes.argmax(axis=0) == classes).mean())


def luck(share: float, rows: int) -> float:
    """Return the standard error of a `share` of right answers among so many `rows`: what may be no more than luck."""
    return float(np.sqrt(share * (1 - share) / rows))


def above_chance(share: float, classes: NDArray[np.intp]) -> float:
    """Return what a `share` of right answers is better than always naming the commonest class: 0 to 1."""
    commonest = float(np.bincount(classes).max()) / len(classes)
    return max(0.0, (share - commonest) / (1 - commonest)) if commonest < 1 else 0.0
