"""A recording and a sample enter, what a network makes of it at any weights leaves, and how all of it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.drawing.limits import hull
from render.drawing.points import even_choice
from render.numbers import MINUS
from render.training.decimals import fixed
from render.training.layers import Layer, layers_of
from render.training.passes import Passes, passes
from render.training.recording import Recording

Floats = NDArray[np.float64]
Write = Callable[[float], str]

LOOKED_AT = 60
"""Steps that scales and decimals of what is sent are taken from."""
KINDS = ("parameters", "gradients", "updates")
BELOW_ONE, TWO, MOST_DIGITS = 0.9, 2.0, 3
TINY = 1e-12
"""Where all is 0, a scale is as large as this."""


class Sent:
    """What a network makes of one `sample` of a recording; `units` are those of its layers, inputs first."""

    def __init__(self, recording: Recording, sample: int) -> None:
        """Take the sample."""
        run = recording.run
        known = run.model.architecture(run.samples.task)
        assert known
        self.recording, self.units = recording, known.units
        self._x, self._y = run.samples.x[sample : sample + 1], run.samples.y[sample : sample + 1]
        self._target = float(run.objective.y[sample])
        self._known: dict[bytes, Passes] = {}

    def passes(self, theta: NDArray[np.floating]) -> Passes:
        """Return its way through the layers with weights `theta` (P,); the last two are remembered."""
        key = theta.tobytes()
        if key not in self._known:
            found = passes(self.recording.run, theta, self._x, self._y)
            assert found
            self._known = {**dict([*self._known.items()][-1:]), key: found}
        return self._known[key]

    def thetas(self) -> NDArray[np.float64]:
        """Return the weights of some steps, (K, P)."""
        kept = self.recording.parameters
        return kept[even_choice(len(kept), LOOKED_AT)].astype(np.float64)

    @cached_property
    def looked_at(self) -> tuple[list[Floats], Floats]:
        """The values of the units of each column at some steps, (K, units) each, and the losses there (K,)."""
        ways = [(self.values(theta), self.loss(theta)) for theta in self.thetas()]
        values, losses = zip(*ways, strict=True)
        return list(map(np.stack, zip(*values, strict=True))), np.array(losses)

    def values(self, theta: NDArray[np.floating]) -> list[Floats]:
        """Return what the units of each column hand on, the inputs first."""
        found = self.passes(theta)
        return [found.inputs[0], *(signal.value[0] for signal in found.signals)]

    def loss(self, theta: NDArray[np.floating]) -> float:
        """Return its loss."""
        return float(self.passes(theta).losses[0])

    def targets(self) -> Floats:
        """Return what each output should be."""
        y, outputs = self._target, self.units[-1]
        return np.array([y]) if outputs == 1 else (np.arange(outputs) == y).astype(np.float64)

    def layers(self, theta: NDArray[np.floating]) -> list[Layer]:
        """Return what has the shape of the weights by layers."""
        return layers_of(np, theta.astype(np.float64), self.units)


@dataclass(frozen=True)
class Scales:
    """How large things are at most in the whole film: `values` of the units of each column (L + 1) of a run; weights
    and gradients of all runs, biases left out."""

    values: Sequence[float]
    weights: float
    gradients: float

    @classmethod
    def of(cls, sent: Sent, every: Sequence[Recording], settle: bool) -> "Scales":
        """Return those of what is `sent` in one of `every` run; of runs that do not `settle`, of their beginning."""
        values = [_largest([column], settle) for column in sent.looked_at[0]]
        inputs = float(np.abs(sent.recording.run.objective.x).max())
        own = [[not run.run.model.is_bias(name) for name in run.names] for run in every]
        weights = [_extremes(run.parameters, each) for run, each in zip(every, own, strict=True)]
        gradients = [_extremes(run.gradients, each) for run, each in zip(every, own, strict=True)]
        return cls([inputs, *values[1:]], _largest(weights, settle), _largest(gradients, settle))


@dataclass(frozen=True)
class Writers:
    """How numbers are written, with fixed decimals: those of the units of each column (L + 1), weights and biases,
    gradients, what a step adds to a weight, with its sign, and losses; and the longest texts of each."""

    values: Sequence[Write]
    weight: Write
    gradient: Write
    step: Write
    loss: Write
    longest: dict[str, list[str]]

    @classmethod
    def of(cls, sent: Sent, every: Sequence[Recording], digits: int) -> "Writers":
        """Return those with so many digits of what is `sent` in one of `every` run."""
        columns, losses = sent.looked_at
        values = [_written(column, digits) for column in columns]
        weights, gradients, updates = (
            np.concatenate([_extremes(getattr(run, kind)) for run in every]) for kind in KINDS
        )
        weight, gradient, step = (_written(each, digits) for each in (weights, gradients, updates))

        def signed(value: float) -> str:
            said = step(value)
            return said if said.startswith(MINUS) else f"+{said}"

        longest = {
            "value": [said for write, column in zip(values, columns, strict=True) for said in _ends(write, column)],
            "weight": _ends(weight, weights),
            "gradient": _ends(gradient, gradients),
            "step": _ends(signed, np.concatenate([updates, -updates])),
            "loss": _ends(loss := _written(losses, 3), losses),
        }
        return cls(values, weight, gradient, signed, loss, longest)


def _written(values: NDArray[np.floating], digits: int) -> Write:
    """Return how numbers are written: with so many digits of the largest one, and two decimals unless it is large."""
    largest = float(np.abs(values).max())
    if BELOW_ONE < largest < TWO:
        # Numbers that go to 1, or a little beyond, have the decimals of those that stay below it.
        largest = BELOW_ONE
    return fixed(values, digits if largest < 1 else MOST_DIGITS, largest)


def _ends(write: Write, values: NDArray[np.floating]) -> list[str]:
    """Return the texts of the smallest and the largest of `values`."""
    return [write(float(values.min())), write(float(values.max()))]


def _largest(values: Sequence[NDArray[np.floating]], settle: bool) -> float:
    """Return how large `values` of each run, (K, ...) each, are at most."""
    low, high = hull(np.concatenate([each[0].ravel() for each in values]), values, settle, margin=0.0)
    return max(-low, high, TINY)


def _extremes(rows: NDArray[np.floating], own: Sequence[bool] | bool = True) -> NDArray[np.floating]:
    """Return the smallest and the largest number, or 0, of each row (K, P), (K, 2), in columns of one's `own`."""
    where = np.broadcast_to(np.array(own), rows.shape)
    ends = [rows.min(axis=1, where=where, initial=0.0), rows.max(axis=1, where=where, initial=0.0)]
    return np.stack(ends, axis=1)
