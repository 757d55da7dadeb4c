"""The title and the live numbers: step, w, b and loss, with the true values beside them."""

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.figure import Figure
from matplotlib.text import Text

from render.drawing.layout import MARGIN, Canvas
from render.drawing.numbers import loss_text, parameter_text, rate_text
from render.drawing.panels import Moving
from render.drawing.themes import Theme
from render.training.recording import Recording
from render.training.verdict import verdict

if TYPE_CHECKING:
    from render.timeline.moments import Moment

SMALLEST_TITLE = 32.0
NARROWEST_GAP, WIDEST_GAP = 40.0, 96.0
SPACE = 14.0
"""Between a number or a name and what stands beside it."""
SEMIBOLD = 600


class Readout(NamedTuple):
    """A live number: its name, its text at a step, the widest texts it can have, and what stands beside it."""

    name: str
    at: Callable[[int], str]
    widest: Sequence[str]
    color: str
    beside: str = ""
    beside_color: str = ""


class Slot(NamedTuple):
    """The widths of a readout's parts, in units; `beside` has the space before it."""

    number: float
    name: float
    beside: float


class Header:
    """Draws into a figure. `bottom` is where it ends, in units; `moving` are its numbers."""

    def __init__(self, figure: Figure, canvas: Canvas, title: str, recording: Recording, theme: Theme) -> None:
        """Draw title, names and true values; the numbers move."""
        self._figure, self._canvas, self._theme = figure, canvas, theme
        self._numbers: list[tuple[Text, Callable[[int], str]]] = []
        self.bottom = 36.0
        self._title(title, recording)
        readouts = _readouts(recording, theme)
        self._rows([readouts] if canvas.wide else [[readouts[0], readouts[3]], readouts[1:3]])

        def show(moment: "Moment") -> None:
            for text, at in self._numbers:
                text.set_text(at(moment.step))

        self.moving = Moving([text for text, _ in self._numbers], show)

    def _title(self, title: str, recording: Recording) -> None:
        theme, aside = self._theme, _aside(recording)
        asides = {aside(step) for step in (*recording.run.starts, recording.steps) if step <= recording.steps}
        widest = max(self._width(said, theme.label_size) for said in asides)
        room = self._canvas.inner_width - widest - NARROWEST_GAP
        size, lines = theme.title_size, [title]
        if self._width(title, size) > room:
            size = SMALLEST_TITLE
            columns = max(10, int(len(title) * room / self._width(title, size)))
            lines = textwrap.wrap(title, columns) if self._width(title, size) > room else [title]
        place = (self._canvas.width - MARGIN, self.bottom + size)
        self._numbers.append((self._text(*place, "", theme.label_size, theme.guess, ha="right"), aside))
        for line in lines:
            self.bottom += size
            self._text(MARGIN, self.bottom, line, size, theme.text, weight=SEMIBOLD)
            self.bottom += 0.2 * size
        self.bottom += 14

    def _rows(self, rows: Sequence[Sequence[Readout]]) -> None:
        """Draw `rows` of equally many readouts, those of a column below one another."""
        every = [self._slot(readout) for row in rows for readout in row]
        columns = [every[i :: len(rows[0])] for i in range(len(rows[0]))]
        beside = [max(slot.number + slot.beside for slot in column) for column in columns]
        roomy = self._gap(beside) >= NARROWEST_GAP
        widths = beside if roomy else [max(max(s.number, s.name + s.beside) for s in column) for column in columns]
        gap = min(WIDEST_GAP, self._gap(widths)) if len(rows) == 1 else self._gap(widths)
        for row in rows:
            left = MARGIN
            for readout, width in zip(row, widths, strict=True):
                self._readout(readout, left, roomy)
                left += width + gap
            self.bottom += self._theme.label_size + 1.1 * self._theme.number_size + 16

    def _readout(self, readout: Readout, left: float, roomy: bool) -> None:
        theme, slot = self._theme, self._slot(readout)
        names_at = self.bottom + theme.label_size
        numbers_at = names_at + 1.1 * theme.number_size
        self._text(left, names_at, readout.name, theme.label_size, theme.quiet)
        # A minus sign hangs to the left of its column, so that digits stand below their name.
        end, minus = left + slot.number, "\N{MINUS SIGN}"
        sign = self._text(left, numbers_at, "", theme.number_size, readout.color, ha="right", weight=SEMIBOLD)
        self._numbers.append((sign, lambda step: minus if readout.at(step).startswith(minus) else ""))
        number = self._text(left, numbers_at, "", theme.number_size, readout.color, weight=SEMIBOLD)
        self._numbers.append((number, lambda step: readout.at(step).removeprefix(minus)))
        place = (end + SPACE, numbers_at) if roomy else (left + slot.name + SPACE, names_at)
        self._text(*place, readout.beside, theme.label_size, readout.beside_color)

    def _slot(self, readout: Readout) -> Slot:
        digits = [text.lstrip("\N{MINUS SIGN}") for text in readout.widest]
        return Slot(
            number=max(self._width(text, self._theme.number_size) for text in digits),
            name=self._width(readout.name, self._theme.label_size),
            beside=SPACE + self._width(readout.beside, self._theme.label_size) if readout.beside else 0.0,
        )

    def _gap(self, widths: Sequence[float]) -> float:
        """Return the space between things of these `widths` that fill the row."""
        return (self._canvas.inner_width - sum(widths)) / max(1, len(widths) - 1)

    def _text(self, left: float, baseline: float, s: str, size: float, color: str, **more: Any) -> Text:
        place = (left / self._canvas.width, 1 - baseline / self._canvas.height)
        return self._figure.text(*place, s, size=size, color=color or "none", va="baseline", parse_math=False, **more)

    def _width(self, s: str, size: float) -> float:
        text = self._text(0, 0, s, size, "", weight=SEMIBOLD)
        width = float(text.get_window_extent().width) / self._canvas.unit
        text.remove()
        return width


def _aside(recording: Recording) -> Callable[[int], str]:
    """Return a function that says what stands at the right of the title: the model and the rate, then the ending."""
    ending = verdict(recording).words

    def aside(step: int) -> str:
        if step == recording.steps:
            return ending
        return f"y = w x + b,  learning rate {rate_text(recording, step)}"

    return aside


def _readouts(recording: Recording, theme: Theme) -> list[Readout]:
    points, parameters, loss = recording.run.points, recording.parameters, recording.loss
    number = parameter_text(recording)

    def live(name: str, values: Any, write: Callable[[float], str], color: str, beside: str = "") -> Readout:
        widest = [write(values.min()), write(values.max())]
        return Readout(name, lambda step: write(values[step]), widest, color, beside, theme.truth)

    steps = recording.run.steps
    step = Readout("step", lambda s: f"{s:,}", [f"{steps:,}"], theme.text, f"of {steps:,}", theme.quiet)
    kind = "truth" if points.truth else "least squares"
    truths = [f"{kind} {number(value)}" for value in points.truth or points.least_squares]
    w, b = (live(n, v, number, theme.guess, t) for n, v, t in zip("wb", parameters.T, truths, strict=True))
    return [step, w, b, live("loss", loss, loss_text(recording), theme.loss)]
