"""Does each text have a place of its own?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from render.drawing.proof import Lettering
from render.lint import Finding, Showing, origin, quoted
from render.scene.schema import Scene

EDGE = 2.0
"""What a box has around its characters, in pixels of a picture 720 lines high: so far two may share the picture."""
GLIMPSE = 0.25
"""Seconds in which a name passes another one that it does not stop at."""
HINTS = {
    "title": "shorten the title",
    "author": "shorten the author's line",
    "captions": "shorten the caption",
    "data": "give the column a shorter name",
    "panels": "choose fewer panels, another layout, or a larger size",
}


class Fault(NamedTuple):
    """Two texts that overlap, or one that leaves the picture, by how many pixels, and for how long."""

    one: Lettering
    other: Lettering | None
    pixels: float
    seconds: float = 0.0


def overlaps(showing: Showing) -> Iterator[Finding]:
    """Say which texts cover one another, and which leave the picture, for more than a glimpse."""
    width, height = showing.scene.output.size
    edge = EDGE * showing.stage.canvas.unit
    faults: dict[tuple[int, int], Fault] = {}
    for look in showing.looks:
        for fault in faults_of(look.texts, width, height, edge):
            key = fault.one.place, fault.other.place if fault.other else -1
            before = faults.get(key, fault._replace(seconds=0.0))
            worse = max(before, fault, key=lambda each: each.pixels)
            faults[key] = worse._replace(seconds=before.seconds + look.seconds)
    kinds: dict[tuple[str | int, ...], list[Fault]] = defaultdict(list)
    for fault in faults.values():
        if fault.seconds >= GLIMPSE:
            kinds[_cause(showing.scene, fault)].append(fault)
    for at, found in kinds.items():
        worst = max(found, key=lambda each: each.pixels)
        others = f" ({len(found) - 1} more such places)" if len(found) > 1 else ""
        said = f"{quoted(worst.one.said)} is cut off"
        if worst.other:
            said = f"{quoted(worst.one.said)} and {quoted(worst.other.said)} overlap"
        yield Finding(
            f"{said} by {worst.pixels:.0f} pixels for {worst.seconds:.1f} s{others}; {edge:.0f} are not seen",
            HINTS[str(at[0])],
            worst.pixels,
            edge,
            at,
        )


def _cause(scene: Scene, fault: Fault) -> tuple[str | int, ...]:
    """Return the keys to change: those of an author's words, if one of the two texts is made of them."""
    found = [origin(scene, text.said) for text in (fault.one, fault.other) if text]
    return next((at for at in found if at != ("panels",)), found[0])


def faults_of(texts: Sequence[Lettering], width: int, height: int, edge: float) -> Iterator[Fault]:
    """Yield each two texts that overlap, and each one that leaves a picture of `width` by `height`, by over `edge`."""
    if not texts:
        return
    boxes = np.array([text.box for text in texts])
    low, high = boxes[:, np.newaxis, :2], boxes[:, np.newaxis, 2:]
    shared = (np.minimum(high, high.swapaxes(0, 1)) - np.maximum(low, low.swapaxes(0, 1))).min(axis=2)
    for i, j in np.argwhere(np.triu(shared > 2 * edge, k=1)).tolist():
        yield Fault(texts[i], texts[j], float(shared[i, j]) - edge)
    beyond = np.hstack([-boxes[:, :2], boxes[:, 2:] - (width, height)]).max(axis=1)
    for i in np.flatnonzero(beyond > edge).tolist():
        yield Fault(texts[i], None, float(beyond[i]))
