"""How wide the words and the numbers of a picture are, before they are placed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.figure import Figure

from render.drawing.axes import SEMIBOLD
from render.drawing.layout import Canvas
from render.drawing.readouts import Readout
from render.drawing.themes import Theme

if TYPE_CHECKING:
    from render.timeline.moments import Moment

SPACE = 14.0
"""Between a number or a name and what stands beside it."""
RANK_SIZES = 28.0, 24.0, 20.0
"""Of how runs do among one another, the largest first that has room for all of them."""
BADGE = 0.2
"""Around the words of the winner, in sizes of their type."""


class Slot(NamedTuple):
    """The widths of a readout's parts, in units; `beside` has the space before it."""

    number: float
    name: float
    small_name: float
    beside: float
    small: float
    """All of it where there is little room."""
    rank: float
    """What comes below it, in its largest type."""


class Widths:
    """Measures text in a figure, in units."""

    def __init__(self, figure: Figure, canvas: Canvas, theme: Theme, readouts: Sequence[Readout]) -> None:
        """Measure the signs that the numbers of `readouts` are made of."""
        self._figure, self._canvas, self._theme = figure, canvas, theme
        # All digits are as wide as a zero.
        signs = {*"0", *(sign for each in readouts if each.largest for text in each.widest for sign in text)}
        self._advances = {sign: self._advance(sign) for sign in signs if sign == "0" or not sign.isdecimal()}

    def said(self, s: str, size: float) -> float:
        """Return the width of `s`, half bold."""
        return width_of(self._figure, self._canvas, s, size)

    def number(self, readout: Readout, now: "Moment") -> float:
        """Return how wide a number is at a moment, or was: the same for all that have as many digits."""
        said = readout.at(now), readout.largest(now) if readout.largest else ""
        digit = self._advances["0"]
        return max(sum(self._advances.get(sign, digit) for sign in text) for text in said)

    def slot(self, readout: Readout) -> Slot:
        """Return how much room a readout needs."""
        digits = [text.lstrip("\N{MINUS SIGN}") for text in readout.widest]
        number = max(self.said(text, self._theme.number_size) for text in digits)
        name, small_name = (
            max(self.said(name, size) for name in readout.names)
            for size in (self._theme.label_size, small_size(self._theme))
        )
        beside = SPACE + self.said(readout.beside, self._theme.label_size) if readout.beside else 0.0
        small = max(number + beside, small_name) if readout.renamed else max(number, small_name + beside)
        rank = self.said(readout.rank, RANK_SIZES[0]) + 2 * BADGE * RANK_SIZES[0] if readout.rank else 0.0
        return Slot(number, name, small_name, beside, small, rank)

    def _advance(self, sign: str) -> float:
        return (self.said(11 * sign, self._theme.number_size) - self.said(sign, self._theme.number_size)) / 10


def small_size(theme: Theme) -> float:
    """Return the size of names where room is short: that of ticks, which an author may have made larger than names."""
    return min(theme.tick_size, theme.label_size)


def width_of(figure: Figure, canvas: Canvas, s: str, size: float) -> float:
    """Return the width of `s`, half bold, in units."""
    text = figure.text(0, 0, s, size=size, weight=SEMIBOLD, parse_math=False)
    width = float(text.get_window_extent().width) / canvas.unit
    text.remove()
    return width
