"""Axes with points and the runs enter, what hangs on the points leaves: residuals, squares, and what these come to."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from render.drawing.axes import AxesTexts, height, text_width, width
from render.drawing.order import LeftToRight
from render.drawing.panels import Moving, Runs
from render.drawing.points import even_choice
from render.timeline.beats import swept
from render.training.decimals import loss_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

MOST_RESIDUALS, MOST_THIN, MOST_IN_SLOW_MOTION = 150, 40, 20
"""Points with a residual: where an author asks for them, by default, and in slow motion, where each is to be seen."""
MOST_SQUARES = 5
"""Squares in slow motion: more would cover one another. The rest are bars."""
MOST_ONE_BY_ONE = 10
"""Points that are looked at one after another as they pull at the slope."""
THIN, FADED = 0.5, 0.35
"""Opacity of residuals by default, and of those of an update."""
GROWN, COUNTED = 0.3, 0.9
"""Shares of the loss's beat until which bars grow, and until which the losses are counted."""
PULLING = ("gradient", "update")
"""Beats in which colours say which way a sample pulls."""
SHADES = 3
"""Between residuals that teach and none: each is a picture of its own."""


def taught(axes: "Axes", runs: Runs, theme: "Theme") -> Callable[[float], float]:
    """Return a function that says how much residuals still teach at a position, from 1 to 0 in a few steps.

    It is 0 where their mean is no longer than a point of the samples, and where the noise keeps them longer, when the
    guess is half a point from where it will be: then they change no more.
    """
    recording, point = runs.alone, theme.point_size
    samples, objective = recording.run.samples, recording.run.objective
    chosen = even_choice(len(samples.y), MOST_THIN)
    x, y = samples.x[chosen], samples.y[chosen].astype(float)
    best = recording.lowest if objective.best is None else objective.best
    end = objective.predict(best[np.newaxis], x)[0]

    # Bars and earlier guesses ask the same of each moment.
    @lru_cache(maxsize=1)
    def left_of(position: float, bottom: float, top: float) -> float:
        points = height(axes) / (top - bottom) / point
        now = recording.predict(position, x)
        long = points * float(np.abs(now - y).mean()) - 1
        off = 2 * points * float(np.sqrt(np.square(now - end).mean())) - 1
        return float(np.ceil(SHADES * np.clip(min(long, off), 0, 1)) / SHADES)

    return lambda position: left_of(position, *axes.get_ylim())


class Hanging(NamedTuple):
    """What hangs on the samples of one run."""

    recording: "Recording"
    in_order: LeftToRight

    def order(self, moment: "Moment") -> "NDArray[Any]":
        """Return the samples that are looked at, from left to right: in slow motion, those of the step."""
        return self.in_order.of_step(moment.explained) if moment.beat else self.in_order.all

    def of(self, moment: "Moment", most: int) -> "tuple[NDArray[Any], NDArray[Any], NDArray[Any]]":
        """Return where up to so many of these stand, x and y (n,), and what is guessed of them (n,)."""
        order, samples = self.order(moment), self.recording.run.samples
        chosen = order[even_choice(len(order), most)]
        guessed = self.recording.predict(moment.position, samples.x[chosen])
        return samples.alone[chosen].astype(float), samples.y[chosen].astype(float), guessed


def residuals(
    axes: "Axes",
    runs: Runs,
    theme: "Theme",
    kind: str,
    wordings: "Sequence[Sequence[str]]",
    left: Callable[[float], float] | None = None,
) -> Moving | None:
    """Return a bar from each point to the guess, a square on it, and the mean of the squares.

    Of many points, an even choice has bars and squares; the mean is that of all, and comes when all have come. In
    slow motion they are those of the batch, a few of which have squares, and then one after another pulls at the slope.
    Of classes, a bar goes from a sample's rail, 0 or 1, to its probability. `kind` is what is shown at the ordinary
    pace: bars, squares or none; with `left`, which says how much they teach, thin bars that then go. Of two `wordings`
    for the mean, the first is for all points, the second for a choice of them.
    """
    if runs.overlaid:
        return None
    hanging = Hanging(runs.alone, LeftToRight(runs.alone))
    parts = [
        _squares(axes, hanging, theme, kind == "squares"),
        _bars(axes, hanging, theme, kind == "bars", left),
        _stick(axes, hanging, theme),
        _mean(axes, runs, hanging, theme, wordings),
    ]

    def show(moment: "Moment") -> None:
        for part in parts:
            part.show(moment)

    return Moving([artist for part in parts for artist in part.artists], show)


def _bars(axes: "Axes", hanging: Hanging, theme: "Theme", kept: bool, left: Callable[[float], float] | None) -> Moving:
    """Return the bars; those that are `kept` at the ordinary pace are thin where what is `left` of them is known."""
    bars = axes.vlines([], [], [], color=theme.loss, linewidth=0.4 * theme.line_width, zorder=2.6)
    styled: dict[str, Any] = {}

    def show(moment: "Moment") -> None:
        grown = min(1.0, moment.progress("loss") / GROWN) if moment.beat else 1.0
        teaches = left(moment.position) if left and not moment.beat else 1.0
        bars.set_visible(grown > 0 if moment.beat else kept and teaches > 0)
        if not bars.get_visible():
            return
        thin = left is not None and not moment.beat
        most = MOST_IN_SLOW_MOTION if moment.beat else MOST_THIN if thin else MOST_RESIDUALS
        x, y, guessed = hanging.of(moment, most)
        ends = y + grown * (guessed - y)
        segments = np.stack([np.stack([x, y], axis=1), np.stack([x, ends], axis=1)], axis=1)
        bars.set_segments(list(_at_whole_pixels(axes, segments) if thin else segments))
        style = {
            "linewidth": (0.2 if thin else 0.4) * theme.line_width,
            "alpha": THIN * teaches if thin else FADED if moment.beat == "update" else 1.0,
            "color": [pulls(each, theme) for each in guessed - y] if moment.beat in PULLING else theme.loss,
        }
        if style != styled:
            styled.update(style)
            bars.set(**style)

    return Moving([bars], show)


def _at_whole_pixels(axes: "Axes", places: "NDArray[Any]") -> "NDArray[Any]":
    """Return `places` (..., 2) moved to whole pixels: thin lines are sharp there, and change less from frame to frame.

    Their ends lie below a point and the guess.
    """
    moved = axes.transData.inverted().transform(np.round(axes.transData.transform(places.reshape(-1, 2))))
    return np.asarray(moved).reshape(places.shape)


def _stick(axes: "Axes", hanging: Hanging, theme: "Theme") -> Moving:
    """Return the bar of the one of a few samples that now pulls at the slope."""
    (stick,) = axes.plot([], [], linewidth=1.4 * theme.line_width, solid_capstyle="butt", zorder=4.2)

    def show(moment: "Moment") -> None:
        count = len(hanging.order(moment))
        pulling = swept(moment.part, count)
        stick.set_visible(moment.present == "gradient" and count <= MOST_ONE_BY_ONE and pulling < count)
        if stick.get_visible():
            x, y, guessed = (float(each[pulling]) for each in hanging.of(moment, count))
            stick.set(data=([x, x], [y, guessed]), color=pulls(guessed - y, theme))

    return Moving([stick], show)


def _squares(axes: "Axes", hanging: Hanging, theme: "Theme", kept: bool) -> Moving:
    """Return the squares: in slow motion a few outlines that grow one by one, else, if they are `kept`, filled ones."""
    start, end = axes.get_xlim()
    squares = axes.broken_barh([], (0, 0), facecolor=theme.loss, edgecolor=theme.loss, zorder=2.55)
    squared = hanging.recording.run.loss.quadratic

    def show(moment: "Moment") -> None:
        squares.set_visible(moment.present == "loss" and squared if moment.beat else kept)
        if not squares.get_visible():
            return
        x, y, guessed = hanging.of(moment, MOST_IN_SLOW_MOTION if moment.beat else MOST_RESIDUALS)
        if moment.beat:
            few = even_choice(len(x), MOST_SQUARES)
            x, y, guessed = x[few], y[few], guessed[few]
        bottom, top = axes.get_ylim()
        across = (end - start) / (top - bottom) * axes.bbox.height / axes.bbox.width
        grown = np.clip(_counted(moment) * len(x) - np.arange(len(x)), 0, 1)
        ends = y + grown * (guessed - y)
        sides = np.abs(ends - y) * across
        far = np.where(x - sides >= start, x - sides, x + sides)
        corners = np.stack([np.stack([x, x, far, far], axis=1), np.stack([y, ends, ends, y], axis=1)], axis=2)
        squares.set_verts(list(corners[grown > 0]))
        squares.set(
            facecolor="none" if moment.beat else theme.loss,
            alpha=None if moment.beat else max(0.03, min(0.25, 2 / len(x))),
            linewidth=(1.2 if moment.beat else 0.5) * theme.grid_width,
        )

    return Moving([squares], show)


def _mean(axes: "Axes", runs: Runs, hanging: Hanging, theme: "Theme", wordings: "Sequence[Sequence[str]]") -> Moving:
    """Return what the losses of the points come to that have had their turn."""
    run, write = runs.alone.run, loss_text(runs.every)
    samples, seen = run.samples, run.batch_size or len(run.samples.y)
    drawn = min(seen, MOST_SQUARES if run.loss.quadratic else MOST_IN_SLOW_MOTION)
    numbers = {"count": f"{drawn:,}", "points": f"{seen:,}", "mean": write(float(runs.alone.loss.max()))}
    name = axes.get_ylabel()
    if runs.shots and name:
        name = runs.words.of(AxesTexts).close_up.format(name=name)
    total, words = _total(axes, theme, name, wordings[drawn < seen], numbers)

    def show(moment: "Moment") -> None:
        # Those that have had their turn are counted; where not all are drawn, all are told of at once.
        count = int(np.ceil(_counted(moment) * drawn))
        total.set_visible(moment.present == "loss" and drawn in {seen, count})
        if total.get_visible():
            order = hanging.order(moment)
            some = order[:count] if drawn == seen else order
            theta = runs.alone.at(moment.explained)[np.newaxis]
            mean = float(run.objective.each(theta, samples.x[some], samples.y[some]).sum() / seen)
            total.set_text(words.format(count=f"{count:,}", points=f"{seen:,}", mean=write(mean)))

    return Moving([total], show)


def _counted(moment: "Moment") -> float:
    """Return the share of the points whose losses have come: when the bars have grown, one after another."""
    return float(np.clip((moment.progress("loss") - GROWN) / (COUNTED - GROWN), 0, 1))


def pulls(error: float, theme: "Theme") -> str:
    """Return the colour of a sample that is guessed too high, or too low, where it pulls at the slope."""
    return theme.guess if error > 0 else theme.loss


def _total(
    axes: "Axes", theme: "Theme", beside: str, wordings: "Sequence[str]", widest: dict[str, str]
) -> "tuple[Text, str]":
    """Return a text above `axes`, and the first of `wordings` that has room `beside` the name there when it is widest.

    Each may be smaller; where the last one has no room either, nothing is said.
    """
    sizes = [(words, size) for words in wordings for size in (theme.label_size, theme.tick_size)]

    def fits(words: str, size: float) -> bool:
        taken = text_width(axes, f"{beside}   ", theme.label_size, weight=400)
        return taken + text_width(axes, words.format(**widest), size) < width(axes)

    words, size = next((pair for pair in sizes if fits(*pair)), ("", theme.tick_size))
    total = axes.text(1, 1, "", color=theme.loss, size=size, ha="right", weight=600)
    total.set_transform(axes.transAxes)
    total.set_position((1, 1 + 14 * axes.figure.dpi / 72 / axes.bbox.height))
    return total, words
