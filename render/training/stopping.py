"""Early stopping: the losses of samples that are held back enter, the step with the smallest one, and the end, leave.

As tf.keras.callbacks.EarlyStopping has it, an update being an epoch: it looks at a step after its update, so step 0
does not count, and what is no smaller than the smallest loss so far is no improvement.
"""

import numpy as np
from numpy.typing import NDArray


def best_steps(losses: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return the step with the smallest of `losses` (S + 1,) up to each step, (S + 1,); up to step 0 that is 0."""
    later = losses[1:]
    before = np.minimum.accumulate(np.concatenate([[np.inf], later]))[:-1]
    improved = np.where(later < before, np.arange(1, len(losses)), 0)
    return np.concatenate([[0], np.maximum.accumulate(improved)]).astype(np.intp)


def last_step(losses: NDArray[np.floating], patience: int) -> int | None:
    """Return the step after which a training ends: `patience` steps after the best one; None if it goes on."""
    ends = np.flatnonzero(np.arange(len(losses)) - np.maximum(best_steps(losses), 1) >= patience)
    return int(ends[0]) if len(ends) else None
