"""Axes over a plane of weights and a recording enter; a loupe leaves, which shows a step too short to be seen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import height, width
from render.drawing.panels import Moving
from render.drawing.stepping import Stepping, stepping
from render.numbers import short

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from numpy.typing import NDArray

    from render.drawing.planes import Plane
    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SHARE, SMALLEST, LARGEST = 0.27, 45.0, 80.0
"""The radius of a loupe, as a share of the shorter side of its Axes, and in pixels of a picture 720 lines high: in Axes
too small for the smallest there is none."""
EDGE, FREE = 12.0, 10.0
"""From it to the edges of the Axes, and at least to all that is ever shown there, in such pixels."""
SHORT = 20.0
"""A step that is shorter has a loupe."""
BEHIND, ROOM = 0.55, 1.3
"""How far before the middle of the loupe the step begins, and the length that it may have, in radii."""
ASIDE = 0.46
"""From the middle to the loupe's name, beside the step, in radii."""
LEAST_RING = 10.0
"""The least radius of the ring around what is enlarged: it is to be seen around the dot."""


def loupe(
    axes: "Axes", recording: "Recording", plane: "Plane", color: str, taken: "Sequence[NDArray[Any]]", theme: "Theme"
) -> Moving | None:
    """Return what shows the dot, the beginning of the gradient and the step in slow motion, many times enlarged.

    It stands in the corner that is farthest from the path, from the gradients and from what is `taken`, boxes (2, 2) in
    pixels of the picture. None if no corner is free at all moments, or no step is short.
    """
    size, corner = np.array([width(axes), height(axes)]), np.array([axes.get_xlim()[0], axes.get_ylim()[0]])
    radius = min(SHARE * size.min(), LARGEST)
    unit = float(np.ptp(axes.get_xlim())) / size[0]
    brief = np.hypot(*plane.along(recording.updates[:-1]).T / unit) < SHORT
    if radius < SMALLEST or not brief.any():
        return None
    path = (plane.places(recording.parameters) - corner) / unit
    starts, gradients = path[:-1][brief], plane.along(recording.gradients[:-1])[brief] / unit
    arrows = [starts - part * gradients for part in np.linspace(0.1, 1, 10)]
    part = np.linspace(0, 1, 5)
    spots = np.stack([each.ravel() for each in np.meshgrid(part, part)], axis=1)
    beside = [(low + spots * (high - low) - axes.bbox.p0) * 72 / axes.figure.dpi for low, high in taken]
    middle = _free_corner(size, radius, np.concatenate([path, *arrows, *beside]))
    if middle is None:
        return None
    enlarged = _Loupe(axes, recording, plane, middle, radius, color, theme)
    return Moving(enlarged.artists, enlarged.show)


class _Loupe:
    """A loupe around a `middle` (2,) in Axes, with a `radius`, both in pixels of a picture 720 lines high.

    It stays where it is even if the limits of the Axes change.
    """

    def __init__(
        self,
        axes: "Axes",
        recording: "Recording",
        plane: "Plane",
        middle: "NDArray[Any]",
        radius: float,
        color: str,
        theme: "Theme",
    ) -> None:
        self._axes, self._recording, self._plane = axes, recording, plane
        self._middle, self._radius, self._rim = middle, radius, theme.grid_width
        self._size, self._head = np.array([width(axes), height(axes)]), 2.6 * theme.line_width

        def line(level: float, **style: Any) -> "Line2D":
            return axes.plot([], [], zorder=7 + level / 10, transform=axes.transAxes, **style)[0]

        circle: dict[str, Any] = {"marker": "o", "markeredgecolor": theme.quiet, "markeredgewidth": self._rim}
        drawn: dict[str, Any] = {"color": theme.text, "solid_capstyle": "butt"}
        self._leader = line(0, color=theme.quiet, linewidth=self._rim)
        self._ring = line(0, markerfacecolor="none", **circle)
        self._glass = line(1, markerfacecolor=theme.paper, markersize=2 * radius, **circle)
        self._gradient = line(2, linewidth=0.4 * theme.line_width, dashes=(3, 1.5), **drawn)
        self._step = line(3, linewidth=0.8 * theme.line_width, markevery=[1], markersize=self._head, **drawn)
        rim = {"markeredgecolor": theme.paper, "markeredgewidth": self._rim}
        self._dot = line(4, marker="o", color=color, markersize=2.4 * theme.line_width, **rim)
        self._name = axes.text(0, 0, "", size=theme.tick_size, color=theme.text, transform=axes.transAxes, zorder=7.4)
        self._name.set(ha="center", va="center")
        parts = (self._leader, self._ring, self._glass, self._gradient, self._step, self._dot, self._name)
        self.artists: Sequence[Artist] = parts

    def show(self, moment: "Moment") -> None:
        """Show the loupe while the gradient and the update of a short step are explained, at a place that is seen."""
        recording, plane = self._recording, self._plane
        (left, right), low = self._axes.get_xlim(), self._axes.get_ylim()[0]
        pixels, at = self._size[0] / (right - left), recording.reached(moment.explained)
        taking, downhill = (-pixels * plane.along(each(at)) for each in (recording.update_at, recording.gradient_at))
        start = (plane.places(recording.at(at)) - (left, low)) * pixels
        inside = bool((start > 0).all() and (start < self._size).all())
        seen = inside and bool(moment.beat) and moment.progress("gradient") > 0 and at < recording.steps
        seen = seen and 0 < np.hypot(*taking) < SHORT
        for artist in self.artists:
            artist.set_visible(bool(seen))
        if seen:
            moved = pixels * plane.along(recording.at(moment.position) - recording.at(at))
            factor = _factor(ROOM * self._radius / float(np.hypot(*taking)))
            seen_of = stepping(recording, at, moment, downhill, taking)
            self._show_steps(moment, factor, taking, downhill, moved, seen_of)
            self._show_place(start, factor)

    def _show_steps(
        self,
        moment: "Moment",
        factor: float,
        taking: "NDArray[Any]",
        downhill: "NDArray[Any]",
        moved: "NDArray[Any]",
        seen: Stepping,
    ) -> None:
        """Show what is in the loupe: the step that is `taking` the dot, of which it has `moved` a part, in pixels."""
        ahead = taking / np.hypot(*taking)
        begin = self._middle - BEHIND * self._radius * ahead
        left = seen.left if seen.begun else taking
        for line, way in ((self._gradient, moment.progress("gradient") * downhill), (self._step, left)):
            length = max(float(np.hypot(*way)), 1e-300)
            edge = _to_edge(begin - self._middle, way / length, self._radius - self._rim)
            self._put(line, begin, begin + way / length * min(factor * length, edge))
            whole = factor * length < edge - self._head / 2
        # An arrow that goes on beyond the edge has no head.
        self._step.set_marker((3, 0, round(np.degrees(np.arctan2(ahead[1], ahead[0]))) - 90) if whole else "None")
        self._step.set_visible(seen.begun)
        self._put(self._dot, begin + factor * moved)
        self._name.set_text(f"{short(factor)}\N{MULTIPLICATION SIGN}")
        aside = np.array([-ahead[1], ahead[0]]) * (1 if ahead[0] > 0 else -1)
        self._name.set_position(tuple((self._middle + ASIDE * self._radius * aside) / self._size))

    def _show_place(self, start: "NDArray[Any]", factor: float) -> None:
        """Show what is enlarged: a ring around the `start`, and a line from there to the loupe."""
        ring = max(self._radius / factor, LEAST_RING)
        way = (self._middle - start) / np.hypot(*(self._middle - start))
        self._ring.set_markersize(2 * ring)
        self._put(self._ring, start)
        self._put(self._glass, self._middle)
        self._put(self._leader, start + ring * way, self._middle - self._radius * way)

    def _put(self, line: "Line2D", *places: "NDArray[Any]") -> None:
        """Give `line` the `places` in pixels."""
        line.set_data(*(np.array(places) / self._size).T)


def _free_corner(size: "NDArray[Any]", radius: float, shown: "NDArray[Any]") -> "NDArray[Any] | None":
    """Return the middle of a circle in the corner of Axes of a `size` that is farthest from all places `shown` (n, 2).

    None if one of these would be too near.
    """
    inset = radius + EDGE
    middles = [np.array([x, y]) for x in (inset, size[0] - inset) for y in (inset, size[1] - inset)]
    free = [float(np.hypot(*(shown - middle).T).min()) for middle in middles]
    best = int(np.argmax(free))
    return middles[best] if free[best] >= radius + FREE else None


def _to_edge(place: "NDArray[Any]", way: "NDArray[Any]", radius: float) -> float:
    """Return how far it is from a `place` in a circle around 0 to its edge, along a `way` of length 1."""
    along = float(place @ way)
    return float(np.sqrt(along**2 + radius**2 - place @ place)) - along


def _factor(most: float) -> float:
    """Return the largest whole number below 10, or of 10, 20, 50, 100, ..., that is no larger than `most`."""
    power = 10.0 ** np.floor(np.log10(most))
    digits = range(1, 10) if power == 1 else (1, 2, 5)
    return float(power * max(digit for digit in digits if digit * power <= most))
