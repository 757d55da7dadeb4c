"""Runs on one input enter, where their guesses go leaves: where they are drawn, and the heights to be seen."""

from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.limits import FARTHEST, hull, near
from render.drawing.panels import Mark, Runs
from render.drawing.scope import Scope, Track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from render.drawing.themes import Theme

CURVE = 201
"""Places at which a curve is drawn."""
OVERSHOOT = 0.15
"""Spans of the samples by which a curve may be beyond them and be seen."""
MARGIN = 0.06
"""Shares of what is to be seen that are left free above and below it."""
GLIMPSES = 12
"""Guesses that a locator keeps away from."""


def places_of(runs: Runs) -> "NDArray[np.float64]":
    """Return the inputs (n,) at which lines are drawn, from one end of the picture to the other."""
    seen = runs.alone.run.samples.everything[0][:, 0]
    margin = 0.03 * float(np.ptp(seen))
    return np.linspace(float(seen.min() - margin), float(seen.max() + margin), 2 if _is_straight(runs) else CURVE)


def scope_of(runs: Runs) -> Scope:
    """Return the heights of the guesses, of samples that are numbers, and of the truth."""
    inputs = places_of(runs)[:, np.newaxis]
    shown = [each for recording in runs.every if (each := recording.run.objective.shown(inputs)) is not None]
    fixed = np.concatenate([runs.alone.run.samples.everything[1], *(shown if _is_straight(runs) else [])])
    rows = [recording.spaced(len(inputs)) for recording in runs.every]
    curves = [recording.predictions(inputs, each) for recording, each in zip(runs.every, rows, strict=True)]
    tracks = [
        Track(
            recording.kept[each],
            curve.min(axis=1, keepdims=True),
            curve.max(axis=1, keepdims=True),
            recording.settles,
        )
        for recording, each, curve in zip(runs.every, rows, curves, strict=True)
    ]
    whole = np.array([_limits(runs, shown, curves)])
    return Scope(whole, np.array([[fixed.min(), fixed.max()]]), tracks, MARGIN)


def marks_of(runs: Runs, theme: "Theme", x: "NDArray[Any]", reference: "NDArray[Any] | None") -> list[Mark]:
    """Return what a locator shows: the truth and where the guesses began; it keeps away from samples and guesses."""
    inputs, every = x[:, np.newaxis], np.linspace(x[0], x[-1], CURVE)
    marks = [] if reference is None else [Mark(np.stack([x, reference], axis=1), theme.truth)]
    for recording, color in runs:
        marks.append(Mark(np.stack([x, recording.predict(0, inputs)], axis=1), color))
        first = min(runs.shots[0].step, recording.steps)
        for position in np.linspace(first, recording.steps, GLIMPSES):
            heights = recording.predict(position, every[:, np.newaxis])
            marks.append(Mark(np.stack([every, heights], axis=1)))
    samples_x, y = runs.alone.run.samples.everything
    return [*marks, Mark(np.stack([samples_x[:, 0], y], axis=1))]


def _limits(runs: Runs, references: "Sequence[NDArray[Any]]", curves: "Sequence[NDArray[Any]]") -> tuple[float, float]:
    """Return the vertical limits for samples that are numbers, what is to be reached, and the curves of each run.

    A line is always to be seen, and so is where a curve begins, unless that is far away. Later it may leave the
    picture: between and beyond samples, a polynomial of a high degree goes anywhere.
    """
    _, y = runs.alone.run.samples.everything
    firsts = [curve[0] for curve in curves]
    if not _is_straight(runs):
        usual = np.concatenate([y, *(references if runs.alone.run.samples.truth else [])])
        firsts = [near(usual, curve, FARTHEST) for curve in firsts]
        usual = np.concatenate([usual, *firsts])
        references, curves = ([near(usual, curve, OVERSHOOT) for curve in part] for part in (references, curves))
    return hull(np.concatenate([y, *references, *firsts]), curves, runs.settle, MARGIN)


def _is_straight(runs: Runs) -> bool:
    """Return whether all that is drawn, the truth included, is a straight line: its two ends are enough for it."""
    every = [recording.run for recording in runs.every]
    known = all(run.samples.truth is None or run.objective.truth is not None for run in every)
    return known and all(run.model.straight for run in every)
