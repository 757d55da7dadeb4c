"""The title and the live numbers, with what stands beside them: where they stand, and how large."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.figure import Figure
from matplotlib.text import Text

from render.drawing.layout import MARGIN, Canvas, lines_of
from render.drawing.panels import Moving, Runs
from render.drawing.readouts import Readout, ending_of, readouts_of, rule_of
from render.drawing.themes import SMALLEST_TITLE, Theme

if TYPE_CHECKING:
    from render.timeline.moments import Moment

NARROWEST_GAP, WIDEST_GAP = 40.0, 96.0
SPACE = 14.0
"""Between a number or a name and what stands beside it."""
SHORTEST_LINE = 180.0
"""Of a title that is too long for one: about ten characters."""
SEMIBOLD = 600


class Slot(NamedTuple):
    """The widths of a readout's parts, in units; `beside` has the space before it."""

    number: float
    name: float
    small_name: float
    beside: float
    small: float
    """All of it where there is little room."""


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
        self._numbers: list[tuple[Text, Callable[[Moment], str]]] = []
        self.bottom, self.fits = 36.0, True
        readouts = readouts_of(runs, theme)
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
                # The loss beside the step, above the weights.
                readouts = [readouts[0], readouts[-1], *readouts[1:-1]]
            self._rows([readouts[i : i + per_row] for i in range(0, len(readouts), per_row)])

        def show(moment: "Moment") -> None:
            for text, at in self._numbers:
                text.set_text(at(moment))

        self.moving = Moving([text for text, _ in self._numbers], show)

    def _title(self, title: str, runs: Runs, counter: Readout | None = None) -> None:
        """Draw the title, and at its right the rule or the ending, or the `counter`; at the left if it is none."""
        theme, rule, ending = self._theme, rule_of(runs), ending_of(runs)
        asides = {ending, *(rule(step) for step in (*runs.alone.run.starts, runs.steps) if step <= runs.steps)}
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
            before = self._text(edge, baseline, "", color=theme.quiet, **style)
            after = self._text(edge, baseline, "", color=theme.text, weight=SEMIBOLD, **style)
            self._numbers.append((before, lambda now: "" if ending and now.step >= runs.steps else rule(now.step)))
            self._numbers.append((after, lambda now: ending if now.step >= runs.steps else ""))
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
            widths = [max(slot.small for slot in column) for column in columns]
        self.fits &= self._gap(widths) >= SPACE
        gap = min(WIDEST_GAP, self._gap(widths)) if len(rows) == 1 else self._gap(widths)
        lefts = [MARGIN + sum(widths[:i]) + i * gap for i in range(len(widths))]
        for row in rows:
            self._row(row, lefts, roomy)

    def _row(self, readouts: Sequence[Readout], lefts: Sequence[float], roomy: bool) -> None:
        """Draw readouts at `lefts`; if it is not `roomy`, with small names, and more beside them where they stay."""
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
        if readout.renamed:
            self._numbers.append((name, lambda now: readout.name(now.step)))
        # A minus sign hangs to the left of its column, so that digits stand below their name.
        end, minus = left + slot.number, "\N{MINUS SIGN}"
        sign = self._text(left, numbers_at, "", theme.number_size, readout.color, ha="right", weight=SEMIBOLD)
        self._numbers.append((sign, lambda now: minus if readout.at(now).startswith(minus) else ""))
        number = self._text(left, numbers_at, "", theme.number_size, readout.color, weight=SEMIBOLD)
        self._numbers.append((number, lambda now: readout.at(now).removeprefix(minus)))
        place = (end + SPACE, numbers_at) if roomy or readout.renamed else (left + slot.small_name + SPACE, names_at)
        self._text(*place, readout.beside, size, readout.beside_color, weight=weight)

    def _slot(self, readout: Readout) -> Slot:
        digits = [text.lstrip("\N{MINUS SIGN}") for text in readout.widest]
        number = max(self._width(text, self._theme.number_size) for text in digits)
        name, small_name = (
            max(self._width(name, size) for name in readout.names)
            for size in (self._theme.label_size, self._theme.tick_size)
        )
        beside = SPACE + self._width(readout.beside, self._theme.label_size) if readout.beside else 0.0
        small = max(number + beside, small_name) if readout.renamed else max(number, small_name + beside)
        return Slot(number, name, small_name, beside, small)

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
