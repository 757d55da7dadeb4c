"""The learning rate against the step: what of it is past, and, faint, what is to come."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language

AHEAD = 0.35
"""Opacity of the steps that are to come."""


class RateTexts(Texts, speaker="rate"):
    """Above the panel."""

    above = "learning rate"
    told = "the learning rate at each step"


class Rate(Panel):
    """The learning rate of each step as a line of stairs, with a moving head; of several runs, each with its name.

    It is known before the training, so the steps to come are drawn, too, faint. On a logarithmic scale it shows rates
    that span decades.
    """

    kind: Literal["rate"] = "rate"
    scale: Annotated[Literal["linear", "log"], Field(description="scale of the axis of rates")] = "linear"
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"
    height: ClassVar[float] = 0.5
    tells: ClassVar[tuple[str, ...]] = ("update",)

    @property
    def overlays(self) -> bool:
        """Curves of several runs read well together."""
        return True

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs."""
        from render.drawing.histories import names_beside

        return names_beside(runs, validated=False)

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        return [words.of(RateTexts).told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes and all that is to come; the lines up to now, their heads and names move."""
        import numpy as np

        from render.drawing.axes import AxesTexts, thinned
        from render.drawing.histories import History, fit_scale, histories
        from render.drawing.steps import step_axis

        shown = slice(runs.steps + 1)
        every = np.concatenate([recording.learning_rate[shown] for recording in runs.every]).astype(np.float64)
        fit_scale(axes, every, float(every.max()), self.scale, theme)
        phases = step_axis(axes, runs, theme, self.steps)
        name = runs.words.of(RateTexts).above
        axes.set_ylabel(runs.words.of(AxesTexts).log_scale.format(name=name) if self.scale == "log" else name)
        colors = runs.colors if runs.compared else [theme.text]
        drawn = [
            History(recording, color, recording.learning_rate.astype(np.float64))
            for recording, color in zip(runs.shown, colors, strict=True)
        ]
        for recording, color, rates, _ in drawn:
            if runs.overlaid and not recording.run.changes_rate:
                # Its name would stand on it.
                continue
            steps = thinned(rates, scale=self.steps)
            line = axes.plot(steps, rates[steps], color=color, alpha=AHEAD, drawstyle="steps-post", zorder=2)[0]
            line.set(linewidth=0.5 * theme.line_width, solid_joinstyle="miter", label=recording.run.name)
        return histories(axes, runs, theme, drawn, self.steps, phases, None, stepped=True)
