"""A recording enters, a few of its samples leave that tell how it learns: learned early, late and never."""

from typing import TYPE_CHECKING

import numpy as np

from render.drawing.points import even_choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.training.recording import Recording
    from render.training.samples import Samples

LOOKED_AT = 160
"""Steps at which all answers are looked at, ever farther apart."""
MOST_ASKED = 2_000
"""Samples that are asked: of more, an even choice."""
NEVER = 6
"""Of how many samples that are chosen, one may be one that is never learned; more, where more of all are."""


def held_back_or_all(samples: "Samples") -> "Samples":
    """Return the samples that are held back, or where none are, those that are learned from."""
    return samples.validation or samples


def chosen_few(recording: "Recording", count: int) -> "NDArray[np.intp]":
    """Return the indices (n,) of `count` samples that are held back, or that are learned from where none are.

    The order is that of the step from which on the answer stays right. These steps are spread over the training as it
    is looked at, ever farther apart, and the samples over the classes.
    """
    part, run = held_back_or_all(recording.run.samples), recording.run
    asked = even_choice(len(part.y), MOST_ASKED)
    rows = np.unique(np.geomspace(1, len(recording.kept), LOOKED_AT).astype(int)) - 1
    y, classes = part.y[asked], run.samples.task.classes
    right = np.concatenate([run.objective.right(recording.parameters[[row]], part.x[asked], y) for row in rows])
    # The place of the row from which on all answers are right: that after the last wrong one.
    settled = len(rows) - np.logical_and.accumulate(right[::-1]).sum(axis=0)
    count, never = min(count, len(asked)), settled == len(rows)
    most_never = min(int(never.sum()), max(count // NEVER, round(count * float(never.mean()))))
    targets = [*[len(rows)] * most_never, *np.linspace(0, len(rows) - 1, count - most_never).tolist()]
    used, free, found = np.zeros(classes), np.ones(len(asked), bool), list[int]()
    for target in targets:
        may = free & (never == (target == len(rows)))
        places = np.flatnonzero(may if may.any() else free)
        few = used[y[places].astype(int)] <= used[np.unique(y[free].astype(int))].min() + 1
        places = places[few] if few.any() else places
        best = int(places[np.abs(settled[places] - target).argmin()])
        found.append(best)
        free[best] = False
        used[int(y[best])] += 1
    found.sort(key=lambda each: (settled[each], each))
    return asked[found]
