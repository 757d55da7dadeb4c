"""The loss against the step, growing as the film goes on; where samples are held back, theirs, too."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language


class LossCurveTexts(Texts, speaker="loss"):
    """The curve."""

    told = "the loss at each step"
    told_validated = "the loss at each step and, dashed, that of the samples held back"


class LossCurve(Panel):
    """The loss curve with a moving head; of several runs, each with its name beside its head.

    The loss of samples that are held back is dashed. That of the others is thinner then: what tells how much was
    learned is the validation loss, and runs are named beside it.
    """

    kind: Literal["loss"] = "loss"
    scale: Annotated[Literal["log", "linear"], Field(description="of the loss axis")] = "log"
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"
    tells: ClassVar[tuple[str, ...]] = ("loss",)

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs, or of both parts of the samples."""
        from render.drawing.histories import names_beside

        return names_beside(runs, runs.validated)

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
        return [said.told_validated if subject.validated else said.told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes; the curves up to now, their heads and names move."""
        from render.drawing.histories import losses

        return losses(axes, runs, theme, self.scale, self.steps)
