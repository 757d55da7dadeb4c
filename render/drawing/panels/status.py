"""The printout of every n-th step, growing like a terminal."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.models import Model

FIRST, APART = 0.16, 0.28
"""Where the first column ends, and from the end of a column to the next one's: shares of the panel's width."""
MORE = 0.3
"""Room for a sign that there are more columns, as a share of one."""
USUAL = 4
"""Columns that stand so far apart; more of them stand as near as their numbers allow."""
LINE = 1.5
"""Lines of text stand that many times their size apart."""


class StatusTexts(Texts, speaker="status"):
    """Above the printout."""

    printed = "printed every {steps} steps"
    printed_always = "printed at every step"
    told = "a printout of step, loss and weights"


class Status(Panel):
    """Step, loss and as many weights as have room, of every n-th step; the latest lines stay in view."""

    kind: Literal["status"] = "status"
    every: Annotated[int, Field(ge=1, le=1_000_000, description="steps from one line to the next")] = 20
    left: ClassVar[float] = 24.0
    bottom: ClassVar[float] = 24.0
    least: ClassVar[tuple[float, float]] = (280.0, 90.0)

    def told(self, words: "Language", model: "Model", weights: "Sequence[str]") -> list[str]:
        """Return what is to be seen."""
        return [words.of(StatusTexts).told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the columns' names; the lines move."""
        from render.drawing.axes import height, set_apart, text_width, width
        from render.training.decimals import NumberTexts, loss_text, weight_texts

        axes.set_axis_off()
        words, named = runs.words.of(StatusTexts), runs.words.of(NumberTexts)
        printed = words.printed.format(steps=f"{self.every:,}")
        axes.set_ylabel(printed if self.every > 1 else words.printed_always)
        recording, color = runs.alone, runs.colors[0]
        loss, parameters = recording.loss, recording.parameters
        loss_number = loss_text(runs.every)
        writers: list[tuple[str, str, Callable[[int], str]]] = [
            (named.step, theme.quiet, lambda step: f"{step:,}"),
            (named.loss, theme.loss, lambda step: loss_number(loss[step])),
        ]
        weights = list(zip(recording.names, weight_texts(runs.every), parameters.T, strict=True))
        writers += [(name, color, partial(_weight, column, number)) for name, number, column in weights]
        apart = APART
        if len(writers) > USUAL:
            numbers = [loss_number(float(extreme)) for extreme in (loss.min(), loss.max())]
            numbers += [
                number(float(extreme)) for _, number, column in weights for extreme in (column.min(), column.max())
            ]
            numbers += [name for name, *_ in writers]
            widest = max(text_width(axes, f"{number}  ", theme.tick_size) for number in numbers)
            apart = max(widest / width(axes), (1 - FIRST) / (len(writers) - 1))
            shown = writers[: 1 + int((1 - FIRST - MORE * (widest / width(axes))) / apart + 1e-6)]
            if len(shown) < len(writers):
                more = axes.text(FIRST + apart * (len(shown) - 1) + 0.02, 1, "…", size=theme.tick_size, va="top")
                more.set(color=theme.quiet, transform=axes.transAxes)
            writers = shown
        room = max(1, int(height(axes) / (LINE * theme.tick_size)) - 1)
        columns = []
        for index, (name, ink, write) in enumerate(writers):
            style: dict[str, Any] = {"size": theme.tick_size, "ha": "right", "va": "top", "transform": axes.transAxes}
            right = FIRST + apart * index
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


def _weight(values: Any, number: "Callable[[float], str]", step: int) -> str:
    return number(values[step])
