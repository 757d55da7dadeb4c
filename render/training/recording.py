"""What a run did: the loss at every step, and weights, gradients and updates at those that are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.training.kept import kept_until, nearest
from render.training.metrics import VALIDATION_LOSS
from render.training.models import Variable
from render.training.run import Run
from render.training.stability import curves
from render.training.stopping import best_steps
from render.training.terrain import curvature_of_minimum

Floats = NDArray[np.float32]

LEFT = 0.0025
"""Share of the loss that can be lost below which weights are near the minimum: its root is that of predictions."""
AT_ONCE = 8_000_000
"""Numbers of predictions that are in memory at a time."""
FLAT = 2
"""Inputs and outputs: a network without hidden layers."""
MOST_COLUMNS = 50
"""Weights that have a column each in a table."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One run. What has a row or a number for each step k holds there what was true after k updates.

    `parameters`, `gradients` and `updates` have shape (K, P), with the run's weights in their order: a row for each of
    the steps that are `kept`, which are all, unless they are too many. `loss` has shape (S + 1,), a number for each
    step. Gradients and loss are those at the step's parameters, and the update is what the next step subtracts: the
    parameters after step k + 1 are those after step k, less the update of step k.
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
    """The largest eigenvalue of the loss's Hessian where the loss was smallest, of one that is not quadratic.

    None of a model that is not linear: it is another one everywhere, and nobody knows where the minimum is.
    """
    metrics: Mapping[str, Floats] = field(default_factory=dict)
    """What each step, (S + 1,), is measured by beside its loss, by the names of `render.training.metrics`."""
    slots: Floats = field(default_factory=lambda: np.empty((0, 0, 0), np.float32))
    """What the optimizer remembers after the update of each kept step, (K, slots, P)."""

    @cached_property
    def kept(self) -> NDArray[np.intp]:
        """The step of each row of `parameters`, `gradients` and `updates`, (K,); the last two steps are among them."""
        return self.run.kept if self.steps == self.run.steps else kept_until(self.run.kept, self.steps)

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
    def stopped(self) -> bool:
        """Whether the training ended before its last step as its patience was at an end."""
        return not self.diverged and self.steps < self.run.steps

    @cached_property
    def best_so_far(self) -> NDArray[np.intp] | None:
        """The step with the smallest validation loss up to each step, (S + 1,), where early stopping watches it."""
        return best_steps(self.metrics[VALIDATION_LOSS]) if self.run.patience else None

    @property
    def steps(self) -> int:
        """S, the number of the last recorded step."""
        return len(self.loss) - 1

    @cached_property
    def largest_stable_rate(self) -> float | None:
        """The learning rate above which the optimizer leaves the minimum with full batches, if anything is known of it.

        Of a landscape, that of the minimum which is nearest to its lowest place. Of classes, only where the curvature
        was measured near the minimum: elsewhere it is another one, and data that a model tells apart have none.
        """
        quadratic = self.run.objective.quadratic
        if self.run.samples.classes and not self._was_near_minimum:
            return None
        curvature = curves(quadratic.hessian)[0].curvature if quadratic else self.curvature or 0.0
        if not (quadratic or self.run.samples.task.has_samples):
            curvature = curvature_of_minimum(self.run.objective, self.lowest.astype(np.float64))
        return self.run.optimizer.largest_stable_rate(curvature) if curvature > 0 else None

    @property
    def _was_near_minimum(self) -> bool:
        """Whether little of what can be lost was left at the lowest kept step, where the minimum is known."""
        objective = self.run.objective
        if objective.least is None:
            return False
        first, lowest = objective.at(np.stack([self.parameters[0], self.lowest]))
        return bool(lowest - objective.least <= LEFT * (first - objective.least))

    def column(self, name: str) -> int:
        """Return the column of the weight of this name."""
        return self.names.index(name)

    def reached(self, position: float) -> int:
        """Return the last finished step when the film is at `position`: a run that has ended stays at its last one."""
        return min(int(position), self.steps)

    def row(self, position: float) -> int:
        """Return the row of the last kept step when the film is at `position`."""
        return int(np.searchsorted(self.kept, int(position), side="right")) - 1

    def nearest(self, position: float) -> int:
        """Return the kept step that is nearest to a position."""
        return nearest(self.kept, position)

    @property
    def lowest(self) -> Floats:
        """The weights (P,) of the kept step with the smallest loss."""
        lowest: Floats = self.parameters[int(self.loss[self.kept].argmin())]
        return lowest

    def at(self, position: float) -> NDArray[np.float64]:
        """Return the weights (P,) at a position between two kept steps, on the straight way from one to the other."""
        row = self.row(position)
        step = int(self.kept[row])
        now: NDArray[np.float64] = self.parameters[row].astype(np.float64)
        if step < position and step < self.steps:
            part = (position - step) / int(self.kept[row + 1] - step)
            now += part * (self.parameters[row + 1].astype(np.float64) - now)
        return now

    def tabulated(self) -> tuple[list[str], Floats, Floats]:
        """Return what a table has of weights and gradients at the kept steps: names (C,), and numbers (K, C) of both.

        That is each weight, or of more than MOST_COLUMNS the Euclidean norm of each variable of a program.
        """
        if not self.has_many:
            return [*self.names], self.parameters, self.gradients
        names = [f"norm_{variable.name}" for variable in self.variables]
        return names, self.norms(self.parameters), self.norms(self.gradients)

    @property
    def has_many(self) -> bool:
        """Whether there are too many weights to tell of each."""
        return len(self.names) > MOST_COLUMNS

    @property
    def has_matrices(self) -> bool:
        """Whether the weights are those of a network: variables of a program that are updated in a loop over them."""
        architecture = self.run.model.architecture(self.run.samples.task)
        return architecture is not None and len(architecture.units) > FLAT

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What the weights are in a program."""
        return self.run.model.variables(self.run.samples.task)

    def norms(self, values: Floats) -> Floats:
        """Return the Euclidean norm of each variable's part, (n, V), of rows that have a number a weight, (n, P)."""
        ends = np.cumsum([variable.size for variable in self.variables])[:-1]
        return np.stack([np.linalg.norm(part, axis=1) for part in np.split(values, ends, axis=1)], axis=1)

    def weights_at(self, step: int) -> Floats:
        """Return the weights (P,) at a `step`; at one that is not kept, those of the straight way past it."""
        return self.at(step).astype(np.float32)

    def weights_after(self, step: int) -> Floats:
        """Return the weights (P,) after the update that follows a kept `step`; of the last one, those that it has."""
        return self.weights_at(step) - (self.update_at(step) if step < self.steps else np.float32(0))

    def gradient_at(self, step: int) -> Floats:
        """Return the gradient (P,) at a `step`, or at the last kept one before it."""
        gradient: Floats = self.gradients[self.row(step)]
        return gradient

    def update_at(self, step: int) -> Floats:
        """Return the update (P,) that follows a `step`, or the last kept one before it."""
        update: Floats = self.updates[self.row(step)]
        return update

    def slots_after(self, step: int) -> Floats:
        """Return the slots (slots, P) after the update that follows a `step`, or the last kept one before it."""
        slots: Floats = self.slots[self.row(step)]
        return slots

    def loss_at(self, position: float) -> float:
        """Return the loss of the weights at a position, without what a decay adds."""
        return float(self.run.objective.losses(self.at(position)[np.newaxis])[0])

    def validation_loss_at(self, position: float) -> float:
        """Return the loss of the samples that are held back, with the weights at a position."""
        held = self.run.samples.validation
        assert held
        return float(self.run.objective.each(self.at(position)[np.newaxis], held.x, held.y).mean())

    def predict(self, position: float, x: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the predictions (n,) for inputs `x` (n, D) with the weights at a position."""
        predicted: NDArray[np.float64] = self.run.objective.predict(self.at(position)[np.newaxis], x)[0]
        return predicted

    def predictions(self, x: NDArray[np.floating], rows: NDArray[np.intp] | slice = slice(None)) -> NDArray[np.float64]:
        """Return the predictions (n_rows, n) of `rows`, by default of all kept steps, for inputs `x` (n, D)."""
        return self.run.objective.predict(self.parameters[rows], x)

    def spaced(self, width: int) -> NDArray[np.intp]:
        """Return the rows of which so many numbers each are kept in memory: all, or the first and then ever fewer."""
        most, last = AT_ONCE // width, len(self.kept) - 1
        if last < most:
            return np.arange(last + 1)
        return np.unique(np.concatenate([np.arange(most // 2), np.geomspace(1, last, most // 2).astype(int)]))


def kept_by_all(recordings: Sequence[Recording]) -> NDArray[np.intp]:
    """Return the steps, up to the last one, of which each of `recordings` has the weights, or has ended before."""
    kept = max(recordings, key=lambda recording: recording.steps).kept
    for each in recordings:
        if len(each.kept) <= each.steps:
            kept = kept[(kept >= each.steps) | np.isin(kept, each.kept)]
    return kept
