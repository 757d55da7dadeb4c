"""Moments and vectors enter, the film's cels leave: of each part that moves, all that it ever looks like, once.

An animator paints what moves on sheets that lie over one background. Here a sheet is markup, and is kept as what is new
in it since the one before: a curve that grows by a step costs a few bytes.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from render.timeline.moments import Moment, Timeline
from render.training.kept import nearest
from render.training.recording import Recording, kept_by_all

if TYPE_CHECKING:
    from render.drawing.vectors import Vectors

MOST_STEPS = 500
"""Up to so many steps, each can be looked at."""
SPACED_STEPS = 200
"""How many steps of a longer training, spaced evenly on a logarithmic scale, can be looked at beside the film's own."""

Change = tuple[int, int, str]
"""Characters that the beginning and the end of a sheet share with the sheet before, and what stands between."""


class Cels(NamedTuple):
    """For each part, from back to front: its sheets, and which one lies there at each of the moments.

    They refer to `shapes`, by their names: see `render.drawing.shapes`.
    """

    sheets: list[list[Change]]
    chosen: list[list[int]]
    shapes: dict[str, str]


def cels(vectors: "Vectors", moments: Sequence[Moment]) -> Cels:
    """Return the cels of `moments`. They are drawn in the order of their steps, so that little changes between them."""
    order = sorted(range(len(moments)), key=lambda index: moments[index].position)
    shapes = vectors.shapes()
    for view in sorted({moment.view for moment in moments if moment.view % 1 == 0}):
        vectors.show(next(moment for moment in moments if moment.view == view), shapes)
    shapes.rests = False
    known: list[dict[str, int]] = []
    chosen: list[list[int]] = []
    for index in order:
        drawn = vectors.show(moments[index], shapes)
        if not known:
            known, chosen = [{} for _ in drawn], [[0] * len(moments) for _ in drawn]
        for part, markup in enumerate(drawn):
            chosen[part][index] = known[part].setdefault(markup, len(known[part]))
    return Cels([_changes([_ascii(markup) for markup in sheets]) for sheets in known], chosen, shapes.written)


def steps_to_look_at(recordings: Sequence[Recording], timeline: Timeline) -> list[int]:
    """Return the steps that can be looked at one by one: all, or the film's own and an even choice of the others.

    All of them are kept.
    """
    kept = kept_by_all(recordings)
    last = int(kept[-1])
    if last <= MOST_STEPS:
        return [int(step) for step in kept]
    import numpy as np

    spaced = np.geomspace(1, last, SPACED_STEPS).round()
    chosen = {nearest(kept, step) for step in spaced.astype(int).tolist()}
    return sorted({0, last, *chosen, *(moment.step for moment in timeline)})


def looked_at(steps: Sequence[int], timeline: Timeline) -> list[Moment]:
    """Return the moment of each of `steps`, with the caption that the film shows when it comes there."""
    return [timeline.at(step) for step in steps]


def table(recordings: Sequence[Recording], steps: Sequence[int]) -> dict[str, Any]:
    """Return the numbers of each run at `steps`, as the shortest that are the same float32; None after its end."""
    runs = []
    for recording in recordings:
        known, weights, _ = recording.tabulated()
        names = [*known, "loss", *recording.metrics, "learning_rate"]
        each_step = [recording.loss, *recording.metrics.values(), recording.learning_rate]
        rows = [
            [*weights[recording.row(step)], *(values[step] for values in each_step)]
            if step <= recording.steps
            else None
            for step in steps
        ]
        columns = {name: [float(str(row[index])) if row else None for row in rows] for index, name in enumerate(names)}
        runs.append({"name": recording.run.name, **columns})
    return {"steps": list(steps), "runs": runs}


def _ascii(markup: str) -> str:
    """Return markup in which a character is one for Python and for JavaScript, which counts in halves of some."""
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _changes(sheets: Sequence[str]) -> list[Change]:
    changes, before = [], ""
    for sheet in sheets:
        head = _same(before, sheet)
        tail = _same(before[head:][::-1], sheet[head:][::-1])
        changes.append((head, tail, sheet[head : len(sheet) - tail]))
        before = sheet
    return changes


def _same(one: str, other: str) -> int:
    """Return with how many characters both begin."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low
