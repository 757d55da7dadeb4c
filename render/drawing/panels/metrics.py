"""What each step is measured by beside its loss: the share of right answers, or training and validation together."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language

PERCENT = 100.0
TOP = 103.0
"""End of the axis, so that a curve is whole where all answers are right."""


class MetricsTexts(Texts, speaker="metrics"):
    """Above the panel."""

    above = "accuracy, % right"
    told = "the share of right answers at each step"
    told_validated = "the share of right answers at each step and, dashed, that of the samples held back"
    told_losses = "the loss at each step and, dashed, that of the samples held back"


class Metrics(Panel):
    """The accuracy of classes in percent, with the level of guessing; of numbers, training and validation loss.

    Validation is dashed. Of several runs it is the emphasis, and each has its name there; if nothing is held back, the
    accuracy of the training is in its place.
    """

    kind: Literal["metrics"] = "metrics"
    of_samples: ClassVar[bool] = True
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"
    tells: ClassVar[tuple[str, ...]] = ("loss",)

    @property
    def overlays(self) -> bool:
        """Curves of several runs read well together."""
        return True

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield why it has nothing to show of numbers, if none are held back."""
        if not (subject.task.classes or subject.validated):
            said = "metrics shows accuracy, or validation beside training: these data have neither"
            yield Refusal(said, "add validation: 0.3, or choose loss")

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs, or of both parts of the samples."""
        from render.drawing.histories import names_beside

        return names_beside(runs, runs.validated)

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return the name above, which is long where it says what is dashed."""
        return "", self._name(runs) if runs.validated and runs.compared else ""

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(MetricsTexts)
        if not subject.task.classes:
            return [said.told_losses]
        return [said.told_validated if subject.validated else said.told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes and the level of guessing; the curves up to now, their heads and names move."""
        from render.drawing.histories import histories, losses, measured
        from render.drawing.steps import step_axis
        from render.training.classes import shares
        from render.training.metrics import ACCURACY, VALIDATION_ACCURACY

        samples = runs.alone.run.samples
        if not samples.classes:
            return losses(axes, runs, theme, "log", self.steps)
        axes.set_ylim(0, TOP)
        axes.set_yticks([0, 25, 50, 75, 100])
        axes.set_ylabel(self._name(runs))
        phases = step_axis(axes, runs, theme, self.steps)
        colors = runs.colors if runs.compared else [theme.truth]
        found = measured(runs, colors, ACCURACY, VALIDATION_ACCURACY)
        drawn = [each._replace(values=PERCENT * each.values) for each in found]
        guessing = PERCENT * float(shares(samples.y, len(samples.classes)).max())
        return histories(axes, runs, theme, drawn, self.steps, phases, guessing, stepped=True)

    def _name(self, runs: Runs) -> str:
        from render.drawing.histories import losses_name, said_above

        if not runs.alone.run.samples.classes:
            return losses_name(runs, "log")
        return said_above(runs, runs.words.of(MetricsTexts).above, runs.validated)
