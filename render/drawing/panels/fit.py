"""The data, what is the truth, and what is the guess."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs
from render.family import word
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.losses import Loss
    from render.training.models import Model
    from render.training.recording import Recording


CURVE = 201
"""Places at which a curve is drawn."""


class FitTexts(Texts, speaker="fit"):
    """Beside the lines; the loss in slow motion, and the same where there is less room."""

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

    def refuses(
        self, model: "Model", weights: "Sequence[str]", loss: "Loss", runs: int
    ) -> "Iterator[tuple[str, str, str]]":
        """Yield that squares are not the loss, if they are not."""
        if self.residuals == "squares" and not loss.quadratic:
            said = f"squares show the mean squared error, and the loss is {word(loss)}"
            yield said, "choose residuals: bars", "residuals"

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the guesses and of the truth, line by line."""
        names = runs.names if runs.overlaid else [f"{runs.words.of(FitTexts).guess} ↑"]
        return [*names, *_reference(runs).split("\n")]

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return what x and y are, less what their ticks may leave out."""
        samples = runs.alone.run.samples
        x, y = (quantity.less(quantity.name) for quantity in (samples.input, samples.target))
        return x, y

    def told(self, words: "Language", model: "Model", weights: "Sequence[str]") -> list[str]:
        """Return the lines, and what hangs on them."""
        said = words.of(FitTexts)
        trail = [said.told_trail] if self.trail else []
        residuals = {"none": [], "bars": [said.told_bars], "squares": [said.told_squares]}
        return [words.of(model.texts).told, *trail, *residuals[self.residuals]]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what the model does; with mini-batches it does so for some of the points."""
        here = beat == "predict" and not recording.run.batch_size
        return words.of(recording.run.model.texts).predict_here if here else ""

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw points and truth; the guesses, their names and what hangs on them move."""
        import numpy as np

        from render.drawing.axes import data_axis, hull
        from render.drawing.guess_names import guess_names
        from render.drawing.residuals import batch, predictions, residuals

        samples = runs.alone.run.samples
        seen, y = samples.alone, samples.y
        margin = 0.03 * float(np.ptp(seen))
        ends = float(seen.min() - margin), float(seen.max() + margin)
        axes.set_xlim(*ends)
        x = np.linspace(*ends, 2 if _is_straight(runs) else CURVE)
        inputs = x[:, np.newaxis]
        reference = runs.alone.run.objective.shown(inputs)
        curves = [recording.predictions(inputs, recording.spaced(len(x))) for recording in runs.every]
        usual = np.concatenate([y, *([] if reference is None else [reference]), *(curve[0] for curve in curves)])
        bottom, top = hull(usual, curves, runs.settle)
        axes.set_ylim(bottom, top)
        data_axis(axes.xaxis, samples.input, seen, 6 if runs.first and runs.last else 3, theme)
        data_axis(axes.yaxis, samples.target, y, 6, theme)
        zero = -samples.target.origin
        if bottom < zero < top:
            axes.axhline(zero, color=theme.quiet, linewidth=theme.grid_width, alpha=0.5)
        axes.plot(seen, y, "o", color=theme.data, markersize=theme.point_size, markeredgewidth=0)
        if reference is not None:
            wide = 1.3 * theme.line_width
            dashes = _whole_dashes(axes, x, reference, wide)
            axes.plot(x, reference, color=theme.truth, linewidth=wide, dashes=dashes, zorder=3)

        below = [
            self._trail(axes, runs, theme, x),
            residuals(axes, runs, theme, self.residuals, self._wordings(runs)),
            batch(axes, runs, theme),
        ]
        guesses = []
        for _, color in runs:
            guesses += axes.plot(x, x, color=color, linewidth=theme.line_width, zorder=4, solid_capstyle="butt")

        def show_guesses(moment: "Moment") -> None:
            for guess, recording in zip(guesses, runs.shown, strict=True):
                guess.set_ydata(recording.predict(moment.position, inputs))

        called = _reference(runs), runs.words.of(FitTexts).guess
        end = None if reference is None else float(reference[-1])
        names = guess_names(axes, runs, theme, end, *called) if runs.last else None
        above = [Moving(guesses, show_guesses), predictions(axes, runs, theme), names]
        parts = [part for part in (*below, *above) if part]

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        return Moving([artist for part in parts for artist in part.artists], show)

    def _wordings(self, runs: Runs) -> "Sequence[Sequence[str]]":
        """Return how the mean of the residuals' losses is said, of all points and of a choice of them."""
        said = runs.words.of(FitTexts)
        if runs.alone.run.loss.quadratic:
            return (said.squares, said.squares_short), (said.squares_all, said.squares_all_short)
        return (said.losses, said.losses_short), (said.losses_all, said.losses_all_short)

    def _trail(self, axes: "Axes", runs: Runs, theme: "Theme", x: Any) -> Moving | None:
        """Return the earlier guesses: a line for step 0 and for each power of two, fainter the older it is."""
        if not self.trail:
            return None
        import numpy as np

        recording = runs.alone
        steps = [0, *(2**power for power in range(recording.steps.bit_length()))]
        lines = []
        for step in steps:
            style: dict[str, Any] = {"color": runs.colors[0], "linewidth": 0.5 * theme.line_width, "zorder": 2.5}
            lines += axes.plot(x, recording.predict(step, x[:, np.newaxis]), **style)

        def show(moment: "Moment") -> None:
            past = sum(step < moment.position for step in steps)
            for age, line in enumerate(reversed(lines[:past])):
                line.set_alpha(max(0.12, 0.5 * 0.8**age))
            for index, line in enumerate(lines):
                line.set_visible(index < past)

        return Moving(lines, show)


def _is_straight(runs: Runs) -> bool:
    """Return whether all that is drawn, the truth included, is a straight line: its two ends are enough for it."""
    run = runs.alone.run
    known = run.samples.truth is None or run.objective.truth is not None
    return known and all(recording.run.model.straight for recording in runs.every)


def _reference(runs: Runs) -> str:
    """Return the name of the dashed line."""
    words, run = runs.words.of(FitTexts), runs.alone.run
    if run.samples.truth:
        return words.truth
    return words.least_squares if run.objective.quadratic else words.best


def _whole_dashes(axes: "Axes", x: Any, y: Any, width: float) -> tuple[float, float]:
    """Return dash and gap, in line widths, such that the way from one end to the other begins and ends with a dash."""
    import numpy as np

    dash, gap = 2.3, 1.2
    pixels = axes.transData.transform(np.stack([x, y], axis=1))
    length = float(np.hypot(*np.diff(pixels, axis=0).T).sum()) * 72 / axes.figure.dpi / width
    count = max(1, round((length + gap) / (dash + gap)))
    stretch = length / (count * (dash + gap) - gap)
    return dash * stretch, gap * stretch
