"""The bytes of a table of which nothing is known enter; all of its columns leave, each with what it holds.

Whoever asks for columns by their names has the reader find the header that has them. Here it is the other way round:
the header is the row below which most cells fit to it, in the way of parting cells in which most do.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from render.errors import Fault
from render.tables import dates, numbers
from render.tables.reading import OLD, ZIP, found
from render.tables.table import MOST_SEARCHED, Cell, Row, TableError, Text, Wanted, filled, folded, shown
from render.texts import in_one_line, unfit

MOST_TRIED = 50
"""Rows that may be the header."""
MOST_NAMES = 1_000
"""Columns that are looked at: of more, the first ones."""
MOST_LOOKED_AT = 5_000
"""Rows, evenly from all of them, by which it is judged what a column holds."""
MOSTLY = 0.5
"""Share of the cells that are numbers, above which a column is meant to hold numbers."""
NUMBER = re.compile(r"[+-]?[.,]?\d[\d.,' ]*([eE][+-]?\d+)?%?", re.ASCII)

Kind = Literal["numbers", "dates", "words", "empty"]
Score = tuple[int, int]
"""Of a row, if it was the header: cells with numbers below it that fit to it, and names in it."""


@dataclass(frozen=True)
class Column:
    """A column: its `name`, what it holds, and its `cells` as texts or numbers, None where there is no value.

    `values` are numbers, or days of dates, NaN where there is none; empty of words. `odd` are cells of a column of
    numbers, or of dates, that are none, and so cannot be read.
    """

    name: str
    kind: Kind
    cells: tuple[Cell | None, ...]
    values: "array[float]"
    odd: tuple[str, ...] = ()

    @property
    def present(self) -> list[Cell]:
        """The cells with a value."""
        return [cell for cell in self.cells if cell is not None]


@dataclass(frozen=True)
class Survey:
    """The columns of a table with so many `rows`, those `doubled` whose name another one has, and a decimal mark.

    `decimal` is what to say of one, where numbers can be read in two ways: `twofold` is the first of these. Of many
    rows, the columns have a part.
    """

    columns: tuple[Column, ...]
    rows: int
    doubled: tuple[str, ...] = ()
    decimal: Literal[".", ","] | None = None
    twofold: numbers.Twofold | None = None


def survey(raw: bytes, file: str) -> Survey:
    """Return what the columns of a table hold; `file` is what errors call it. Raises TableError."""
    named = header(raw, file)
    count = Counter(named)
    names = [name for name in count if count[name] == 1 and _can_be_asked_for(name)][:MOST_NAMES]
    if len(names) < 2:
        said = f"{file} has {'one column' if names else 'no column'} with a name of its own"
        if twice := next((name for name in count if name and count[name] > 1), ""):
            said = f'{said}: {count[twice]} are named "{shown(twice)}"'
        raise TableError(Fault(said, "a line above the numbers has to name two columns: age,height", ("file",)))
    table = found(raw, Wanted(file, tuple(names[:-1]), names[-1]))
    rows = len(table.lines)
    if rows < 2:
        hint = "a film needs two rows at least, better twenty, below the names of the columns"
        raise TableError(Fault(f"{file} has {'one row' if rows else 'no rows'} of values", hint, ("file",)))
    step = max(1, -(-rows // MOST_LOOKED_AT))
    columns = [_column(name, cells[::step]) for name, cells in zip(names, table.columns, strict=True)]
    is_certain = isinstance(table.source, Text) and table.source.separator in {",", " "}
    measured = [column for column in columns if column.kind == "numbers"]
    reading, twofold = numbers.reading_of([column.present for column in measured], None, is_certain)
    columns = [_with_values(column, reading) if column.kind == "numbers" else column for column in columns]
    doubled = tuple(name for name in count if name and count[name] > 1)
    return Survey(tuple(columns), rows, doubled, reading.decimal if twofold else None, twofold)  # type: ignore[arg-type]


def header(raw: bytes, file: str) -> list[str]:
    """Return the names of a table's columns, as they are compared, nothing for one without. Raises TableError."""
    best: tuple[Score, Row] | None = None
    first: Row | None = None
    has_values = False
    for rows, needs_all in _readings(raw, file):
        known = [row for row in rows if filled(row.cells)]
        seen = [row for row in known if not row.comment]
        if seen and (first is None or filled(seen[0].cells) > filled(first.cells)):
            first = seen[0]
        has_values |= any(_is_value(cell) for row in seen for cell in row.cells if folded(cell))
        for row in [*seen[:MOST_TRIED], *(_bare(row) for row in known[:MOST_TRIED] if row.comment)]:
            below = [each for each in seen if each.line > row.line]
            score = _score(row, below, needs_all)
            # A comment names the columns where no other row does.
            if score and (best is None or (not row.comment, score) > (not best[1].comment, best[0])):
                best = score, row
    if best:
        return [folded(cell) for cell in best[1].cells[: filled(best[1].cells)]]
    if first is None:
        raise TableError(Fault(f"{file} is empty", "a line has to name the columns, with numbers below it", ("file",)))
    if filled(first.cells) < 2:
        hint = "a film needs two, such as x and y; and commas, semicolons or tabs between them"
        raise TableError(Fault(f"{file} has one column; its first line is: {_line(first)}", hint, ("file",)))
    if not has_values:
        hint = "a film needs a column of numbers, and a second one of numbers or of a few classes"
        raise TableError(Fault(f"{file} holds no numbers; its first line is: {_line(first)}", hint, ("file",)))
    hint = "write a line above the numbers that names the columns, such as x,y"
    raise TableError(Fault(f"no line of {file} names the columns; its first line is: {_line(first)}", hint, ("file",)))


def _readings(raw: bytes, file: str) -> Iterator[tuple[Iterable[Row], bool]]:
    """Yield the first rows of the table, each way in which it can be read, and whether rows are as wide as it.

    An old spreadsheet is refused by who reads it.
    """
    wanted = Wanted(file, (), "")
    if raw.startswith((ZIP, OLD)):
        from render.tables import sheets

        if raw.startswith(OLD):
            found(raw, wanted)
        yield from ((sheet.rows[:MOST_SEARCHED], False) for sheet, _ in sheets.sheets(raw, wanted))
        return
    from render.tables import encoding, text

    for read, _ in encoding.texts(raw, wanted):
        yield from ((text.searched(read, each, wanted), each == " ") for each in text.separators(read, wanted))
        return


def _bare(row: Row) -> Row:
    """Return a comment without its mark."""
    first = str(row.cells[0]).lstrip("# ")
    return row._replace(cells=[first, *row.cells[1:]] if first else row.cells[1:])


def _score(row: Row, below: Sequence[Row], needs_all: bool) -> Score | None:
    """Return how well a `row` names columns of those `below` it; None if it does not."""
    width = filled(row.cells)
    named = [cell for cell in row.cells[:width] if folded(cell)]
    if len(named) < 2 or 2 * sum(map(_is_value, named)) >= len(named):
        return None
    fitting = [each for each in below if 2 <= filled(each.cells) <= width]
    if needs_all:
        fitting = [each for each in fitting if len(each.cells) == len(row.cells)]
    unlike = sum(filled(each.cells) > 0 for each in below) - len(fitting)
    values = sum(_is_value(cell) for each in fitting for cell in each.cells)
    return (values - unlike * width, len(named)) if fitting and len(fitting) > unlike and values else None


def _is_value(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(NUMBER.fullmatch(str(numbers.canonical(cell)))) or dates.is_date(cell)


def _can_be_asked_for(name: str) -> bool:
    return bool(in_one_line(name)) and unfit(name) is None


def _column(name: str, raw: Sequence[Cell]) -> Column:
    """Return what a column holds, yet without the values of numbers."""
    cells = [None if numbers.is_missing(cell) else cell for cell in map(numbers.canonical, raw)]
    places = [place for place, cell in enumerate(cells) if cell is not None]
    present = [cell for cell in cells if cell is not None]
    column = Column(name, "empty", tuple(cells), array("d"))
    if not present:
        return column
    if all(isinstance(cell, str) and dates.is_other(cell) for cell in present) and not dates.are_dotted(present):
        return replace(column, kind="dates", odd=tuple(dict.fromkeys(map(shown, present))))
    spelled = dates.respelled(present) or present
    if sum(map(dates.is_date, spelled)) * 2 > len(spelled):
        days, wrong = dates.days(spelled)
        values = array("d", [float("nan")] * len(cells))
        for place, day in zip(places, days, strict=True):
            values[place] = day
        return replace(column, kind="dates", values=values, odd=tuple(shown(spelled[place]) for place in wrong))
    bare, _ = numbers.without_unit(present)
    measured = sum(not isinstance(cell, str) or numbers.is_number(cell) for cell in bare)
    if measured <= MOSTLY * len(bare):
        return replace(column, kind="words")
    for place, cell in zip(places, bare, strict=True):
        cells[place] = cell
    return replace(column, kind="numbers", cells=tuple(cells))


def _with_values(column: Column, reading: numbers.Reading) -> Column:
    values, wrong = numbers.values(["" if cell is None else cell for cell in column.cells], reading)
    odd = tuple(shown(cell) for cell in (column.cells[place] for place in wrong) if cell is not None)
    return replace(column, values=values, odd=odd)


def _line(row: Row) -> str:
    return shown(" | ".join(map(str, row.cells)), 70)
