"""Recordings and a timeline enter, the step leaves at which the film turns: between its beginning and its end, the one
at which there is most to see.

"""

from collections.abc import Sequence

import numpy as np

from render.timeline.moments import Timeline
from render.training.kept import nearest
from render.training.metrics import VALIDATION_LOSS
from render.training.recording import Recording, kept_by_all

HALF = 0.5
RISES = 1.1
"""By what factor the loss of the samples that are held back rises again before it is a turn."""
LEAST = 1e-8
"""Of its largest value, what a loss has to be to count: the logarithm of none is no number."""


def turning_step(recordings: Sequence[Recording], timeline: Timeline) -> int:
    """Return the step, which is kept, at which a film turns.

    That is the last one that it explains in slow motion; or the one at which the second phase begins; or the one from
    which on the loss of held-back samples rises for good. Of other films it is the step at which half of the way of the
    loss is done, of its logarithm, summed over the runs: as far upward as downward, and none of it is undone.
    """
    step = _slow(timeline) or _phase(recordings) or _overfitted(recordings) or _half(recordings)
    return nearest(kept_by_all(recordings), step)


def _slow(timeline: Timeline) -> int:
    return max((moment.step for moment in timeline if moment.beat), default=0)


def _phase(recordings: Sequence[Recording]) -> int:
    starts = [start for recording in recordings for start in recording.run.starts if 0 < start < recording.steps]
    return min(starts, default=0)


def _overfitted(recordings: Sequence[Recording]) -> int:
    turns = {}
    for recording in recordings:
        held = recording.metrics.get(VALIDATION_LOSS)
        if held is not None and held[-1] > RISES * held.min():
            turns[float(held[-1] / held.min())] = int(held.argmin())
    return turns[max(turns)] if turns else 0


def _half(recordings: Sequence[Recording]) -> int:
    last = max(recording.steps for recording in recordings)
    way = np.zeros(last + 1)
    for recording in recordings:
        loss = np.log(np.maximum(recording.loss, LEAST * recording.loss.max()), dtype=np.float64)
        done = np.maximum.accumulate(np.abs(loss - loss[0]))
        way += np.pad(done, (0, last + 1 - len(done)), mode="edge")
    return int(np.searchsorted(way, HALF * way[-1]))
