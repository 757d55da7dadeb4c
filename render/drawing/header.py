"""The title and the live numbers, with what stands beside them: where they stand, and how large."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

from matplotlib.figure import Figure
from matplotlib.text import Text

from render.drawing.axes import SEMIBOLD, set_apart
from render.drawing.emphasis import Dimmer
from render.drawing.layout import Canvas
from render.drawing.panels import Moving, Runs
from render.drawing.readouts import Readout, ending_of, readouts_of, rule_of
from render.drawing.themes import SMALLEST_TITLE, Theme
from render.drawing.widths import BADGE, RANK_SIZES, SPACE, Widths, small_size
from render.drawing.wrapping import balanced
from render.timeline.beats import BEATS
from render.training.decimals import rate_steps

if TYPE_CHECKING:
    from render.timeline.moments import Moment

NARROWEST_GAP, WIDEST_GAP = 40.0, 96.0
SHORTEST_LINE = 180.0
"""Of a title that is too long for one: about ten characters."""
RANK_LINE = 1.6
"""The line that the words of a rank stand in, in sizes of their type."""


class Header:
    """Draws into a figure. `bottom` is where it ends, in units; `moving` are its numbers; `fits` if they keep apart."""

    def __init__(
        self,
        figure: Figure,
        canvas: Canvas,
        title: str,
        runs: Runs,
        theme: Theme,
        columns: Sequence[float] = (),
        parts: Literal["all", "title", "numbers"] = "all",
    ) -> None:
        """Draw title, names and true values; the numbers move.

        Where each run has a column of its own, `columns` are their left edges: its loss stands there, and the step in
        the line of the title. On a phone, and in columns like that, there may be `parts` of it only.
        """
        self._figure, self._canvas, self._theme = figure, canvas, theme
        self._numbers: list[tuple[Text, Callable[[Moment], str]]] = []
        self._following: list[tuple[Text, Callable[[Moment], float]]] = []
        self._told: list[tuple[Text, Sequence[str]]] = []
        self.bottom, self.fits = 36.0, True
        readouts = readouts_of(runs, theme)
        self._widths = Widths(figure, canvas, theme, readouts)
        if canvas.phone:
            self.bottom = canvas.top
            if parts != "numbers":
                self.bottom += canvas.margin
                if theme.title_size:
                    self._title(title, runs, aside=False)
                self._below(runs)
            if parts != "title":
                self._pairs(readouts, runs)
        elif columns:
            self._title(title, runs, readouts[0])
            room = columns[1] - columns[0] - SPACE
            slots = [self._widths.slot(readout) for readout in readouts[1:]]
            self.fits &= all(max(slot.small_name, slot.number) <= room for slot in slots)
            size = self._rank_size(lambda share: all(share * slot.rank <= room for slot in slots))
            self._row(readouts[1:], columns, all(slot.name <= room for slot in slots), size)
        else:
            rows = self._arranged(readouts, runs)
            aside = self._beside(rows, runs)
            self._title(title, runs, aside=not aside)
            self._rows(rows)
            if aside:
                for text in self._aside(runs, canvas.width - canvas.margin, self._numbers_at, right=True):
                    set_apart(text, 1.1 * theme.number_size / theme.label_size, theme.label_size * canvas.unit)

        told = self._told if runs.slow else []
        dimmer = Dimmer([text for text, _ in told], theme)

        def show(moment: "Moment") -> None:
            for text, at in self._numbers:
                text.set_text(at(moment))
            for text, left in self._following:
                text.set_x(left(moment) / canvas.width)
            dimmer.dim(*(bool(moment.present) and moment.present not in tells for _, tells in told))

        every = dict.fromkeys(text for text, _ in (*self._numbers, *self._following, *told))
        self.moving = Moving([*every], show)

    def _arranged(self, readouts: list[Readout], runs: Runs) -> list[list[Readout]]:
        """Return the readouts in rows: one of a wide canvas, else two or more. What is to spare is left out if need be.

        Of two rows, the upper one has what is always there, and the lower one what may be left out.
        """
        if self._canvas.wide:
            kept = [readout for readout in readouts if not readout.spare]
            return [readouts if self._gap(self._small(readouts)) >= NARROWEST_GAP else kept]
        spare = [readout for readout in readouts if readout.spare]
        kept = [readout for readout in readouts if not readout.spare]
        if spare or len(kept) < len(readouts):
            columns = [max(pair) for pair in zip_longest(self._small(kept), self._small(spare), fillvalue=0.0)]
            return [kept, spare] if self._gap(columns) >= SPACE else [kept]
        if not runs.compared:
            # The loss beside the step, above the weights.
            readouts = [readouts[0], readouts[-1], *readouts[1:-1]]
        return [readouts[i : i + 2] for i in range(0, len(readouts), 2)]

    def _beside(self, rows: Sequence[Sequence[Readout]], runs: Runs) -> bool:
        """Return whether the rule stands at the right of the numbers: one of two lines that has room there."""
        widths = [max(slot.number + slot.beside, slot.name) for slot in map(self._widths.slot, rows[0])]
        free = self._canvas.inner_width - sum(widths) - WIDEST_GAP * (len(widths) - 1) - NARROWEST_GAP
        return len(rows) == 1 and "\n" in rule_of(runs)(0) and self._aside_width(runs) <= free

    def _aside_width(self, runs: Runs) -> float:
        asides = {ending_of(runs), *map(rule_of(runs), self._rule_steps(runs))}
        return max(self._widths.said(said, self._theme.label_size) for said in asides)

    @staticmethod
    def _rule_steps(runs: Runs) -> list[int]:
        """Return steps at which the rule is as long as it becomes."""
        return [*(step for step in rate_steps(runs.alone) if step <= runs.steps), runs.steps]

    def _aside(self, runs: Runs, edge: float, baseline: float, *, right: bool) -> tuple[Text, Text]:
        """Draw and return the rule, and in the end the ending in its place."""
        theme, rule, ending = self._theme, rule_of(runs), ending_of(runs)
        style: dict[str, Any] = {"ha": "right" if right else "left", "size": theme.label_size}
        before = self._text(edge, baseline, "", color=theme.quiet, **style)
        after = self._text(edge, baseline, "", color=theme.text, weight=SEMIBOLD, **style)
        self._numbers.append((before, lambda now: "" if ending and now.step >= runs.steps else rule(now.step)))
        self._numbers.append((after, lambda now: ending if now.step >= runs.steps else ""))
        return before, after

    def _below(self, runs: Runs) -> None:
        """Draw the rule below the title, in as many lines as it takes, and in the end the ending in its place."""
        theme, rule, ending = self._theme, rule_of(runs), ending_of(runs)
        lines = cache(partial(self._lines, size=theme.label_size))
        said = [lines(text) for text in {"", ending, *map(rule, self._rule_steps(runs))}]
        apart = 1.25 * theme.label_size

        def at(index: int, ended: bool, now: "Moment") -> str:
            if ended != (bool(ending) and now.step >= runs.steps):
                return ""
            text = ending if ended else rule(now.step)
            return "".join(lines(text)[index : index + 1])

        for index in range(max(map(len, said))):
            self.bottom += apart
            style: dict[str, Any] = {"size": theme.label_size}
            before = self._text(self._canvas.margin, self.bottom, "", color=theme.quiet, **style)
            after = self._text(self._canvas.margin, self.bottom, "", color=theme.text, weight=SEMIBOLD, **style)
            self._numbers += [(before, partial(at, index, False)), (after, partial(at, index, True))]
        self.bottom += theme.label_size

    def _lines(self, said: str, size: float) -> list[str]:
        """Return what is `said`, half bold, in lines that the picture is wide enough for."""
        lines = []
        for part in filter(None, said.split("\n")):
            columns = max(1, int(len(part) * self._canvas.inner_width / max(1.0, self._widths.said(part, size))))
            lines += balanced(part, columns)
        return lines

    def _pairs(self, readouts: Sequence[Readout], runs: Runs) -> None:
        """Draw readouts two by two, the loss beside the step; what is too wide has a row of its own."""
        rest = [readouts[0], readouts[-1], *readouts[1:-1]] if not runs.compared else [*readouts]
        inner, margin = self._canvas.inner_width, self._canvas.margin
        ranks = [self._widths.slot(readout).rank for readout in rest]
        size = self._rank_size(lambda share: all(share * rank <= (inner - SPACE) / 2 for rank in ranks))
        while rest:
            first, *others = self._small(rest[:2])
            self.fits &= first <= inner
            half = max((inner + SPACE) / 2, first + SPACE)
            together = bool(others) and half + others[0] <= inner
            self._row(rest[: 1 + together], [margin, margin + half], False, size)
            rest = rest[1 + together :]

    def _small(self, readouts: Sequence[Readout]) -> list[float]:
        return [slot.small for slot in map(self._widths.slot, readouts)]

    def _title(self, title: str, runs: Runs, counter: Readout | None = None, *, aside: bool = True) -> None:
        """Draw the title, and at its right what stands `aside`, or the `counter`; at the left if there is no title."""
        theme = self._theme
        widest = self._aside_width(runs) if aside else -NARROWEST_GAP
        if counter:
            slot = self._widths.slot(counter)
            widest = slot.name + SPACE + slot.number + slot.beside
        room = self._canvas.inner_width - widest - NARROWEST_GAP
        titled = theme.title_size > 0
        size, lines = (theme.title_size, [title]) if titled else (theme.label_size, [""])
        shortest = min(SHORTEST_LINE, self._widths.said(title, SMALLEST_TITLE)) if titled else -NARROWEST_GAP
        self.fits &= room >= shortest
        if titled and self._widths.said(title, size) > room:
            size = min(size, SMALLEST_TITLE)
            columns = max(1, int(len(title) * room / self._widths.said(title, size)))
            lines = balanced(title, columns) if self._widths.said(title, size) > room else [title]
        right, baseline = self._canvas.width - self._canvas.margin, self.bottom + size
        if counter:
            # At the right edge, it is the name that follows the number; at the left one, it is what stands beside it.
            before, behind = slot.name + SPACE, right - slot.beside
            end = behind if titled else self._canvas.margin + before
            name = self._text(self._canvas.margin, baseline, counter.names[0], theme.label_size, theme.quiet)
            aligned: dict[str, Any] = {"ha": "right" if titled else "left", "weight": SEMIBOLD}
            number = self._text(end, baseline, "", theme.number_size, counter.color, **aligned)
            self._numbers.append((number, counter.at))
            beside = self._text(end + SPACE, baseline, counter.beside, theme.label_size, counter.beside_color)
            wide = partial(self._widths.number, counter)
            if titled:
                self._following.append((name, lambda now: behind - wide(now) - before))
            else:
                self._following.append((beside, lambda now: before + self._canvas.margin + wide(now) + SPACE))
        elif aside:
            self._aside(runs, right if titled else self._canvas.margin, baseline, right=titled)
        for line in lines:
            self.bottom += size
            self._text(self._canvas.margin, self.bottom, line, size, theme.text, weight=SEMIBOLD)
            self.bottom += 0.2 * size
        self.bottom += 14

    def _rows(self, rows: Sequence[Sequence[Readout]]) -> None:
        """Draw `rows` of readouts, those of a column below one another."""
        every = [[self._widths.slot(readout) for readout in row] for row in rows]
        columns = [[slots[i] for slots in every if i < len(slots)] for i in range(len(rows[0]))]
        widths = [max(max(slot.number + slot.beside, slot.name) for slot in column) for column in columns]
        roomy = self._gap(widths) >= NARROWEST_GAP
        if not roomy:
            widths = [max(slot.small for slot in column) for column in columns]
        self.fits &= self._gap(widths) >= SPACE
        ranks = [max(slot.rank for slot in column) for column in columns]

        def with_ranks(share: float) -> list[float]:
            return [max(width, share * rank) for width, rank in zip(widths, ranks, strict=True)]

        size = self._rank_size(lambda share: self._gap(with_ranks(share)) >= (NARROWEST_GAP if roomy else SPACE))
        widths = with_ranks(size / RANK_SIZES[0])
        gap = min(WIDEST_GAP, self._gap(widths)) if len(rows) == 1 else self._gap(widths)
        lefts = [self._canvas.margin + sum(widths[:i]) + i * gap for i in range(len(widths))]
        for row in rows:
            self._row(row, lefts, roomy, size)

    def _row(self, readouts: Sequence[Readout], lefts: Sequence[float], roomy: bool, rank_size: float) -> None:
        """Draw readouts at `lefts`; if it is not `roomy`, with small names, and more beside them where they stay."""
        for readout, left in zip(readouts, lefts, strict=False):
            self._readout(readout, left, roomy)
        self.bottom += self._theme.label_size + 1.1 * self._theme.number_size + 16
        ranked = [(readout, left) for readout, left in zip(readouts, lefts, strict=False) if readout.rank]
        if ranked and rank_size:
            self.bottom += RANK_LINE * rank_size
            for readout, left in ranked:
                self._rank(readout, left, rank_size)

    def _rank_size(self, holds: Callable[[float], bool]) -> float:
        """Return the size of how runs do, the largest one that `holds`, as a share of the first; 0 if none does."""
        return next((size for size in RANK_SIZES if holds(size / RANK_SIZES[0])), 0.0)

    def _rank(self, readout: Readout, left: float, size: float) -> None:
        """Write how a run does, from when that is known; a winner has a badge of its colour, flush with its number."""
        style: dict[str, Any] = {"weight": SEMIBOLD}
        if readout.wins:
            left += BADGE * size
            style["bbox"] = {"boxstyle": f"round,pad={BADGE},rounding_size={BADGE}", "linewidth": 0}
            style["bbox"]["facecolor"] = readout.color
        color = self._theme.paper if readout.wins else readout.color
        text = self._text(left, self.bottom - 0.75 * size, "", size, color, **style)
        self._numbers.append((text, lambda now: readout.rank if now.step >= readout.ranked_at else ""))

    def _readout(self, readout: Readout, left: float, roomy: bool) -> None:
        theme, slot = self._theme, self._widths.slot(readout)
        names_at = self.bottom + theme.label_size
        self._numbers_at = numbers_at = names_at + 1.1 * theme.number_size
        # Small text in a colour that is no ink for reading has to be bold.
        size, weight = (theme.label_size, 400) if roomy else (small_size(theme), SEMIBOLD)
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
        beside = self._text(*place, readout.beside, size, readout.beside_color, weight=weight)
        if readout.beside_at:
            self._numbers.append((beside, readout.beside_at))
        if readout.largest and place[1] == numbers_at:
            self._following.append((beside, lambda now: left + self._widths.number(readout, now) + SPACE))
        self._told += [(text, readout.tells) for text in (sign, number)]
        if readout.beside and readout.tells != BEATS:
            # What it should be is of no beat.
            self._told.append((beside, ()))

    def _gap(self, widths: Sequence[float]) -> float:
        """Return the space between things of these `widths` that fill the row."""
        return (self._canvas.inner_width - sum(widths)) / max(1, len(widths) - 1)

    def _text(self, left: float, baseline: float, s: str, size: float, color: str, **more: Any) -> Text:
        place = (left / self._canvas.width, 1 - baseline / self._canvas.height)
        return self._figure.text(*place, s, size=size, color=color or "none", va="baseline", parse_math=False, **more)
