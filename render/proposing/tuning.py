"""A loss, or samples of classes, enter; a learning rate and a number of steps leave with which a training gets there.

Gradient descent on a quadratic loss is solved exactly; that of classes, for a moment, is taken with NumPy.
"""

from collections.abc import Sequence
from math import ceil, floor, inf, log10
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.numbers import floored
from render.training.classes import probabilities
from render.training.losses.cross_entropy import CrossEntropy
from render.training.models.logistic import Logistic
from render.training.objective import Objective
from render.training.samples import Samples
from render.training.stability import Quadratic, largest_stable_rate
from render.training.standardize import Standardize

Floats = NDArray[np.float64]

SEEN, LEFT = 0.008, 0.04
"""Shares of their way that are left in the end, of predictions and of each weight: a verdict then says converged."""
NEARLY = 0.02
"""The same of predictions, where weights may have far to go."""
FEWEST = 40
"""Steps below which a smaller rate is taken: a film is to be watched."""
HALVINGS = 8
MOST = 3000
"""Steps that are tried for classes."""
FEWEST_OF_CLASSES, SOLVED = 100, 0.04
"""The same of classes, and the root of the share of the loss that can be lost which is left in the end."""
GROWN, STILL, LONGER = 400, 0.005, 1.5
"""Where the loss is smallest nowhere, or nobody knows it: steps at least, how far from the last share of right answers
one is that counts as it, and times the steps until then."""
MOST_ROWS = 3000
"""Of classes: of more, a part."""


class Tuned(NamedTuple):
    """A learning rate, how many steps it takes with it, and the largest stable rate."""

    rate: float
    steps: int
    stable: float


def tuned(loss: Quadratic, start: Sequence[float], *, weights_too: bool = True) -> Tuned:
    """Return the rate, half of the largest stable one or a part of it, with which predictions arrive, and the weights.

    Not `weights_too`: it is enough if predictions do, nearly.
    """
    values, vectors = np.linalg.eigh(np.array(loss.hessian))
    far = vectors.T @ (np.array(start) - np.array(loss.best))
    stable = largest_stable_rate(float(values[-1])) or 1.0
    found = Tuned(0.0, 0, stable)
    for halved in range(1, HALVINGS + 1):
        rate = floored(stable / 2**halved, 1)
        steps = _arrival(values, vectors, far, rate, (SEEN, LEFT) if weights_too else (NEARLY, inf))
        if found.steps and not steps < inf:
            break
        found = Tuned(rate, rounded_up(steps), stable)
        if steps >= FEWEST:
            break
    return found


def _arrival(values: Floats, vectors: Floats, far: Floats, rate: float, shares: tuple[float, float]) -> float:
    """Return after how many steps these `shares` of predictions and weights are left; infinity if never."""
    factors = 1 - rate * values
    scale = float(np.sqrt((values * far**2).sum())) or 1.0
    farthest = np.abs(vectors @ far)

    def there(steps: int) -> bool:
        left = far * factors**steps
        weights = np.abs(vectors @ left) <= shares[1] * np.maximum(farthest, 1e-12)
        return bool(np.sqrt((values * left**2).sum()) <= shares[0] * scale and weights.all())

    for power in range(1, 8):
        farthest = np.maximum(farthest, np.abs(vectors @ (far * factors ** (4**power))))
    high = 1
    while not there(high):
        high *= 2
        if high > 10**7:
            return inf
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if there(middle) else (middle, high)
    return high


def rounded_up(steps: float) -> int:
    """Return a number of steps that is rather more, as people write it: 50, 120, 1500."""
    if not steps < inf:
        return 10**9
    more = 1.1 * max(steps, 10)
    unit = 10 ** floor(log10(more)) / (2 if more >= 100 else 1)
    return int(ceil(more / unit) * unit)


def tuned_for_classes(samples: Samples, standardize: Standardize, start: Floats | None = None) -> Tuned:
    """Return the rate and the steps of logistic regression from weights `start` (D + 1, C), or from 0.

    The Hessian is at most the inputs' own times 1/4, of three classes and more 1/2: Böhning, "Multinomial logistic
    regression algorithm", 1992.
    """
    part = samples.part(MOST_ROWS, 0) if len(samples.y) > MOST_ROWS else samples
    objective = Objective(part, Logistic(), CrossEntropy(), standardize=standardize)
    x = np.column_stack([objective.x, np.ones(len(part.y))])
    classes, outputs = part.task.classes, part.task.outputs
    bound = (0.25 if outputs == 1 else 0.5) * float(np.linalg.eigvalsh(x.T @ x / len(x))[-1])
    stable = largest_stable_rate(bound) or 1.0
    least, y = objective.least, part.y.astype(int)
    theta = np.zeros((x.shape[1], outputs)) if start is None else start
    found = Tuned(0.0, 0, stable)
    for halved in range(1, HALVINGS + 1):
        rate = floored(stable / 2**halved, 1)
        losses, right = _descent(x, y, classes, theta, rate)
        if least is None:
            settled = np.flatnonzero(np.abs(right - right[-1]) > STILL)
            steps = max(GROWN, LONGER * float(settled[-1] if len(settled) else 0))
        else:
            done = losses - least <= SOLVED**2 * (losses[0] - least)
            steps = float(done.argmax()) if done.any() else MOST
        if found.steps and steps >= MOST:
            break
        found = Tuned(rate, min(MOST, rounded_up(steps)), stable)
        if steps >= FEWEST_OF_CLASSES:
            break
    return found


def _descent(x: Floats, y: NDArray[np.intp], classes: int, theta: Floats, rate: float) -> tuple[Floats, Floats]:
    """Return losses and shares of right answers (MOST,) of steps of one `rate`; x (N, D + 1), theta (D + 1, C)."""
    wanted = np.eye(classes)[y]
    losses, right = np.empty(MOST), np.empty(MOST)
    for step in range(MOST):
        logits = x @ theta
        chances = probabilities(logits[:, 0] if classes == 2 else logits, classes)
        losses[step] = -np.log(np.maximum(chances[np.arange(len(y)), y], 1e-300)).mean()
        right[step] = (chances.argmax(axis=1) == y).mean()
        off = chances - wanted
        theta = theta - rate * x.T @ (off[:, 1:] if classes == 2 else off) / len(y)
    return losses, right
