"""Axes of a loss against one weight and a recording enter; the steps taken leave, each as a hop to the next one."""

from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.fading import Age, FadingPath
from render.drawing.panels import Moving

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.objective import Objective
    from render.training.recording import Recording

AGES, FAINT = (Age(5, 0.15, 0.8), Age(14, 0.3, 0.5)), 0.25
"""How hops fade: the last few are to be told apart, the old ones are only a path."""
DOTS = (Age(8, 0.2, 0.9),)
"""How the places between them do."""
BEND, MOST_BENT = 0.3, 0.09
"""How far a hop rises above the straight way, as a share of this, and at most, as one of the height of the Axes: short
ones on a slope are seen to hop, and long ones across the valley are nearly straight."""
PIECES = 8
"""Straight parts of a hop."""
SEEN = 0.0005
"""Hops of less than this share of the height of the Axes are one."""


def heights(recording: "Recording") -> "tuple[NDArray[np.intp], NDArray[np.float64]]":
    """Return rows of a recording, and what is made small there: the loss, or with what the decay adds."""
    if not recording.run.weight_decay:
        return np.arange(len(recording.kept)), recording.loss[recording.kept].astype(np.float64)
    rows = recording.spaced(len(recording.run.samples.y))
    return rows, recording.run.objective.at(recording.parameters[rows])


def made_small(objective: "Objective", theta: "NDArray[Any]") -> float:
    """Return what is made small at weights `theta` (P,)."""
    return float(objective.at(theta[np.newaxis])[0])


def hops(axes: "Axes", recording: "Recording", column: int, color: str, theme: "Theme") -> Moving:
    """Return the hops between the steps, at the weights of a `column` and the losses that were recorded.

    The present one is strong: the last one taken, or the part of one that the film glides along.
    """
    rows, levels = heights(recording)
    places = np.stack([recording.parameters[rows, column].astype(np.float64), levels], axis=1)
    # Of Axes 1 high.
    scale = np.array([np.ptp(axes.get_xlim()) * axes.bbox.height / axes.bbox.width, np.ptp(axes.get_ylim())])
    turns = _turns(np.hypot(*(np.diff(places, axis=0) / scale).T))
    steps, places = recording.kept[rows[turns]], places[turns]

    def stroke(begin: int, end: int) -> "NDArray[Any]":
        return arcs(places[begin : end + 1], scale)

    style: dict[str, Any] = {"color": color, "zorder": 3.5}
    past = FadingPath(axes, places, AGES, FAINT, stroke, linewidth=0.35 * theme.line_width, **style)
    dots = FadingPath(
        axes,
        places,
        DOTS,
        FAINT,
        lambda a, b: places[a : b + 1],
        **style,
        linestyle="None",
        marker="o",
        markersize=1.5 * theme.line_width,
        markeredgewidth=0,
    )
    (present,) = axes.plot([], [], linewidth=0.6 * theme.line_width, solid_capstyle="round", **style)

    def show(moment: "Moment") -> None:
        step = recording.reached(moment.position)
        last = int(np.searchsorted(steps, step, side="right")) - 1
        now = recording.at(moment.position)
        head = np.array([now[column], made_small(recording.run.objective, now)])
        # At a whole step, the last hop is the present one.
        before = last if moment.position > steps[last] and step < recording.steps else max(last - 1, 0)
        present.set_data(*arcs(np.stack([places[before], head]), scale).T)
        past.show(0, before, np.empty((0, 2)))
        dots.show(0, before, np.empty((0, 2)))

    return Moving([*past.lines, *dots.lines, present], show)


def arcs(places: "NDArray[Any]", scale: "NDArray[Any]") -> "NDArray[Any]":
    """Return points (n, 2) of arcs from each of `places` (m, 2) to the next one, on Axes 1 high.

    There, `scale` (2,) is 1 long to the right and upward. Each is a parabola over the straight way, on its upper side.
    """
    ways = np.diff(places, axis=0)
    seen = ways / scale
    lengths = np.hypot(*seen.T)
    across = np.stack([-seen[:, 1], seen[:, 0]], axis=1) / np.maximum(lengths, 1e-300)[:, np.newaxis]
    across *= np.where(across[:, 1:] < 0, -1, 1)
    rise = np.minimum(BEND * lengths, MOST_BENT)
    part = np.arange(PIECES)[:, np.newaxis, np.newaxis] / PIECES
    bent = places[:-1] + part * ways + 4 * part * (1 - part) * (rise[:, np.newaxis] * across * scale)
    return np.vstack([bent.swapaxes(0, 1).reshape(-1, 2), places[-1:]])


def _turns(lengths: "NDArray[Any]") -> "NDArray[np.intp]":
    """Return the places, between which there are `lengths`, at which the way has become longer by what can be seen."""
    gone = np.floor(np.concatenate([[0.0], np.cumsum(lengths)]) / SEEN)
    return np.concatenate([[0], 1 + np.flatnonzero(np.diff(gone))])
