"""A view of a relief and runs enter, what moves on it leaves: paths on the surface, their shadows, heads and names."""

from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import dot, height, side_name
from render.drawing.fading import Age, FadingPath
from render.drawing.head_names import HeadNames
from render.drawing.panels import Moving, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.landform import Setting
    from render.drawing.planes import Plane
    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

PIECE, MOST_PIECES = 0.02, 60
"""How long a piece of a step is that lies straight on the surface, in sides of the square, and how many one has."""
CELLS = 800
"""Places along a side of the square that are told apart."""
FEW_STEPS = 60
"""Up to so many steps, each leaves a dot on the path."""
AGES, FAINT = (Age(10, 0.4, 1.0), Age(20, 0.8, 0.8)), 0.55
"""How a path fades: less than on contours, as it lies on colours."""
HIDDEN, SHADOW = 0.3, 0.5
"""How strong a path is behind the surface, and its shadow on the floor."""
FAR = 3.0
"""Sides of the square from its middle beyond which a path is not followed."""


class Draped:
    """The path of a `recording` on the surface: steps (K,) of those kept at which it has moved visibly.

    `on_surface` and `on_floor` (M, 2) are the places through which it goes, in coordinates, with gaps (NaN) where they
    are hidden; `hidden` has what is missing of the first. Step k begins at row `begins`[k].
    """

    def __init__(self, setting: "Setting", recording: "Recording", plane: "Plane") -> None:
        self._setting, self._recording, self._plane = setting, recording, plane
        places = self._local(recording.parameters)
        cells = np.floor(places * CELLS)
        moved = 1 + np.flatnonzero(np.any(np.diff(cells, axis=0), axis=1))
        starts = [recording.row(start) for start in recording.run.starts if start <= recording.steps]
        turns = np.unique([0, *moved, *starts])
        self.steps, self.places = recording.kept[turns], places[turns]
        pieces = [_pieces(a, b)[:-1] for a, b in zip(self.places, self.places[1:], strict=False)]
        self.begins = np.concatenate([[0], np.cumsum([len(each) for each in pieces])]).astype(int)
        self.local = np.concatenate([*pieces, self.places[-1:]])
        behind, below = setting.view.hidden(self.local), setting.view.hidden_floor(self.local)
        on_surface = setting.put(setting.view.on_surface(self.local))
        self.on_surface = np.where(behind[:, np.newaxis], np.nan, on_surface)
        self.hidden = np.where(_widened(behind)[:, np.newaxis], on_surface, np.nan)
        self.on_floor = np.where(below[:, np.newaxis], np.nan, setting.put(setting.view.on_floor(self.local)))
        self.turns = on_surface[self.begins]

    def _local(self, thetas: "NDArray[Any]") -> "NDArray[np.float64]":
        found: NDArray[np.float64] = np.clip(self._setting.view.relief.local(self._plane.places(thetas)), -FAR, FAR)
        return found

    def row(self, step: int) -> int:
        """Return the last of `steps` that is no later than `step`."""
        return int(np.searchsorted(self.steps, step, side="right")) - 1

    def onward(self, row: int, position: float) -> "NDArray[np.float64]":
        """Return the places (n, 2) of the square from the step of a `row` to where the run is at a `position`."""
        return _pieces(self.places[row], self._local(self._recording.at(position)))


def _pieces(begin: "NDArray[Any]", end: "NDArray[Any]") -> "NDArray[np.float64]":
    """Return places (n, 2) from one place to another one, both ends included."""
    count = int(np.clip(np.ceil(np.hypot(*(end - begin)) / PIECE), 1, MOST_PIECES))
    return np.linspace(begin, end, count + 1)


def _widened(hidden: "NDArray[np.bool_]") -> "NDArray[np.bool_]":
    """Return which of places (n,) are `hidden` or next to one that is, so that no gap is left between two lines."""
    wide = hidden.copy()
    wide[1:] |= hidden[:-1]
    wide[:-1] |= hidden[1:]
    return wide


def walk(
    axes: "Axes", runs: Runs, recording: "Recording", draped: Draped, setting: "Setting", color: str, theme: "Theme"
) -> Moving:
    """Return the path on the surface, which fades with its age and is fainter where it is hidden, and its shadow.

    Its head and that of its shadow are the last two of the artists but one: that of the head where it is hidden.
    """
    view = setting.view
    style: dict[str, Any] = {"color": color, "linewidth": 0.6 * theme.line_width, "solid_joinstyle": "round"}
    thin = {**style, "linewidth": 0.35 * theme.line_width, "solid_capstyle": "butt"}
    (shadow,) = axes.plot([], [], alpha=SHADOW, zorder=4, **thin)
    (drop,) = axes.plot([], [], alpha=SHADOW, zorder=4.1, color=color, linewidth=theme.grid_width, dashes=(2, 2))

    def stroke(points: "NDArray[Any]") -> Any:
        return lambda a, b: points[draped.begins[a] : draped.begins[b] + 1]

    behind = FadingPath(axes, draped.turns, (), HIDDEN, stroke(draped.hidden), zorder=4.2, **thin)
    seen = FadingPath(axes, draped.turns, AGES, FAINT, stroke(draped.on_surface), zorder=4.4, **style)
    marker = runs.marker(recording)
    below = dot(axes, theme, color, size=1.3, marker=marker, zorder=4.3, alpha=0.7)
    faint = dot(axes, theme, color, size=2.0, marker=marker, zorder=4.5, alpha=0.45)
    head = dot(axes, theme, color, size=2.4, marker=marker, zorder=6)
    few = recording.steps <= FEW_STEPS
    (dots,) = axes.plot([], [], "o", color=color, markersize=1.1 * theme.line_width, zorder=4.6)
    (spots,) = axes.plot([], [], "o", color=color, markersize=0.7 * theme.line_width, zorder=4.3, alpha=SHADOW)
    stops = draped.begins

    def show(moment: "Moment") -> None:
        step = recording.reached(moment.position)
        begin = max(start for start in recording.run.starts if start <= step)
        first, last = draped.row(begin), draped.row(step)
        onward = draped.onward(last, moment.position)
        hides, hides_floor = view.hidden(onward), view.hidden_floor(onward)
        on_surface, on_floor = setting.put(view.on_surface(onward)), setting.put(view.on_floor(onward))
        gone = np.full_like(on_surface, np.nan)
        seen.show(first, last, np.where(hides[:, np.newaxis], gone, on_surface))
        behind.show(first, last, np.where(_widened(hides)[:, np.newaxis], on_surface, gone))
        points = np.vstack([draped.on_floor[: stops[last] + 1], np.where(hides_floor[:, np.newaxis], gone, on_floor)])
        shadow.set_data(*points.T)
        if few:
            dots.set_data(*draped.on_surface[stops[: last + 1]].T)
            spots.set_data(*draped.on_floor[stops[: last + 1]].T)
        here = bool((np.abs(onward[-1]) <= 0.5).all())
        for artist, at, shown in (
            (head, on_surface[-1:], here and not hides[-1]),
            (faint, on_surface[-1:], here and bool(hides[-1])),
            (below, on_floor[-1:], here and not hides_floor[-1]),
            (drop, np.stack([on_surface[-1], on_floor[-1]]), here and not hides_floor[-1]),
        ):
            artist.set_data(*at.T)
            artist.set_visible(bool(shown))

    return Moving([shadow, spots, drop, *behind.lines, *seen.lines, dots, below, faint, head], show)


def head_names(axes: "Axes", runs: Runs, paths: "list[Draped]", setting: "Setting", theme: "Theme") -> Moving:
    """Return the names of the runs, at the right, each at the height of its head."""
    texts = [side_name(axes, recording.run.name, color, theme) for recording, color in runs]
    names = HeadNames(axes, texts, 1.1 * theme.tick_size / height(axes))
    view, tall = setting.view, height(axes)

    def show(moment: "Moment") -> None:
        up = []
        for recording, draped in zip(runs.shown, paths, strict=True):
            last = draped.row(recording.reached(moment.position))
            up.append(setting.put(view.on_surface(draped.onward(last, moment.position)[-1]))[1])
        names.show(np.clip(np.array(up) / tall, 0, 1))

    return Moving(names.artists, show)
