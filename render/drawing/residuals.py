"""Axes with points and the runs enter, what hangs on the points leaves: residuals, predictions, the present batch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import text_width, width
from render.drawing.classes import color_of, mark_size, marker_of
from render.drawing.order import LeftToRight
from render.drawing.panels import Moving, Runs
from render.drawing.points import even_choice, point_scale
from render.training.decimals import loss_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

MOST_RESIDUALS, MOST_IN_SLOW_MOTION = 150, 20
"""Points with a residual; in slow motion each is to be seen."""


def residuals(
    axes: "Axes", runs: Runs, theme: "Theme", kind: str, wordings: "Sequence[Sequence[str]]"
) -> Moving | None:
    """Return a bar from each point to the guess, a square on it, and the mean of the squares.

    Of many points, an even choice has bars and squares; the mean is that of all, and comes when all have come. In
    slow motion they are those of the batch. Of classes, a bar goes from a sample's rail, 0 or 1, to its probability.
    `kind` is what is shown at the ordinary pace: bars, squares or none. Of two `wordings` for the mean, the first is
    for all points, the second for a choice of them.
    """
    if runs.overlaid:
        return None
    recording = runs.alone
    samples, write = recording.run.samples, loss_text(runs.every)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    across = (right - left) / (top - bottom) * axes.bbox.height / axes.bbox.width
    bars = axes.vlines([], [], [], color=theme.loss, linewidth=0.4 * theme.line_width, zorder=2.6)
    squares = axes.broken_barh(
        [], (0, 0), facecolor=theme.loss, edgecolor=theme.loss, linewidth=0.5 * theme.grid_width, zorder=2.55
    )
    in_order = LeftToRight(recording)
    seen = recording.run.batch_size or len(samples.y)
    drawn = min(seen, MOST_IN_SLOW_MOTION)
    squared = recording.run.loss.quadratic
    numbers = {"count": f"{drawn:,}", "points": f"{seen:,}", "mean": write(float(recording.loss.max()))}
    total, words = _total(axes, theme, axes.get_ylabel(), wordings[drawn < seen], numbers)

    def show(moment: "Moment") -> None:
        order, (grown, counted) = in_order.all, (1.0, 1.0)
        if moment.beat:
            grown, counted = np.clip(moment.progress("loss") / np.array([0.3, 0.9]), 0, 1).tolist()
            order = in_order.of_step(moment.explained)
        slow = moment.beat in {"loss", "gradient"}
        bars.set_visible(grown > 0 if moment.beat else kind == "bars")
        squares.set_visible(slow and squared if moment.beat else kind == "squares")
        total.set_visible(slow)
        if not (bars.get_visible() or squares.get_visible()):
            return
        chosen = order[even_choice(len(order), MOST_IN_SLOW_MOTION if moment.beat else MOST_RESIDUALS)]
        x, y = samples.alone[chosen].astype(float), samples.y[chosen].astype(float)
        ends = y + grown * (recording.predict(moment.position, samples.x[chosen]) - y)
        bars.set_segments(list(np.stack([np.stack([x, y], axis=1), np.stack([x, ends], axis=1)], axis=1)))
        sides = np.abs(ends - y) * across
        far = np.where(x - sides >= left, x - sides, x + sides)
        corners = np.stack([np.stack([x, x, far, far], axis=1), np.stack([y, ends, ends, y], axis=1)], axis=2)
        squares.set_verts(list(corners[: int(counted * len(x))]))
        squares.set_alpha(max(0.03, min(0.25, 2 / len(x))) * (0.5 if moment.beat == "gradient" else 1))
        if slow:
            # The squares that stand there are counted; where not all are drawn, all are told of at once.
            count = int(counted * drawn)
            total.set_visible(drawn in {seen, count})
            some = order[:count] if drawn == seen else order
            theta = recording.at(moment.explained)[np.newaxis]
            mean = float(recording.run.objective.each(theta, samples.x[some], samples.y[some]).sum() / seen)
            total.set_text(words.format(count=f"{count:,}", points=f"{seen:,}", mean=write(mean)))

    return Moving([squares, bars, total], show)


def _total(
    axes: "Axes", theme: "Theme", beside: str, wordings: "Sequence[str]", widest: dict[str, str]
) -> "tuple[Text, str]":
    """Return a text above `axes`, and the first of `wordings` that has room `beside` the name there when it is widest.

    The last one is smaller where it has none either.
    """
    sizes = [*((words, theme.label_size) for words in wordings), (wordings[-1], theme.tick_size)]

    def fits(words: str, size: float) -> bool:
        taken = text_width(axes, f"{beside}   ", theme.label_size, weight=400)
        return taken + text_width(axes, words.format(**widest), size) < width(axes)

    words, size = next((pair for pair in sizes if fits(*pair)), sizes[-1])
    total = axes.text(1, 1, "", color=theme.loss, size=size, ha="right", weight=600)
    total.set_transform(axes.transAxes)
    total.set_position((1, 1 + 14 * axes.figure.dpi / 72 / axes.bbox.height))
    return total, words


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
        if dots.get_visible():
            order = in_order.of_step(moment.explained)
            chosen = order[even_choice(len(order), MOST_IN_SLOW_MOTION)]
            chosen = chosen[: round(moment.progress("predict") * len(chosen))]
            dots.set_data(samples.alone[chosen], recording.predict(moment.position, samples.x[chosen]))

    return Moving([dots], show)
