"""A recording enters, the order in which its samples are looked at leaves: from left to right."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.training.recording import Recording


class LeftToRight:
    """The indices of samples in the order of their first input: of `all` (N,), and of those that a step sees."""

    def __init__(self, recording: "Recording") -> None:
        """Put all of them in order."""
        self._recording, self._x = recording, recording.run.samples.x[:, 0]
        self.all = np.argsort(self._x, kind="stable")

    def of_step(self, step: int) -> "NDArray[np.intp]":
        """Return those that a `step` sees."""
        batch = self._recording.batches[step]
        return batch[np.argsort(self._x[batch], kind="stable")] if len(batch) else self.all
