"""Axes over a plane of weights and runs enter, what moves on them leaves: paths, their heads and names, and arrows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.path import Path

from render.drawing.axes import NAME_SPACE, dot, height, side_name, text_width, width
from render.drawing.fading import Age, FadingPath
from render.drawing.head_names import HeadNames
from render.drawing.panels import Moving, Runs
from render.drawing.stepping import stepping

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
LOOKED_AT = 500
"""Steps of a path that the name of another way keeps off, the last ones."""


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
    axes: "Axes",
    runs: Runs,
    plane: "Plane",
    downhill_name: str,
    named: "Sequence[Artist]",
    loupe: "Sequence[Artist]",
    theme: "Theme",
) -> Moving:
    """Return the downhill gradient, dashed, with its name, and the step that is taken, which is the recorded update.

    Its name keeps off what is `named`. Of an optimizer whose steps go another way, the same for what the learning rate
    is multiplied by, and the name keeps off a `loupe`, too.

    In slow motion the gradient grows, then that other way, then the step is seen to shrink out of it.
    """
    recording = runs.alone
    optimizer, size = recording.run.optimizer, 2.6 * theme.line_width
    style: dict[str, Any] = {"color": theme.text, "markevery": [1], "markersize": size}
    gradient = _Arrow(axes, downhill_name, theme.text, theme)
    (taken,) = axes.plot([], [], linewidth=0.8 * theme.line_width, solid_capstyle="butt", zorder=5, **style)
    other = None
    if not optimizer.plain:
        other = _Arrow(axes, runs.words.of(optimizer.texts).direction, theme.second_weight, theme, always=True)

    placed: dict[tuple[float, ...], list[Any]] = {}

    def standing() -> list[Any]:
        """Return the boxes of what is named, which change with the view alone: asking makes a text be drawn anew."""
        view = (*axes.get_xlim(), *axes.get_ylim())
        if view not in placed:
            placed.clear()
            placed[view] = [text.get_window_extent() for text in named]
        return placed[view]

    def show(moment: "Moment") -> None:
        unit = float(np.ptp(axes.get_xlim())) / width(axes)
        step = recording.reached(moment.explained)
        slope, update = recording.gradient_at(step), recording.update_at(step)
        downhill, taking = (-plane.along(each) for each in (slope, update))
        start, ends = plane.places(recording.at(step)), step >= recording.steps
        seen = stepping(recording, step, moment, downhill, taking)
        boxes = [*standing()]
        if other:
            glass = [part.get_window_extent() for part in loupe if part.get_visible() and part.get_zorder() > 7]
            way = plane.places(recording.parameters[: recording.row(step) + 1])[-LOOKED_AT:]
            crossed = [Path(axes.transData.transform(line)) for line in (way, [start, start + downhill])]
            grown = seen.grown if moment.beat else 0.0
            other.show(start, grown * seen.direction, seen.direction, ends, [*boxes, *glass], crossed)
            boxes += other.boxes
        gradient.show(start, moment.progress("gradient") * downhill, downhill, ends, boxes)
        left = seen.left if seen.begun else 0.0 * taking
        _draw(taken, start, left, seen.direction, unit)
        # A shorter one would be a head without an arrow.
        taken.set_visible(float(np.hypot(*left)) > size * unit and not ends)

    lines = [gradient.line, *([other.line] if other else []), taken]
    return Moving([*lines, gradient.name, *([other.name] if other else [])], show)


class _Arrow:
    """A dashed arrow with its name at its tip, in a color.

    One that has a name `always` has it also where it is short, or its tip is not seen: then at the edge of the Axes.
    """

    def __init__(self, axes: "Axes", said: str, color: str, theme: "Theme", *, always: bool = False) -> None:
        self._axes, self._theme, self._always = axes, theme, always
        self._size = 2.6 * theme.line_width
        style: dict[str, Any] = {"color": color, "markevery": [1], "markersize": self._size}
        (self.line,) = axes.plot([], [], linewidth=0.4 * theme.line_width, dashes=(3, 1.5), zorder=4, **style)
        self.name = axes.text(0, 0, said, color=color, size=theme.tick_size, va="center", clip_on=True)
        self._reach = NAME_SPACE + text_width(axes, said, theme.tick_size, weight=400)
        self._roomy = max(NAME_LENGTH * theme.tick_size, self._reach)

    @property
    def boxes(self) -> list[Any]:
        """Where its name is, if it is seen."""
        return [self.name.get_window_extent()] if self.name.get_visible() else []

    def show(
        self,
        start: "NDArray[Any]",
        way: "NDArray[Any]",
        whole: "NDArray[Any]",
        ends: bool,
        others: Sequence[Any],
        crossed: Sequence[Path] = (),
    ) -> None:
        """Show it from a `start` a `way` on, of its `whole` one, if nothing `ends` there.

        Its name keeps off `others`, boxes in pixels, and, if it can, off what is `crossed`.
        """
        axes, name, size = self._axes, self.name, self._theme.tick_size
        left_edge, right = axes.get_xlim()
        unit = (right - left_edge) / width(axes)
        _draw(self.line, start, way, whole, unit)
        self.line.set_visible(float(np.hypot(*way)) > self._size * unit and not ends)
        tip = start + way
        outside = self._always and not axes.viewLim.contains(*tip)
        if outside:
            tip = start + way * self._share_inside(start, way, unit)
        side = -1 if whole[0] < 0 or tip[0] + self._roomy * unit > right else 1
        if tip[0] - self._reach * unit < left_edge and tip[0] + self._reach * unit < right:
            side = 1
        long = float(np.hypot(*way)) > (1 if self._always else 4) * size * unit and axes.viewLim.contains(*tip)
        name.set_visible(long and self.line.get_visible())
        if name.get_visible():
            # Beside an arrow that goes on, a name stands above or below it.
            heights = (size, -size) if outside else (0.0, 1.5 * size, -1.5 * size) if crossed else (0.0,)
            free: list[tuple[bool, int, dict[str, Any]]] = []
            for up, beside in ((up, beside) for up in heights for beside in (side, -side)):
                where: dict[str, Any] = {"x": tip[0] + beside * NAME_SPACE * unit, "y": tip[1] + up * unit}
                where["ha"] = "left" if beside > 0 else "right"
                name.set(**where)
                box = name.get_window_extent()
                if not box.count_overlaps(others) and (not crossed or _within(box, axes.bbox)):
                    crosses = any(path.intersects_bbox(box, filled=False) for path in crossed)
                    free.append((crosses, len(free), where))
            name.set_visible(bool(free))
            if free:
                name.set(**min(free)[2])

    def _share_inside(self, start: "NDArray[Any]", way: "NDArray[Any]", unit: float) -> float:
        """Return the share of a `way` that is inside of the Axes, two lines from their edges."""
        margin = 2 * self._theme.tick_size * unit
        limits = np.array([self._axes.get_xlim(), self._axes.get_ylim()]) + [[margin, -margin]] * 2
        edges = np.where(way > 0, limits[:, 1], limits[:, 0])
        shares = np.divide(edges - start, way, out=np.ones(2), where=way != 0)
        return float(np.clip(shares.min(), 0, 1))


def _within(box: Any, whole: Any) -> bool:
    return bool(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1)


def _draw(line: Any, start: "NDArray[Any]", way: "NDArray[Any]", whole: "NDArray[Any]", unit: float) -> None:
    """Draw a `line` from a `start` a `way` on, with a head that points along the `whole` one."""
    length = max(float(np.hypot(*way)), 1e-300)
    line.set_data(*np.array([start, start + way / length * min(length, 6000 * unit)]).T)
    line.set_marker((3, 0, round(np.degrees(np.arctan2(whole[1], whole[0]))) - 90))


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
