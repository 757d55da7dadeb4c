"""Axes of two inputs and a run enter, what it answers there leaves: bands of probability, lines where answers change.

Bands are areas where they are drawn as vectors, and otherwise pixels, which are found many times faster.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from render.drawing.classes import color_of, mixed
from render.drawing.frame import packed
from render.drawing.panels import Moving
from render.drawing.places import BOTH, Floats, Grid, corners_of, leading
from render.training.classes import logits_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

CHANCES = (0.6, 0.75, 0.9)
"""Probabilities of the most probable class at which its next band begins."""
LEVELS = tuple(np.log(np.array(CHANCES) / (1 - np.array(CHANCES))).tolist())
"""Their log-odds."""
TINTS = (0.09, 0.17, 0.25, 0.33)
"""Shares of a class' colour in its bands, from the first on; the rest is the background."""
THIN = 0.45
"""Width of the line where the answer changes, in widths of a line."""
NO_LINE = Path(np.empty((0, 2)))
SUREST = 1e9
"""Largest of logits: what leaves must leave finite numbers."""


def tint(theme: "Theme", number: int, band: int) -> str:
    """Return the colour of a `band` of a class, both counted from 0."""
    return mixed(theme.paper, color_of(theme, number), TINTS[band])


def bands(axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
    """Return the bands of each class, and the lines; the limits of `axes` have to stand."""
    grid = Grid(axes)
    classes = recording.run.samples.task.classes
    colors = [[tint(theme, number, band) for band in range(len(TINTS))] for number in range(classes)]
    areas, lines = areas_on(axes, grid, colors, theme), border(axes, theme, "round")
    outputs = recording.run.objective.outputs_at(grid.places)
    drawn: list[Floats] = []

    def show(moment: "Moment") -> None:
        theta = recording.at(moment.position)
        if drawn and np.array_equal(drawn[0], theta):
            return
        drawn[:] = [theta]
        found = np.nan_to_num(outputs(theta[np.newaxis])[0], posinf=SUREST, neginf=-SUREST)
        logits = np.ascontiguousarray(logits_of(found, classes).T)
        areas.set_logits(logits)
        lines.set(path=compound(grid.borders(logits)))

    return Moving([areas, lines], show)


def areas_on(axes: "Axes", grid: Grid, colors: list[list[str]], theme: "Theme") -> "Areas":
    """Add bands of `colors` for each class to `axes`, over a `grid`; what they show is yet to be set."""
    areas = Areas(grid, colors, theme.paper)
    areas.set_transform(axes.transData)
    axes.add_collection(areas, autolim=False)
    return areas


def border(axes: "Axes", theme: "Theme", ends: Literal["round", "butt"]) -> PathPatch:
    """Add the lines between classes to `axes`, with such `ends`; where they run is yet to be set."""
    pen: Any = {"joinstyle": "round", "capstyle": ends, "snap": False}
    lines = PathPatch(NO_LINE, fill=False, linewidth=THIN * theme.line_width, edgecolor=theme.text, **pen)
    axes.add_artist(lines)
    return lines


def compound(lines: Iterable[Floats]) -> Path:
    """Return one path of `lines` (n, 2)."""
    return Path.make_compound_path(*map(Path, lines))


class Areas(PathCollection):
    """Bands of `colors` for each class; areas are looked for no sooner than they are drawn.

    Where all classes are as probable everywhere, nothing is answered, and all is `paper`.
    """

    def __init__(self, grid: Grid, colors: list[list[str]], paper: str) -> None:
        super().__init__([], linewidths=0, antialiaseds=False)
        self.grid, self._tints = grid, colors
        self._palette = packed([color for bands in [*colors, [paper]] for color in bands])
        self._paper = paper
        share = (np.arange(grid.step) + 0.5) / grid.step
        across, up = np.tile(share, grid.step), np.repeat(share, grid.step)
        self._weights = np.stack([(1 - across) * (1 - up), across * (1 - up), (1 - across) * up, across * up])

    def set_logits(self, logits: Floats) -> None:
        """Change the `logits` (C, n) of each class at the places of the grid."""
        self._logits, self._odds, self._sought = logits, log_odds(logits), True
        self._undecided = not np.ptp(logits, axis=0).any()
        self.stale = True

    def paint(self, pixels: NDArray[np.uint32]) -> None:
        """Fill `pixels`, (rows, columns) of four bytes each, from the left and bottom of the Axes: whole cells.

        Where all corners of a cell are in one band, all of the cell is: values between them are no higher and no lower.
        """
        if self._undecided:
            pixels[:] = self._palette[-1]
            return
        logits, odds = (each.reshape(-1, *self.grid.shape)[:, 1:-1, 1:-1] for each in (self._logits, self._odds))
        leads, surest = leading(logits), odds.max(axis=0)
        labels = banded(leads, surest)
        first, *others = corners_of(labels)
        rows, columns = np.nonzero((first != others[0]) | (first != others[1]) | (first != others[2]))
        step, (high, wide) = self.grid.step, first.shape
        pixels.reshape(high, step, -1)[:] = self._palette[first].repeat(step, axis=1)[:, np.newaxis]
        first, *others = (corner[rows, columns] for corner in corners_of(leads))
        alone = (first == others[0]) & (first == others[1]) & (first == others[2])
        tiles = np.empty((len(rows), step * step), np.uint8)
        tiles[alone] = banded(first[alone, np.newaxis], self._between(surest, rows[alone], columns[alone]))
        both = [self._between(values, rows[~alone], columns[~alone]) for values in (logits, odds)]
        tiles[~alone] = banded(leading(both[0]), both[1].max(axis=0))
        pixels.reshape(high, step, wide, step)[rows, :, columns] = self._palette[tiles].reshape(-1, step, step)

    def _between(self, values: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
        """Return what `values` (..., h, w) at places are at the pixels of m cells, (..., m, pixels)."""
        found: Floats = np.stack([corner[..., rows, columns] for corner in corners_of(values)], axis=-1) @ self._weights
        return found

    def get_paths(self) -> Any:  # noqa: D102
        self._find()
        return super().get_paths()

    def get_facecolor(self) -> Any:  # noqa: D102
        self._find()
        return super().get_facecolor()

    def draw(self, renderer: "RendererBase") -> None:  # noqa: D102
        self._find()
        super().draw(renderer)

    def _find(self) -> None:
        if not self._sought:
            return
        self._sought = False
        if self._undecided:
            self.set_paths([self.grid.whole])
            self.set_facecolor([self._paper])
            return
        grid, logits, colors = self.grid, self._logits, self._tints
        odds = [grid.contours(each) for each in self._odds]
        # A class is painted over those before it, and the bands in which one is surer over all of these.
        two = len(logits) == BOTH
        ahead = odds[1:] if two else [grid.ahead(logits, number) for number in range(1, len(logits))]
        found: list[tuple[Path | None, str]] = [(grid.whole, colors[0][0])]
        found += [(grid.area(each, 0.0), color) for each, (color, *_) in zip(ahead, colors[1:], strict=True)]
        found += [
            (grid.area(each, level), color)
            for each, (_, *surer) in zip(odds, colors, strict=True)
            for level, color in zip(LEVELS, surer, strict=True)
        ]
        seen = [(path, color) for path, color in found if path]
        self.set_paths([path for path, _ in seen])
        self.set_facecolor([color for _, color in seen])


def banded(leads: NDArray[np.uint8], surest: Floats) -> NDArray[np.uint8]:
    """Return the band of the class that `leads`, where its log-odds are `surest`.

    Bands are counted through all classes.
    """
    found = np.zeros(surest.shape, np.uint8)
    for level in LEVELS:
        found += surest > level
    return found + np.uint8(len(TINTS)) * leads


def log_odds(logits: Floats) -> Floats:
    """Return log p / (1 - p) of the probability of each class, (C, n), for its `logits` (C, n), where it leads.

    That is the logit less the log of the sum of the others' exponentials, from which their largest is taken out so that
    nothing overflows. Where another class leads, and p is not above 1/2, it is less than the log of C - 1 too much.
    """
    if len(logits) == BOTH:
        return np.stack([logits[0] - logits[1], logits[1] - logits[0]])
    best, second = np.maximum(logits[0], logits[1]), np.minimum(logits[0], logits[1])
    for each in logits[2:]:
        second = np.maximum(second, np.minimum(best, each))
        best = np.maximum(best, each)
    others = second + np.log(np.exp(np.minimum(logits, second) - second).sum(axis=0) - 1)
    odds: Floats = logits - np.where(logits == best, others, best)
    return odds
