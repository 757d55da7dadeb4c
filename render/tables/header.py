"""Rows enter; the columns below a header leave, or what is wrong with a table whose header is not found."""

from collections.abc import Iterable, Mapping, Sequence

from render.errors import Fault, did_you_mean
from render.tables.table import Row, Sheet, Table, TableError, Text, Wanted, filled, folded, places, shown
from render.training.data import MOST_POINTS

MOST_SHOWN = 3
"""Rows that are shown of those with the same fault."""
MOST_HEADS = 10
"""Rows that are looked at to tell what the other columns hold."""
LONGEST_HINT = 200
LONGEST_UNIT = 20


def collect(
    rows: Iterable[Row],
    header: Row,
    source: Text | Sheet,
    before: int,
    wanted: Wanted,
) -> Table:
    """Return what stands in the columns in the `rows` below the `header`.

    In a text, a row with more cells than the header is refused, and where spaces part them one with fewer, too: a
    cell of it may be that of another column. Raises TableError for those, and for too many rows.
    """
    at = places(header.cells, wanted)
    assert at is not None
    if faults := _doubled(header.cells, wanted):
        raise TableError(*faults)
    width = filled(header.cells)
    names = tuple(str(header.cells[place]) for place in at)
    table = Table(at, names, before, header.line, source, columns=[[] for _ in at], heads=[header.cells])
    unlike: list[Row] = []
    for row in rows:
        if row.comment:
            table.comments.append(row.line)
            continue
        cells, count = row.cells, len(row.cells)
        if count != width and (count := filled(cells)) != width:
            if not count:
                table.blanks += 1
                continue
            if isinstance(source, Text) and (count > width or source.separator == " "):
                unlike.append(row)
                continue
        elif not any(map(str.strip, map(str, cells))):
            table.blanks += 1
            continue
        found = [cells[place] if place < len(cells) else "" for place in at]
        if not table.lines and not table.taken and _are_units(found):
            table.taken.append(f"units in line {row.line:,}")
            table.before += 1 + table.blanks + len(table.comments)
            table.comments.clear()
            table.blanks = 0
            continue
        for column, cell in zip(table.columns, found, strict=True):
            column.append(cell)
        if len(table.heads) <= MOST_HEADS:
            table.heads.append(cells)
        table.lines.append(row.line)
        if len(table.lines) > MOST_POINTS:
            said = f"{wanted.file} has more than {MOST_POINTS:,} rows"
            raise TableError(Fault(said, "take a sample of them", ("file",)))
    if unlike:
        raise TableError(_unlike(unlike, header, width, source, wanted))
    return table


def lost(tried: Mapping[str, Sequence[Row]], wanted: Wanted) -> TableError:
    """Return what is wrong with a table in whose rows, read in each of some ways, no header was found."""
    best: tuple[int, int, Row] | None = None
    names = [folded(name) for name in wanted.names]
    for rows in tried.values():
        if wanted.header:
            rows = [row for row in rows if row.line <= wanted.header <= row.last]  # noqa: PLW2901
        found = [row for row in rows if not row.comment and filled(row.cells)]
        for row in found:
            # The row with most of the names, or else the first one, read in the way that gives most cells.
            known = sum(name in map(folded, row.cells) for name in names)
            score = (known, filled(row.cells) if row is found[0] or known else 0)
            if best is None or score > best[:2]:
                best = (*score, row)
    if best is None:
        if wanted.header and any(map(len, tried.values())):
            return TableError(Fault(f"{wanted.file} has nothing in line {wanted.header:,}", "", ("header",)))
        return TableError(Fault(f"{wanted.file} is empty", "a line has to name the columns", ("file",)))
    there = [folded(cell) for cell in best[2].cells[: filled(best[2].cells)]]
    faults = []
    for key, name in zip(wanted.keys, names, strict=True):
        if name in there:
            continue
        hint = did_you_mean(shown(name), [shown(each) for each in there if each])
        if all(any(c.isdigit() for c in each) and not any(c.isalpha() for c in each) for each in there):
            hint = "the first line has to name the columns"
        faults.append(Fault(f'there is no column "{shown(name)}" in {wanted.file}', shown(hint, LONGEST_HINT), key))
    return TableError(*faults)


def rows_shown(source: Text | Sheet, lines: Sequence[int], wanted: Wanted) -> list[str]:
    """Return the first of some `lines` for a hint, and how many more there are."""
    said = [f"{wanted.file}:{line}: {source.shown(line)}" for line in lines[:MOST_SHOWN]]
    more = len(lines) - MOST_SHOWN
    return said + ([f"and {more:,} more row{'s' if more > 1 else ''}"] if more > 0 else [])


def _doubled(cells: Sequence[str | float], wanted: Wanted) -> list[Fault]:
    names = [folded(cell) for cell in cells]
    return [
        Fault(f'{count} columns of {wanted.file} are named "{shown(name)}"', "rename one of them", key)
        for key, name in zip(wanted.keys, map(folded, wanted.names), strict=True)
        if (count := names.count(name)) > 1
    ]


def _are_units(cells: Sequence[str | float]) -> bool:
    """Return whether cells right below the header say the units of the columns: what has none is left empty."""
    *inputs, _ = are = [_is_unit(cell) for cell in cells]
    return any(inputs) and all(is_unit or not str(cell).strip() for is_unit, cell in zip(are, cells, strict=True))


def _is_unit(cell: str | float) -> bool:
    """Return whether a cell right below the header says a unit: it has letters, and no digit."""
    text = str(cell).strip()
    plain = text.strip("()[]").casefold()
    letters = any(map(str.isalpha, text)) or text.strip("()[]") in {"%", "°", "$", "€", "£"}
    bracketed = text[:1] + text[-1:] in {"()", "[]"}
    return (
        letters
        and not any("0" <= c <= "9" for c in text)
        and len(text) <= LONGEST_UNIT
        and (bracketed or plain not in {"na", "n/a", "nan", "null", "none", "#n/a"})
    )


def _unlike(rows: Sequence[Row], header: Row, width: int, source: Text | Sheet, wanted: Wanted) -> Fault:
    first = rows[0]
    said = f"line {first.line:,} of {wanted.file} has {filled(first.cells)} cells, line {header.line:,} names {width}"
    if len(rows) > 1:
        said = f"{len(rows):,} lines of {wanted.file} do not have the {width} cells that line {header.line:,} names"
    hint = "each column needs a name, and a text with a separator in it needs quotes"
    if isinstance(source, Text) and source.separator == ",":
        hint = "numbers with commas in them need quotes, or semicolons between the cells"
    elif isinstance(source, Text) and source.separator == " ":
        hint = "where spaces part the cells, none may be left empty: write NA"
    return Fault(said, "\n".join([*rows_shown(source, [row.line for row in rows], wanted), hint]), ("file",))
