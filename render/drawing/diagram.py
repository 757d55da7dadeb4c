"""Layers of units and a box enter, where a network's units, lines and numbers stand leaves.

Lengths are pixels of a picture 720 lines high, from the bottom left of the box.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.drawing.line_labels import on_lines

Floats = NDArray[np.float64]

MOST, ENDS = 10, 3
"""Units of a layer up to which each is shown, and how many are at each end of one that has more."""
FARTHEST = 300.0
"""Between two units of a layer, at most."""
MORE_ROOM = 1.6
"""How many times as far apart as in the largest layer units of others may be."""
APART, RIM = 6.0, 3.0
"""Between two units at the least, and between a number and the rim of its unit."""
LARGEST, SMALLEST = 22.0, 5.0
"""Radius of a unit without a number."""
SHARE, LARGEST_SHARE = 0.36, 0.38
"""Radius of such a unit, and of one with a number at the most where lines have none, in distances between two."""
LINE = 1.2
"""Height of a line of text, in sizes of its type."""


class Room(NamedTuple):
    """What texts need: at both sides of the units, below them for the layers' names, and for the number in a unit and
    the one beneath it, (width, height) each; a number on a line, too. Those that are not wanted are (0, 0)."""

    left: float
    right: float
    below: float
    unit: tuple[float, float] = (0.0, 0.0)
    beneath: tuple[float, float] = (0.0, 0.0)
    label: tuple[float, float] = (0.0, 0.0)


class Column(NamedTuple):
    """A layer: which of its units are `shown` (n,), at which heights `y` (n,), and that of the dots between them, if
    there are more of them."""

    shown: NDArray[np.intp]
    y: Floats
    dots: float | None = None


@dataclass(frozen=True)
class Diagram:
    """Columns of units at `x` (L + 1,), with a `radius`. `labels` (L) are the middles of the numbers on the lines of
    each layer, (units before, units, 2), of those that are shown; none where there are no numbers on lines.

    `numbers` says whether units have numbers. What stands beneath a unit is above those of the upper half; all of them
    stand above the `foot`.
    """

    x: Floats
    columns: Sequence[Column]
    radius: float
    labels: Sequence[Floats] = ()
    numbers: bool = False
    foot: float = 0.0

    def lines(self, layer: int) -> Floats:
        """Return the ends of the lines of a layer, (units before, units, 2, 2), from the middle of a unit to the
        middle of another."""
        before, after = self.columns[layer], self.columns[layer + 1]
        ends = np.empty((len(before.y), len(after.y), 2, 2))
        ends[..., 0, 0], ends[..., 1, 0] = self.x[layer], self.x[layer + 1]
        ends[..., 0, 1], ends[..., 1, 1] = before.y[:, np.newaxis], after.y
        return ends

    def beneath(self, column: int, height: float) -> Floats:
        """Return the middles (n, 2) of what stands beneath the units of a column, so high."""
        return _beneath(self.x[column], self.columns[column].y, self.radius, height)


def diagram(wide: float, tall: float, units: Sequence[int], room: Room) -> Diagram | None:
    """Return the diagram of layers of so many `units`, inputs first, in a box; None where the texts have no room."""
    rows = [len(_shown(count)) + (count > MOST) for count in units]
    free, most = tall - room.below, max(rows)
    numbers = room.unit[0] > 0
    beneath = room.beneath[1]
    if numbers:
        radius = float(np.hypot(*room.unit)) / 2 + RIM
        apart = min(FARTHEST, (free - 2 * (radius + beneath)) / max(1, most - 1))
        if most > 1 and apart < 2 * radius + (beneath if most > 2 else 0) + APART:
            return None
        if 2 * (radius + beneath) > free or (not beneath and most > 1 and radius > LARGEST_SHARE * apart):
            return None
    else:
        apart = min(FARTHEST, free / most)
        radius = min(LARGEST, max(SMALLEST, SHARE * apart))
    x = np.linspace(room.left + radius, wide - room.right - radius, len(units))
    if x[1] - x[0] < (2.4 if numbers else 3.0) * radius or (beneath and x[1] - x[0] < room.beneath[0] + APART):
        return None
    edge = radius + beneath
    columns = [_column(count, row, room.below, free, edge, apart) for count, row in zip(units, rows, strict=True)]
    foot = float(min(column.y[-1] for column in columns)) - edge
    made = Diagram(x, columns, radius, numbers=numbers, foot=foot)
    if not room.label[0]:
        return made
    labels = []
    for layer in range(len(units) - 1):
        others = [_boxes(made.beneath(end, beneath), room.beneath) for end in (layer, layer + 1) if end]
        placed = on_lines(made.lines(layer), radius, room.label, np.concatenate(others) if others else np.empty((0, 4)))
        if placed is None:
            return None
        labels.append(placed)
    return replace(made, labels=labels)


def _shown(count: int) -> NDArray[np.intp]:
    """Return which of so many units are shown."""
    every = np.arange(count)
    return every if count <= MOST else np.concatenate([every[:ENDS], every[-ENDS:]])


def _column(count: int, rows: int, below: float, free: float, edge: float, apart: float) -> Column:
    """Return a layer of `count` units in so many rows, as far `apart` as in the largest one, or a little farther."""
    shown = _shown(count)
    if rows > 1:
        apart = min(MORE_ROOM * apart, FARTHEST, (free - 2 * edge) / (rows - 1))
    y: Floats = below + free / 2 + apart * ((rows - 1) / 2 - np.arange(rows, dtype=np.float64))
    if count <= MOST:
        return Column(shown, y)
    return Column(shown, np.delete(y, ENDS), float(y[ENDS]))


def _beneath(x: float, y: Floats, radius: float, height: float) -> Floats:
    """Return where texts beneath units stand: outside, where fewer lines pass."""
    upper = y > y.mean() + 1e-6
    return np.stack([np.full(len(y), x), y + np.where(upper, 1, -1) * (radius + height / 2)], axis=1)


def _boxes(middles: Floats, size: tuple[float, float]) -> Floats:
    """Return boxes (n, 4), left, bottom, right and top, of a size around `middles` (n, 2)."""
    half = np.array(size) / 2
    return np.concatenate([middles - half, middles + half], axis=1)
