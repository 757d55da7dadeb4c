"""A run and weights enter, what goes through a network's layers leaves: values forward, gradients backward.

For pictures, in float64. Of models whose weights are no layers, there is nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.training.classes import probabilities
from render.training.layers import Layer, Signal, backward, factors_of, forward, layers_of
from render.training.run import Run

Floats = NDArray[np.float64]


class Passes(NamedTuple):
    """What n samples are on their way through L layers, from the `inputs` (n, D) on.

    `layers` (L) are W (units before, units) and b (units,). Of each layer, `signals` (L) are z (n, units) and what it
    hands on, (n, units): of the last one, what is predicted, which is a number, the probability of the second of two
    classes, or one of each of more. `losses` (n,) are those of the samples, `deltas` (L) their derivatives by each z,
    (n, units). `gradients` (L) are the means over the samples of the derivatives by W and by b.
    """

    inputs: Floats
    layers: list[Layer]
    signals: list[Signal]
    losses: Floats
    deltas: list[Floats]

    @property
    def gradients(self) -> list[Layer]:
        """The gradient of the mean loss, of the shapes of `layers`, without what a decay adds."""
        handed_on, count = [self.inputs, *(signal.value for signal in self.signals)], len(self.inputs)
        return [
            Layer(value.T @ delta / count, delta.mean(axis=0))
            for value, delta in zip(handed_on, self.deltas, strict=False)
        ]


def through(
    run: Run, theta: NDArray[np.floating], x: NDArray[np.floating], left: NDArray[np.bool_] | None = None
) -> tuple[list[Layer], list[Signal]] | None:
    """Return the layers with weights `theta`, and what each makes of inputs `x` (n, D), in the samples' scale.

    `left` (n, width) are the units that a dropout has left, those of `Run.left`; by default, all are there. None where
    the model of the `run` is no network of layers.
    """
    known = run.model.architecture(run.samples.task)
    if known is None:
        return None
    layers = layers_of(np, theta.astype(np.float64), known.units)
    return layers, forward(np, layers, known.activation, run.objective.scaled(x), _factors(run, left))


def passes(
    run: Run,
    theta: NDArray[np.floating],
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    left: NDArray[np.bool_] | None = None,
) -> Passes | None:
    """Return what samples with inputs `x` (n, D), in the samples' scale, and targets `y` (n,) are with weights `theta`.

    `left` is that of `through`. None where the model of the `run` is no network of layers.
    """
    task, objective = run.samples.task, run.objective
    known, found = run.model.architecture(task), through(run, theta, x, left)
    if known is None or found is None:
        return None
    layers, signals = found
    z = signals[-1].z
    outputs = z[:, 0] if task.outputs == 1 else z
    slopes, losses = objective.slopes(y, outputs), objective.each_of(y, outputs)
    deltas = backward(layers, signals, known.activation, slopes.reshape(z.shape), _factors(run, left))
    if task.classes:
        chances = probabilities(outputs, task.classes)
        signals[-1] = Signal(z, chances[:, 1:] if task.outputs == 1 else chances)
    return Passes(objective.scaled(x), layers, signals, losses, deltas)


def _factors(run: Run, left: NDArray[np.bool_] | None) -> Sequence[Floats]:
    """Return what each hidden layer hands on of its values, (n, units), where a dropout has `left` only some units."""
    dropping = run.model.dropping()
    return factors_of(left, dropping) if dropping and left is not None else []
