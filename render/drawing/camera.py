"""Axes and the limits of their views enter, Axes whose limits and ticks glide leave: nothing in them jumps.

Where the camera has gone close, a locator shows where that is in the first view; from afar, the first view is a frame.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator
from numpy.typing import NDArray

from render.drawing.axes import height, width
from render.drawing.panels import Moving

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

Limits = NDArray[np.float64]
"""Of x and of y, (2, 2)."""

LOCATOR = 96.0
"""The longer side of the locator, in pixels of a picture 720 lines high."""
ASIDE = 12.0
"""From the locator to the edges of its Axes, in the same pixels."""
SAME = 0.01
"""Views whose areas differ by a smaller share are of one size."""
SHADES = 2
"""Between ticks that are seen and none."""
LEAST_AXES = 200.0
"""Axes that are less wide or high have no room for a locator."""


class Look(NamedTuple):
    """What the Axes look like in a view: where the ticks of x and y are, what they read, and the names of both."""

    ticks: "Sequence[tuple[Sequence[float], Sequence[str]]]"
    name_below: tuple[str, float]
    name_above: tuple[str, float]


class Camera:
    """Moves the limits of `axes` through the `views` of what is `moving` in them.

    `named` gives ticks and names to axes whose limits are those of a view, and returns the name above them; it is told
    whether the view is closer than the first one.
    """

    def __init__(self, axes: "Axes", moving: Moving, named: "Callable[[bool], Text]", theme: "Theme") -> None:
        """Look at each of the views, and go back to the first one."""
        self._axes, self._views, self._theme = axes, [np.asarray(view) for view in moving.views], theme
        self._artists, self._shown = moving.artists, -1.0
        self._looks = [self._look(view, named) for view in self._views]
        self._locator = _Locator(axes, self._views, moving.marks, theme)
        self._go(0.0)

    @property
    def above(self) -> "Sequence[Artist]":
        """What lies above all that moves in the Axes."""
        return self._locator.pieces

    def show(self, moment: "Moment") -> None:
        """Go where the camera is at `moment`."""
        self._go(min(moment.view, len(self._views) - 1.0))

    def _look(self, view: Limits, named: "Callable[[bool], Text]") -> Look:
        axes = self._axes
        _limit(axes, view)
        self._above = named(_size(view, self._views[0]) < 1 - SAME)
        ticks = [_ticks(axis) for axis in (axes.xaxis, axes.yaxis)]
        below, above = ((text.get_text(), float(text.get_fontsize())) for text in (axes.xaxis.label, self._above))
        return Look(ticks, below, above)

    def _go(self, view: float) -> None:
        if view == self._shown:
            return
        self._shown, axes, theme = view, self._axes, self._theme
        before = min(int(view), len(self._views) - 1)
        after = min(before + 1, len(self._views) - 1)
        part = view - before
        _limit(axes, zoomed(self._views[before], self._views[after], part))
        one, other = self._looks[before], self._looks[after]
        look = one if part < 0.5 else other
        # Of two sets of ticks, one has gone before the other one comes; in few shades, as each is a picture of its own.
        fading = round(SHADES * abs(1 - 2 * part)) / SHADES
        axis: Axis
        for axis, old, new in zip((axes.xaxis, axes.yaxis), one.ticks, other.ticks, strict=True):
            places, texts = old if part < 0.5 else new
            shade = 1.0 if old == new else fading
            quiet = to_rgba(theme.quiet, shade)
            axis.set_major_locator(FixedLocator(list(places)))
            axis.set_major_formatter(FixedFormatter(list(texts)))
            axis.set_tick_params(color=quiet, labelcolor=quiet, grid_color=to_rgba(theme.grid, shade))
        for text, (said, size) in ((axes.xaxis.label, look.name_below), (self._above, look.name_above)):
            text.set(text=said, fontsize=size)
        self._locator.show(before, after, part)
        axes.stale = True
        for artist in self._artists:
            artist.stale = True


def zoomed(one: Limits, other: Limits, part: float) -> Limits:
    """Return the limits (2, 2) at a `part` of the way from `one` to the `other`.

    The scale changes by equal factors in equal parts, and the point that both show at the same place stays there.
    """
    spans = np.ptp(one, axis=1), np.ptp(other, axis=1)
    span = spans[0] ** (1 - part) * spans[1] ** part
    change = spans[0] - spans[1]
    level = np.abs(change) < 1e-9 * spans[0]
    share = np.where(level, part, (spans[0] - span) / np.where(level, 1.0, change))
    low = one[:, 0] + share * (other[:, 0] - one[:, 0])
    return np.stack([low, low + span], axis=1)


class _Locator:
    """The small picture of the first view, at the corner of the Axes that is least filled."""

    def __init__(self, axes: "Axes", views: Sequence[Limits], marks: Sequence[Any], theme: "Theme") -> None:
        self._axes, self._views = axes, views
        self._near = [_size(view, views[0]) < 1 - SAME for view in views]
        self._far = [_size(view, views[0]) > 1 + SAME for view in views]
        wide, high = width(axes), height(axes)
        roomy = min(wide, high) >= LEAST_AXES
        scale = LOCATOR / max(wide, high)
        close = next((number for number, near in enumerate(self._near) if near), None)
        self.pieces: list[Artist] = []
        self._window: Line2D | None = None
        if roomy and close is not None:
            box = np.array([scale, scale])
            pad = np.array([ASIDE / wide, ASIDE / high])
            self._place = _emptiest(box, pad, marks, views[close])
            self._box = box
            ground = Rectangle(tuple(self._place), *box, color=theme.paper, transform=axes.transAxes, zorder=8)
            self.pieces.append(axes.add_patch(ground))
            for mark in marks:
                if mark.color is not None:
                    self._line(self._inside(np.asarray(mark.points)), mark.color, 0.35 * theme.line_width)
            self._line(_corners(self._place, box), theme.quiet, 0.7 * theme.grid_width)
            self._window = self._line(_corners(self._place, box), theme.text, 1.3 * theme.grid_width)
        self._frame: Line2D | None = None
        if any(self._far):
            outline = _corners(views[0][:, 0], np.ptp(views[0], axis=1))
            (self._frame,) = axes.plot(*outline.T, color=theme.quiet, linewidth=theme.grid_width, zorder=2.4)

    def show(self, before: int, after: int, part: float) -> None:
        """Show it as far as the camera has come on its way."""
        near, far = ((1 - part) * each[before] + part * each[after] for each in (self._near, self._far))
        for piece in self.pieces:
            piece.set(alpha=near, visible=near > 0)
        if self._window:
            limits = np.array([self._axes.get_xlim(), self._axes.get_ylim()])
            corners = self._inside(limits.T)
            self._window.set_data(*_corners(corners[0], corners[1] - corners[0]).T)
        if self._frame:
            self._frame.set(alpha=far, visible=far > 0)

    def _inside(self, points: NDArray[Any]) -> NDArray[Any]:
        """Return `points` (n, 2) as they stand in the locator, in shares of the Axes."""
        low, high = self._views[0].T
        placed: NDArray[Any] = self._place + np.clip((points - low) / (high - low), 0, 1) * self._box
        return placed

    def _line(self, points: NDArray[Any], color: str, wide: float) -> Line2D:
        line = Line2D(*points.T, color=color, linewidth=wide, transform=self._axes.transAxes, zorder=8)
        self._axes.add_line(line)
        self.pieces.append(line)
        return line


def _emptiest(box: NDArray[Any], pad: NDArray[Any], marks: Sequence[Any], view: Limits) -> NDArray[Any]:
    """Return the lower left corner, as shares of the Axes, of a `box` in the corner where least of the `marks` is."""
    points = np.concatenate([np.asarray(mark.points) for mark in marks])
    low, high = view.T
    share = (points - low) / (high - low)
    corners = [np.where(side, 1 - pad - box, pad) for side in ([1, 0], [0, 0], [1, 1], [0, 1])]
    filled = [int(((share >= at - pad / 2) & (share <= at + box + pad / 2)).all(axis=1).sum()) for at in corners]
    found: NDArray[Any] = corners[int(np.argmin(filled))]
    return found


def _corners(at: NDArray[Any], size: NDArray[Any]) -> NDArray[Any]:
    """Return the closed outline (5, 2) of a rectangle."""
    shape = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    outline: NDArray[Any] = at + shape * size
    return outline


def _limit(axes: "Axes", view: Limits) -> None:
    axes.set_xlim(*view[0])
    axes.set_ylim(*view[1])


def _ticks(axis: "Axis") -> tuple[list[float], list[str]]:
    """Return where the ticks of an axis are, and what they read."""
    places = [float(place) for place in axis.get_majorticklocs()]
    return places, list(axis.get_major_formatter().format_ticks(places))


def _size(view: Limits, first: Limits) -> float:
    """Return how large the area of a `view` is, in those of the `first` one."""
    return float(np.prod(np.ptp(view, axis=1) / np.ptp(first, axis=1)))
