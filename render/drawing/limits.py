"""What is to be seen enters, limits that hold for all steps leave."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST_STEPS = 6
"""Steps of a training that leaves its minimum which are to be seen leaving."""
FARTHEST = 2.5
"""Spans of the usual values beyond which even those leave the picture."""


def near(usual: NDArray[Any], values: NDArray[Any], spans: float) -> NDArray[Any]:
    """Return `values`, those that lie farther away than so many `spans` of the `usual` ones just so far away."""
    room = spans * (float(np.ptp(usual)) or max(1.0, float(np.abs(usual).max())))
    kept: NDArray[Any] = np.clip(values, usual.min() - room, usual.max() + room)
    return kept


def hull(usual: NDArray[Any], every: Sequence[NDArray[Any]], settle: bool, margin: float = 0.06) -> tuple[float, float]:
    """Return limits around all `usual` values, and around all of `every` (K, ...) run if they `settle`.

    Of a training that leaves its minimum, the first steps are seen to leave; then it goes out of the picture.
    """
    bottom, top = float(usual.min()), float(usual.max())
    span = top - bottom or max(1.0, abs(top))
    seen = np.concatenate([values[: len(values) if settle else FIRST_STEPS + 1].ravel() for values in every])
    room = np.inf if settle else FARTHEST * span
    bottom, top = min(bottom, max(float(seen.min()), bottom - room)), max(top, min(float(seen.max()), top + room))
    pad = margin * (top - bottom or span)
    return bottom - pad, top + pad


def around(
    window: Sequence[tuple[float, float]], paths: Sequence[NDArray[Any]], settle: bool, margin: float
) -> list[tuple[float, float]]:
    """Return the limits of a `window`, or wider ones where one of `paths` (K, A) leaves it."""
    found = []
    for axis, limits in enumerate(window):
        wider = hull(np.array(limits), [path[:, axis] for path in paths], settle, margin)
        pad = margin * (limits[1] - limits[0])
        found.append(tuple(np.where(np.isclose(wider, (limits[0] - pad, limits[1] + pad)), limits, wider).tolist()))
    return found


def to_one_scale(limits: list[tuple[float, float]], aspect: float) -> list[tuple[float, float]]:
    """Widen one of the two `limits` so that a unit is as long upward as to the right."""
    (left, right), (bottom, top) = limits
    scale = max((right - left) / aspect, top - bottom)
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    half = np.array([scale * aspect, scale]) / 2
    return [(float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True)]
