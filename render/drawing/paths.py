"""Axes over a plane of weights and runs enter, what moves on them leaves: paths, their heads and names, and arrows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import NAME_SPACE, dot, height, side_name, text_width, width
from render.drawing.fading import Age, FadingPath
from render.drawing.head_names import HeadNames
from render.drawing.panels import Moving, Runs

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.planes import Plane
    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

FEW_STEPS = 100
"""Up to so many steps, each leaves a dot on the path."""
AGES, FAINT = (Age(10, 0.3, 1.0), Age(20, 0.5, 0.75), Age(40, 0.8, 0.5)), 0.22
"""How a path fades. A slow one is one stroke, whatever its age; one that swings has only its last swings strong."""
NEARBY = 0.75
"""The share of the first view's width from which on a view is one from nearby."""
NAME_LENGTH = 6.0
"""The least length of the arrow's name, in its sizes."""


def walk(
    axes: "Axes",
    runs: Runs,
    recording: "Recording",
    plane: "Plane",
    color: str,
    theme: "Theme",
    spans: "NDArray[Any]",
) -> Moving:
    """Return the path, which fades with its age, that of earlier phases being faint, and its head.

    `spans` (2,) are those of the closest view of the Axes.
    """
    path = plane.places(recording.parameters)
    starts = [recording.row(start) for start in recording.run.starts if start <= recording.steps]
    turns = np.union1d(_thinned_path(path, spans), starts)
    steps, path = recording.kept[turns], path[turns]
    few = recording.steps < FEW_STEPS
    style: dict[str, Any] = {"linewidth": (0.3 if few else 0.5) * theme.line_width}
    if few:
        style |= {"marker": "o", "markersize": 1.2 * theme.line_width}
    past = FadingPath(axes, path, AGES, FAINT, lambda a, b: path[a : b + 1], color=color, zorder=4, **style)
    head = dot(axes, theme, color, size=2.4, marker=runs.marker(recording), zorder=6)
    far = float(np.ptp(axes.get_xlim()))

    def show(moment: "Moment") -> None:
        now, step = plane.places(recording.at(moment.position)), recording.reached(moment.position)
        begin = max(start for start in recording.run.starts if start <= step)
        first, last = (int(np.searchsorted(steps, each, side="right")) - 1 for each in (begin, step))
        # From nearby, earlier phases would fill the picture.
        past.show(first, last, now[np.newaxis], whole=bool(np.ptp(axes.get_xlim()) > NEARBY * far))
        head.set_data(*now[:, np.newaxis])

    return Moving([*past.lines, head], show)


def arrows(
    axes: "Axes", runs: Runs, plane: "Plane", downhill_name: str, named: "Sequence[Artist]", theme: "Theme"
) -> Moving:
    """Return the downhill gradient, dashed, with its name, and the step that is taken, which is the recorded update.

    Its name keeps off what is `named`.

    In slow motion the gradient grows, then the step is seen to shrink out of it.
    """
    recording = runs.alone
    size = 2.6 * theme.line_width
    style: dict[str, Any] = {"color": theme.text, "markevery": [1], "markersize": size}
    (gradient,) = axes.plot([], [], linewidth=0.4 * theme.line_width, dashes=(3, 1.5), zorder=4, **style)
    (taken,) = axes.plot([], [], linewidth=0.8 * theme.line_width, solid_capstyle="butt", zorder=5, **style)
    name = axes.text(0, 0, downhill_name, color=theme.text, size=theme.tick_size, va="center", clip_on=True)
    reach = NAME_SPACE + text_width(axes, name.get_text(), theme.tick_size, weight=400)
    roomy = max(NAME_LENGTH * theme.tick_size, reach)

    def show(moment: "Moment") -> None:
        left_edge, right = axes.get_xlim()
        unit = (right - left_edge) / width(axes)
        farthest = 6000 * unit
        step = recording.reached(moment.explained)
        slope, update = recording.gradient_at(step), recording.update_at(step)
        downhill, taking = (-plane.along(each) for each in (slope, update))
        start = plane.places(recording.at(step))
        angle = round(np.degrees(np.arctan2(downhill[1], downhill[0]))) - 90
        grown = moment.progress("gradient")
        left = downhill + (taking - downhill) * moment.shrunk if moment.progress("update") else 0.0 * taking
        for line, way in ((gradient, grown * downhill), (taken, left)):
            length = max(float(np.hypot(*way)), 1e-300)
            end = start + way / length * min(length, farthest)
            line.set_data(*np.array([start, end]).T)
            line.set_marker((3, 0, angle))
            # A shorter one would be a head without an arrow.
            line.set_visible(length > size * unit and step < recording.steps)
        length = float(np.hypot(*downhill))
        tip = start + grown * downhill
        side = -1 if downhill[0] < 0 or tip[0] + roomy * unit > right else 1
        if tip[0] - reach * unit < left_edge and tip[0] + reach * unit < right:
            side = 1
        long = grown * length > 4 * theme.tick_size * unit and axes.viewLim.contains(*tip)
        name.set_visible(long and gradient.get_visible())
        if name.get_visible():
            others = [text.get_window_extent() for text in named]
            for beside in (side, -side):
                name.set(x=tip[0] + beside * NAME_SPACE * unit, y=tip[1], ha="left" if beside > 0 else "right")
                if not name.get_window_extent().count_overlaps(others):
                    break
            else:
                name.set_visible(False)

    return Moving([gradient, taken, name], show)


def head_names(axes: "Axes", runs: Runs, plane: "Plane", standing: "Sequence[Any]", theme: "Theme") -> Moving:
    """Return the names of the runs, at the right, each at the height of its head; `standing` texts make way."""
    texts = [side_name(axes, recording.run.name, color, theme) for recording, color in runs]
    names = HeadNames(axes, texts, 1.1 * theme.tick_size / height(axes), standing)

    def show(moment: "Moment") -> None:
        bottom, top = axes.get_ylim()
        levels = [plane.places(recording.at(moment.position))[1] for recording in runs.shown]
        names.show(np.clip((np.array(levels) - bottom) / (top - bottom), 0, 1))

    return Moving(texts, show)


def _thinned_path(path: "NDArray[Any]", spans: "NDArray[Any]") -> "NDArray[Any]":
    """Return the rows at which the path has moved on by a visible distance (a 2,000th of the `spans` (2,))."""
    cells = np.floor(np.clip(path / spans, -1e6, 1e6) * 2000)
    moved = np.any(np.diff(cells, axis=0), axis=1)
    return np.concatenate([[0], 1 + np.flatnonzero(moved)])
