"""The data, what is the truth, and what is the guess."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Mark, Moving, Panel, Refusal, Runs, Sample, Subject, no_sample
from render.family import word
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from render.drawing.scope import Scope
    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording
    from render.training.samples import Samples


CURVE = 201
"""Places at which a curve is drawn."""
OVERSHOOT = 0.15
"""Spans of the samples by which a curve may be beyond them and be seen."""
MARGIN = 0.06
"""Shares of what is to be seen that are left free above and below it."""
GLIMPSES = 12
"""Guesses that a locator keeps away from."""


class FitTexts(Texts, speaker="fit"):
    """Above classes, and beside the line where the answer changes; beside the curves; the loss in slow motion, and the
    same where there is less room."""

    probability = "probability of {name}"
    says_right = "says {name} →"
    says_left = "← says {name}"
    guess = "guess"
    truth = "truth"
    least_squares = "least\nsquares"
    best = "best\nfit"
    squares = "sum of {count} squares ÷ {points} = {mean}"
    squares_short = "{count} squares ÷ {points} = {mean}"
    squares_all = "sum of all {points} squares ÷ {points} = {mean} ({count} drawn)"
    squares_all_short = "mean of all {points} squares = {mean} ({count} drawn)"
    losses = "sum of {count} losses ÷ {points} = {mean}"
    losses_short = "{count} losses ÷ {points} = {mean}"
    losses_all = "sum of all {points} losses ÷ {points} = {mean} ({count} drawn)"
    losses_all_short = "mean of all {points} losses = {mean} ({count} drawn)"
    told_trail = "earlier guesses, fading"
    told_bars = "the residuals as bars"
    told_squares = "the squares of the residuals"
    told_wrong = "how far the probability of each sample is from the right one, as bars"
    told_held_back = "hollow, the samples that are held back"
    told_density = "the samples as tints: the stronger, the more of them lie there"
    told_counts = "how many samples of each class lie where, as bars"
    told_circled = "one sample, circled"


class Fit(Panel):
    """Samples of one input, the truth (or the best guess where no truth is known) and the guess of each run.

    Of two classes, the guess is the probability of the second one, and the samples stand on two rails. A step in slow
    motion shows the predictions, then the residuals and the squares, or losses, whose mean is the loss.
    """

    kind: Literal["fit"] = "fit"
    trail: Annotated[bool, Field(description="earlier guesses, fading: those of steps 0, 1, 2, 4, 8 …")] = False
    residuals: Annotated[
        Literal["none", "bars", "squares"],
        Field(description="from the points to the guess; the loss is the squares' mean"),
    ] = "none"
    sample: Annotated[
        Sample | None,
        Field(description="one that is circled: they are counted from 0, those that are held back left out"),
    ] = None
    width: ClassVar[float] = 1.5
    right: ClassVar[float] = 96.0

    @property
    def singled_out(self) -> int | None:
        """The sample that is circled."""
        return self.sample

    @property
    def overlays(self) -> bool:
        """Lines read well together; what hangs on each of them does not."""
        return not self.trail and self.residuals == "none"

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield that there are several inputs or more than two classes, or that squares are not the loss."""
        inputs, classes = subject.task
        if inputs > 1:
            hint = "choose boundary or loss" if classes and inputs == 2 else "choose loss"
            yield Refusal(f"fit shows one input, and the data have {inputs}", hint)
            return
        if classes > 2:
            yield Refusal(f"fit shows two classes, and the data have {classes}", "choose metrics or loss")
            return
        yield from no_sample(self.sample, subject)
        if self.residuals == "squares" and not subject.loss.quadratic:
            said = f"squares show the mean squared error, and the loss is {word(subject.loss)}"
            yield Refusal(said, "choose residuals: bars", ("residuals",))

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the guesses and of the truth, line by line."""
        names = runs.names if runs.overlaid else [f"{runs.words.of(FitTexts).guess} ↑"]
        return [*names, *_reference(runs).split("\n")]

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return what x and y are, less what their ticks may leave out."""
        samples = runs.alone.run.samples
        x, y = (quantity.less(quantity.name) for quantity in (samples.input, samples.target))
        return x, _probability(runs) or y

    def before(self, runs: Runs) -> list[str]:
        """Return the names of the classes, line by line."""
        from render.drawing.rails import rail_names

        return [line for name in rail_names(runs.alone.run.samples) for line in name.split("\n")]

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return the lines, and what hangs on them."""
        said = words.of(FitTexts)
        trail = [said.told_trail] if self.trail else []
        bars = said.told_wrong if subject.task.classes else said.told_bars
        residuals = {"none": [], "bars": [bars], "squares": [said.told_squares]}
        held = [said.told_held_back] if subject.validated else []
        if subject.crowded:
            held = [said.told_counts if subject.task.classes else said.told_density]
        circled = [] if self.sample is None else [said.told_circled]
        return [words.of(subject.model.texts).told, *held, *trail, *residuals[self.residuals], *circled]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what the model does; with mini-batches it does so for some of the points."""
        here = beat == "predict" and not recording.run.batch_size
        return words.of(recording.run.model.texts).predict_here if here else ""

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw points and truth; the guesses, their names and what hangs on them move."""
        import numpy as np

        from render.drawing.axes import data_axis
        from render.drawing.chosen import circled
        from render.drawing.gone import gone
        from render.drawing.guess_names import guess_names
        from render.drawing.rails import half_line, rails
        from render.drawing.residuals import batch, predictions, residuals

        samples = runs.alone.run.samples
        seen = samples.everything[0][:, 0]
        x = _places(runs)
        ends, inputs = (float(x[0]), float(x[-1])), x[:, np.newaxis]
        axes.set_xlim(*ends)
        scope = self.scope(runs)
        if scope:
            axes.set_ylim(*scope.whole[0])
        data_axis(axes.xaxis, samples.input, seen, 6 if runs.first and runs.last else 3, theme)
        heights = rails(axes, samples, theme) if samples.classes else _points(axes, samples, theme)
        axes.set_ylabel(_probability(runs) or axes.get_ylabel())
        reference = runs.alone.run.objective.shown(inputs)
        known = []
        if reference is not None:
            known = axes.plot(x, reference, color=theme.truth, linewidth=1.3 * theme.line_width, zorder=3)

        below = [
            self._trail(axes, runs, theme, x),
            residuals(axes, runs, theme, self.residuals, self._wordings(runs)),
            batch(axes, runs, theme, heights),
            circled(axes, runs, theme, heights, self.sample),
        ]
        said = runs.words.of(FitTexts)
        if samples.classes:
            sides = said.says_right, said.says_left
            below.append(half_line(axes, runs, theme, x, sides, self.sample, bars=self.residuals == "bars"))
        guesses = []
        for _, color in runs:
            guesses += axes.plot(x, x, color=color, linewidth=theme.line_width, zorder=4, solid_capstyle="butt")

        def show_guesses(moment: "Moment") -> None:
            for guess, recording in zip(guesses, runs.shown, strict=True):
                guess.set_ydata(recording.predict(moment.position, inputs))

        called = _reference(runs), said.guess
        end = None if reference is None else float(reference[-1])
        looks = [scope.whole, *map(scope.limits, runs.shots)] if scope and runs.shots else []
        heights_seen = [(float(low), float(high)) for ((low, high),) in looks] or [axes.get_ylim()]
        names = guess_names(axes, runs, theme, end, *called, heights_seen) if runs.last else None
        if reference is not None:
            below.append(_dashed(axes, known[0], 1.3 * theme.line_width))
        above = [Moving(guesses, show_guesses), predictions(axes, runs, theme), names, gone(axes, runs, theme)]
        parts = [part for part in (*below, *above) if part]

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        views = [np.array([ends, limits]) for limits in heights_seen] if looks else []
        marks = _marks(runs, theme, x, reference) if looks else []
        return Moving([artist for part in parts for artist in part.artists], show, views=views, marks=marks)

    def has_camera(self, subject: Subject) -> bool:
        """Return whether its samples are numbers."""
        return not subject.task.classes

    def scope(self, runs: Runs) -> "Scope | None":
        """Return the heights of guesses, of the samples and of the truth; None for classes."""
        import numpy as np

        from render.drawing.scope import Scope, Track

        samples = runs.alone.run.samples
        if samples.classes:
            return None
        inputs = _places(runs)[:, np.newaxis]
        shown = [each for recording in runs.every if (each := recording.run.objective.shown(inputs)) is not None]
        fixed = np.concatenate([samples.everything[1], *(shown if _is_straight(runs) else [])])
        tracks = []
        for recording in runs.every:
            rows = recording.spaced(len(inputs))
            heights = recording.predictions(inputs, rows)
            ends = heights.min(axis=1, keepdims=True), heights.max(axis=1, keepdims=True)
            tracks.append(Track(recording.kept[rows], *ends, recording.settles))
        whole = np.array([_limits(runs, inputs)])
        return Scope(whole, np.array([[fixed.min(), fixed.max()]]), tracks, MARGIN)

    def _wordings(self, runs: Runs) -> "Sequence[Sequence[str]]":
        """Return how the mean of the residuals' losses is said, of all points and of a choice of them."""
        said = runs.words.of(FitTexts)
        if runs.alone.run.loss.quadratic:
            return (said.squares, said.squares_short), (said.squares_all, said.squares_all_short)
        return (said.losses, said.losses_short), (said.losses_all, said.losses_all_short)

    def _trail(self, axes: "Axes", runs: Runs, theme: "Theme", x: Any) -> Moving | None:
        """Return the earlier guesses: a line for step 0 and for each power of two, fainter the older it is.

        Those of columns are of the same steps, and equally faint; a run that has ended has none of later ones.
        """
        if not self.trail:
            return None
        import numpy as np

        from render.training.kept import nearest
        from render.training.recording import kept_by_all

        recording, kept = runs.alone, kept_by_all(runs.every)
        doubled = [0, *(2**power for power in range(runs.steps.bit_length()))]
        steps = sorted({nearest(kept, step) for step in doubled})
        lines = []
        for step in (step for step in steps if step <= recording.steps):
            style: dict[str, Any] = {"color": runs.colors[0], "linewidth": 0.5 * theme.line_width, "zorder": 2.5}
            lines += axes.plot(x, recording.predict(step, x[:, np.newaxis]), **style)

        def show(moment: "Moment") -> None:
            past = sum(step < moment.position for step in steps)
            for index, line in enumerate(lines):
                line.set_visible(index < past)
                if index < past:
                    line.set_alpha(max(0.12, 0.5 * 0.8 ** (past - 1 - index)))

        return Moving(lines, show)


def _is_straight(runs: Runs) -> bool:
    """Return whether all that is drawn, the truth included, is a straight line: its two ends are enough for it."""
    every = [recording.run for recording in runs.every]
    known = all(run.samples.truth is None or run.objective.truth is not None for run in every)
    return known and all(run.model.straight for run in every)


def _places(runs: Runs) -> Any:
    """Return the inputs (n,) at which lines are drawn, from one end of the picture to the other."""
    import numpy as np

    seen = runs.alone.run.samples.everything[0][:, 0]
    margin = 0.03 * float(np.ptp(seen))
    return np.linspace(float(seen.min() - margin), float(seen.max() + margin), 2 if _is_straight(runs) else CURVE)


def _marks(runs: Runs, theme: "Theme", x: Any, reference: Any) -> list[Mark]:
    """Return what a locator shows: the truth and where the guesses began; it keeps away from samples and guesses."""
    import numpy as np

    inputs, every = x[:, np.newaxis], np.linspace(x[0], x[-1], CURVE)
    marks = [] if reference is None else [Mark(np.stack([x, reference], axis=1), theme.truth)]
    for recording, color in runs:
        marks.append(Mark(np.stack([x, recording.predict(0, inputs)], axis=1), color))
        first = min(runs.shots[0].step, recording.steps)
        for position in np.linspace(first, recording.steps, GLIMPSES):
            heights = recording.predict(position, every[:, np.newaxis])
            marks.append(Mark(np.stack([every, heights], axis=1)))
    samples_x, y = runs.alone.run.samples.everything
    return [*marks, Mark(np.stack([samples_x[:, 0], y], axis=1))]


def _probability(runs: Runs) -> str:
    """Return what stands above two classes, or nothing."""
    names = runs.alone.run.samples.classes
    return runs.words.of(FitTexts).probability.format(name=names[1]) if names else ""


def _limits(runs: Runs, inputs: Any) -> tuple[float, float]:
    """Return the vertical limits for samples that are numbers, and for the guesses of all runs at `inputs` (n, 1).

    A line is always to be seen, and so is where a curve begins, unless that is far away. Later it may leave the
    picture: between and beyond samples, a polynomial of a high degree goes anywhere.
    """
    import numpy as np

    from render.drawing.axes import FARTHEST, hull, near

    _, y = runs.alone.run.samples.everything
    curves = [recording.predictions(inputs, recording.spaced(len(inputs))) for recording in runs.every]
    shown = [recording.run.objective.shown(inputs) for recording in runs.every]
    references, firsts = [each for each in shown if each is not None], [curve[0] for curve in curves]
    if not _is_straight(runs):
        usual = np.concatenate([y, *(references if runs.alone.run.samples.truth else [])])
        firsts = [near(usual, curve, FARTHEST) for curve in firsts]
        usual = np.concatenate([usual, *firsts])
        references, curves = ([near(usual, curve, OVERSHOOT) for curve in part] for part in (references, curves))
    return hull(np.concatenate([y, *references, *firsts]), curves, runs.settle, MARGIN)


def _points(axes: "Axes", samples: "Samples", theme: "Theme") -> Any:
    """Draw samples that are numbers, those that are held back hollow; return the height (N,) of those learned from."""
    from render.drawing.axes import data_axis
    from render.drawing.density import density
    from render.drawing.points import MANY, opacity, point_scale

    x, y = samples.everything
    data_axis(axes.yaxis, samples.target, y, 6, theme)
    bottom, top = axes.get_ylim()
    zero = -samples.target.origin
    if bottom < zero < top:
        axes.axhline(zero, color=theme.quiet, linewidth=theme.grid_width, alpha=0.5)
    learned, count = len(samples.y), len(y)
    if count > MANY:
        density(axes, theme, x[:, 0], y)
        return samples.y
    style: dict[str, Any] = {"color": theme.data, "markersize": point_scale(theme, count) * theme.point_size}
    axes.plot(x[:learned, 0], y[:learned], "o", markeredgewidth=0, alpha=opacity(count), **style)
    if samples.validation:
        style |= {"markerfacecolor": theme.paper, "markeredgewidth": 1.3 * theme.grid_width}
        axes.plot(x[learned:, 0], y[learned:], "o", **style)
    return samples.y


def _reference(runs: Runs) -> str:
    """Return the name of the dashed line."""
    words, run = runs.words.of(FitTexts), runs.alone.run
    if run.samples.truth:
        return words.truth
    return words.least_squares if run.objective.is_least_squares else words.best


def _dashed(axes: "Axes", line: "Line2D", wide: float) -> Moving:
    """Dash a `line`, so many points wide, such that the way from one end to the other begins and ends with a dash."""
    import numpy as np

    length_of_dash, gap = 2.3, 1.2
    known: list[tuple[float, float]] = []

    def dash() -> None:
        if known == [limits := axes.get_ylim()]:
            return
        known[:] = [limits]
        pixels = axes.transData.transform(line.get_xydata())
        length = float(np.hypot(*np.diff(pixels, axis=0).T).sum()) * 72 / axes.figure.dpi / wide
        count = max(1, round((length + gap) / (length_of_dash + gap)))
        stretch = length / (count * (length_of_dash + gap) - gap)
        line.set_dashes((length_of_dash * stretch, gap * stretch))

    dash()
    return Moving([], lambda moment: dash())
