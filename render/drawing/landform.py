"""Axes and a view of a relief enter, all of it that never moves leaves: the surface in bands, contours, floor and axes.

Coordinates of the Axes are pixels of a picture 720 lines high.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.relief import View
    from render.drawing.themes import Theme

STRIPS, COLUMNS = 64, 48
"""From the back to the front, and along each, where the surface is drawn."""
LIGHT, DEEP = 0.14, 0.62
"""Shares of the ink in the colour of the highest and of the lowest band."""
BELOW = 0.34
"""Share of quiet ink in the colour of what is seen from below."""
ON_FLOOR = 0.5
"""How strong the bands of the floor are beside those of the surface."""
CORNERS = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
"""Of the square, one beside the other."""
SEAM = 0.7
"""Width of the rim of each area in its own colour, so that nothing shows through between two of them."""


class Setting(NamedTuple):
    """How lengths become coordinates: `scale` times as long, from the `origin` (2,)."""

    view: "View"
    scale: float
    origin: "NDArray[np.float64]"

    def put(self, seen: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the coordinates of what is `seen` (..., 2)."""
        found: NDArray[np.float64] = self.origin + self.scale * seen
        return found


def rings(levels: int, log: bool) -> "NDArray[np.float64]":
    """Return the heights of contours: of a quadratic bowl they are evenly spaced seen from above, like its root."""
    even = np.linspace(0, 1, levels + 1)
    return even if log else even**2


def surface(axes: "Axes", setting: Setting, levels: "NDArray[np.float64]", theme: "Theme") -> None:
    """Draw the surface, strip by strip from the back to the front, each in bands between the `levels`."""
    view, relief = setting.view, setting.view.relief
    above, below = _inks(theme, len(levels) - 1)
    between = list(zip([-1.0, *levels[1:-1]], levels[1:], strict=True))
    paths, colors = [], []
    for strip in _strips(view):
        for part, is_below in _sides(strip, view.from_below(strip)):
            heights = relief.at(part)
            known = _filler(setting.put(view.seen(part, view.up(heights))), heights)
            for color, (low, high) in zip(below if is_below else above, between, strict=True):
                if low < heights.max() and heights.min() < high and (path := _area(known.filled(low, high))):
                    paths.append(path)
                    colors.append(color)
    drawn = PathCollection(paths, facecolors=colors, edgecolors=colors, linewidths=SEAM, joinstyle="round", zorder=3)
    axes.add_collection(drawn, autolim=False)


def _strips(view: "View") -> "list[NDArray[np.float64]]":
    """Return places (2, n, 2) on the farther and on the nearer edge of strips across the square, the farthest first."""
    right, away = (CORNERS @ view.ways.T).T
    depths = np.union1d(np.linspace(away.min(), away.max(), STRIPS), away)[::-1]
    depths = depths[np.insert(np.diff(depths) < -1e-9, 0, True)]
    round_right, round_away = np.append(right, right[0]), np.append(away, away[0])
    rows = []
    for depth in depths:
        across = []
        for (x, next_x), (y, next_y) in zip(pairwise(round_right), pairwise(round_away), strict=True):
            if min(y, next_y) - 1e-9 <= depth <= max(y, next_y) + 1e-9:
                share = (depth - y) / (next_y - y) if abs(next_y - y) > 1e-9 else np.array([0.0, 1.0])
                across += np.ravel(x + share * (next_x - x)).tolist()
        line = np.linspace(min(across), max(across), COLUMNS)
        rows.append(np.stack([line, np.full(COLUMNS, depth)], axis=1) @ view.ways)
    return [np.clip(np.stack(pair), -0.5, 0.5) for pair in pairwise(rows)]


def _sides(strip: "NDArray[np.float64]", below: "NDArray[np.float64]") -> "Iterator[tuple[NDArray[np.float64], bool]]":
    """Yield the parts (2, m, 2) of a `strip` (2, n, 2) of which one side is seen, and whether it is the one `below`.

    That is where the numbers of that name (2, n) are above 0. Where the edges of the strip differ, their mean tells.
    """
    turns = [_turns(edge) for edge in below]
    if len(turns[0]) != len(turns[1]) or (below[0, 0] > 0) != (below[1, 0] > 0):
        below = np.broadcast_to(below.mean(axis=0), below.shape)
        turns = [_turns(edge) for edge in below]
    last, columns, is_below = float(below.shape[1] - 1), np.arange(below.shape[1]), bool(below[0, 0] > 0)
    ends = [np.array([0.0, *edge, last]) for edge in turns]
    for index in range(len(ends[0]) - 1):
        (begin, end), (other_begin, other_end) = ends[0][index : index + 2], ends[1][index : index + 2]
        count = max(2, int(np.ceil(max(end - begin, other_end - other_begin))) + 1)
        edges = []
        for edge, first, final in zip(strip, (begin, other_begin), (end, other_end), strict=True):
            at = np.linspace(first, final, count)
            edges.append(np.stack([np.interp(at, columns, each) for each in edge.T], axis=1))
        yield np.stack(edges), is_below
        is_below = not is_below


def _turns(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return where, counted in their places, `values` (n,) come from 0 or less to above it, or the other way."""
    before = np.flatnonzero((values[:-1] > 0) != (values[1:] > 0))
    turns: NDArray[np.float64] = before + values[before] / (values[before] - values[before + 1])
    return turns


def _alike(values: "NDArray[np.bool_]") -> "list[tuple[int, int]]":
    """Return the first and the last edge of cells next to each other that have the same of `values` (n,)."""
    turns = [0, *(1 + np.flatnonzero(np.diff(values))).tolist(), len(values)]
    return list(pairwise(turns))


def _filler(places: "NDArray[np.float64]", heights: "NDArray[np.float64]") -> Any:
    """Return what finds areas between two heights, (n, m) at `places` (n, m, 2)."""
    return contour_generator(places[..., 0], places[..., 1], heights, fill_type="OuterOffset")


def _area(found: "tuple[list[Any], list[Any]]") -> Path | None:
    """Return the outlines that were `found`, with their holes, as one path, if there are any."""
    rounds = [points[a:b] for points, ends in zip(*found, strict=True) for a, b in pairwise(ends)]
    return Path.make_compound_path(*(Path(each, closed=True) for each in rounds)) if rounds else None


def _inks(theme: "Theme", bands: int) -> "tuple[list[str], list[str]]":
    """Return the colours of `bands` from the lowest on, of what is seen from above, and from below."""
    above = [_mixed(theme.loss, theme.paper, share) for share in np.linspace(DEEP, LIGHT, bands)]
    return above, [_mixed(theme.quiet, color, BELOW) for color in above]


def _mixed(color: str, other: str, share: float) -> str:
    """Return a `color` of which there is such a share, the rest being an `other` one."""
    mixed = share * np.array(to_rgb(color)) + (1 - share) * np.array(to_rgb(other))
    return to_hex((mixed[0], mixed[1], mixed[2]))


def contour_lines(axes: "Axes", setting: Setting, levels: "NDArray[np.float64]", theme: "Theme") -> None:
    """Draw the contours on the surface where they are seen, and the edge where it ends."""
    relief = setting.view.relief
    line = np.linspace(-0.5, 0.5, len(relief.heights))
    known: Any = contour_generator(line, line, relief.heights)
    thin: list[Any] = [
        piece for level in levels[1:-1] for each in known.lines(level) for piece in _shown(setting, each)
    ]
    rim = [*known.lines(levels[-1]), *_edges(setting)]
    ends = [piece for each in rim for piece in _shown(setting, np.asarray(each))]
    _lines(axes, thin, theme.loss, 0.6 * theme.grid_width, 0.45, 3.2)
    _lines(axes, ends, theme.loss, 1.2 * theme.grid_width, 0.9, 3.3)


def floor(axes: "Axes", setting: Setting, levels: "NDArray[np.float64]", theme: "Theme") -> None:
    """Draw the same contours on the floor below."""
    view, relief = setting.view, setting.view.relief
    line = np.linspace(-0.5, 0.5, len(relief.heights))
    (outline,) = axes.fill(*setting.put(view.on_floor(CORNERS)).T, facecolor="none", edgecolor=theme.quiet, zorder=1.2)
    outline.set(linewidth=0.6 * theme.grid_width, alpha=0.6, joinstyle="round")
    places = setting.put(view.on_floor(np.stack(np.meshgrid(line, line), axis=-1)))
    known = _filler(places, relief.heights)
    paper = theme.paper
    between = zip([-1.0, *levels[1:-1]], levels[1:], strict=True)
    for color, (low, high) in zip(_inks(theme, len(levels) - 1)[0], between, strict=True):
        if path := _area(known.filled(low, high)):
            faint = _mixed(color, paper, ON_FLOOR)
            areas = PathCollection([path], facecolors=faint, edgecolors=faint, linewidths=SEAM, zorder=1.3)
            axes.add_collection(areas, autolim=False)
    lines = [np.asarray(each) for level in levels[1:] for each in known.lines(level)]
    _lines(axes, lines, theme.loss, 0.5 * theme.grid_width, 0.3, 1.4)


def _edges(setting: Setting) -> "list[NDArray[np.float64]]":
    """Return the parts of the sides of the square up to which there is a surface, as places (n, 2) each."""
    relief, found = setting.view.relief, []
    along = np.linspace(-0.5, 0.5, 2 * len(relief.heights))
    for side in (-0.5, 0.5):
        for places in (
            np.stack([along, np.full_like(along, side)], 1),
            np.stack([np.full_like(along, side), along], 1),
        ):
            known = relief.there(places, relief.at(places))
            found += [places[a:b] for a, b in _alike(known) if known[a] and b - a > 1]
    return found


def _shown(setting: Setting, places: "NDArray[np.float64]") -> "list[NDArray[np.float64]]":
    """Return the parts of a line through `places` (n, 2) on the surface that are seen, in coordinates."""
    view = setting.view
    known = ~view.hidden(places, on_top=False)
    seen = setting.put(view.on_surface(places))
    return [seen[a : min(b + 1, len(seen))] for a, b in _alike(known) if known[a] and b - a > 1]


def _lines(
    axes: "Axes", lines: "Sequence[NDArray[np.float64]]", color: str, wide: float, alpha: float, zorder: float
) -> None:
    if lines:
        style: dict[str, Any] = {"linewidths": wide, "alpha": alpha, "zorder": zorder, "capstyle": "round"}
        axes.add_collection(LineCollection(list(lines), colors=color, **style), autolim=False)
