"""The data, the line that is the truth, and the line that is the guess."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from render.drawing.themes import Theme
    from render.languages import Language, Telling
    from render.timeline.moments import Moment
    from render.training.recording import Recording


MOST_RESIDUALS, MOST_IN_SLOW_MOTION = 150, 20
"""Points with a residual; in slow motion each is to be seen."""


class Fit(Panel):
    """Points, the true line (or the least-squares line where no truth is known) and the guess of each run.

    A step in slow motion shows the predictions, then the residuals and the squares whose mean is the loss.
    """

    kind: Literal["fit"] = "fit"
    trail: Annotated[bool, Field(description="earlier guesses, fading: those of steps 0, 1, 2, 4, 8 …")] = False
    residuals: Annotated[
        Literal["none", "bars", "squares"],
        Field(description="from the points to the guess; the loss is the squares' mean"),
    ] = "none"
    width: ClassVar[float] = 1.5
    right: ClassVar[float] = 96.0

    @property
    def overlays(self) -> bool:
        """Lines read well together; what hangs on each of them does not."""
        return not self.trail and self.residuals == "none"

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the guesses and of the truth, line by line."""
        names = runs.names if runs.overlaid else [f"{runs.words.guess} ↑"]
        return [*names, *_reference(runs).split("\n")]

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return what x and y are, less what their ticks may leave out."""
        points = runs.alone.run.points
        x, y = (axis.less(axis.name) for axis in (points.x_axis, points.y_axis))
        return x, y

    def told(self, words: "Telling") -> list[str]:
        """Return the lines, and what hangs on them."""
        trail = [words.trail] if self.trail else []
        return [words.fit, *trail, *{"none": [], "bars": [words.bars], "squares": [words.squares]}[self.residuals]]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what the line does; with mini-batches it does so for some of the points."""
        return words.beat_predict_line if beat == "predict" and not recording.run.batch_size else ""

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw points and truth; the guesses, their names and what hangs on them move."""
        import numpy as np

        from render.drawing.axes import data_axis, hull
        from render.drawing.guess_names import guess_names

        points = runs.alone.run.points
        margin = 0.03 * float(np.ptp(points.x))
        ends = np.array([points.x.min() - margin, points.x.max() + margin])
        axes.set_xlim(*ends)
        w, b = points.truth or points.least_squares
        reference = w * ends + b
        lines = [recording.parameters.astype(np.float64) @ np.array([ends, np.ones(2)]) for recording in runs.every]
        usual = np.concatenate([points.y, reference, *(line[0] for line in lines)])
        bottom, top = hull(usual, lines, runs.settle)
        axes.set_ylim(bottom, top)
        data_axis(axes.xaxis, points.x_axis, points.x, 6 if runs.first and runs.last else 3, theme)
        data_axis(axes.yaxis, points.y_axis, points.y, 6, theme)
        zero = -points.y_axis.origin
        if bottom < zero < top:
            axes.axhline(zero, color=theme.quiet, linewidth=theme.grid_width, alpha=0.5)
        axes.plot(points.x, points.y, "o", color=theme.data, markersize=theme.point_size, markeredgewidth=0)
        wide = 1.3 * theme.line_width
        dashes = _whole_dashes(axes, ends, reference, wide)
        axes.plot(ends, reference, color=theme.truth, linewidth=wide, dashes=dashes, zorder=3)

        below = [self._trail(axes, runs, theme, ends), self._residuals(axes, runs, theme), _batch(axes, runs, theme)]
        guesses = []
        for _, color in runs:
            guesses += axes.plot(ends, ends, color=color, linewidth=theme.line_width, zorder=4, solid_capstyle="butt")

        def show_guesses(moment: "Moment") -> None:
            for guess, recording in zip(guesses, runs.shown, strict=True):
                w, b = recording.parameters_at(moment.position)
                guess.set_ydata(w * ends + b)

        names = guess_names(axes, runs, theme, reference, _reference(runs)) if runs.last else None
        above = [Moving(guesses, show_guesses), _predictions(axes, runs, theme), names]
        parts = [part for part in (*below, *above) if part]

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        return Moving([artist for part in parts for artist in part.artists], show)

    def _trail(self, axes: "Axes", runs: Runs, theme: "Theme", ends: Any) -> Moving | None:
        """Return the earlier guesses: a line for step 0 and for each power of two, fainter the older it is."""
        if not self.trail:
            return None
        recording = runs.alone
        steps = [0, *(2**power for power in range(recording.steps.bit_length()))]
        lines = []
        for step in steps:
            w, b = recording.parameters_at(step)
            style: dict[str, Any] = {"color": runs.colors[0], "linewidth": 0.5 * theme.line_width, "zorder": 2.5}
            lines += axes.plot(ends, w * ends + b, **style)

        def show(moment: "Moment") -> None:
            past = sum(step < moment.position for step in steps)
            for age, line in enumerate(reversed(lines[:past])):
                line.set_alpha(max(0.12, 0.5 * 0.8**age))
            for index, line in enumerate(lines):
                line.set_visible(index < past)

        return Moving(lines, show)

    def _residuals(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving | None:
        """Return a bar from each point to the guess, a square on it, and the mean of the squares.

        Of many points, an even choice has bars and squares; the mean is that of all, and comes when all have come. In
        slow motion they are those of the batch.
        """
        if runs.overlaid:
            return None
        import numpy as np

        from render.drawing.numbers import loss_text

        recording = runs.alone
        points, write = recording.run.points, loss_text(runs.every)
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        across = (right - left) / (top - bottom) * axes.bbox.height / axes.bbox.width
        bars = axes.vlines([], [], [], color=theme.loss, linewidth=0.4 * theme.line_width, zorder=2.6)
        squares = axes.broken_barh(
            [], (0, 0), facecolor=theme.loss, edgecolor=theme.loss, linewidth=0.5 * theme.grid_width, zorder=2.55
        )
        in_order, of_step = _from_left_to_right(recording)
        seen = recording.run.batch_size or len(points.x)
        drawn = min(seen, MOST_IN_SLOW_MOTION)
        long, short = runs.words.squares, runs.words.squares_short
        if drawn < seen:
            long, short = runs.words.squares_all, runs.words.squares_all_short
        numbers = {"count": f"{drawn:,}", "points": f"{seen:,}", "mean": write(float(recording.loss.max()))}
        total, words = _total(axes, theme, axes.get_ylabel(), [long, short], numbers)

        def show(moment: "Moment") -> None:
            order, (grown, counted) = in_order, (1.0, 1.0)
            if moment.beat:
                grown, counted = np.clip(moment.progress("loss") / np.array([0.3, 0.9]), 0, 1).tolist()
                order = of_step(moment)
            slow = moment.beat in {"loss", "gradient"}
            bars.set_visible(grown > 0 if moment.beat else self.residuals == "bars")
            squares.set_visible(slow if moment.beat else self.residuals == "squares")
            total.set_visible(slow)
            if not (bars.get_visible() or squares.get_visible()):
                return
            chosen = order[_even_choice(len(order), MOST_IN_SLOW_MOTION if moment.beat else MOST_RESIDUALS)]
            x, y = points.x[chosen].astype(float), points.y[chosen].astype(float)
            w, b = recording.parameters_at(moment.position)
            ends = y + grown * (w * x + b - y)
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
                now = recording.parameters[moment.explained].astype(np.float64)
                error = now[0] * points.x[some] + now[1] - points.y[some]
                mean = float((error**2).sum() / seen)
                total.set_text(words.format(count=f"{count:,}", points=f"{seen:,}", mean=write(mean)))

        return Moving([squares, bars, total], show)


def _total(
    axes: "Axes", theme: "Theme", beside: str, wordings: "Sequence[str]", widest: dict[str, str]
) -> "tuple[Text, str]":
    """Return a text above `axes`, and the first of `wordings` that has room `beside` the name there when it is widest.

    The last one is smaller where it has none either.
    """
    from render.drawing.axes import text_width, width

    sizes = [*((words, theme.label_size) for words in wordings), (wordings[-1], theme.tick_size)]

    def fits(words: str, size: float) -> bool:
        taken = text_width(axes, f"{beside}   ", theme.label_size, weight=400)
        return taken + text_width(axes, words.format(**widest), size) < width(axes)

    words, size = next((pair for pair in sizes if fits(*pair)), sizes[-1])
    total = axes.text(1, 1, "", color=theme.loss, size=size, ha="right", weight=600)
    total.set_transform(axes.transAxes)
    total.set_position((1, 1 + 14 * axes.figure.dpi / 72 / axes.bbox.height))
    return total, words


def _batch(axes: "Axes", runs: Runs, theme: "Theme") -> Moving | None:
    """Return the points of the present step's batch, lit; None for a training that sees all points at each step."""
    recording = runs.alone
    if runs.overlaid or not recording.run.batch_size:
        return None
    points = recording.run.points
    (lit,) = axes.plot([], [], "o", color=theme.loss, markersize=1.3 * theme.point_size, zorder=2.8)
    lit.set(markeredgecolor=theme.paper, markeredgewidth=theme.grid_width)

    def show(moment: "Moment") -> None:
        batch = recording.batches[recording.reached(moment.explained)]
        lit.set_data(points.x[batch], points.y[batch])

    return Moving([lit], show)


def _from_left_to_right(recording: "Recording") -> "tuple[Any, Callable[[Moment], Any]]":
    """Return the indices of all points in the order of x, and a function that returns those that a step sees."""
    import numpy as np

    x = recording.run.points.x
    in_order = np.argsort(x, kind="stable")

    def of_step(moment: "Moment") -> Any:
        batch = recording.batches[moment.explained]
        return batch[np.argsort(x[batch], kind="stable")] if len(batch) else in_order

    return in_order, of_step


def _even_choice(count: int, most: int) -> Any:
    """Return which of `count` points in order are drawn."""
    import numpy as np

    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))


def _predictions(axes: "Axes", runs: Runs, theme: "Theme") -> Moving | None:
    """Return the predictions of a step in slow motion: dots on the line, one after another above the points."""
    if runs.overlaid:
        return None
    recording = runs.alone
    points = recording.run.points
    _, of_step = _from_left_to_right(recording)
    (dots,) = axes.plot([], [], "o", color=runs.colors[0], markersize=1.3 * theme.point_size, zorder=4.5)
    dots.set(markeredgecolor=theme.paper, markeredgewidth=0.6 * theme.grid_width)

    def show(moment: "Moment") -> None:
        dots.set_visible(moment.beat in {"predict", "loss"})
        if dots.get_visible():
            order = of_step(moment)
            chosen = order[_even_choice(len(order), MOST_IN_SLOW_MOTION)]
            chosen = chosen[: round(moment.progress("predict") * len(chosen))]
            w, b = recording.parameters_at(moment.position)
            dots.set_data(points.x[chosen], w * points.x[chosen] + b)

    return Moving([dots], show)


def _reference(runs: Runs) -> str:
    """Return the name of the dashed line."""
    return runs.words.truth if runs.alone.run.points.truth else runs.words.least_squares


def _whole_dashes(axes: "Axes", x: Any, y: Any, width: float) -> tuple[float, float]:
    """Return dash and gap, in line widths, such that the line from one end to the other begins and ends with a dash."""
    import numpy as np

    dash, gap = 2.3, 1.2
    pixels = axes.transData.transform(np.stack([x, y], axis=1))
    length = float(np.hypot(*(pixels[1] - pixels[0]))) * 72 / axes.figure.dpi / width
    count = max(1, round((length + gap) / (dash + gap)))
    stretch = length / (count * (dash + gap) - gap)
    return dash * stretch, gap * stretch
