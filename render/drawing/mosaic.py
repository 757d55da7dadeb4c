"""Axes and a rectangle in them enter, a picture of equal cells leaves, each of them in one of few colours.

Few colours compress well, and cells of whole pixels are copied, not drawn.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from render.drawing.classes import mixed
from render.drawing.dimming import contrast
from render.drawing.frame import packed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme

STRONGEST = 12
"""Shades to each side of the ground."""
RIM = 0.8
"""Width of the line around a picture, in widths of a line of the grid."""


class Mosaic(Artist):
    """Cells of a `shape` (rows, columns) in a rectangle (left, top, right, bottom) of `axes`, in data, from the top.

    Each cell has one of the `colors`; at first, all have the first one. Edges stand at whole pixels. With `fit`, all
    cells have the same size, and the picture may be a little smaller. `box` is where it really stands.
    """

    def __init__(
        self,
        axes: "Axes",
        rectangle: tuple[float, float, float, float],
        shape: tuple[int, int],
        colors: "Sequence[str]",
        fit: bool = False,
    ) -> None:
        super().__init__()
        self.shape, self.colors = shape, list(colors)
        left, top, right, bottom = rectangle
        corners = axes.transData.transform([(left, bottom), (right, top)])
        low, high = np.rint(corners).astype(int).tolist()
        size = [max(count, far - near) for count, near, far in zip(shape[::-1], low, high, strict=True)]
        if fit:
            # Pictures of one size stay so, wherever their edges are rounded to.
            whole = np.rint(corners[1] - corners[0]).astype(int).tolist()
            size = [count * max(1, length // count) for count, length in zip(shape[::-1], whole, strict=True)]
        self.left, self.size = low[0], (size[0], size[1])
        self.bottom = high[1] - size[1]
        self._columns, self._rows = (
            np.floor(np.arange(length) * count / length).astype(int)
            for count, length in zip(shape[::-1], size, strict=True)
        )
        self._palette = packed(self.colors)
        self.levels = np.zeros(shape, np.uint8)
        self.set_transform(axes.transData)
        stands = [(self.left, high[1]), (self.left + size[0], self.bottom)]
        (x0, y0), (x1, y1) = axes.transData.inverted().transform(stands)
        self.box = float(x0), float(y0), float(x1), float(y1)
        axes.add_artist(self)

    def set_levels(self, levels: NDArray[Any]) -> None:
        """Give each cell, (rows, columns), the colour of this number."""
        if not np.array_equal(levels, self.levels):
            self.levels = levels.astype(np.uint8)
            self.stale = True

    def pixels(self) -> NDArray[np.uint32]:
        """Return the pixels (height, width) of four bytes each, from the top."""
        found: NDArray[np.uint32] = self._palette[self.levels][self._rows][:, self._columns]
        return found

    def edges(self, first: tuple[int, int], last: tuple[int, int]) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of cells, from the `first` to the `last` (row, column), in pixels.

        They are counted from the left and the top of the picture.
        """
        rows, columns = self._rows, self._columns
        top, bottom = np.searchsorted(rows, first[0]), np.searchsorted(rows, last[0], side="right")
        left, right = np.searchsorted(columns, first[1]), np.searchsorted(columns, last[1], side="right")
        return int(left), int(top), int(right), int(bottom)

    def get_window_extent(self, renderer: Any = None) -> Bbox:  # noqa: D102
        left, top, right, bottom = self.box
        return Bbox(self.get_transform().transform([(left, bottom), (right, top)]))

    def draw(self, renderer: Any) -> None:  # noqa: D102
        if not self.get_visible():
            return
        gc = renderer.new_gc()
        if isinstance(renderer, RendererAgg):
            upward = self.pixels()[::-1].copy()
            renderer.draw_image(gc, self.left, self.bottom, upward.view(np.uint8).reshape(*upward.shape, 4))
        elif renderer.option_image_nocomposite():
            wide, high = (length / count for length, count in zip(self.size, self.shape[::-1], strict=True))
            small = self._palette[self.levels][::-1].copy().view(np.uint8).reshape(*self.shape, 4)
            renderer.draw_image(gc, self.left, self.bottom, small, Affine2D().scale(wide, high))
        else:
            # In a PDF, pictures of few pixels are blurred by some readers.
            gc.set_linewidth(0)
            for color, path in self._areas():
                renderer.draw_path(gc, path, self.get_transform(), to_rgb(color))
        gc.restore()
        self.stale = False

    def _areas(self) -> "list[tuple[str, Path]]":
        """Return the colours that are to be seen, each with where: neighbours in a row are one rectangle."""
        left, top, right, bottom = self.box
        x, y = (
            np.linspace(*ends, count + 1)
            for ends, count in (((left, right), self.shape[1]), ((top, bottom), self.shape[0]))
        )
        found: dict[int, list[Path]] = {}
        for row, levels in enumerate(self.levels):
            begins = [0, *(np.flatnonzero(np.diff(levels)) + 1).tolist(), len(levels)]
            for first, end in pairwise(begins):
                corners = [(x[first], y[row]), (x[end], y[row]), (x[end], y[row + 1]), (x[first], y[row + 1])]
                found.setdefault(int(levels[first]), []).append(Path([*corners, corners[0]], closed=True))
        return [(self.colors[level], Path.make_compound_path(*paths)) for level, paths in sorted(found.items())]


def rim(axes: "Axes", mosaic: Mosaic, theme: "Theme") -> None:
    """Draw a light line around a picture."""
    (left, top, right, bottom), wide = mosaic.box, RIM * theme.grid_width
    corner, size = (left - wide / 2, top - wide / 2), (right - left + wide, bottom - top + wide)
    axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=theme.grid, linewidth=wide, clip_on=False))


def two_sided(theme: "Theme", high: str) -> list[str]:
    """Return the colours of values around 0, from the most negative to the most positive one; 0 is the background.

    The last one is `high`, the first one the theme's orange.
    """
    low = theme.guess
    shares = [part / STRONGEST for part in range(1, STRONGEST + 1)]
    below, above = ([mixed(theme.paper, color, share) for share in shares] for color in (low, high))
    return [*below[::-1], theme.paper, *above]


def readable_on(color: str, theme: "Theme") -> str:
    """Return the colour of texts on cells of a `color`: that of all texts, or the background's."""
    return max(theme.text, theme.paper, key=lambda ink: contrast(ink, color))


def level_of(values: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    """Return which of the colours `two_sided` each of `values` has, if the last one is that of `limit` and more."""
    shades = np.rint(np.clip(np.nan_to_num(values) / limit, -1, 1) * STRONGEST)
    found: NDArray[np.uint8] = (shades + STRONGEST).astype(np.uint8)
    return found
