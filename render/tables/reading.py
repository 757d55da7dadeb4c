"""The bytes of a table enter; columns of numbers, dates or classes leave, and what was taken for what, and left out."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from render.errors import Fault
from render.numbers import typed
from render.tables import classes, dates, numbers, program
from render.tables.header import rows_shown
from render.tables.numbers import GROUP_NAMES, Reading
from render.tables.table import Cell, Table, TableError, Text, Wanted, folded, shown
from render.training.float32 import LARGEST

MOST_LINES = 6
"""Lines of rows that were left out that are named."""
ZIP = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0"
"""How the files of Excel before 2007 begin, and those that are locked by a password."""


@dataclass(frozen=True)
class Columns:
    """Columns `xs` and y of a table, and `notes` on how it was read.

    With `classes`, y counts them from 0. `code` are the lines of a program that reads the same, if a short one does.
    """

    xs: "tuple[array[float], ...]"
    y: "array[float]"
    x_is_date: bool
    classes: tuple[str, ...]
    notes: tuple[str, ...]
    code: tuple[str, ...] | None


@dataclass
class _Column:
    """A column: its name, the key that asks for it, its canonical cells, what they are, and their values.

    The places of cells without a value are `wrong`.
    """

    name: str
    key: tuple[str | int, ...]
    cells: list[Cell]
    kind: Literal["numbers", "dates", "words"] = "numbers"
    unit: str = ""
    values: "array[float]" = field(default_factory=lambda: array("d"))
    wrong: list[int] = field(default_factory=list)


@lru_cache(maxsize=2)
def read(raw: bytes, wanted: Wanted) -> Columns:
    """Return the columns that are wanted of the file whose content is `raw`. Raises TableError with all faults."""
    return _columns(found(raw, wanted), wanted)


def found(raw: bytes, wanted: Wanted) -> Table:
    """Return the columns that are wanted as they stand in the file. Raises TableError."""
    if raw.startswith(OLD):
        hint = "save it as .xlsx or .csv, without a password"
        raise TableError(Fault(f"{wanted.file} is an old Excel file, or locked by a password", hint, ("file",)))
    if raw.startswith(ZIP):
        from render.tables import sheets

        return sheets.read(raw, wanted)
    from render.tables import text

    return text.read(raw, wanted)


def _columns(table: Table, wanted: Wanted) -> Columns:
    faults: list[Fault] = []
    notes: list[str] = []
    cells = [list(map(numbers.canonical, column)) for column in table.columns]
    gone = _without_values(cells, table.columns[-1], wanted)
    everywhere = set().union(*gone)
    kept = [i for i in range(len(table.lines)) if i not in everywhere]
    if everywhere:
        if wanted.missing == "error":
            faults += _refused(table, gone, wanted)
        notes.append(counted([table.lines[i] for i in sorted(everywhere)], "row without a value"))
    if table.comments:
        notes.append(counted(table.comments, "comment below the header"))
    lines = [table.lines[i] for i in kept]
    columns = [
        _Column(shown(name), key, [column[i] for i in kept])
        for name, key, column in zip(wanted.names, wanted.keys, cells, strict=True)
    ]
    taken = list(table.taken)
    *inputs, y = columns
    _find_dates(inputs, y, wanted, taken)
    _find_words(y, wanted)
    measured = [column for column in columns if column.kind == "numbers"]
    for column in measured:
        column.cells, column.unit = numbers.without_unit(column.cells)
    taken += [f'"{column.name}" in {shown(column.unit)}' for column in measured if column.unit]
    is_certain = isinstance(table.source, Text) and table.source.separator in {",", " "}
    reading, twofold = numbers.reading_of([column.cells for column in measured], wanted.decimal, is_certain)
    if twofold:
        faults.append(_twofold(twofold, next(column for column in measured if twofold.text in column.cells)))
    for column in columns:
        if column.kind == "dates":
            column.values, column.wrong = dates.days(column.cells)
            faults += _zones(column, taken)
        elif column.kind == "numbers":
            column.values, column.wrong = numbers.values(column.cells, reading)
    faults += _unusable(inputs if isinstance(wanted.classes, tuple) else columns, lines, table, wanted, reading)
    if faults:
        raise TableError(*faults)
    _check_points(inputs, wanted, len(kept), notes)
    known = _classes(y, [table.columns[-1][i] for i in kept], lines, table, wanted)
    if reading.decimal == "," and wanted.decimal is None:
        taken.insert(sum(each.startswith(("separator", "sheet")) for each in taken), "decimal comma")
    if reading.group and (wanted.decimal is None or reading.group not in ",."):
        taken.append(f"thousands {GROUP_NAMES[reading.group]}")
    if known and not isinstance(wanted.classes, tuple):
        taken.append(f'"{y.name}" as classes {", ".join(map(shown, known.names))}')
    how = [", ".join(taken)] if taken else []
    x_is_date = inputs[0].kind == "dates"
    units = [column.unit for column in columns]
    code = program.lines(table, wanted, kept, reading, units, x_is_date, known, y.values)
    xs = tuple(column.values for column in inputs)
    return Columns(xs, known.of if known else y.values, x_is_date, known.names if known else (), (*how, *notes), code)


def _without_values(columns: Sequence[Sequence[Cell]], raw: Sequence[Cell], wanted: Wanted) -> list[list[int]]:
    """Return the places of the rows in which each of the canonical `columns` has no value; `raw` is y as it is.

    A class may be named like what says that there is none.
    """
    *inputs, last = [[i for i, cell in enumerate(cells) if numbers.is_missing(cell)] for cells in columns]
    named = wanted.classes if isinstance(wanted.classes, tuple) else ()
    return [*inputs, [i for i in last if classes.name_of(raw[i]) not in named]]


def _find_dates(inputs: Sequence[_Column], y: _Column, wanted: Wanted, taken: list[str]) -> None:
    """Say which columns hold dates, and write those as ISO 8601 does. Raises TableError where there can be none."""
    faults = []
    for column in inputs:
        if respelled := dates.respelled(column.cells):
            column.cells = respelled
            taken.append(f'"{column.name}" as dates such as {respelled[0]}')
        if sum(map(dates.is_date, column.cells)) * 2 > len(column.cells):
            column.kind = "dates"
            if len(inputs) > 1:
                hint = "leave it out, or make it the only x"
                said = f'column "{column.name}" holds dates: they can be x alone, not one of several'
                faults.append(Fault(said, hint, column.key))
    if not wanted.classes and sum(map(dates.is_date, y.cells)) * 2 > len(y.cells):
        faults.append(Fault(f'column "{y.name}" holds dates: they can be x, not y', "", y.key))
    if faults:
        raise TableError(*faults)


def _find_words(y: _Column, wanted: Wanted) -> None:
    """Say whether y holds words: where classes are meant, in any case but that of numbers."""
    if wanted.classes is False:
        return
    are_words = classes.are_no_numbers if wanted.classes else classes.are_words
    if are_words(y.cells) and are_words(numbers.without_unit(y.cells)[0]):
        y.kind = "words"


def _classes(
    y: _Column, raw: Sequence[Cell], lines: Sequence[int], table: Table, wanted: Wanted
) -> classes.Classes | None:
    """Return the classes in y, from its `raw` cells as they stand in the table, if there are any. Raises TableError."""
    if isinstance(wanted.classes, tuple):
        return classes.of_names(raw, y.values, table, lines, wanted)
    if y.kind == "words":
        return classes.of_words(raw, wanted)
    return classes.of_numbers(y.values, wanted) if wanted.classes else None


def _unusable(
    columns: Sequence[_Column], lines: Sequence[int], table: Table, wanted: Wanted, reading: Reading
) -> list[Fault]:
    """Return what is wrong with the values of `columns`, whose rows stand in `lines`."""
    faults = []
    for column in columns:
        if column.wrong:
            faults.append(_not_values(column, lines, table, wanted, reading))
        if large := [lines[i] for i, value in enumerate(column.values) if abs(value) > LARGEST]:
            said = f'a number in column "{column.name}" is larger than {LARGEST:,.0f}'
            hint = "\n".join([*rows_shown(table.source, large, wanted), "write it in a larger unit"])
            faults.append(Fault(said, hint, column.key))
    return faults


def _zones(column: _Column, taken: list[str]) -> list[Fault]:
    zones = dates.zones(column.cells)
    if zones == {True}:
        taken.append("times as those of UTC")
    if len(zones) < 2:
        return []
    hint = "write all of them with a zone, or none"
    return [Fault(f'some times in column "{column.name}" have a time zone, others none', hint, column.key)]


def _check_points(inputs: Sequence[_Column], wanted: Wanted, count: int, notes: Sequence[str]) -> None:
    if count < 2:
        hint = "\n".join([*notes, "a line needs at least two points"])
        raise TableError(Fault(f"{wanted.file} has fewer than 2 rows of numbers", hint, ("file",)))
    hint = "leave it out: it tells nothing apart" if len(inputs) > 1 else "a line needs at least two different x"
    faults = [
        Fault(f'all values in column "{column.name}" are the same', hint, column.key)
        for column in inputs
        if min(column.values) == max(column.values)
    ]
    if faults:
        raise TableError(*faults)


def counted(lines: Sequence[int], what: str) -> str:
    """Say how many rows of a kind were left out, and which, as far as they are few."""
    first, _, rest = what.partition(" ")
    several = len(lines) > 1
    named = ", ".join(f"{line:,}" for line in lines[:MOST_LINES])
    more = f" and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else ""
    return f"{len(lines):,} {first}{'s' * several} {rest} left out: line{'s' * several} {named}{more}"


def _refused(table: Table, gone: Sequence[Sequence[int]], wanted: Wanted) -> list[Fault]:
    faults = []
    for name, key, places in zip(map(shown, wanted.names), wanted.keys, gone, strict=True):
        if places:
            said = f'{len(places):,} rows have nothing in column "{name}"'
            if len(places) == 1:
                said = f'nothing in column "{name}"'
            rows = rows_shown(table.source, [table.lines[i] for i in places], wanted)
            faults.append(Fault(said, "\n".join([*rows, "missing: drop leaves such rows out"]), key))
    return faults


def _twofold(found: numbers.Twofold, column: _Column) -> Fault:
    said = f'"{found.text}" in column "{column.name}" can be {typed(found.point, 16)} or {typed(found.comma, 16)}'
    hint = f'write decimal: "." for {typed(found.point, 16)}, or decimal: "," for {typed(found.comma, 16)}'
    return Fault(said, hint, column.key)


def _with_numbers(table: Table, wanted: Wanted) -> list[str]:
    """Return the names of the columns that hold numbers in the first rows, but for y."""
    names, *rows = table.heads
    found = []
    for place, name in enumerate(names):
        cells = [numbers.canonical(row[place]) for row in rows if place < len(row)]
        filled = [cell for cell in cells if not numbers.is_missing(cell)]
        if filled and not classes.are_no_numbers(filled) and folded(name) not in {"", folded(wanted.y)}:
            found.append(shown(name))
    return found


def _not_values(column: _Column, lines: Sequence[int], table: Table, wanted: Wanted, reading: Reading) -> Fault:
    cells = [column.cells[i] for i in column.wrong]
    is_date = column.kind == "dates"
    what = ("a date such as 2024-03-01", "dates") if is_date else ("a number", "numbers")
    said = f'"{shown(cells[0])}" in column "{column.name}" is not {what[0]}'
    if len(cells) > 1:
        said = f'{len(cells):,} values in column "{column.name}" are not {what[1]}, such as "{shown(cells[0])}"'
    hint = "mend the row, or leave its value empty"
    if not is_date and column.key[0] == "x" and classes.are_words(column.cells):
        others = ", ".join(_with_numbers(table, wanted))
        return Fault(said, f"name another column{f'; those with numbers: {others}' * bool(others)}", column.key)
    if column.key == ("x",) and any(map(dates.is_other, cells)):
        hint = "write dates as 2024-03-01"
    elif not is_date and all(isinstance(each, str) and numbers.is_number(each) for each in cells):
        mark = {".": "a point", ",": "a comma"}[reading.decimal]
        hint = f"the other numbers are written with {mark}: write these in the same way"
    elif column.key == ("y",) and wanted.classes is None and len(cells) * 2 > len(lines):
        hint += "\nif these are classes, write classes: true"
    elif column.key == ("y",) and wanted.classes:
        hint += "\nif this is a class, list all of them: classes: [0, 1, ...]"
    rows = rows_shown(table.source, [lines[i] for i in column.wrong], wanted)
    return Fault(said, "\n".join([*rows, hint]), column.key)
