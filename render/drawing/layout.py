"""Where things stand: a size and the panels enter, boxes leave.

Lengths are in units: pixels of a picture 720 lines high, counted from the top left.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Literal

from render.drawing.panels import Box, Panel

Layout = Literal["auto", "row", "stack", "grid", "focus", "columns"]
"""How panels stand: side by side, below one another, two by two, the first one large beside the others, or a column
for each run; `auto` chooses."""

MARGIN = 56.0
GAP = 16.0
WIDE = (1000.0, 720.0)
"""The smallest canvas on which four readouts and two panels stand in a row."""
NARROW_WIDTH = 840.0
COLUMN_GAP = 40.0
"""Between the Axes of two runs, which share the ticks of the first."""

WIDE_LETTER = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]"
NO_BEGIN, NO_END = "、。，：；\uff01？）》」』】\u2019”…", "（《「『【\u2018“"
"""Chinese and Japanese characters, between which a line may end, and signs that no line begins or ends with
(the Unicode line breaking algorithm, UAX #14, in short)."""
BREAK = re.compile(
    f"(?<={WIDE_LETTER})(?<![{NO_END}])(?![{NO_BEGIN}])|(?<![{NO_END}])(?={WIDE_LETTER})(?![{NO_BEGIN}])"
)


class _Wrapper(TextWrapper):
    """Breaks lines at spaces, and between characters of scripts that have none."""

    def _split(self, text: str) -> list[str]:
        return [piece for chunk in super()._split(text) for piece in BREAK.split(chunk) if piece]


def lines_of(text: str, columns: int) -> list[str]:
    """Return `text` in lines of at most so many characters."""
    return _Wrapper(columns).wrap(text)


def in_columns(panels: Sequence[Panel], layout: Layout, runs: int) -> bool:
    """Return whether each of the `runs` has a column of its own: where that is asked for, or a panel shows only one."""
    return runs > 1 and (layout == "columns" or not all(panel.overlays for panel in panels))


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

    def boxes(
        self, panels: Sequence[Panel], layout: Layout, top: float, bottom: float, rights: Sequence[float]
    ) -> list[Box]:
        """Return the box of each panel's Axes, between `top` and `bottom`.

        `rights` is the room that each needs at its right. Of itself, a wide canvas has two panels side by
        side, the first of three large beside the two others, and four in a grid; others have them below one another.
        """
        order = list(range(len(panels)))
        if layout == "auto":
            layout = ("row", "row", "focus", "grid")[len(panels) - 1] if self.wide else "stack"
        stacks = {
            "row": [[index] for index in order],
            "stack": [order],
            "grid": [order[0::2], order[1::2]] if len(order) > 1 else [order],
            "focus": [order[:1], order[1:]] if len(order) > 1 else [order],
        }[layout]
        shares = [max(panels[index].width for index in stack) for stack in stacks]
        width, height = self.inner_width - GAP * (len(stacks) - 1), bottom - top
        left, boxes = MARGIN, {}
        for stack, share in zip(stacks, shares, strict=True):
            across, tallness = width * share / sum(shares), [panels[index].height for index in stack]
            for row, index in enumerate(stack):
                panel = panels[index]
                above, down = (height * sum(part) / sum(tallness) for part in (tallness[:row], tallness[row : row + 1]))
                boxes[index] = Box(
                    left + panel.left,
                    top + above + panel.top,
                    across - panel.left - rights[index],
                    down - panel.top - panel.bottom,
                )
            left += across + GAP
        return [boxes[index] for index in order]

    def columns(
        self, panels: Sequence[Panel], runs: int, top: float, bottom: float, rights: Sequence[float]
    ) -> list[list[Box]]:
        """Return the boxes of each panel's Axes, one for each of the `runs`, in columns between `top` and `bottom`."""
        lefts, width = self.column_edges(panels, runs, rights)
        down = (bottom - top) / len(panels)
        return [
            [
                Box(
                    left,
                    top + row * down + panel.top,
                    width,
                    down - panel.top - panel.bottom,
                )
                for left in lefts
            ]
            for row, panel in enumerate(panels)
        ]

    def column_edges(self, panels: Sequence[Panel], runs: int, rights: Sequence[float]) -> tuple[list[float], float]:
        """Return the left edge of each run's column, and the width of all."""
        left = max(panel.left for panel in panels)
        width = (self.inner_width - left - max(rights) - COLUMN_GAP * (runs - 1)) / runs
        return [MARGIN + left + run * (width + COLUMN_GAP) for run in range(runs)], width
