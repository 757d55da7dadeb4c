"""The data, what is the truth, and what is the guess."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Sample, Subject, no_sample
from render.family import word
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.scope import Scope
    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording
    from render.training.samples import Samples


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
    mean = "mean {mean}"
    told_trail = "earlier guesses, fading"
    told_curves = "earlier curves, fading"
    told_bars = "the residuals as bars"
    told_thin = "the residuals as thin bars, while they are long"
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
    of_samples: ClassVar[bool] = True
    trail: Annotated[
        Literal["auto", True, False],
        Field(
            description="earlier guesses, fading: those of steps 0, 1, 2, 4, 8 …; auto: of one run, until they teach "
            "no more, and the start stays"
        ),
    ] = "auto"
    residuals: Annotated[
        Literal["auto", "none", "bars", "squares"],
        Field(
            description="from the points to the guess; the loss is the squares' mean; auto: of numbers and one run, "
            "thin bars, until they are shorter than a point, or change no more"
        ),
    ] = "auto"
    sample: Annotated[
        Sample | None,
        Field(description="one that is circled: they are counted from 0, held-back ones left out", examples=[7]),
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
        return self.trail is not True and self.residuals in {"auto", "none"}

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
        alone, classes = subject.runs == 1, subject.task.classes
        echoes = self.trail is True or (self.trail == "auto" and alone)
        trail = [said.told_curves if classes else said.told_trail] if echoes else []
        bars = [said.told_wrong if classes else said.told_bars]
        by_default = [said.told_thin] if alone and not classes else []
        residuals = {"auto": by_default, "none": [], "bars": bars, "squares": [said.told_squares]}
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

        from render.drawing.chosen import circled
        from render.drawing.dimming import faint
        from render.drawing.gone import gone
        from render.drawing.guess_names import guess_names
        from render.drawing.heights import marks_of, places_of
        from render.drawing.rails import half_line
        from render.drawing.step_points import batch, predictions
        from render.drawing.truth import UNGUESSED, dashed, quiet_names, quiet_truth

        samples, scope, x = runs.alone.run.samples, self.scope(runs), places_of(runs)
        ends, inputs = (float(x[0]), float(x[-1])), x[:, np.newaxis]
        heights = _samples(axes, runs, theme, ends, scope)
        reference, truth, rim = runs.alone.run.objective.shown(inputs), [], []
        if reference is not None:
            truth = axes.plot(x, reference, color=theme.truth, linewidth=1.3 * theme.line_width, zorder=3)
            # Not all eyes see its green among grey samples.
            around = 1.3 * theme.line_width + 2 * theme.grid_width
            rim = axes.plot(x, reference, color=theme.paper, linewidth=around, zorder=2.8)

        below = [
            *self._hanging(axes, runs, theme, x),
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
            back = moment.present in UNGUESSED
            for guess, (recording, color) in zip(guesses, runs, strict=True):
                guess.set_ydata(recording.predict(moment.position, inputs))
                guess.set_color(faint(color, theme.paper) if back else color)

        called = _reference(runs), said.guess
        end = None if reference is None else float(reference[-1])
        looks = [scope.whole, *map(scope.limits, runs.shots)] if scope and runs.shots else []
        heights_seen = [(float(low), float(high)) for ((low, high),) in looks] or [axes.get_ylim()]
        names = guess_names(axes, runs, theme, end, *called, heights_seen) if runs.last else None
        above = [Moving(guesses, show_guesses), predictions(axes, runs, theme), names, gone(axes, runs, theme)]
        below.append(dashed(axes, [*truth, *rim]))
        if runs.slow:
            below.insert(0, quiet_truth(truth, theme))
            above.append(quiet_names(axes, runs, theme))
        parts = [part for part in (*below, *above) if part]

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        moving = Moving([artist for part in parts for artist in part.artists], show)
        if not looks:
            return moving
        views = [np.array([ends, limits]) for limits in heights_seen]
        return replace(moving, views=views, marks=marks_of(runs, theme, x, reference))

    def has_camera(self, subject: Subject) -> bool:
        """Return whether its samples are numbers."""
        return not subject.task.classes

    def scope(self, runs: Runs) -> "Scope | None":
        """Return the heights of guesses, of the samples and of the truth; None for classes."""
        from render.drawing.heights import scope_of

        return None if runs.alone.run.samples.classes else scope_of(runs)

    def _hanging(self, axes: "Axes", runs: Runs, theme: "Theme", x: Any) -> "list[Moving | None]":
        """Return the earlier guesses at `x` and the residuals: by default those of one run, while they teach."""
        from render.drawing.residuals import residuals, taught
        from render.drawing.trail import trail

        left = None if runs.compared else taught(axes, runs, theme)
        echoes = None
        if self.trail is True or (self.trail == "auto" and not runs.compared):
            echoes = trail(axes, runs, theme, x, left if self.trail == "auto" else None)
        if self.residuals != "auto":
            return [echoes, residuals(axes, runs, theme, self.residuals, self._wordings(runs))]
        kind = "none" if runs.compared or runs.alone.run.samples.classes else "bars"
        return [echoes, residuals(axes, runs, theme, kind, self._wordings(runs), left)]

    def _wordings(self, runs: Runs) -> "Sequence[Sequence[str]]":
        """Return how the mean of the residuals' losses is said, of all points and of a choice of them."""
        said = runs.words.of(FitTexts)
        # Squares of standardized residuals are not those that are drawn.
        if runs.alone.run.loss.quadratic and not runs.alone.run.standardize.y:
            some, every = (said.squares, said.squares_short), (said.squares_all, said.squares_all_short)
        else:
            some, every = (said.losses, said.losses_short), (said.losses_all, said.losses_all_short)
        return (*some, said.mean), (*every, said.mean)


def _probability(runs: Runs) -> str:
    """Return what stands above two classes, or nothing."""
    names = runs.alone.run.samples.classes
    return runs.words.of(FitTexts).probability.format(name=names[1]) if names else ""


def _samples(axes: "Axes", runs: Runs, theme: "Theme", ends: tuple[float, float], scope: "Scope | None") -> Any:
    """Draw both axes, and the samples; return the heights (N,) of those that are learned from."""
    from render.drawing.axes import data_axis
    from render.drawing.rails import rails

    samples = runs.alone.run.samples
    axes.set_xlim(*ends)
    if scope:
        axes.set_ylim(*scope.whole[0])
    data_axis(axes.xaxis, samples.input, samples.everything[0][:, 0], 6 if runs.first and runs.last else 3, theme)
    heights = rails(axes, samples, theme) if samples.classes else _points(axes, samples, theme)
    axes.set_ylabel(_probability(runs) or axes.get_ylabel())
    return heights


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
