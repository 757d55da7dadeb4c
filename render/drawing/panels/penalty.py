"""The loss of one sample against the probability that the model gives its right class."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Sample, Subject, no_sample
from render.family import word
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SAMPLES = 400
LEAST_TOP, MOST_TOP = 2.5, 7.0
"""Losses between which the picture ends, at probabilities of 8 and 0.1 %: with a higher one, the curve is a corner."""
CALM = 1.08
"""The largest loss of the sample, times this, is where the picture ends."""
VERY, CLOSE = 0.6, 0.1
"""By how much another class has to be more probable for the sample to be very wrong, and for its answer to be clear."""
NOTHING = 0.1
"""A loss that is as good as none."""
LINES = 2.4
"""The height of the words beside the dot, in sizes."""
BESIDE, ABOVE = 16.0, 8.0
"""From the dot to its words, in pixels of a picture 720 lines high."""


class PenaltyTexts(Texts, speaker="penalty"):
    """Above and below the panel, what the sample's answer costs, and what is said in slow motion."""

    above = "loss of one sample, −log p"
    below = "probability of the right answer"
    very_wrong = "very wrong\ncosts {loss}"
    wrong = "wrong\ncosts {loss}"
    unsure = "undecided\ncosts {loss}"
    right = "right\ncosts {loss}"
    nothing = "right costs\nnext to nothing"
    beat_sample = "p of the right answer"
    beat_loss_of_one = "The smaller p, the more it costs"
    told = "the loss of one sample, −log p, against the probability p of its right answer"


class Penalty(Panel):
    """The curve -log p and on it, as a dot, one sample: very wrong costs very much.

    By default it is the sample with the largest loss when a third of the steps have passed: by then the model is sure
    of most answers, and of this one it is most wrongly so. Circle it in `fit` with the same `sample`.
    """

    kind: Literal["penalty"] = "penalty"
    of_samples: ClassVar[bool] = True
    sample: Annotated[
        Sample | None,
        Field(
            description="which one, counted from 0, those that are held back left out; default: the one with the "
            "largest loss after a third of the steps",
            examples=[7],
        ),
    ] = None
    right: ClassVar[float] = 32.0
    least: ClassVar[tuple[float, float]] = (220.0, 150.0)
    tells: ClassVar[tuple[str, ...]] = ("predict", "loss")

    @property
    def singled_out(self) -> int | Literal["one"]:
        """The sample whose loss it is."""
        return "one" if self.sample is None else self.sample

    @property
    def overlays(self) -> bool:
        """Dots of several runs read well on the same curve."""
        return True

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield that the loss is another one, or that there is no such sample."""
        if word(subject.loss) != "cross-entropy":
            said = f"penalty shows the cross-entropy of a sample, and the loss is {word(subject.loss)}"
            yield Refusal(said, "choose loss")
            return
        yield from no_sample(self.sample, subject)

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs."""
        return runs.names if runs.overlaid else []

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return what stands below and above."""
        words = runs.words.of(PenaltyTexts)
        return words.below, words.above

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        return [words.of(PenaltyTexts).told]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what is asked of the one sample, and what its answer costs; it may be in no mini-batch."""
        said = words.of(PenaltyTexts)
        spoken = {"predict": said.beat_sample, "loss": said.beat_loss_of_one}
        return "" if recording.run.batch_size else spoken.get(beat, "")

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes and the curve, pale; from each dot on it is strong, and words say what the dot costs."""
        import numpy as np

        from render.drawing.axes import dot, word_ticks
        from render.drawing.chosen import chosen, loss_at, loss_of
        from render.timeline.beats import ease

        words, sample = runs.words.of(PenaltyTexts), chosen(runs, self.sample)
        every = [loss_of(each, sample, each.parameters[each.spaced(1)]) for each in runs.every]
        highest = max(float(losses.max()) for losses in every)
        top = min(MOST_TOP, max(LEAST_TOP, CALM * highest))
        axes.set(xlim=(0, 1), ylim=(0, top), xlabel=words.below, ylabel=words.above)
        word_ticks(axes.xaxis, [0, 0.5, 1], ["0", "½", "1"])
        axes.locator_params(axis="y", nbins=5, integer=True)

        grid = np.exp(-np.linspace(top, 0, SAMPLES))
        wide = 0.8 * theme.line_width
        axes.plot(grid, -np.log(grid), color=theme.loss, linewidth=wide, alpha=0.4, zorder=3)
        (rest,) = axes.plot([], [], color=theme.loss, linewidth=wide, zorder=3.5, solid_capstyle="butt")
        guides, dots = [], []
        for recording, color in runs:
            thin: dict[str, Any] = {
                "color": color,
                "linewidth": 0.4 * theme.line_width,
                "dashes": (3, 2),
                "zorder": 3.2,
            }
            guides += axes.plot([], [], **thin)
            dots.append(dot(axes, theme, color, size=3.4, marker=runs.marker(recording), clip_on=False, zorder=5))
        said = _names(axes, runs, theme, sample) if runs.overlaid else _cost(axes, runs, theme, sample, highest)

        def show(moment: "Moment") -> None:
            risen = ease(moment.progress("loss"))
            losses = [loss_at(each, sample, moment.position) for each in runs.shown]
            least = np.exp(-max(losses))
            shown = np.append(least, grid[grid > least]) if max(losses) < top else grid
            rest.set_data(shown, -np.log(shown))
            rest.set_visible(risen == 1)
            for loss, guide, head in zip(losses, guides, dots, strict=True):
                p, up = np.exp(-loss), risen * loss
                # A dot on its way up has left its probability on the axis.
                guide.set_data([0, p, *([p] if moment.beat else [])], [up, up, *([0] if moment.beat else [])])
                head.set_data([p], [up])
                head.set_visible(up <= top and moment.progress("predict") > 0)
                guide.set_visible(risen > 0)
            said.show(moment)

        return Moving([rest, *guides, *dots, *said.artists], show)


def _names(axes: "Axes", runs: Runs, theme: "Theme", sample: int) -> Moving:
    """Return the names of the runs, each a little above its dot, one above the other."""
    import numpy as np

    from render.drawing.axes import NAME_SPACE, height, side_name, spread, width
    from render.drawing.chosen import loss_at

    names = [side_name(axes, recording.run.name, color, theme) for recording, color in runs]
    top, line = axes.get_ylim()[1], theme.tick_size / height(axes)
    beside = NAME_SPACE / width(axes)

    def show(moment: "Moment") -> None:
        losses = [loss_at(each, sample, moment.position) for each in runs.shown]
        up = spread(np.array(losses) / top + line / 2, 1.1 * line, line / 2, 1 - line / 2)
        for name, loss, level in zip(names, losses, up, strict=True):
            name.set_position((float(np.exp(-loss)) + beside, level))

    return Moving(names, show)


def _cost(axes: "Axes", runs: Runs, theme: "Theme", sample: int, highest: float) -> Moving:
    """Return the words beside the dot of one run: how wrong its answer is, and what that costs, up to `highest`.

    They stand at the right of the dot, or where they end with the Axes, and always above the curve.
    """
    import numpy as np

    from render.drawing.axes import halo, height, set_apart, text_width, width
    from render.drawing.chosen import loss_at

    words, recording, size = runs.words.of(PenaltyTexts), runs.alone, theme.label_size
    across, up, top = width(axes), height(axes), axes.get_ylim()[1]
    text = axes.text(0, 0, words.nothing, color=runs.colors[0], size=size, weight=600, zorder=6)
    text.set(va="bottom", transform=axes.transAxes)
    set_apart(text, 1.15, size * axes.figure.dpi / 72)
    halo(text, theme)
    wordings = (words.very_wrong, words.wrong, words.unsure, words.right, words.nothing)
    widest = f"{highest:.2f}" + (" ↑" if highest > top else "")
    room = {
        each: max(text_width(axes, line, size) for line in each.format(loss=widest).split("\n")) for each in wordings
    }

    def show(moment: "Moment") -> None:
        loss = loss_at(recording, sample, moment.position)
        p = float(np.exp(-loss))
        ahead = p - _rival(recording, sample, moment.position, p)
        wording = words.nothing if loss < NOTHING else words.right
        if ahead <= CLOSE:
            wording = words.unsure if ahead >= -CLOSE else words.wrong if ahead >= -VERY else words.very_wrong
        left = max(0.0, min(p * across + BESIDE, across - room[wording]))
        above = max(loss, -float(np.log(min(1.0, left / across))) if left < p * across else 0.0) / top
        said = wording.format(loss=f"{loss:.2f}") + (" ↑" if loss > top else "")
        text.set_text(said if moment.progress("loss") == 1 else "")
        text.set_position((left / across, min(above + ABOVE / up, 1 - LINES * size / up)))

    return Moving([text], show)


def _rival(recording: "Recording", sample: int, position: float, p: float) -> float:
    """Return the probability of the most probable class but the right one, which has the probability `p`."""
    import numpy as np

    samples = recording.run.samples
    predicted = recording.predict(position, samples.x[sample : sample + 1])[0]
    return float(np.delete(predicted, int(samples.y[sample])).max()) if np.ndim(predicted) else 1 - p
