"""The printout of every n-th step, growing like a terminal."""

from collections.abc import Callable
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment

FIRST, APART = 0.16, 0.28
"""Where the first column ends, and from the end of a column to the next one's, as shares of the panel's width: more
columns stand nearer, as near as their numbers allow."""
GAP = 0.5
"""Between two columns, in sizes of their type, at the least."""
MORE = 0.3
"""Room for a sign that there are more columns, as a share of one."""
LOOKED_AT = 100
"""Lines that tell how wide the columns are."""
MOST = 20
"""Weights that there may be room for."""
LINE = 1.5
"""Lines of text stand that many times their size apart."""


class StatusTexts(Texts, speaker="status"):
    """Above the printout."""

    printed = "printed every {steps} steps"
    printed_always = "printed at every step"
    printed_kept = "printed at recorded steps"
    told = "a printout of step, loss and weights"
    told_right = "a printout of step, loss, right answers and weights"


class Status(Panel):
    """Step, loss, right answers of classes and as many weights as have room, of every n-th step.

    Of more than 50 weights, there are the norms of the layers' in their place.
    The latest lines stay in view. Where not all steps are kept, each is the last kept one before it.
    """

    kind: Literal["status"] = "status"
    every: Annotated[int, Field(ge=1, le=1_000_000, description="steps from one line to the next")] = 20
    left: ClassVar[float] = 24.0
    bottom: ClassVar[float] = 24.0
    least: ClassVar[tuple[float, float]] = (280.0, 90.0)
    tells: ClassVar[tuple[str, ...]] = ()

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(StatusTexts)
        return [said.told_right if subject.task.classes else said.told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the columns' names; the lines move."""
        import numpy as np

        from render.drawing.axes import height, set_apart, text_width, width
        from render.drawing.points import even_choice
        from render.numbers import share_text
        from render.training.decimals import NumberTexts, Said, loss_text, loss_word, rate_text
        from render.training.metrics import ACCURACY

        axes.set_axis_off()
        words, named = runs.words.of(StatusTexts), runs.words.of(NumberTexts)
        printed = words.printed.format(steps=f"{self.every:,}")
        recording = runs.alone
        loss, kept = recording.loss, recording.kept
        printed = printed if self.every > 1 else words.printed_always
        axes.set_ylabel(printed if len(kept) == len(loss) else words.printed_kept)
        loss_number = loss_text(runs.every)
        writers: list[tuple[str, str, Callable[[int], str]]] = [
            (named.step, theme.quiet, lambda row: f"{kept[row]:,}"),
            (loss_word(runs.every, runs.words), theme.loss, lambda row: loss_number(loss[kept[row]])),
        ]
        if recording.run.changes_rate:
            writers.append((named.rate, theme.text, lambda row: rate_text(recording, int(kept[row]))))
        accuracy = recording.metrics.get(ACCURACY)
        if accuracy is not None:
            writers.append((named.right, theme.truth, lambda row: share_text(float(accuracy[kept[row]]))))
        told = Said.of(runs.every, recording)
        weights = list(zip(told.names, told.writers, told.values.T, strict=True))[:MOST]
        colored = zip(weights, cycle(runs.weight_colors(theme)), strict=False)
        writers += [(name, color, partial(_weight, column, number)) for (name, number, column), color in colored]
        room = max(1, int(height(axes) / (LINE * theme.tick_size)) - 1)
        rows = np.unique(np.searchsorted(kept, np.arange(0, len(loss), self.every), side="right")) - 1
        looked_at = rows[even_choice(len(rows), LOOKED_AT)].tolist()
        texts = [[name, *map(write, looked_at)] for name, _, write in writers]
        widths = [max(text_width(axes, text, theme.tick_size) for text in each) / width(axes) for each in texts]
        first, widest = max(FIRST, widths[0]), max(widths[1:]) + GAP * theme.tick_size / width(axes)
        apart = max(widest, min(APART, (1 - first) / (len(writers) - 1)))
        if first + apart * (len(writers) - 1) > 1 + 1e-6:
            writers = writers[: 1 + int((1 - first - MORE * widest) / apart)]
            more = axes.text(first + apart * (len(writers) - 1) + 0.02, 1, "…", size=theme.tick_size, va="top")
            more.set(color=theme.quiet, transform=axes.transAxes)
        columns = []
        for index, (name, ink, write) in enumerate(writers):
            style: dict[str, Any] = {"size": theme.tick_size, "ha": "right", "va": "top", "transform": axes.transAxes}
            right = first + apart * index
            axes.text(right, 1, name, color=theme.quiet, **style)
            below = 1 - LINE * theme.tick_size / height(axes)
            text = axes.text(right, below, "", color=ink, weight=400 if ink == theme.quiet else 600, **style)
            set_apart(text, LINE / 1.2, theme.tick_size * axes.figure.dpi / 72)
            columns.append((text, write))

        def show(moment: "Moment") -> None:
            past = rows[: np.searchsorted(rows, recording.row(moment.position), side="right")]
            for text, write in columns:
                text.set_text("\n".join(write(row) for row in past[-room:].tolist()))

        return Moving([text for text, _ in columns], show)


def _weight(values: Any, number: "Callable[[float], str]", row: int) -> str:
    return number(values[row])
