"""The loss against the step, growing as the film goes on; where samples are held back, theirs, too."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject
from render.family import word
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language


class LossCurveTexts(Texts, speaker="loss"):
    """The curve."""

    told = "the loss at each step"
    told_sharpness = "its sharpness, the largest eigenvalue of the loss's Hessian, against 2 / rate"
    told_validated = "the loss at each step and, dashed, that of the samples held back"


MOST = 200_000
"""Samples times weights for which the sharpness is computed, in a few seconds."""


class SharpnessTexts(Texts, speaker="sharpness"):
    """Beside the curve and the level."""

    curve = "sharpness"
    level = "{most} / rate = {value}"
    level_changing = "{most} / rate"


class LossCurve(Panel):
    """The loss curve with a moving head; of several runs, each with its name beside its head.

    The loss of samples that are held back is dashed. That of the others is thinner then: what tells how much was
    learned is the validation loss, and runs are named beside it.
    """

    kind: Literal["loss"] = "loss"
    scale: Annotated[Literal["log", "linear"], Field(description="scale of the loss axis")] = "log"
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"
    sharpness: Annotated[
        bool, Field(description="the largest eigenvalue of the loss's Hessian, against 2 / rate: the edge of stability")
    ] = False
    tells: ClassVar[tuple[str, ...]] = ("loss",)

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield why the sharpness cannot be shown, where it is asked for."""
        yield from _without_sharpness(subject) if self.sharpness else ()

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs, or of both parts of the samples."""
        from render.drawing.histories import names_beside

        return self._said(runs) if self.sharpness else names_beside(runs, runs.validated)

    def _said(self, runs: Runs) -> list[str]:
        """Return the names of the sharpness and of its level."""
        from render.drawing.sharpness import level_value, numerator
        from render.numbers import short

        words, value, most = runs.words.of(SharpnessTexts), level_value(runs), short(numerator(runs))
        level = words.level_changing if value is None else words.level
        return [words.curve, level.format(most=most, value=value)]

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return the name above, which is long where it says what is dashed."""
        from render.drawing.histories import losses_name

        return "", losses_name(runs, self.scale) if runs.validated and runs.compared else ""

    @property
    def overlays(self) -> bool:
        """Curves of several runs read well together."""
        return True

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(LossCurveTexts)
        told = [said.told_validated if subject.validated else said.told]
        return [*told, said.told_sharpness] if self.sharpness else told

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes; the curves up to now, their heads and names move."""
        from render.drawing.histories import losses
        from render.drawing.sharpness import with_sharpness

        moving = losses(axes, runs, theme, self.scale, self.steps)
        return with_sharpness(axes, runs, theme, self._said(runs), moving) if self.sharpness else moving


def _without_sharpness(subject: Subject) -> "Iterator[Refusal]":
    """Yield why the sharpness of a `subject` cannot be shown."""
    size = subject.samples * len(subject.weights)
    if subject.runs > 1:
        yield Refusal(f"sharpness is drawn for one run, and there are {subject.runs}", "leave it out", ("sharpness",))
    elif subject.optimizer and subject.optimizer.largest_stable_rate(1.0) is None:
        said = f"sharpness is held against the largest stable rate, and of {word(subject.optimizer)} nobody knows it"
        yield Refusal(said, "choose sgd, momentum or nesterov", ("sharpness",))
    elif subject.validated:
        said = "sharpness is drawn beside one loss, and that of the samples held back is another one"
        yield Refusal(said, "leave it out, or validation", ("sharpness",))
    elif subject.loss.kind == "mae":
        said = "sharpness asks how the slope of the loss changes, and that of mae jumps"
        yield Refusal(said, "choose mse or huber as the loss", ("sharpness",))
    elif size > MOST and not (subject.model.linear and subject.loss.quadratic):
        said = (
            f"sharpness of {len(subject.weights):,} weights and {subject.samples:,} samples would take minutes: "
            f"their product may be {MOST:,}"
        )
        yield Refusal(said, "take fewer samples or units", ("sharpness",))
