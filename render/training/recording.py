"""What a run did: weights, gradients, updates and loss at every step."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.training.run import Run
from render.training.stability import curves, largest_stable_rate

Floats = NDArray[np.float32]

AT_ONCE = 8_000_000
"""Numbers of predictions that are in memory at a time."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One run. Row k of every array holds what was true after k updates; there are S + 1 rows.

    `parameters`, `gradients` and `updates` have shape (S + 1, P), with the run's weights in their order; `loss` has
    shape (S + 1,). Gradients and loss are those at the row's parameters, and the update is what the next step
    subtracts: parameters[k + 1] = parameters[k] - updates[k].
    """

    run: Run
    parameters: Floats
    gradients: Floats
    updates: Floats
    loss: Floats
    batches: NDArray[np.int32]
    """The samples (their indices) that each step's gradient was taken from, (S + 1, batch size); of width 0 for all."""
    diverged: bool = False
    """Whether the numbers of the step after the last row were no longer finite."""
    curvature: float | None = None
    """The largest eigenvalue of the loss's Hessian where the loss was smallest, of one that is not quadratic."""

    @cached_property
    def learning_rate(self) -> Floats:
        """The rate that the next update uses, (S + 1,)."""
        return self.run.rates[: len(self.loss)]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the weights (P,)."""
        return self.run.names

    @property
    def settles(self) -> bool:
        """Whether the training ends no worse than it began."""
        return not self.diverged and bool(self.loss[-1] <= self.loss[0])

    @property
    def steps(self) -> int:
        """S, the number of the last recorded step."""
        return len(self.loss) - 1

    @cached_property
    def largest_stable_rate(self) -> float | None:
        """The learning rate above which full-batch gradient descent leaves the minimum, if anything is known of it."""
        quadratic = self.run.objective.quadratic
        curvature = curves(quadratic.hessian)[0].curvature if quadratic else self.curvature or 0.0
        return largest_stable_rate(curvature)

    def column(self, name: str) -> int:
        """Return the column of the weight of this name."""
        return self.names.index(name)

    def reached(self, position: float) -> int:
        """Return the last finished step when the film is at `position`: a run that has ended stays at its last one."""
        return min(int(position), self.steps)

    def at(self, position: float) -> NDArray[np.float64]:
        """Return the weights (P,) at a position between two steps, on the straight way from one to the other."""
        step = self.reached(position)
        now: NDArray[np.float64] = self.parameters[step].astype(np.float64)
        if step < position and step < self.steps:
            now += (position - step) * (self.parameters[step + 1].astype(np.float64) - now)
        return now

    def loss_at(self, position: float) -> float:
        """Return the loss of the weights at a position."""
        return float(self.run.objective.at(self.at(position)[np.newaxis])[0])

    def predict(self, position: float, x: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the predictions (n,) for inputs `x` (n, D) with the weights at a position."""
        predicted: NDArray[np.float64] = self.run.objective.predict(self.at(position)[np.newaxis], x)[0]
        return predicted

    def predictions(
        self, x: NDArray[np.floating], steps: NDArray[np.intp] | slice = slice(None)
    ) -> NDArray[np.float64]:
        """Return the predictions (n_steps, n) of `steps`, by default of all, for inputs `x` (n, D)."""
        return self.run.objective.predict(self.parameters[steps], x)

    def spaced(self, width: int) -> NDArray[np.intp]:
        """Return the steps of which so many numbers each are kept in memory: all, or the first and then ever fewer."""
        most = AT_ONCE // width
        if self.steps < most:
            return np.arange(self.steps + 1)
        return np.unique(np.concatenate([np.arange(most // 2), np.geomspace(1, self.steps, most // 2).astype(int)]))
