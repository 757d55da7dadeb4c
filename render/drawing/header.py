"""The title and the live numbers: step, w, b and loss, with the true values beside them; of several runs, each loss."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.figure import Figure
from matplotlib.text import Text

from render.drawing.layout import MARGIN, Canvas, lines_of
from render.drawing.numbers import loss_text, parameter_text, rate_text
from render.drawing.panels import Moving, Runs
from render.drawing.themes import SMALLEST_TITLE, Theme
from render.languages import Language
from render.training.recording import Recording
from render.training.verdict import run_ending, verdict

if TYPE_CHECKING:
    from render.timeline.moments import Moment

NARROWEST_GAP, WIDEST_GAP = 40.0, 96.0
SPACE = 14.0
"""Between a number or a name and what stands beside it."""
SHORTEST_LINE = 180.0
"""Of a title that is too long for one: about ten characters."""
SEMIBOLD = 600
MODEL = "y = w x + b"


class Readout(NamedTuple):
    """A live number: its name and its text at a step, the widest ones they can have, and what stands beside them."""

    name: Callable[[int], str]
    at: Callable[[int], str]
    names: Sequence[str]
    widest: Sequence[str]
    color: str
    beside: str = ""
    beside_color: str = ""
    name_color: str = ""


class Slot(NamedTuple):
    """The widths of a readout's parts, in units; `beside` has the space before it."""

    number: float
    name: float
    small_name: float
    beside: float


class Header:
    """Draws into a figure. `bottom` is where it ends, in units; `moving` are its numbers; `fits` if they keep apart."""

    def __init__(
        self, figure: Figure, canvas: Canvas, title: str, runs: Runs, theme: Theme, columns: Sequence[float] = ()
    ) -> None:
        """Draw title, names and true values; the numbers move.

        Where each run has a column of its own, `columns` are their left edges: its loss stands there, and the step in
        the line of the title.
        """
        self._figure, self._canvas, self._theme = figure, canvas, theme
        self._numbers: list[tuple[Text, Callable[[int], str]]] = []
        self.bottom, self.fits = 36.0, True
        readouts = _readouts(runs, theme)
        if columns:
            self._title(title, runs, readouts[0])
            room = columns[1] - columns[0] - SPACE
            slots = [self._slot(readout) for readout in readouts[1:]]
            self.fits &= all(max(slot.small_name, slot.number) <= room for slot in slots)
            self._row(readouts[1:], columns, all(slot.name <= room for slot in slots))
        else:
            self._title(title, runs)
            per_row = len(readouts) if canvas.wide else 2
            if not (canvas.wide or runs.compared):
                readouts = [readouts[i] for i in (0, 3, 1, 2)]
            self._rows([readouts[i : i + per_row] for i in range(0, len(readouts), per_row)])

        def show(moment: "Moment") -> None:
            for text, at in self._numbers:
                text.set_text(at(moment.step))

        self.moving = Moving([text for text, _ in self._numbers], show)

    def _title(self, title: str, runs: Runs, counter: Readout | None = None) -> None:
        """Draw the title, and at its right what `_aside` says, or the `counter`; they are at the left if it is none."""
        theme, aside = self._theme, _aside(runs)
        starts = (0, *runs.alone.run.starts, runs.steps)
        asides = {aside(step) for step in starts if step <= runs.steps}
        widest = max(self._width(said, theme.label_size) for said in asides)
        if counter:
            slot = self._slot(counter)
            widest = slot.name + SPACE + slot.number + slot.beside
        room = self._canvas.inner_width - widest - NARROWEST_GAP
        titled = theme.title_size > 0
        size, lines = (theme.title_size, [title]) if titled else (theme.label_size, [""])
        self.fits &= room >= (min(SHORTEST_LINE, self._width(title, SMALLEST_TITLE)) if titled else -NARROWEST_GAP)
        if titled and self._width(title, size) > room:
            size = SMALLEST_TITLE
            columns = max(10, int(len(title) * room / self._width(title, size)))
            lines = lines_of(title, columns) if self._width(title, size) > room else [title]
        right, baseline = self._canvas.width - MARGIN, self.bottom + size
        if counter:
            left = right - widest if titled else MARGIN
            self._text(left, baseline, counter.names[0], theme.label_size, theme.quiet)
            left += slot.name + SPACE
            number = self._text(left, baseline, "", theme.number_size, counter.color, weight=SEMIBOLD)
            self._numbers.append((number, counter.at))
            left += slot.number + SPACE
            self._text(left, baseline, counter.beside, theme.label_size, counter.beside_color)
        else:
            edge = right if titled else MARGIN
            style: dict[str, Any] = {"ha": "right" if titled else "left", "size": theme.label_size}
            rule = self._text(edge, baseline, "", color=theme.quiet, **style)
            ending = self._text(edge, baseline, "", color=theme.text, weight=SEMIBOLD, **style)
            self._numbers.append((rule, lambda step: aside(step) if step < runs.steps else ""))
            self._numbers.append((ending, lambda step: "" if step < runs.steps else aside(step)))
        for line in lines:
            self.bottom += size
            self._text(MARGIN, self.bottom, line, size, theme.text, weight=SEMIBOLD)
            self.bottom += 0.2 * size
        self.bottom += 14

    def _rows(self, rows: Sequence[Sequence[Readout]]) -> None:
        """Draw `rows` of readouts, those of a column below one another."""
        every = [[self._slot(readout) for readout in row] for row in rows]
        columns = [[slots[i] for slots in every if i < len(slots)] for i in range(len(rows[0]))]
        widths = [max(max(slot.number + slot.beside, slot.name) for slot in column) for column in columns]
        roomy = self._gap(widths) >= NARROWEST_GAP
        if not roomy:
            widths = [max(max(s.number, s.small_name + s.beside) for s in column) for column in columns]
        self.fits &= self._gap(widths) >= SPACE
        gap = min(WIDEST_GAP, self._gap(widths)) if len(rows) == 1 else self._gap(widths)
        lefts = [MARGIN + sum(widths[:i]) + i * gap for i in range(len(widths))]
        for row in rows:
            self._row(row, lefts, roomy)

    def _row(self, readouts: Sequence[Readout], lefts: Sequence[float], roomy: bool) -> None:
        """Draw readouts at `lefts`; if it is not `roomy`, what stands beside a number goes beside its small name."""
        for readout, left in zip(readouts, lefts, strict=False):
            self._readout(readout, left, roomy)
        self.bottom += self._theme.label_size + 1.1 * self._theme.number_size + 16

    def _readout(self, readout: Readout, left: float, roomy: bool) -> None:
        theme, slot = self._theme, self._slot(readout)
        names_at = self.bottom + theme.label_size
        numbers_at = names_at + 1.1 * theme.number_size
        # Small text in a colour that is no ink for reading has to be bold.
        size, weight = (theme.label_size, 400) if roomy else (theme.tick_size, SEMIBOLD)
        name = self._text(left, names_at, readout.names[0], size, readout.name_color or theme.quiet, weight=weight)
        if len(readout.names) > 1:
            self._numbers.append((name, readout.name))
        # A minus sign hangs to the left of its column, so that digits stand below their name.
        end, minus = left + slot.number, "\N{MINUS SIGN}"
        sign = self._text(left, numbers_at, "", theme.number_size, readout.color, ha="right", weight=SEMIBOLD)
        self._numbers.append((sign, lambda step: minus if readout.at(step).startswith(minus) else ""))
        number = self._text(left, numbers_at, "", theme.number_size, readout.color, weight=SEMIBOLD)
        self._numbers.append((number, lambda step: readout.at(step).removeprefix(minus)))
        place = (end + SPACE, numbers_at) if roomy else (left + slot.small_name + SPACE, names_at)
        self._text(*place, readout.beside, size, readout.beside_color, weight=weight)

    def _slot(self, readout: Readout) -> Slot:
        digits = [text.lstrip("\N{MINUS SIGN}") for text in readout.widest]
        return Slot(
            number=max(self._width(text, self._theme.number_size) for text in digits),
            name=max(self._width(name, self._theme.label_size) for name in readout.names),
            small_name=max(self._width(name, self._theme.tick_size) for name in readout.names),
            beside=SPACE + self._width(readout.beside, self._theme.label_size) if readout.beside else 0.0,
        )

    def _gap(self, widths: Sequence[float]) -> float:
        """Return the space between things of these `widths` that fill the row."""
        return (self._canvas.inner_width - sum(widths)) / max(1, len(widths) - 1)

    def _text(self, left: float, baseline: float, s: str, size: float, color: str, **more: Any) -> Text:
        place = (left / self._canvas.width, 1 - baseline / self._canvas.height)
        return self._figure.text(*place, s, size=size, color=color or "none", va="baseline", parse_math=False, **more)

    def _width(self, s: str, size: float) -> float:
        return width_of(self._figure, self._canvas, s, size)


def width_of(figure: Figure, canvas: Canvas, s: str, size: float) -> float:
    """Return the width of `s`, half bold, in units."""
    text = figure.text(0, 0, s, size=size, weight=SEMIBOLD, parse_math=False)
    width = float(text.get_window_extent().width) / canvas.unit
    text.remove()
    return width


def _aside(runs: Runs) -> Callable[[int], str]:
    """Return a function that says what stands at the right of the title: the model and the rate, then the ending."""
    recording, words = runs.alone, runs.words
    said = verdict(recording)
    ending = said.words(words)
    if runs.compared:
        stable = words.stable_below.format(rate=f"{said.largest_stable_rate:.3g}")
        ending = stable if _rates_differ(runs) else MODEL

    def aside(step: int) -> str:
        if step == runs.steps:
            return ending
        if _rates_differ(runs):
            return MODEL
        rate = rate_text(recording, min(step, recording.steps))
        if recording.run.batch_size and not runs.compared:
            return f"{MODEL},  {words.rate_and_batches.format(rate=rate, size=recording.run.batch_size)}"
        return f"{MODEL},  {words.learning_rate.format(rate=rate)}"

    return aside


def _rates_differ(runs: Runs) -> bool:
    return len({recording.run.phases[0].learning_rate for recording in runs.every}) > 1


def _readouts(runs: Runs, theme: Theme) -> list[Readout]:
    """Return the step, and w, b and loss of the one run, or the loss of each."""
    steps = max(recording.run.steps for recording in runs.every)
    words, of = runs.words, runs.words.of_steps.format(steps=f"{steps:,}")
    step = _named(words.step, lambda step: f"{step:,}", [f"{steps:,}"], theme.text, of, theme.quiet)
    write = loss_text(runs.every)
    if runs.compared:
        return [step, *(_loss_of(recording, color, write, theme, words) for recording, color in runs)]
    recording = runs.alone
    points, number = recording.run.points, parameter_text(runs.every)
    reference = words.true_value if points.truth else words.least_squares_value
    w, b = (
        _live(name, values, number, theme.guess, reference.format(value=number(true)), theme.truth)
        for name, values, true in zip("wb", recording.parameters.T, points.truth or points.least_squares, strict=True)
    )
    return [step, w, b, _live(words.loss, recording.loss, write, theme.loss)]


def _named(name: str, at: Callable[[int], str], widest: Sequence[str], *colors: str) -> Readout:
    return Readout(lambda step: name, at, [name], widest, *colors)


def _live(name: str, values: Any, write: Callable[[float], str], *colors: str) -> Readout:
    return _named(name, lambda step: write(values[step]), [write(values.min()), write(values.max())], *colors)


def _loss_of(recording: Recording, color: str, write: Callable[[float], str], theme: Theme, words: Language) -> Readout:
    """Return the loss of one of several runs; when the run ends, its name says how."""
    loss, run = recording.loss, recording.run
    names = [words.run_loss.format(run=run.name), run_ending(recording, words)]
    return Readout(
        lambda step: names[step >= recording.steps],
        lambda step: write(loss[recording.reached(step)]),
        names,
        [write(loss.min()), write(loss.max())],
        color,
        name_color=color,
    )
