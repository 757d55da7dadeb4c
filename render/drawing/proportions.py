"""Axes of two quantities on one scale and the limits that these need enter, the limits of the picture leave."""

from typing import TYPE_CHECKING

import numpy as np

from render.drawing.axes import height, width
from render.drawing.limits import to_one_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EMPTY, SQUARE = 1.8, 1.8
"""How many times as long as what they show Axes may be, and as their other side, if this is more."""


def in_proportion(
    axes: "Axes", limits: list[tuple[float, float]], least: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return limits around the `limits` of what is to be shown, on one scale.

    Only so is a gradient at right angles to the contours. Axes that are long, either way, and most of which would be
    empty then, become shorter first: not by much where they are nearly square, nor below the `least` width and height,
    in pixels of a picture 720 lines high. Their left and their upper edge stay.
    """
    across, up = width(axes), height(axes)
    shown = float(np.ptp(limits[0]) / np.ptp(limits[1]))
    wide = min(across, max(least[0], SQUARE * up, EMPTY * shown * up))
    tall = min(up, max(least[1], SQUARE * across, EMPTY * across / shown))
    place = axes.get_position()
    low = place.height * tall / up
    axes.set_position((place.x0, place.y1 - low, place.width * wide / across, low))
    return to_one_scale(limits, round(wide / tall, 6))
