"""What a run did: parameters, gradients, loss and learning rate at every step."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.training.run import Run

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Recording:
    """One run. Row k of every array holds what was true after k updates; there are S + 1 rows.

    `parameters` and `gradients` have shape (S + 1, 2), with w in the first column and b in the second; `loss` and
    `learning_rate` have shape (S + 1,). Gradients and loss are those at the row's parameters, and the rate is the one
    that the next update uses: parameters[k + 1] = parameters[k] - learning_rate[k] * gradients[k].
    """

    run: Run
    parameters: Floats
    gradients: Floats
    loss: Floats
    learning_rate: Floats
    batches: NDArray[np.int32]
    """The points (their indices) that each step's gradient was taken from, (S + 1, batch size); of width 0 for all."""
    diverged: bool = False
    """Whether the numbers of the step after the last row were no longer finite."""

    @property
    def settles(self) -> bool:
        """Whether the training ends no worse than it began."""
        return not self.diverged and bool(self.loss[-1] <= self.loss[0])

    @property
    def steps(self) -> int:
        """S, the number of the last recorded step."""
        return len(self.loss) - 1

    def reached(self, position: float) -> int:
        """Return the last finished step when the film is at `position`: a run that has ended stays at its last one."""
        return min(int(position), self.steps)

    def parameters_at(self, position: float) -> tuple[float, float]:
        """Return w and b at a position between two steps, on the straight way from one to the other."""
        step = self.reached(position)
        w, b = self.parameters[step].astype(np.float64)
        if step < position and step < self.steps:
            w, b = (w, b) + (position - step) * (self.parameters[step + 1].astype(np.float64) - (w, b))
        return float(w), float(b)
