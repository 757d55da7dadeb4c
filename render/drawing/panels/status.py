"""The printout of every n-th step, growing like a terminal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Telling
    from render.timeline.moments import Moment

LINE = 1.5
"""Lines of text stand that many times their size apart."""


class Status(Panel):
    """Step, loss, w and b of every n-th step; the latest lines stay in view."""

    kind: Literal["status"] = "status"
    every: Annotated[int, Field(ge=1, le=1_000_000, description="steps from one line to the next")] = 20
    left: ClassVar[float] = 24.0
    bottom: ClassVar[float] = 24.0
    least: ClassVar[tuple[float, float]] = (280.0, 90.0)

    def told(self, words: "Telling") -> list[str]:
        """Return what is to be seen."""
        return [words.status]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the columns' names; the lines move."""
        from render.drawing.axes import height, set_apart
        from render.drawing.numbers import loss_text, parameter_texts

        axes.set_axis_off()
        printed = runs.words.printed.format(steps=f"{self.every:,}")
        axes.set_ylabel(printed if self.every > 1 else runs.words.printed_always)
        recording, color = runs.alone, runs.colors[0]
        loss, parameters = recording.loss, recording.parameters
        (w_number, b_number), loss_number = parameter_texts(runs.every), loss_text(runs.every)
        writers: list[tuple[str, str, Callable[[int], str]]] = [
            (runs.words.step, theme.quiet, lambda step: f"{step:,}"),
            (runs.words.loss, theme.loss, lambda step: loss_number(loss[step])),
            ("w", color, lambda step: w_number(parameters[step, 0])),
            ("b", color, lambda step: b_number(parameters[step, 1])),
        ]
        room = max(1, int(height(axes) / (LINE * theme.tick_size)) - 1)
        columns = []
        for index, (name, ink, write) in enumerate(writers):
            style: dict[str, Any] = {"size": theme.tick_size, "ha": "right", "va": "top", "transform": axes.transAxes}
            right = 0.16 + 0.28 * index
            axes.text(right, 1, name, color=theme.quiet, **style)
            below = 1 - LINE * theme.tick_size / height(axes)
            text = axes.text(right, below, "", color=ink, weight=400 if ink == theme.quiet else 600, **style)
            set_apart(text, LINE / 1.2, theme.tick_size * axes.figure.dpi / 72)
            columns.append((text, write))

        def show(moment: "Moment") -> None:
            printed = range(0, recording.reached(moment.position) + 1, self.every)[-room:]
            for text, write in columns:
                text.set_text("\n".join(write(step) for step in printed))

        return Moving([text for text, _ in columns], show)
