"""Axes and a count enter, where so many tiles stand on them leaves, in rows, and what they add up to beside them."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.drawing.axes import height, width
from render.drawing.places import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 14.0
"""Between two tiles."""
BESIDE = 1.15
"""How many times as wide as high Axes are from which on the sum stands beside the tiles, not below."""
SUM, ACROSS, DOWN = 0.4, 54.0, 78.0
"""The largest share of the Axes' length that it has, and from the tiles to it, beside them and below, where its name
stands, too."""
LARGEST, EVEN = 190.0, 0.75
"""Height of a tile: of a few, they are no larger; and the share of what would have room to which tiles shrink so that
all rows are full."""


class Tile(NamedTuple):
    """A part of Axes whose data are pixels of a picture 720 lines high, counted from the bottom left."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def middle(self) -> float:
        """As far from its left as from its right edge."""
        return self.left + self.width / 2

    def at(self, across: NDArray[np.floating], up: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the places (n, 2) that are such shares `across` (n,) and `up` (n,) of it."""
        return np.stack([self.left + self.width * across, self.bottom + self.height * up], axis=-1).astype(np.float64)

    def part(self, axes: "Axes", limits: NDArray[np.float64]) -> Part:
        """Return it in pixels of the picture, with the `limits` (2, 2) of the inputs that it shows."""
        unit, (left, bottom) = axes.figure.dpi / 72, axes.bbox.p0
        edges = np.array([self.left, self.bottom, self.right, self.top]) * unit + (left, bottom) * 2
        a, b, c, d = np.round(edges).tolist()
        return Part((a, b, c, d), limits)


class Tiles(NamedTuple):
    """Those of units, in rows from the top, and that of their sum, if it is shown."""

    units: list[Tile]
    whole: Tile | None
    is_below: bool = False


def tiles(axes: "Axes", count: int, shape: float, foot: float, *, summed: bool) -> Tiles:
    """Set the data of `axes` to pixels of a picture 720 lines high, and return where `count` tiles stand on them.

    They are `shape` times as wide as high, as large as they can be, and `foot` is free below each. Tiles of one size
    begin at whole pixels of the picture.
    """
    across, up = width(axes), height(axes)
    axes.set(xlim=(0, across), ylim=(0, up))
    axes.set_axis_off()
    unit = axes.figure.dpi / 72

    def whole(length: float) -> float:
        return round(length * unit) / unit

    below = summed and across < BESIDE * up
    side = min(SUM * max(across, up), across if below else up - foot)
    room = (across, up - (side + DOWN + foot)) if below else (across - (side + ACROSS), up)
    room = room if summed else (across, up)
    found = []
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        wide = (room[0] - GAP * (columns - 1)) / columns
        high = (room[1] - GAP * (rows - 1)) / rows - foot
        found.append((min(wide / shape, high, LARGEST), columns, count % columns == 0))
    full = max(each for each in found if each[2])
    high, columns, _ = full if full[0] >= EVEN * max(found)[0] else max(found)
    wide, high, rows = whole(shape * high), whole(high), -(-count // columns)
    begins = whole(max(0.0, (room[0] - columns * wide - (columns - 1) * GAP) / 2)) if below else 0.0
    stand = [
        Tile(begins + whole(column * (wide + GAP)), whole(up - high - row * (high + foot + GAP)), wide, high)
        for row, column in (divmod(index, columns) for index in range(count))
    ]
    if not summed:
        return Tiles(stand, None)
    end = columns * (wide + GAP) - GAP
    if below:
        side = min(side, up - rows * (high + foot + GAP) + GAP - DOWN - foot)
        return Tiles(stand, Tile(whole((across - side) / 2), whole(foot), whole(side), whole(side)), is_below=True)
    # What is left over makes the sum larger, and the tiles stand level with it.
    side = min(up - foot, across - end - ACROSS)
    tall = rows * (high + foot + GAP) - GAP
    most = max(side + foot, tall)
    down = whole((most - tall) / 2)
    stand = [tile._replace(bottom=tile.bottom - down) for tile in stand]
    return Tiles(
        stand, Tile(whole(end + ACROSS), whole(up - side - (most - side - foot) / 2), whole(side), whole(side))
    )
