"""Does a run that swings look as if it stood still?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from render.lint import Finding, Showing
from render.training.recording import Recording
from render.training.stability import curves

MOST = 2
"""Frames in a row that may show the same side: a wait at a step that is passed by can be one of them."""
SEEN = 0.02
"""Of the line's first distance from the best one: a swing that is smaller is not seen."""


def stroboscope(showing: Showing) -> Iterator[Finding]:
    """Say where a run changes sides at each step, and frame after frame shows it on one side."""
    positions = showing.timeline.positions
    steps = np.unique(positions[positions % 1 == 0]).astype(int)
    longest, (first, last) = 1, (0, 0)
    for recording in showing.recordings:
        for begin, end in _streaks(recording, steps[steps <= recording.steps]):
            if end - begin + 1 > longest:
                longest, (first, last) = end - begin + 1, (int(steps[begin]), int(steps[end]))
    if longest > MOST:
        yield Finding(
            f"{longest} frames in a row, from step {first:,} to {last:,}, show a run that swings on one side only, as "
            f"if it stood still; {MOST} are the most",
            "show each step, pacing: every-step, or give the pacing more or fewer seconds",
            longest,
            MOST,
            ("pacing",),
        )


def _streaks(recording: Recording, steps: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield the first and last index of `steps` that are shown in a row, on one side of a swing between all of them."""
    loss = recording.run.objective.quadratic
    if not loss:
        return
    steepest = curves(loss.hessian)[0]
    # Only along the largest eigenvalue's vector can a training swing without leaving along another one.
    error = (recording.parameters.astype(np.float64) - loss.best) @ steepest.direction
    turns = np.append(0, np.cumsum((error[1:] * error[:-1] < 0) & (np.abs(error[:-1]) > SEEN * abs(error[0]))))
    rows, apart = np.searchsorted(recording.kept, steps), np.diff(steps)
    # Between two steps of which not all are kept, there are fewer turns than steps: of these, nothing is known.
    swings = turns[rows[1:]] - turns[rows[:-1]] == apart
    same = swings & (error[rows[1:]] * error[rows[:-1]] > 0)
    edges = np.flatnonzero(np.diff(same.astype(int), prepend=0, append=0))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
