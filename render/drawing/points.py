"""How many points there are enters, how large and how faint each of them is leaves, and which of them are drawn."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.drawing.themes import Theme

FEW, LARGEST = 4, 2.0
"""Points up to which they are largest, and how much larger than those of the theme."""
USUAL = 30, 300
"""Points between which they are as large as the theme says."""
MANY, SMALLEST, FAINTEST = 2_000, 0.5, 0.6
"""Points up to which each is drawn, then so many times as large and so opaque."""
MOST_MARKS = 400
"""Of more than that, as many are drawn where they stand on colours, and a density would hide these."""


def is_held(theme: "Theme") -> bool:
    """Return whether the size of points is one that an author chose."""
    return "point_size" in theme.model_fields_set


def point_scale(theme: "Theme", count: int) -> float:
    """Return by how much `count` points are larger than those of the theme; an author's size is held."""
    if is_held(theme):
        return 1.0
    places = [np.log(FEW), *np.log(USUAL), np.log(MANY)]
    return float(np.interp(np.log(max(1, count)), places, [LARGEST, 1.0, 1.0, SMALLEST]))


def opacity(count: int) -> float:
    """Return how opaque each of `count` points is: where many lie over one another, it shows."""
    return float(np.interp(np.log(max(1, count)), [np.log(USUAL[1]), np.log(MANY)], [1.0, FAINTEST]))


def even_choice(count: int, most: int) -> "NDArray[np.intp]":
    """Return which of `count` points in order are drawn, of which `most` may be."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.intp))


def marked(learned: int, held: int) -> "NDArray[np.bool_]":
    """Return which of the samples (N,) have a mark: all, or of many an even choice of each of the two parts."""
    count = learned + held
    drawn = np.ones(count, bool)
    if count > MANY:
        drawn[:] = False
        most = max(1, round(MOST_MARKS * learned / count))
        drawn[even_choice(learned, most)] = True
        drawn[learned + even_choice(held, MOST_MARKS - most)] = True
    return drawn
