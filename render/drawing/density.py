"""Axes and more points than can be told apart enter: how dense they lie is drawn."""

from typing import TYPE_CHECKING

import numpy as np

from render.drawing.axes import height, width
from render.drawing.classes import mixed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme

CELL = 11.0
"""Width of a hexagon, in pixels of a picture 720 lines high."""
TINTS = 0.22, 0.36, 0.5, 0.66, 0.83, 1.0
"""Shares of the points' colour, from one point in a hexagon to the most of all."""


def density(axes: "Axes", theme: "Theme", x: "NDArray[np.floating]", y: "NDArray[np.floating]") -> None:
    """Draw hexagons in tints that say how many of the points at `x` and `y` (N,) lie in each; limits have to be there.

    From one tint to the next their number grows by a factor, so that thin regions are seen beside dense ones.
    """
    across = max(1, round(width(axes) / CELL))
    # Regular ones: two rows are as high as one is wide, times the root of three.
    up = max(1, round(height(axes) / CELL / np.sqrt(3)))
    hexagons = axes.hexbin(
        x, y, gridsize=(across, up), extent=(*axes.get_xlim(), *axes.get_ylim()), mincnt=1, linewidths=0.3, zorder=1.5
    )
    counts = np.asarray(hexagons.get_array(), float)
    steps = np.log(counts) / max(np.log(counts.max()), 1.0) * (len(TINTS) - 1)
    colors = np.array([mixed(theme.paper, theme.data, share) for share in TINTS])[np.rint(steps).astype(int)]
    hexagons.set_array(None)
    hexagons.set(facecolor=colors, edgecolor=colors)
