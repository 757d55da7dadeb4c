"""Where things stand: a size and the panels enter, boxes leave.

Lengths are in units: pixels of a picture 720 lines high, counted from the top left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from render.drawing.panels import Box, Panel

Layout = Literal["auto", "row", "stack", "grid", "focus", "columns"]
"""How panels stand: side by side, below one another, two by two, the first one large beside the others, or a column
for each run; `auto` chooses."""

MARGIN = 56.0
GAP = 16.0
WIDE = (960.0, 720.0)
"""The smallest canvas on which four readouts and two panels stand in a row."""
NARROW_WIDTH = 840.0
PHONE_WIDTH, PHONE_MARGIN = 400, 22.0
"""A minus sign has room in the margin."""
COLUMN_GAP = 52.0
"""Between the Axes of two runs, which share the ticks of the first: 1,000 at the end of one and 0 stay apart."""


class Need(NamedTuple):
    """What a panel needs, in units: around its Axes for ticks, labels and names, and at least for the Axes."""

    left: float
    right: float
    top: float
    bottom: float
    width: float
    height: float
    again: bool = False
    """Whether each column has ticks of its own."""


def in_columns(panels: Sequence[Panel], layout: Layout, runs: int, *, mixed: bool = False) -> bool:
    """Return whether each of the `runs` has a column of its own: where that is asked for, or a panel shows only one.

    A panel of weights does where runs are `mixed`.
    """
    return runs > 1 and (layout == "columns" or any(stands_alone(panel, mixed=mixed) for panel in panels))


def stands_alone(panel: Panel, *, mixed: bool) -> bool:
    """Return whether a `panel` shows one run only."""
    return not panel.overlays or (mixed and panel.of_weights)


def arrangements(panels: int, layout: Layout, wide: bool) -> Sequence[Layout]:
    """Return the ways in which so many `panels` may stand, the preferred one first.

    Of itself, a wide canvas has two panels side by side, the first of three large beside the two others, and four in a
    grid; others have them below one another.
    """
    if layout != "auto":
        return (layout,)
    every: tuple[Layout, ...] = ("grid", "focus", "row", "stack")
    first = every[(2, 2, 1, 0)[panels - 1] if wide else 3]
    return (first, *(other for other in every if other != first))


def _divided(length: float, shares: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return parts of `length` in proportion to `shares`, none smaller than its `least` if there is enough for all."""
    everywhere = range(len(shares))
    fixed: set[int] = set()
    while True:
        rest = length - sum(least[i] for i in fixed)
        whole = sum(shares[i] for i in everywhere if i not in fixed)
        parts = [least[i] if i in fixed else rest * shares[i] / whole for i in everywhere]
        short = {i for i in everywhere if parts[i] < least[i]}
        if not short:
            return parts
        fixed |= short
        if len(fixed) == len(shares):
            return [length * share / sum(shares) for share in shares]


@dataclass(frozen=True)
class Canvas:
    """The whole picture: `unit` is the length of a unit in pixels, `width` and `height` are in units.

    `scale` says how long the unit is, as a share of the usual one.
    """

    width: float
    height: float
    unit: float
    wide: bool
    scale: float = 1.0
    phone: bool = False
    left: float = 0.0
    across: float = 0.0
    """Where the part of a picture for a phone, or in columns like that, begins that is drawn to; and how wide it is."""
    top: float = 0.0

    @classmethod
    def for_phone(cls, height: int, scale: float = 1.0, columns: int = 1, density: float = 1.0) -> "Canvas":
        """Return the canvas of a picture for a phone, `height` pixels high: all stands below one another.

        Or of one with as many `columns` as wide as that. Unscaled, a unit has `density` pixels.
        """
        width, unit = columns * PHONE_WIDTH / scale, scale * density
        return cls(width, height / unit, unit, False, scale, phone=True, across=width)

    def column(self, index: int, columns: int, top: float) -> "Canvas":
        """Return the part that is one of so many columns, from `top` on."""
        across = self.width / columns
        return replace(self, left=index * across, across=across, top=top)

    @classmethod
    def of(cls, width: int, height: int, scale: float = 1.0) -> "Canvas":
        """Return the canvas of a picture of `width` by `height` pixels; about square and upright ones are stacked."""
        wide = width >= 1.2 * height
        unit = scale * (min(width / WIDE[0], height / WIDE[1]) if wide else width / NARROW_WIDTH)
        return cls(width / unit, height / unit, unit, wide, scale)

    @property
    def margin(self) -> float:
        """Where things begin at the left."""
        return self.left + PHONE_MARGIN if self.phone else MARGIN

    @property
    def lines(self) -> float:
        """How many lines of a picture 720 lines high a unit is; on one held in a hand, 840 of them are its width."""
        return 720 / self.height if self.wide else self.scale

    @property
    def inner_width(self) -> float:
        """The width between the margins."""
        return self.across - 2 * PHONE_MARGIN if self.phone else self.width - 2 * MARGIN

    def stacked(self, needs: Sequence[Need], top: float) -> tuple[list[Box], float]:
        """Return the box of each panel's Axes below one another from `top` on, as high as they need; and their end."""
        boxes = []
        for need in needs:
            across = self.inner_width - need.left - need.right
            boxes.append(Box(self.margin + need.left, top + need.top, across, need.height))
            top += need.top + need.height + need.bottom
        return boxes, top

    def boxes(
        self, panels: Sequence[Panel], layout: Layout, top: float, bottom: float, needs: Sequence[Need]
    ) -> list[Box]:
        """Return the box of each panel's Axes, between `top` and `bottom`, as it `needs` it."""
        order = list(range(len(panels)))
        stacks = {
            "row": [[index] for index in order],
            "stack": [order],
            "grid": [order[0::2], order[1::2]] if len(order) > 1 else [order],
            "focus": [order[:1], order[1:]] if len(order) > 1 else [order],
        }[layout]
        widths = _divided(
            self.inner_width - GAP * (len(stacks) - 1),
            [max(panels[index].width for index in stack) for stack in stacks],
            [max(need.left + need.width + need.right for need in (needs[i] for i in stack)) for stack in stacks],
        )
        left, boxes = self.margin, {}
        for stack, across in zip(stacks, widths, strict=True):
            shares = [panels[index].height for index in stack]
            lowest = [need.top + need.height + need.bottom for need in (needs[index] for index in stack)]
            begin = top
            for index, down in zip(stack, _divided(bottom - top, shares, lowest), strict=True):
                need = needs[index]
                boxes[index] = Box(
                    left + need.left,
                    begin + need.top,
                    across - need.left - need.right,
                    down - need.top - need.bottom,
                )
                begin += down
            left += across + GAP
        return [boxes[index] for index in order]

    def columns(self, needs: Sequence[Need], runs: int, top: float, bottom: float) -> list[list[Box]]:
        """Return the boxes of each panel's Axes, one for each of the `runs`, in columns between `top` and `bottom`."""
        lefts, width = self.column_edges(needs, runs)
        down = (bottom - top) / len(needs)
        return [
            [Box(left, top + row * down + need.top, width, down - need.top - need.bottom) for left in lefts]
            for row, need in enumerate(needs)
        ]

    def column_edges(self, needs: Sequence[Need], runs: int) -> tuple[list[float], float]:
        """Return the left edge of each run's column, and the width of all."""
        left = max(need.left for need in needs)
        gap = max(COLUMN_GAP, *(need.left for need in needs if need.again), 0.0)
        width = (self.inner_width - left - max(need.right for need in needs) - gap * (runs - 1)) / runs
        return [self.margin + left + run * (width + gap) for run in range(runs)], width
