"""The room that pictures of one shape have enters, where each stands leaves: in rows, as large as they can be."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom."""


SPREAD = 0.25
"""Between two rows of pictures with room to spare, at most, as a share of their height."""


class Wall(NamedTuple):
    """So many `columns` and `rows` of pictures, `wide` and `high`, `across` and `down` from one to the next."""

    columns: int
    rows: int
    wide: float
    high: float
    across: float
    down: float

    @property
    def places(self) -> Iterator[Rectangle]:
        """Yield where each picture stands, row by row, from the left and top of the wall."""
        for row in range(self.rows):
            for column in range(self.columns):
                left, top = column * self.across, row * self.down
                yield left, top, left + self.wide, top + self.high


def cut(axes: "Axes", said: str, size: float, room: float, weight: int = 600) -> str:
    """Return what is `said`, or as much of it as has room in so many units."""
    from render.drawing.axes import text_width

    shown = said
    while len(shown) > 1 and text_width(axes, shown, size, weight=weight) > room:
        shown = f"{shown.removesuffix('…')[:-1].rstrip()}…"
    return shown


def in_units(axes: "Axes") -> tuple[float, float]:
    """Make `axes` without lines count in pixels of a picture 720 lines high, from the top left; return their size."""
    from render.drawing.axes import height, width

    wide, high = width(axes), height(axes)
    axes.set_axis_off()
    axes.set(xlim=(0, wide), ylim=(high, 0))
    return wide, high


def hung(count: int, wide: float, high: float, aspect: float, gap: float, below: float = 0.0) -> Wall:
    """Return a wall of `count` pictures in a room, `wide` and `high`: as large as they can be.

    Pictures are `aspect` times as wide as high, with a `gap` between them, and each has a text of a height `below` it.
    """

    def size(columns: int) -> float:
        rows = -(-count // columns)
        return min(((wide + gap) / columns - gap) / aspect, (high + gap) / rows - gap - below)

    columns = max(range(1, count + 1), key=lambda columns: (round(size(columns), 6), columns))
    rows, tall = -(-count // columns), max(1.0, size(columns))
    return Wall(columns, rows, aspect * tall, tall, aspect * tall + gap, _spread(rows, tall, high, gap, below))


def fullest(
    wide: float, high: float, most: int, sizes: tuple[float, float], aspect: float, gap: float, below: float
) -> Wall:
    """Return the wall of at most so many pictures, in full rows, that cover most of a room, `wide` and `high`.

    Their heights are between the two `sizes`, if there is room for it; the rest is as in `hung`.
    """

    def size(columns: int, rows: int) -> float:
        return min(((wide + gap) / columns - gap) / aspect, (high + gap) / rows - gap - below, sizes[1])

    every = [(columns, rows) for columns in range(1, most + 1) for rows in range(1, most // columns + 1)]
    columns, rows = max(
        every, key=lambda wall: (min(0.0, size(*wall) - sizes[0]), wall[0] * wall[1] * size(*wall) ** 2)
    )
    tall = max(1.0, size(columns, rows))
    return Wall(columns, rows, aspect * tall, tall, aspect * tall + gap, _spread(rows, tall, high, gap, below))


def _spread(rows: int, tall: float, high: float, gap: float, below: float) -> float:
    """Return how far apart rows are: farther than they have to be, where there is room."""
    return max(tall + below + gap, min((high + gap) / rows, tall + below + SPREAD * tall))
