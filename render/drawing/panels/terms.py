"""The terms that the slope along one weight is the mean of: one of each sample."""

from itertools import repeat
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject, Weight, not_there
from render.family import word
from render.languages import Texts
from render.numbers import MINUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording
    from render.training.run import Run

MOST_WRITTEN, MOST_DRAWN = 10, 60
"""Samples whose terms are written out, and of which bars are drawn: of more, an even choice."""
LOOKED_AT = 50
"""Steps that limits are taken from."""
THINNEST = 5.0
"""From one bar to the next, at least, in pixels of a picture 720 lines high."""
ROW = 1.2
"""Rows with numbers stand that many times their size apart, at least."""
SAID = 2.2
"""Height of the sentence below the bars, in sizes of its type."""
SPACE = 8.0
"""Between the line at 0 and the numbers, in pixels of a picture 720 lines high."""


class TermsTexts(Texts, speaker="terms"):
    """Above the panel, and what the mean says: of all samples, and of a batch."""

    above_squared = "slope of {parameter}: 2 · error · {input}"
    above_squared_bias = "slope of {parameter}: 2 · error"
    above_classes = "slope of {parameter}: (p − class) · {input}"
    above_classes_bias = "slope of {parameter}: p − class"
    above = "slope of {parameter} for each sample"
    mean_rise = "mean {slope}: {parameter} has to rise"
    mean_fall = "mean {slope}: {parameter} has to fall"
    decayed_rise = "mean + decay {slope}: {parameter} has to rise"
    decayed_fall = "mean + decay {slope}: {parameter} has to fall"
    mean = "mean {slope}"
    beat_gradient_terms = "Each sample pulls at {parameter}"
    beat_gradient_terms_batch = "Each of the batch pulls at {parameter}"
    told = "how much each sample pulls at {parameter}, as bars; their mean is the gradient"


class Terms(Panel):
    """For each sample, from left to right, how much it pulls at one weight; the mean is the slope of the loss.

    Of many samples, an even choice is drawn. In the beat of the gradient, of up to ten, the terms are written out and
    come one by one.
    """

    kind: Literal["terms"] = "terms"
    of_samples: ClassVar[bool] = True
    along: Annotated[
        Weight | None, Field(description="the weight; default: the first one of all runs", examples=["b"])
    ] = None
    left: ClassVar[float] = 32.0
    bottom: ClassVar[float] = 16.0
    least: ClassVar[tuple[float, float]] = (300.0, 140.0)
    tells: ClassVar[tuple[str, ...]] = ("gradient",)

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield that the model is not a sum, that there are more classes, or no such weight."""
        if not subject.model.linear or subject.task.outputs > 1:
            said = "terms shows models of one output that is a sum of weights times inputs"
            yield Refusal(said, "choose parameters or loss")
            return
        if not (self.along or subject.shared):
            yield Refusal("terms shows one weight, and the runs share none", "choose another panel")
        yield from not_there([self.along] if self.along else [], subject, "along")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        return [words.of(TermsTexts).told.format(parameter=self.along or subject.shared[0])]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what the terms are: their mean is said here."""
        said, name = words.of(TermsTexts), recording.names[self._column(recording)]
        pulls = said.beat_gradient_terms_batch if recording.run.batch_size else said.beat_gradient_terms
        return pulls.format(parameter=name) if beat == "gradient" else ""

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the line at 0; bars, numbers and the sentence move."""
        import numpy as np

        from render.drawing.axes import height
        from render.drawing.dimming import dimmed, faint
        from render.drawing.order import LeftToRight
        from render.drawing.residuals import pulls
        from render.timeline.beats import swept
        from render.training.units import weight_said

        recording, column = runs.alone, self._column(runs.alone)
        name = recording.names[column]
        run, in_order, tall = recording.run, LeftToRight(recording), height(axes)
        seen, foot = run.batch_size or len(run.samples.y), SAID * theme.label_size / tall
        rows = max(1, min(seen, MOST_DRAWN, int((1 - foot) * tall / THINNEST)))
        apart, few = (1 - foot) / rows, seen <= MOST_WRITTEN
        in_rows = few and apart * tall >= ROW * theme.tick_size
        axes.set_axis_off()
        axes.set_ylabel(weight_said(self._above(runs, column), run, runs.words))

        every = [_some_terms(other, self._column(other), rows) for other in runs.kin]
        written = _writer(run, np.concatenate([each[0] for each in every], axis=-1), run.model.is_bias(name))
        values = [each.prod(axis=1) for each in every]
        unit = _limits(axes, values, runs.settle, written(-1.0, -1.0) if in_rows else "", theme)
        style: dict[str, Any] = {"color": theme.quiet, "linewidth": theme.grid_width, "zorder": 3}
        (base,) = axes.plot([0, 0], [0, 1 - foot], solid_capstyle="butt", **style)
        bars = axes.barh((np.arange(rows) + 0.5) * apart, np.zeros(rows), 0.66 * apart, linewidth=0, zorder=2)
        texts = [
            axes.text(0, (row + 0.5) * apart, "", color=theme.text, size=theme.tick_size, va="center")
            for row in range(rows if in_rows else 0)
        ]
        says = axes.text(0.5, 0, "", size=theme.label_size, weight=600, ha="center", va="bottom", color=theme.text)
        says.set_transform(axes.transAxes)
        mean = self._mean(axes, runs, column, theme)

        def show(moment: "Moment") -> None:
            step, beat = recording.reached(moment.explained), moment.present
            order, theta = in_order.of_step(step), recording.at(moment.position)
            derivatives, features = _terms(recording, column, order, rows, theta)
            values = derivatives * features
            came = swept(moment.part, rows) if beat == "gradient" else rows
            if beat in {"predict", "loss"} or (moment.beat and not beat):
                came = -1
            for row, (bar, value, derivative) in enumerate(zip(bars, values, derivatives, strict=True)):
                color = pulls(float(derivative), theme)
                bar.set_width(float(value) if row <= came else 0.0)
                bar.set_facecolor(color if came in {row, rows} or not few else faint(color, theme.paper))
            for row, text in enumerate(texts):
                left, lit = values[row] >= 0, row == came
                text.set_text(written(derivatives[row], features[row]) if beat and row <= came else "")
                text.set(x=(-SPACE if left else SPACE) / unit, ha="right" if left else "left")
                text.set(color=theme.text if lit else dimmed(theme.quiet, theme.paper), weight=600 if lit else 400)
            # Where rows are too low for numbers, the present term stands where the mean will.
            one = few and not in_rows and 0 <= came < rows
            says.set_text(written(derivatives[came], features[came]) if one else mean(step) if came == rows else "")

        return Moving([*bars, base, *texts, says], show)

    def _column(self, recording: "Recording") -> int:
        return recording.column(self.along) if self.along else 0

    def _above(self, runs: Runs, column: int) -> str:
        """Return what each term is, where that can be written."""
        recording, words = runs.alone, runs.words.of(TermsTexts)
        name, loss, samples = recording.names[column], recording.run.loss, recording.run.samples
        bias, wording = recording.run.model.is_bias(name), words.above
        if word(recording.run.model) in {"line", "logistic"}:
            if loss.quadratic:
                wording = words.above_squared_bias if bias else words.above_squared
            elif loss.classifies:
                wording = words.above_classes_bias if bias else words.above_classes
        return wording.format(parameter=name, input=samples.inputs[0 if bias else column].name)

    def _mean(self, axes: "Axes", runs: Runs, column: int, theme: "Theme") -> "Callable[[int], str]":
        """Return a function that says what the terms of a step come to, and the way that this asks for."""
        from render.drawing.sayings import slope_writer

        said = runs.words.of(TermsTexts)
        plain, decayed = (said.mean_rise, said.mean_fall), (said.decayed_rise, said.decayed_fall)
        write = slope_writer(
            axes, runs, column, lambda each: decayed if each.run.weight_decay else plain, said.mean, theme
        )
        return lambda step: write(float(runs.alone.gradient_at(step)[column]))


def _terms(
    recording: "Recording", column: int, order: "NDArray[Any]", rows: int, theta: "NDArray[Any]"
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Return both factors (rows,) of the terms of an even choice of the samples in an `order`, at the weights theta."""
    from render.drawing.points import even_choice

    samples, chosen = recording.run.samples, order[even_choice(len(order), rows)]
    derivatives, features = recording.run.objective.terms(theta, samples.x[chosen], samples.y[chosen])
    return derivatives, features[:, column]


def _some_terms(recording: "Recording", column: int, rows: int) -> "NDArray[Any]":
    """Return the factors of the terms at some steps, (steps, 2, rows)."""
    import numpy as np

    from render.drawing.order import LeftToRight
    from render.drawing.points import even_choice

    kept = even_choice(len(recording.kept), LOOKED_AT)
    in_order = LeftToRight(recording)
    orders = [in_order.of_step(int(recording.kept[row])) for row in kept]
    thetas = recording.parameters[kept]
    return np.array([_terms(recording, column, *each) for each in zip(orders, repeat(rows), thetas, strict=False)])


def _limits(axes: "Axes", values: "list[NDArray[Any]]", settle: bool, longest: str, theme: "Theme") -> float:
    """Give `axes` limits for the terms of all runs, (steps, n) each, and return the length of 1.

    Numbers, the `longest` of which is known, stand on that side of 0 where their bar is not: both have room for them.
    """
    import numpy as np

    from render.drawing.axes import text_width, width
    from render.drawing.limits import hull

    low, high = hull(np.concatenate([[0.0], *(each[0] for each in values)]), values, settle, margin=0.02)
    below, above, wide = max(-low, 1e-300), max(high, 1e-300), width(axes)
    room = min(text_width(axes, longest, theme.tick_size) + SPACE, 0.7 * wide) if longest else 0.0
    unit = min((wide - room) / above, (wide - room) / below, wide / (above + below))
    zero = max(room if max(map(np.max, values)) > 0 else 0.0, below * unit)
    axes.set_xlim(-zero / unit, (wide - zero) / unit)
    axes.set_ylim(1, 0)
    return unit


def _writer(run: "Run", first: "NDArray[Any]", bias: bool) -> "Callable[[float, float], str]":
    """Return a function that writes the factors of a term: 2 · +0.31 · 0.50; of a `bias`, the last is 1, and left out.

    `first` (2, n) are those of the first step.
    """
    import numpy as np

    from render.training.decimals import fixed

    write = fixed(first, 3, max(1e-300, float(np.abs(first).max())))

    def written(derivative: float, feature: float) -> str:
        error = write(derivative / 2 if run.loss.quadratic else derivative)
        signed = error if error.startswith(MINUS) else f"+{error}"
        return " · ".join([*(["2"] if run.loss.quadratic else []), signed, *([] if bias else [write(feature)])])

    return written
