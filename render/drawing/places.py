"""Axes of two inputs enter, a grid of places on them leaves; lines and areas of values at these are found on it.

Between the places values are taken as linear, which the log-odds of a logistic model are: a boundary stands where it
is, not at the next pixel.
"""

from collections.abc import Iterable
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from contourpy import FillType, LineType, SerialContourGenerator, ZInterp
from matplotlib.path import Path
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

BOTH = 2
"""Classes of which one number says how probable each of them is."""
EVERY = 6.0
"""From one place of the grid to the next, in pixels of a picture 720 lines high."""

KINDS: Any = {
    "corner_mask": False,
    "line_type": LineType.Separate,
    "fill_type": FillType.OuterCode,
    "quad_as_tri": False,
    "z_interp": ZInterp.Linear,
}
"""Of contours: each line is an array of its own."""
NOTHING: Any = None
"""That is left out of contours."""
ALL = (slice(None), slice(None))
"""Rows and columns."""


class Part(NamedTuple):
    """A part of Axes: its edges in pixels of the picture, left, bottom, right, top, and the `limits` (2, 2) that both
    inputs have there."""

    edges: tuple[float, float, float, float]
    limits: Floats


class Grid:
    """Places on Axes and a little beyond, `places` (n, 2), in data; what is found on them is in data too.

    On a `part` of Axes, the places are inputs, what is found is in the data of the Axes, and lines end at its edges.

    They are in rows and columns of a `shape`, from the bottom left, and `step` pixels apart. The first row and column
    are as far beyond the pixels of the Axes: `left` and `bottom` in the picture, of a `size` (width, height).
    """

    def __init__(self, axes: "Axes", part: Part | None = None) -> None:
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        box = axes.bbox
        x0, y0, x1, y1 = part.edges if part else box.extents
        # Cells are of whole pixels, the first of which Agg counts to the Axes; one more at each side.
        self.step = max(1, round(EVERY * axes.figure.dpi / 72))
        edges = np.floor(np.array([x0, y0, x1, y1]) + 0.5).astype(int)
        self.left, self.bottom = int(edges[0]), int(edges[1])
        self.size = int(edges[2] - edges[0]), int(edges[3] - edges[1])
        # In pixels, as lines are made of no more points than can be seen.
        self._x, self._y = (
            (first - origin) + self.step * np.arange(-1.0, -(-length // self.step) + 2)
            for first, origin, length in zip((self.left, self.bottom), (box.x0, box.y0), self.size, strict=True)
        )
        self._origin = np.array([left, bottom])
        self._scale = np.array([(right - left) / box.width, (top - bottom) / box.height])
        self._columns, self._rows = x, y = np.meshgrid(self._x, self._y)
        self.shape = x.shape
        pixels = np.stack([x.ravel(), y.ravel()], axis=1)
        self.places = self._origin + self._scale * pixels
        self._clip: tuple[float, float, float, float] | None = None
        if part:
            share = (pixels - (x0 - box.x0, y0 - box.y0)) / (x1 - x0, y1 - y0)
            self.places = part.limits[:, 0] + share * np.ptp(part.limits, axis=1)
            # Matplotlib clips a pixel beyond what it is given.
            self._clip = (x0 - box.x0 + 1, y0 - box.y0 + 1, x1 - box.x0 - 1, y1 - box.y0 - 1)
        (x0, x1), (y0, y1) = self._x[[0, -1]], self._y[[0, -1]]
        self.whole = self._in_data(Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True))

    def contours(self, values: Floats, cut: tuple[slice, slice] = ALL) -> SerialContourGenerator:
        """Return what finds where `values` (n,), all of them finite, have a level, in a `cut` of rows and columns."""
        # Its maker, `contour_generator`, spends more time on looking for holes than it does on lines.
        x, y, z = self._columns[cut], self._rows[cut], values.reshape(self.shape)[cut]
        return SerialContourGenerator(x, y, z, NOTHING, **KINDS)

    def ahead(self, logits: Floats, number: int) -> SerialContourGenerator:
        """Return what finds where the class of a `number` is ahead of all before it, of `logits` (C, n)."""
        return self.contours(logits[number] - logits[:number].max(axis=0))

    def borders(self, logits: Floats) -> list[Floats]:
        """Return the lines (k, 2) on which two classes are as probable, and no other one is more.

        The `logits` (C, n) are those of each class.
        """
        if len(logits) == BOTH:
            found: Any = self.contours(logits[1] - logits[0]).lines(0.0)
            return self._drawable(found)
        leads = leading(logits).reshape(self.shape)
        corners = np.stack(corners_of(leads))
        cells = np.argwhere((corners != corners[0]).any(axis=0))
        met = corners[:, cells[:, 0], cells[:, 1]]
        there = [(met == number).any(axis=0) for number in range(len(logits))]
        lines = []
        for one, other in combinations(range(len(logits)), 2):
            both = cells[there[one] & there[other]]
            if len(both):
                lines += self._between(one, other, logits, both)
        return lines

    def _between(self, one: int, other: int, logits: Floats, cells: NDArray[np.intp]) -> list[Floats]:
        """Return the lines between two classes, counted from 0, that meet in `cells` (m, 2), rows and columns."""
        (top, right), (low, left) = cells.max(axis=0) + 3, np.maximum(cells.min(axis=0) - 1, 0)
        found: Any = self.contours(logits[other] - logits[one], (slice(low, top), slice(left, right))).lines(0.0)
        parts = []
        for line in found:
            own, their, *others = self._at(
                line, np.stack([logits[one], logits[other], *np.delete(logits, [one, other], 0)])
            )
            parts += _cut(line, np.maximum(own, their) - np.max(others, axis=0))
        return self._drawable(parts)

    def _drawable(self, lines: Iterable[Floats]) -> list[Floats]:
        """Return `lines` in pixels in data, without points that nobody sees."""
        simple = [Path(line).cleaned(simplify=True, clip=self._clip) for line in lines]
        return [self._origin + self._scale * part for path in simple for part in _parts(path)]

    def area(self, contours: SerialContourGenerator, level: float) -> Path | None:
        """Return where the values are `level` or more, if anywhere."""
        found: Any = contours.filled(level, np.inf)
        points, codes = found
        if not points:
            return None
        path: Any = Path(np.concatenate(points), np.concatenate(codes))
        return self._in_data(path.cleaned(simplify=True))

    def _at(self, points: Floats, values: Floats) -> Floats:
        """Return `values` (C, n) at `points` (k, 2) in pixels, (C, k), linear between the places of the grid."""
        places = (points - (self._x[0], self._y[0])) / self.step
        cell = np.clip(places.astype(int), 0, np.array(self.shape[::-1]) - 2)
        (column, row), (across, up) = cell.T, (places - cell).T
        of = values.reshape(-1, *self.shape)
        below = (1 - across) * of[:, row, column] + across * of[:, row, column + 1]
        above = (1 - across) * of[:, row + 1, column] + across * of[:, row + 1, column + 1]
        found: Floats = (1 - up) * below + up * above
        return found

    def _in_data(self, path: Path) -> Path:
        codes = np.asarray(path.codes)
        kept = codes != Path.STOP
        return Path(self._origin + self._scale * np.asarray(path.vertices)[kept], codes[kept])


def _parts(path: Path) -> list[Floats]:
    """Return the lines (k, 2) of a path."""
    points, codes = np.asarray(path.vertices, np.float64), np.asarray(path.codes)
    starts = np.flatnonzero(codes == Path.MOVETO)
    return [part for part in np.split(points[codes != Path.STOP], starts[1:]) if len(part) > 1]


def _cut(line: Floats, values: Floats) -> list[Floats]:
    """Return the parts of a `line` (k, 2) on which the `values` (k,) at its points are not below 0."""
    turns = np.flatnonzero((values[:-1] >= 0) != (values[1:] >= 0))
    share = values[turns] / (values[turns] - values[turns + 1])
    ends = line[turns] + share[:, np.newaxis] * (line[turns + 1] - line[turns])
    with_ends = np.insert(line, turns + 1, ends, axis=0)
    # Every second part is inside.
    cuts = turns + 1 + np.arange(len(turns))
    bounds = [0, *cuts.tolist(), len(with_ends) - 1]
    first = 0 if values[0] >= 0 else 1
    return [with_ends[a : b + 1] for a, b in list(pairwise(bounds))[first::2] if b > a]


def corners_of(values: NDArray[Any]) -> list[NDArray[Any]]:
    """Return `values` (..., h, w) at the corners of cells, (..., h - 1, w - 1): the lower ones, the upper ones."""
    return [values[..., :-1, :-1], values[..., :-1, 1:], values[..., 1:, :-1], values[..., 1:, 1:]]


def leading(logits: Floats) -> NDArray[np.uint8]:
    """Return the most probable class (...), by the `logits` (C, ...) of each: the first of several."""
    leads, best = np.zeros(logits.shape[1:], np.uint8), logits[0]
    for number, each in enumerate(logits[1:], start=1):
        # Without branches, this is many times faster than `argmax`.
        leads += (each > best) * (np.uint8(number) - leads)
        best = np.maximum(best, each)
    return leads
