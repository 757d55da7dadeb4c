"""Texts, where each of them may stand, and what is drawn at all moments enter; each leaves at the freest of its places.

A place is free if nothing that ever moves comes there: not the head of a curve, not the name beside it. A text that has
no free place stands in front, on a ground of its own, and makes way for names that pass.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from render.drawing.axes import spread, text_width, thinned

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    from render.drawing.themes import Theme

Boxes: TypeAlias = "NDArray[Any]"
"""Left, bottom, right and top edges in pixels of the picture, (n, 4): of what is drawn at n moments."""


BEYOND = 24.0
"""How far a text may go beyond the right edge of its Axes, in units."""
CLEAR = 2.0
"""Between two texts, in pixels of a picture 720 lines high, at the least."""
BACKED = 0.85
"""The opacity of the ground behind a text that stands on what is drawn: there, a rim is not enough."""
LOOKED_AT = 100
"""Steps at which heads are looked at, on a linear axis, and on a logarithmic one."""


class Place(NamedTuple):
    """Where an annotation may stand: so many points from what it is about, which is `at` this place if it is said."""

    across: float
    up: float
    ha: str
    va: str
    at: tuple[float, float] | None = None


Placed: TypeAlias = "tuple[Annotation, list[Place]]"
"""A text that is yet to be placed, and where it may stand, from the best place on."""


def put(text: "Annotation", places: Iterable[Place], taken: Sequence[Boxes], beyond: float = 0.0) -> bool:
    """Put `text` at the first of the `places` that is free of all that is `taken`, or at the one that is most so.

    Return whether it is free. Texts that the Axes already have are taken, too. Places that lie outside of the Axes, by
    more than so many pixels `beyond` their right edge, come last.
    """
    axes = text.axes
    assert axes
    others = [other for other in axes.texts if other is not text and other.get_visible() and other.get_text()]
    boxes = np.array([other.get_window_extent().extents for other in others]).reshape(-1, 4)
    standing = boxes + np.array([-1, -1, 1, 1]) * CLEAR * axes.figure.dpi / 72
    found = [(*_crowd(text, place, standing, taken, beyond), index, place) for index, place in enumerate(places)]
    _, texts, crowd, _, best = min(found, key=lambda each: each[:4])
    _set(text, best)
    return texts == crowd == 0


def settle(axes: "Axes", placed: Sequence[Placed], taken: Sequence[Boxes], theme: "Theme") -> "list[Annotation]":
    """Put each text at the best of its places, and return those that no place of theirs is free for.

    They have a ground of their own; to be seen, they have to be drawn after what moves.
    """
    crowded = []
    for text, _ in placed:
        text.set_visible(False)
    for text, places in placed:
        text.set_visible(True)
        if not put(text, places, taken, BEYOND * axes.figure.dpi / 72):
            back(text, theme)
            crowded.append(text)
    return crowded


def along(value: float, heights: Sequence[float]) -> list[Place]:
    """Return places beside a level, a `value` of y: at its ends and between them, so many points `heights` above it."""
    ends = [(1.0, "right", 0.0), (0.5, "center", 0.0), (0.0, "left", 8.0), (0.75, "center", 0.0), (0.25, "center", 0.0)]
    return [
        Place(across, up, ha, "bottom" if up > 0 else "top", (end, value)) for end, ha, across in ends for up in heights
    ]


def back(text: "Annotation", theme: "Theme") -> None:
    """Give `text` a ground of its own."""
    text.set_bbox({"facecolor": theme.paper, "edgecolor": "none", "alpha": BACKED, "pad": 1.0})


def beside(axes: "Axes", names: Sequence[str], size: float, heads: "NDArray[Any]", away: float) -> Boxes:
    """Return the boxes (n, 4) of the widest of `names`, so far `away` at the right of `heads` (n, 2), in pixels.

    Names are `size` high and their distance is in pixels of a picture 720 lines high.
    """
    unit = axes.figure.dpi / 72
    wide = max((text_width(axes, name, size) for name in names), default=0.0)
    half = 0.7 * size * unit
    left = heads[:, 0] + away * unit
    boxes: Boxes = np.stack([left, heads[:, 1] - half, left + wide * unit, heads[:, 1] + half], axis=1)
    return boxes


def heads(axes: "Axes", tracks: "Sequence[tuple[NDArray[Any], NDArray[Any]]]", apart: float) -> "NDArray[Any]":
    """Return where the names beside the heads of curves stand, (n, 2) in pixels: near ones are moved `apart`.

    Each of `tracks` is steps (K,) and what a curve's head is at, (K,); `apart` is in pixels of a picture 720 lines
    high.
    """
    last, pixels, found = max(int(steps[-1]) for steps, _ in tracks), apart * axes.figure.dpi / 72, []
    # As many of an axis of steps on either scale.
    looked_at = [np.linspace(0, last, LOOKED_AT), np.geomspace(1, last + 1, LOOKED_AT) - 1]
    for step in np.unique(np.concatenate(looked_at).astype(int)):
        rows = [int(np.searchsorted(steps, step, side="right")) - 1 for steps, _ in tracks]
        at = [(steps[row], values[row]) for row, (steps, values) in zip(rows, tracks, strict=True)]
        places = axes.transData.transform(at)
        places[:, 1] = spread(places[:, 1], pixels, axes.bbox.y0 + pixels / 2, axes.bbox.y1 - pixels / 2)
        found.append(places)
    return np.concatenate(found)


def curve(axes: "Axes", steps: "NDArray[Any]", values: "NDArray[Any]", wide: float) -> Boxes:
    """Return boxes that cover a curve of `values` (n,) at `steps` (n,), so many points `wide`."""
    rows = thinned(values, columns=LOOKED_AT)
    points = axes.transData.transform(np.stack([steps[rows], values[rows]], axis=1))
    corners = np.sort(np.stack([points[:-1], points[1:]]), axis=0) if len(points) > 1 else np.stack([points, points])
    reach = wide * axes.figure.dpi / 72
    boxes: Boxes = np.concatenate([corners[0] - reach, corners[1] + reach], axis=1)
    return boxes


def around(points: "NDArray[Any]", reach: float) -> Boxes:
    """Return the boxes (n, 4) that `reach` so many pixels around `points` (n, 2)."""
    return np.hstack([points - reach, points + reach])


def _crowd(
    text: "Annotation", place: Place, standing: Boxes, taken: Sequence[Boxes], beyond: float
) -> tuple[float, float, float]:
    """Return how far a text leaves the Axes at a `place`, `beyond` their right edge, and how much it covers.

    That is first of the texts that are `standing`, then of what is `taken`.
    """
    _set(text, place)
    box = np.array(text.get_window_extent().extents)
    axes = text.axes
    assert axes
    room = np.array(axes.bbox.extents) + np.array([-1.0, -1.0, max(1.0, beyond), 1.0])
    left_out = max(0.0, float((room[:2] - box[:2]).max()), float((box[2:] - room[2:]).max()))
    return left_out, _covered(box, standing), sum(_covered(box, boxes) for boxes in taken)


def _covered(box: "NDArray[Any]", boxes: Boxes) -> float:
    """Return the area of `boxes` that a box (4,) covers."""
    shared = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    return float(np.clip(shared, 0, None).prod(axis=1).sum())


def _set(text: "Annotation", place: Place) -> None:
    if place.at is not None:
        text.xy = place.at
    text.xyann = (place.across, place.up)
    text.set(ha=place.ha, va=place.va)
