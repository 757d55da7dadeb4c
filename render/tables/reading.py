"""The bytes of a table enter; two columns of numbers or dates leave, what was taken for what, and what was left out."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from render.errors import Fault
from render.numbers import typed
from render.tables import dates, numbers, program
from render.tables.header import rows_shown
from render.tables.numbers import GROUP_NAMES, Reading
from render.tables.table import Cell, Table, TableError, Text, Wanted, shown
from render.training.float32 import LARGEST

MOST_LINES = 6
"""Lines of rows that were left out that are named."""
ZIP = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0"
"""How the files of Excel before 2007 begin, and those that are locked by a password."""


@dataclass(frozen=True)
class Columns:
    """Two columns of a table, `notes` on how it was read, and the lines of a program that reads the same, if short."""

    x: "array[float]"
    y: "array[float]"
    x_is_date: bool
    notes: tuple[str, ...]
    code: tuple[str, ...] | None


@lru_cache(maxsize=2)
def read(raw: bytes, wanted: Wanted) -> Columns:
    """Return the two columns that are wanted of the file whose content is `raw`. Raises TableError with all faults."""
    if raw.startswith(OLD):
        hint = "save it as .xlsx or .csv, without a password"
        raise TableError(Fault(f"{wanted.file} is an old Excel file, or locked by a password", hint, ("file",)))
    if raw.startswith(ZIP):
        from render.tables import sheets

        table = sheets.read(raw, wanted)
    else:
        from render.tables import text

        table = text.read(raw, wanted)
    return _columns(table, wanted)


def _columns(table: Table, wanted: Wanted) -> Columns:
    x, y = list(map(numbers.canonical, table.x)), list(map(numbers.canonical, table.y))
    faults: list[Fault] = []
    notes: list[str] = []
    kept = [i for i in range(len(x)) if not (numbers.is_missing(x[i]) or numbers.is_missing(y[i]))]
    if len(kept) < len(x):
        if wanted.missing == "error":
            faults += _refused(table, x, y, wanted)
        has = set(kept)
        notes.append(f"{_counted([line for i, line in enumerate(table.lines) if i not in has], 'row without a value')}")
    if table.comments:
        notes.append(_counted(table.comments, "comment below the header"))
    lines = [table.lines[i] for i in kept]
    x, y = [x[i] for i in kept], [y[i] for i in kept]
    taken = list(table.taken)
    if respelled := dates.respelled(x):
        x = respelled
        taken.append(f'"{shown(wanted.x)}" as dates such as {x[0]}')
    x_is_date = sum(map(dates.is_date, x)) * 2 > len(x)
    if sum(map(dates.is_date, y)) * 2 > len(y):
        raise TableError(Fault(f'column "{shown(wanted.y)}" holds dates: they can be x, not y', "", ("y",)))
    (x, x_unit), (y, y_unit) = (x, "") if x_is_date else numbers.without_unit(x), numbers.without_unit(y)
    taken += [f'"{shown(name)}" in {shown(unit)}' for name, unit in ((wanted.x, x_unit), (wanted.y, y_unit)) if unit]
    columns = [y] if x_is_date else [x, y]
    is_certain = isinstance(table.source, Text) and table.source.separator in {",", " "}
    reading, twofold = numbers.reading_of(columns, wanted.decimal, is_certain)
    if twofold:
        faults.append(_twofold(twofold, "x" if not x_is_date and twofold.text in x else "y", wanted))
    found = dates.days(x) if x_is_date else numbers.values(x, reading), numbers.values(y, reading)
    if x_is_date and (zones := dates.zones(x)) == {True}:
        taken.append("times as those of UTC")
    elif x_is_date and len(zones) > 1:
        hint = "write all of them with a zone, or none"
        faults.append(Fault(f'some times in column "{shown(wanted.x)}" have a time zone, others none', hint, ("x",)))
    for key, cells, (values, wrong) in zip(("x", "y"), (x, y), found, strict=True):
        if wrong:
            is_date = key == "x" and x_is_date
            faults.append(_not_values(key, [(lines[i], cells[i]) for i in wrong], table, wanted, reading, is_date))
        if large := [lines[i] for i, value in enumerate(values) if abs(value) > LARGEST]:
            said = f'a number in column "{shown(getattr(wanted, key))}" is larger than {LARGEST:,.0f}'
            hint = "\n".join([*rows_shown(table.source, large, wanted), "write it in a larger unit"])
            faults.append(Fault(said, hint, (key,)))
    if faults:
        raise TableError(*faults)
    (x_values, _), (y_values, _) = found
    _check_points(x_values, wanted, notes)
    if reading.decimal == "," and wanted.decimal is None:
        taken.insert(sum(each.startswith(("separator", "sheet")) for each in taken), "decimal comma")
    if reading.group and (wanted.decimal is None or reading.group not in ",."):
        taken.append(f"thousands {GROUP_NAMES[reading.group]}")
    how = [", ".join(taken)] if taken else []
    code = program.lines(table, wanted, kept, reading, (x_unit, y_unit), x_is_date)
    return Columns(x_values, y_values, x_is_date, (*how, *notes), code)


def _check_points(x: Sequence[float], wanted: Wanted, notes: Sequence[str]) -> None:
    if len(x) < 2:
        hint = "\n".join([*notes, "a line needs at least two points"])
        raise TableError(Fault(f"{wanted.file} has fewer than 2 rows of numbers", hint, ("file",)))
    if min(x) == max(x):
        hint = "a line needs at least two different x"
        raise TableError(Fault(f'all values in column "{shown(wanted.x)}" are the same', hint, ("x",)))


def _counted(lines: Sequence[int], what: str) -> str:
    """Say how many rows of a kind were left out, and which, as far as they are few."""
    first, _, rest = what.partition(" ")
    several = len(lines) > 1
    named = ", ".join(f"{line:,}" for line in lines[:MOST_LINES])
    more = f" and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else ""
    return f"{len(lines):,} {first}{'s' * several} {rest} left out: line{'s' * several} {named}{more}"


def _refused(table: Table, x: Sequence[Cell], y: Sequence[Cell], wanted: Wanted) -> list[Fault]:
    faults = []
    for key, cells in (("x", x), ("y", y)):
        lines = [table.lines[i] for i, cell in enumerate(cells) if numbers.is_missing(cell)]
        if lines:
            name = shown(getattr(wanted, key))
            said = f'{len(lines):,} rows have nothing in column "{name}"'
            if len(lines) == 1:
                said = f'nothing in column "{name}"'
            hint = "\n".join([*rows_shown(table.source, lines, wanted), "missing: drop leaves such rows out"])
            faults.append(Fault(said, hint, (key,)))
    return faults


def _twofold(found: numbers.Twofold, key: str, wanted: Wanted) -> Fault:
    name = shown(getattr(wanted, key))
    said = f'"{found.text}" in column "{name}" can be {typed(found.point, 16)} or {typed(found.comma, 16)}'
    hint = f'write decimal: "." for {typed(found.point, 16)}, or decimal: "," for {typed(found.comma, 16)}'
    return Fault(said, hint, (key,))


def _not_values(
    key: str, wrong: Sequence[tuple[int, Cell]], table: Table, wanted: Wanted, reading: Reading, is_date: bool
) -> Fault:
    name, cell = shown(getattr(wanted, key)), shown(wrong[0][1])
    what = ("a date such as 2024-03-01", "dates") if is_date else ("a number", "numbers")
    said = f'"{cell}" in column "{name}" is not {what[0]}'
    if len(wrong) > 1:
        said = f'{len(wrong):,} values in column "{name}" are not {what[1]}, such as "{cell}"'
    hint = "mend the row, or leave its value empty"
    cells = [value for _, value in wrong]
    if key == "x" and any(map(dates.is_other, cells)):
        hint = "write dates as 2024-03-01"
    elif not is_date and all(isinstance(each, str) and numbers.is_number(each) for each in cells):
        mark = {".": "a point", ",": "a comma"}[reading.decimal]
        hint = f"the other numbers are written with {mark}: write these in the same way"
    return Fault(said, "\n".join([*rows_shown(table.source, [line for line, _ in wrong], wanted), hint]), (key,))
