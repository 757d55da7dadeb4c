"""Texts, where each of them may stand, and what is drawn at all moments enter; each leaves at the freest of its places.

A place is free if nothing that ever moves comes there: not the head of a curve, not the name beside it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from render.drawing.axes import spread, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

Boxes = Sequence["NDArray[Any]"]
"""Left, bottom, right and top edges in pixels of the picture, (n, 4) each: of what is drawn at n moments."""


LOOKED_AT = 100
"""Steps at which heads are looked at, on a linear axis, and on a logarithmic one."""


class Place(NamedTuple):
    """Where an annotation may stand: so many points from what it is about, which is `at` this place if it is said."""

    across: float
    up: float
    ha: str
    va: str
    at: tuple[float, float] | None = None


def put(text: "Annotation", places: Iterable[Place], taken: Boxes) -> None:
    """Put `text` at the first of the `places` that is free of all that is `taken`, or at the one that is most so.

    Texts that the Axes already have are taken, too. Places that lie outside of the Axes come last.
    """
    axes = text.axes
    assert axes
    others = [other for other in axes.texts if other is not text and other.get_visible() and other.get_text()]
    standing = np.array([other.get_window_extent().extents for other in others]).reshape(-1, 4)
    found = [(_crowd(text, place, [*taken, standing]), index, place) for index, place in enumerate(places)]
    _, _, best = min(found, key=lambda each: each[:2])
    _set(text, best)


def beside(axes: "Axes", names: Sequence[str], size: float, heads: "NDArray[Any]", away: float) -> "NDArray[Any]":
    """Return the boxes (n, 4) of the widest of `names`, so far `away` at the right of `heads` (n, 2), in pixels.

    Names are `size` high and their distance is in pixels of a picture 720 lines high.
    """
    unit = axes.figure.dpi / 72
    wide = max((text_width(axes, name, size) for name in names), default=0.0)
    half = 0.7 * size * unit
    left = heads[:, 0] + away * unit
    boxes: NDArray[Any] = np.stack([left, heads[:, 1] - half, left + wide * unit, heads[:, 1] + half], axis=1)
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


def around(points: "NDArray[Any]", reach: float) -> "NDArray[Any]":
    """Return the boxes (n, 4) that `reach` so many pixels around `points` (n, 2)."""
    return np.hstack([points - reach, points + reach])


def _crowd(text: "Annotation", place: Place, taken: Boxes) -> float:
    """Return how much of what is `taken` a text covers at a `place`; it is worse to leave the Axes."""
    _set(text, place)
    box = np.array(text.get_window_extent().extents)
    axes = text.axes
    assert axes
    inside = np.array(axes.bbox.extents)
    left_out = max(0.0, float((inside[:2] - box[:2]).max()), float((box[2:] - inside[2:]).max()))
    crowd = 1e6 * left_out
    for boxes in taken:
        if len(boxes):
            shared = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
            crowd += float(np.clip(shared, 0, None).prod(axis=1).sum())
    return crowd


def _set(text: "Annotation", place: Place) -> None:
    if place.at is not None:
        text.xy = place.at
    text.xyann = (place.across, place.up)
    text.set(ha=place.ha, va=place.va)
