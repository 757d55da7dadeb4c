"""Where things stand: a size and the panels enter, boxes leave.

Lengths are in units: pixels of a picture 720 lines high, counted from the top left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from render.drawing.panels import Panel

MARGIN = 56.0
GAP = 16.0
WIDE = (1000.0, 720.0)
"""The smallest canvas on which four readouts and two panels stand in a row."""
NARROW_WIDTH = 840.0


class Box(NamedTuple):
    """A rectangle: left and top edge, width and height."""

    left: float
    top: float
    width: float
    height: float


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
        """Return the box of each panel's Axes: below `top`, side by side on a wide canvas, else one below the other."""
        height = self.height - top - GAP
        if self.wide:
            shares = [panel.width / sum(p.width for p in panels) for panel in panels]
            widths = [share * (self.inner_width - GAP * (len(panels) - 1)) for share in shares]
            lefts = [MARGIN + sum(widths[:i]) + GAP * i for i in range(len(panels))]
            cells = [Box(left, top, w, height) for left, w in zip(lefts, widths, strict=True)]
        else:
            each = height / len(panels)
            cells = [Box(MARGIN, top + i * each, self.inner_width, each) for i in range(len(panels))]
        return [
            Box(c.left + p.left, c.top + p.top, c.width - p.left - p.right, c.height - p.top - p.bottom)
            for c, p in zip(cells, panels, strict=True)
        ]
