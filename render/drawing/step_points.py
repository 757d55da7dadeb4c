"""Axes with points and the runs enter, points of the present step leave: its batch, lit, and its predictions."""

from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.classes import color_of, mark_size, marker_of
from render.drawing.dimming import faint
from render.drawing.order import LeftToRight
from render.drawing.panels import Moving, Runs
from render.drawing.points import even_choice, point_scale
from render.drawing.residuals import MOST_IN_SLOW_MOTION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment


def batch(axes: "Axes", runs: Runs, theme: "Theme", heights: Any) -> Moving | None:
    """Return the points of the present step's batch, lit; None for a training that sees all points at each step.

    They stand at their `heights` (N,). Marks of classes are larger, and have a rim: their colours say what they are.
    """
    recording = runs.alone
    if runs.overlaid or not recording.run.batch_size:
        return None
    samples = recording.run.samples
    size = theme.point_size * max(1.0, point_scale(theme, len(heights)))
    style: dict[str, Any] = {"markersize": 1.3 * size, "zorder": 2.8, "markeredgewidth": theme.grid_width}
    if samples.classes:
        style |= {"markersize": 1.5 * mark_size(theme, len(heights)), "markeredgecolor": theme.text}
        parts = [samples.y == number for number in range(len(samples.classes))]
        looks = [(marker_of(number), color_of(theme, number)) for number in range(len(parts))]
    else:
        parts, looks = [np.ones(len(samples.y), bool)], [("o", theme.loss)]
        style["markeredgecolor"] = theme.paper
    lit = [line for marker, color in looks for line in axes.plot([], [], marker, color=color, **style)]

    def show(moment: "Moment") -> None:
        chosen = recording.batches[recording.reached(moment.explained)]
        for line, part in zip(lit, parts, strict=True):
            own = chosen[part[chosen]]
            line.set_data(samples.alone[own], heights[own])

    return Moving(lit, show)


def predictions(axes: "Axes", runs: Runs, theme: "Theme") -> Moving | None:
    """Return the predictions of a step in slow motion: dots on the line, one after another above the points."""
    if runs.overlaid:
        return None
    recording = runs.alone
    samples = recording.run.samples
    in_order = LeftToRight(recording)
    size = 1.3 * theme.point_size * max(1.0, point_scale(theme, len(samples.y)))
    (dots,) = axes.plot([], [], "o", color=runs.colors[0], markersize=size, zorder=4.5)
    dots.set(markeredgecolor=theme.paper, markeredgewidth=0.6 * theme.grid_width)

    def show(moment: "Moment") -> None:
        dots.set_visible(moment.beat in {"predict", "loss"})
        dots.set_color(faint(runs.colors[0], theme.paper) if moment.beat == "loss" else runs.colors[0])
        if dots.get_visible():
            order = in_order.of_step(moment.explained)
            chosen = order[even_choice(len(order), MOST_IN_SLOW_MOTION)]
            chosen = chosen[: round(moment.progress("predict") * len(chosen))]
            dots.set_data(samples.alone[chosen], recording.predict(moment.position, samples.x[chosen]))

    return Moving([dots], show)
