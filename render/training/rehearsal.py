"""What a training makes small, an optimizer and rates enter; what its first steps do leaves, without TensorFlow.

In float64 and with all samples: it tells what a training does, not the numbers that a recording has.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.training.objective import Objective
from render.training.optimizers import Optimizer

Floats = NDArray[np.float64]

MOST = float(np.finfo(np.float32).max)
NEARBY = 1e-5
"""Share of a weight by which the places lie to both sides that its slope is taken from."""
MOST_STEPS, MOST_OF_CLASSES, MOST_NUMBERS = 10_000, 5_000, 100_000_000
"""Steps of a rehearsal, of one on classes, and numbers of samples, weights and steps: fractions of a second."""


class Rehearsal(NamedTuple):
    """Weights (S + 1, P), what is made small (S + 1,), and the gradient (P,) of the last step that has finite numbers.

    `complete` says whether all steps were taken, or the numbers of the next one were too large for float32.
    """

    path: Floats
    losses: Floats
    gradient: Floats
    diverged: bool
    complete: bool

    @property
    def settles(self) -> bool:
        """Whether it ends no worse than it began."""
        return not self.diverged and bool(self.losses[-1] <= self.losses[0])


Slope = Callable[[Floats], tuple[float, Floats]]
"""From weights (P,) to what is made small there, and its gradient (P,)."""


def rehearsed(
    objective: Objective, optimizer: Optimizer, start: tuple[float, ...], rates: Floats, until: float = -np.inf
) -> Rehearsal | None:
    """Return what the `optimizer` does from the weights `start` (P,), with the rates (S,) of all steps.

    It ends where what is made small is no more than `until`. None of what is neither linear in its weights, of classes,
    nor a function without samples.
    """
    slope = _slope(objective)
    if slope is None:
        return None
    most = MOST_OF_CLASSES if objective.samples.classes else MOST_STEPS
    steps = min(len(rates), most, MOST_NUMBERS // (len(objective.samples.y) * len(start)))
    theta, slots = np.array(start, np.float64), np.zeros((optimizer.slots(), len(start)))
    path, losses, diverged = [theta], [], False
    with np.errstate(all="ignore"):
        loss, gradient = slope(theta)
        losses.append(loss)
        for step in range(steps):
            update, slots = optimizer.update(np, gradient, slots, rates[step], step)
            theta = theta - update
            loss, following = slope(theta)
            if not (abs(loss) < MOST and np.abs(theta).max() < MOST):
                diverged = True
                break
            gradient = following
            path.append(theta)
            losses.append(loss)
            if loss <= until:
                break
    return Rehearsal(np.array(path), np.array(losses), gradient, diverged, diverged or len(path) > len(rates))


def _slope(objective: Objective) -> Slope | None:
    if not objective.samples.task.has_samples:
        return _of_function(objective)
    return _of_classes(objective) if objective.model.linear and objective.loss.classifies else None


def _of_function(objective: Objective) -> Slope:
    """Return it of a function of the weights alone, by central differences."""
    model, nothing = objective.model, objective.samples.x
    one = np.eye(len(objective.names))
    ways = np.vstack([0 * one[:1], one, -one])

    def slope(theta: Floats) -> tuple[float, Floats]:
        away = NEARBY * np.maximum(1.0, np.abs(theta))
        values = model.predictions(theta + ways * away, nothing)[:, 0]
        above, below = values[1:].reshape(2, -1)
        return float(values[0]), (above - below) / (2 * away)

    return slope


def _of_classes(objective: Objective) -> Slope:
    """Return it of the cross-entropy of a model of classes that is linear in its weights: Bishop 2006, 4.3."""
    decays, outputs, count = objective.decays, objective.samples.task.outputs, len(objective.x)
    features = np.column_stack([objective.x, np.ones(count)])
    # Of two classes, the logit of the first is 0: the gradient is that of the second.
    y, given = objective.samples.y.astype(np.intp), np.arange(count)
    averaged = features.T / count

    def slope(theta: Floats) -> tuple[float, Floats]:
        logits = features @ theta.reshape(-1, outputs)
        if outputs == 1:
            logits = np.hstack([np.zeros_like(logits), logits])
        logits -= logits.max(axis=1, keepdims=True)
        powers = np.exp(logits)
        sums = powers.sum(axis=1, keepdims=True)
        loss = float((np.log(sums[:, 0]) - logits[given, y]).mean())
        chances = powers / sums
        chances[given, y] -= 1
        gradient = averaged @ (chances if outputs > 1 else chances[:, 1:])
        return loss + float(np.square(theta) @ decays) / 2, gradient.ravel() + decays * theta

    return slope
