"""Does a caption still hold when it goes?"""

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from render.family import word
from render.lint import Finding, Showing, quoted
from render.scene.storytelling import step_of
from render.training.kept import nearest
from render.training.recording import Recording, kept_by_all

MOST = 0.1
"""Of the loss that can be lost, or of the line's way to the best one: what the last row takes for no change."""
PLACES = 101
"""At which a curve is looked at."""
HUGE = 10.0
"""Shares that leave the picture, whatever they are."""


def outlived(showing: Showing) -> Iterator[Finding]:
    """Say under which captions the training goes on so far that they may no longer be true.

    One that stays until a step is true so long, says its author, and what the film ends with stays.
    """
    scene, last, kept = showing.scene, showing.timeline[-1].step, kept_by_all(showing.recordings)
    stands = [
        (text, sorted({moment.explained for moment in moments if moment.opacity}))
        for text, moments in groupby(showing.timeline, lambda moment: moment.caption)
    ]
    for index, caption in enumerate(scene.captions):
        step = nearest(kept, step_of(caption.at, scene.last_step))
        shown = next((steps for text, steps in stands if text == caption.text and steps[0] >= step), [])
        if caption.until is not None or not shown or step >= last:
            continue
        steps = np.unique([step, *shown])
        share, what = max(part for each in showing.recordings for part in _changes(each, steps))
        if share > MOST:
            until = "end" if steps[-1] == last else steps[-1] + 1
            yield Finding(
                f"{quoted(caption.text)} comes at step {steps[0]:,} and stands until step {steps[-1]:,}; meanwhile "
                f"{what} changes by {_percent(share)}; {MOST:.0%} is the most",
                f"leave out pause, and the film waits until it has been read; if it stays true, until: {until}",
                share,
                MOST,
                ("captions", index),
            )


def _percent(share: float) -> str:
    return f"{share:.0%}" if share < HUGE else f"more than {HUGE:.0%}"


def _changes(recording: Recording, steps: NDArray[np.intp]) -> Iterator[tuple[float, str]]:
    """Yield how far the loss, and the line in its picture, goes from the first of `steps`, in shares, and its name."""
    objective, x = recording.run.objective, recording.run.samples.x
    loss = recording.loss[np.minimum(steps, recording.steps)].astype(np.float64)
    best = objective.best
    least = float(recording.loss.min()) if best is None else float(objective.losses(best[np.newaxis])[0])
    whole = float(recording.loss[0]) - least
    yield _share(loss - loss[0], whole), "the loss that can be lost"
    if best is not None:
        places = np.linspace(x.min(axis=0), x.max(axis=0), 2 if objective.model.straight else PLACES)
        rows = np.array([recording.row(step) for step in steps])
        seen, start = recording.predictions(places, rows), recording.predict(0, places)
        way = start - objective.predict(best[np.newaxis], places)[0]
        yield _share(seen - seen[0], float(np.abs(way).max())), f"the {word(objective.model)}'s way to the best one"


def _share(changes: NDArray[np.float64], whole: float) -> float:
    most = float(np.abs(changes).max())
    return most / whole if whole > 0 else float(most > 0)
