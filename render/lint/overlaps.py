"""Does each text have a place of its own?"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from render.drawing.proof import Lettering
from render.lint import Finding, Showing, origin, quoted

EDGE = 2.0
"""What a box has around its characters, in pixels of a picture 720 lines high: so far two may share the picture."""
GLIMPSE = 0.25
"""Seconds in which a name passes another one that it does not stop at."""
HINTS = {
    "title": "shorten the title, or begin a second line's worth with fewer words",
    "author": "shorten the author's line",
    "captions": "shorten the caption",
    "data": "give the column a shorter name",
    "panels": "choose fewer panels, another layout, or a larger size",
}


def overlaps(showing: Showing) -> Iterator[Finding]:
    """Say which texts cover one another, and which leave the picture, for more than a glimpse."""
    width, height = showing.scene.output.size
    edge = EDGE * showing.stage.canvas.unit
    lasted: dict[tuple[int, int], float] = defaultdict(float)
    worst: dict[tuple[int, int], tuple[float, Lettering, Lettering | None]] = {}
    for look in showing.looks:
        for one, other, by in _faults(look.texts, width, height, edge):
            key = one.place, other.place if other else -1
            lasted[key] += look.seconds
            if by > worst.get(key, (0.0,))[0]:
                worst[key] = by, one, other
    for key, (by, one, other) in worst.items():
        if lasted[key] < GLIMPSE:
            continue
        place = origin(showing.scene, one.said)
        if other and place == ("panels",):
            place = origin(showing.scene, other.said)
        said = f"{quoted(one.said)} and {quoted(other.said)} overlap" if other else f"{quoted(one.said)} is cut off"
        yield Finding(
            f"{said} by {by:.0f} pixels for {lasted[key]:.1f} s; {edge:.0f} are not seen",
            HINTS[str(place[0])],
            by,
            edge,
            place,
        )


def _faults(
    texts: tuple[Lettering, ...] | list[Lettering], width: int, height: int, edge: float
) -> Iterator[tuple[Lettering, Lettering | None, float]]:
    """Yield each two texts that overlap, and each one that leaves the picture, with by how many pixels."""
    if not texts:
        return
    boxes = np.array([text.box for text in texts])
    low, high = boxes[:, np.newaxis, :2], boxes[:, np.newaxis, 2:]
    shared = (np.minimum(high, high.swapaxes(0, 1)) - np.maximum(low, low.swapaxes(0, 1))).min(axis=2)
    for i, j in np.argwhere(np.triu(shared > 2 * edge, k=1)):
        yield texts[i], texts[j], float(shared[i, j])
    beyond = np.hstack([-boxes[:, :2], boxes[:, 2:] - (width, height)]).max(axis=1)
    for i in np.flatnonzero(beyond > edge):
        yield texts[i], None, float(beyond[i])
