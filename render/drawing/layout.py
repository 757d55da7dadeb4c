"""Where things stand: a size and the panels enter, boxes leave.

Lengths are in units: pixels of a picture 720 lines high, counted from the top left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from render.drawing.panels import Box, Panel

MARGIN = 56.0
GAP = 16.0
WIDE = (1000.0, 720.0)
"""The smallest canvas on which four readouts and two panels stand in a row."""
NARROW_WIDTH = 840.0


@dataclass(frozen=True)
class Canvas:
    """The whole picture: `unit` is the length of a unit in pixels, `width` and `height` are in units."""

    width: float
    height: float
    unit: float
    wide: bool

    @classmethod
    def of(cls, width: int, height: int) -> "Canvas":
        """Return the canvas of a picture of `width` by `height` pixels; about square and upright ones are stacked."""
        wide = width >= 1.2 * height
        unit = min(width / WIDE[0], height / WIDE[1]) if wide else width / NARROW_WIDTH
        return cls(width / unit, height / unit, unit, wide)

    @property
    def inner_width(self) -> float:
        """The width between the margins."""
        return self.width - 2 * MARGIN

    def axes_boxes(self, panels: Sequence[Panel], top: float) -> list[Box]:
        """Return the box of each panel's Axes, below `top`.

        On a wide canvas two panels stand side by side, three have the first one large beside the two others, and four
        make a grid. On others they stand below one another.
        """
        order = list(range(len(panels)))
        grids = {3: [[0], [1, 2]], 4: [[0, 2], [1, 3]]}
        columns = grids.get(len(panels), [[index] for index in order]) if self.wide else [order]
        shares = [max(panels[index].width for index in column) for column in columns]
        width, height = self.inner_width - GAP * (len(columns) - 1), self.height - top - GAP
        left, boxes = MARGIN, {}
        for column, share in zip(columns, shares, strict=True):
            across, down = width * share / sum(shares), height / len(column)
            for row, index in enumerate(column):
                boxes[index] = panels[index].inner(Box(left, top + row * down, across, down))
            left += across + GAP
        return [boxes[index] for index in order]
