"""Axes of two weights and the limits that these need enter, the limits of the picture leave."""

from typing import TYPE_CHECKING

import numpy as np

from render.drawing.axes import height, width
from render.drawing.limits import to_one_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EMPTY, SQUARE = 1.8, 1.8
"""How many times as wide as what they show Axes may be, and as they are high, if this is more."""


def in_proportion(axes: "Axes", limits: list[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """Return limits around the `limits` of what is to be shown, on one scale.

    Only so is a gradient at right angles to the contours. Low Axes, most of which would be empty then, become narrower
    first: not by much where they are nearly square, nor below the `least` width, in pixels of a picture 720 lines high.
    Their left edge stays.
    """
    across, up = width(axes), height(axes)
    shown = float(np.ptp(limits[0]) / np.ptp(limits[1]))
    wide = min(across, max(least, SQUARE * up, EMPTY * shown * up))
    place = axes.get_position()
    axes.set_position((place.x0, place.y0, place.width * wide / across, place.height))
    return to_one_scale(limits, round(wide / up, 6))
