"""Axes in units, the names of rows and columns and a room enter: they are written; where the cells stand leaves."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from render.drawing.axes import text_width
from render.drawing.walls import Rectangle, cut

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.mosaic import Mosaic
    from render.drawing.themes import Theme

WIDEST = 0.4
"""Of the room, that the names of rows may take."""
BESIDE = 10.0
"""Between the cells and the names of rows, in pixels of a picture 720 lines high."""
LINE = 1.3
"""From a name to the next one below it, and what the names of columns need, in sizes."""
APART = 10.0
"""Between the names of two columns, in pixels of a picture 720 lines high."""


def named_cells(
    axes: "Axes",
    rows: Sequence[str],
    columns: Sequence[str],
    room: Rectangle,
    most: tuple[float, float],
    theme: "Theme",
) -> Rectangle:
    """Write the names of `rows` and `columns` and return where the cells stand; each is so wide and high at `most`.

    Names of rows stand at the left of the cells, those of columns above them; where they are too many, only every
    second one, or third. Long ones are cut.
    """
    size, (left, top, right, bottom) = theme.tick_size, room
    named = max(text_width(axes, name, size, weight=400) for name in rows)
    begin = left + min(named, WIDEST * (right - left)) + BESIDE
    upper = top + LINE * size
    wide = min(most[0], (right - begin) / len(columns))
    high = min(most[1], (bottom - upper) / len(rows))
    style: Any = {"size": size, "color": theme.quiet, "va": "center_baseline"}
    every = max(1, -(-int(LINE * size) // max(1, int(high))))
    for row in range(0, len(rows), every):
        said = cut(axes, rows[row], size, begin - BESIDE - left, weight=400)
        axes.text(begin - BESIDE, upper + (row + 0.5) * high, said, ha="right", **style)
    apart = wide
    numbers = all(name.isdecimal() for name in columns)
    widest = max(text_width(axes, name, size, weight=400) for name in columns)
    while numbers and apart < widest + APART:
        apart += wide
    for column in range(0, len(columns), round(apart / wide)):
        said = cut(axes, columns[column], size, apart - APART, weight=400)
        axes.text(begin + (column + 0.5) * wide, (top + upper) / 2, said, ha="center", **style)
    return begin, upper, begin + wide * len(columns), upper + high * len(rows)


class CellTexts:
    """A text in the middle of each cell of a `mosaic`, row by row, which can be read on the cell's colour."""

    def __init__(self, axes: "Axes", mosaic: "Mosaic", inks: Sequence[str], theme: "Theme") -> None:
        """Place them; `inks` are their colours on each of the mosaic's."""
        (left, top, right, bottom), (rows, columns) = mosaic.box, mosaic.shape
        across, down = (right - left) / columns, (bottom - top) / rows
        style: Any = {"size": theme.tick_size, "weight": 600, "ha": "center", "va": "center_baseline"}
        self.artists = [
            axes.text(left + (column + 0.5) * across, top + (row + 0.5) * down, "", **style)
            for row in range(rows)
            for column in range(columns)
        ]
        self._mosaic, self._inks = mosaic, inks
        self._looks: list[tuple[str, int] | None] = [None] * len(self.artists)

    def show(self, said: Iterable[str]) -> None:
        """Write what is `said` in each, in the colour that its cell now asks for."""
        for index, look in enumerate(zip(said, self._mosaic.levels.ravel().tolist(), strict=True)):
            # What is set is drawn anew, whether it is another one or not.
            if look != self._looks[index]:
                self._looks[index] = look
                self.artists[index].set(text=look[0], color=self._inks[look[1]])
