"""Lines that cross enter, where the number of each stands on it leaves: none on another, nor where another line is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CANDIDATES = 41
"""Places along each line."""
FIRST = 0.3
"""Share of a line's visible part at which its number would stand if it were alone: near its beginning."""
SPACE = 3.0
"""Around each number that is free of others, and of other lines."""
SWEEPS = 12
"""Times that each number looks for a better place, at most."""
COVERED, CROSSED, FAR = 100.0, 8.0, 1.0
"""What it costs that a number covers another or a unit, that another line passes it, and that it is not near the
beginning of its line."""


def on_lines(ends: Floats, radius: float, size: tuple[float, float], taken: Floats) -> Floats | None:
    """Return the middles (n, m, 2) of numbers of a `size` on lines with `ends` (n, m, 2, 2) between units of a radius.

    Boxes (k, 4) are `taken`. None where numbers would cover one another or have other lines through them. It is a
    coordinate descent from several starts: each number in turn takes the best place that the others leave.
    """
    lines = ends.reshape(-1, 2, 2)
    begin, way = lines[:, :1], lines[:, 1:] - lines[:, :1]
    length = np.linalg.norm(way, axis=2, keepdims=True)
    margin = np.minimum(0.45, (radius + size[1] / 2 + SPACE) / length)
    share = margin + (1 - 2 * margin) * np.linspace(0, 1, CANDIDATES)[:, np.newaxis]
    places = begin + way * share
    half = np.array(size) / 2 + SPACE
    alone = FAR * np.abs(np.linspace(0, 1, CANDIDATES) - FIRST) + np.zeros((len(lines), 1))
    alone += COVERED * _on_units(places, lines.reshape(-1, 2), radius, half)
    for box in taken:
        low, high = places - half, places + half
        alone += COVERED * ((low < box[2:]).all(axis=2) & (high > box[:2]).all(axis=2))
    for index in range(len(lines)):
        passed = _crosses(places[index], half, np.delete(lines, index, axis=0))
        alone[index] += CROSSED * passed
    best: tuple[float, NDArray[np.intp]] | None = None
    for start in _starts(lines, ends.shape[:2]):
        found = _descended(places, alone, 2 * half - SPACE, start)
        best = found if best is None or found[0] < best[0] else best
    if best is None or best[0] >= CROSSED:
        return None
    chosen: Floats = places[np.arange(len(lines)), best[1]].reshape(*ends.shape[:2], 2)
    return chosen


def _starts(lines: Floats, shape: tuple[int, ...]) -> "list[NDArray[np.intp]]":
    """Return indices of places (n * m,) to start from: all alike, and staggered by beginning and by end."""
    one, other = np.indices(shape).reshape(2, -1)
    ways = [np.full(len(lines), 0.3), 0.2 + 0.5 * ((one + other) % 2), 0.2 + 0.6 * other / max(1, shape[1] - 1)]
    ways += [0.8 - 0.6 * other / max(1, shape[1] - 1), 0.2 + 0.6 * ((one + 2 * other) % 3) / 2]
    return [np.rint(way * (CANDIDATES - 1)).astype(int) for way in ways]


def _descended(
    places: Floats, alone: Floats, apart: NDArray[Any], start: NDArray[np.intp]
) -> tuple[float, NDArray[np.intp]]:
    """Return the cost, without what is only far from the beginning, and the places at which a descent ends."""
    chosen = start.copy()
    every = np.arange(len(places))
    for _ in range(SWEEPS):
        before = chosen.copy()
        for index in range(len(places)):
            others = places[every, chosen][every != index]
            near = (np.abs(places[index][:, np.newaxis] - others) < apart).all(axis=2).sum(axis=1)
            chosen[index] = int((alone[index] + COVERED * near).argmin())
        if np.array_equal(before, chosen):
            break
    now = places[every, chosen]
    covered = (np.abs(now[:, np.newaxis] - now) < apart).all(axis=2).sum() - len(now)
    cost = float(alone[every, chosen].sum() + COVERED * covered)
    if (alone[every, chosen] < CROSSED).all() and not covered:
        # All have room: what is left says how near they are to the beginnings.
        return cost / len(now), chosen
    return cost, chosen


def _on_units(places: Floats, middles: Floats, radius: float, half: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which boxes around `places` (..., 2) reach into units with these `middles` (k, 2)."""
    away = np.maximum(np.abs(places[..., np.newaxis, :] - middles) - half, 0)
    found: NDArray[np.bool_] = (np.linalg.norm(away, axis=-1) < radius).any(axis=-1)
    return found


def _crosses(places: Floats, half: NDArray[Any], lines: Floats) -> NDArray[np.intp]:
    """Return how many of `lines` (k, 2, 2) pass the boxes around each of `places` (c, 2): by the slabs of Kay and
    Kajiya, "Ray tracing complex scenes", 1986."""
    begin, way = lines[:, 0], lines[:, 1] - lines[:, 0]
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    one = (places[:, np.newaxis] - half - begin) / way
    other = (places[:, np.newaxis] + half - begin) / way
    enters, leaves = np.minimum(one, other).max(axis=2), np.maximum(one, other).min(axis=2)
    found: NDArray[np.intp] = ((enters < leaves) & (leaves > 0) & (enters < 1)).sum(axis=1)
    return found
