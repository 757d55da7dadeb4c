"""How a table was read enters; the lines of a Python program that reads the same numbers leave, if a short one does."""

from collections.abc import Iterator, Sequence

from render.tables.dates import DATE, are_dotted
from render.tables.numbers import ALIKE, PLAIN, Reading, canonical, is_missing
from render.tables.table import Cell, Dated, Sheet, Table, Text, Wanted

DAY = 10
"""Characters of a date; of a month there are three fewer."""


def lines(
    table: Table, wanted: Wanted, kept: Sequence[int], reading: Reading, units: Sequence[str], is_date: bool
) -> tuple[str, ...] | None:
    """Return the program, with `np` for NumPy; None where the numbers had better be written out.

    `kept` are the places of the rows with values, `is_date` says whether x are dates.
    """
    x, y = [table.x[i] for i in kept], [table.y[i] for i in kept]
    source, is_whole = table.source, len(kept) == len(table.x)
    plain = reading == Reading(".") and not any(units) and is_whole and not is_date
    if plain and _is_plain(table, wanted, x, y):
        assert isinstance(source, Text)
        return (
            "import csv",
            "",
            f"with open({wanted.file!r}, encoding='utf-8-sig') as file:",
            "    rows = [r for r in csv.reader(file) if any(map(str.strip, r))]",
            "names = [name.strip() for name in rows.pop(0)]",
            f"x = np.float64([r[names.index({wanted.x!r})] for r in rows])",
            f"y = np.float64([r[names.index({wanted.y!r})] for r in rows])",
        )
    dated = _dated(x, table.at[0], isinstance(source, Sheet)) if is_date else ("", "")
    numbers = [y] if is_date else [x, y]
    marks = _marks(numbers, reading, units)
    if dated is None or marks is None or table.comments or not source.regular:
        return None
    how = ".translate(marks)" if marks else ""
    filters = [] if is_whole and not table.blanks else list(_filters(table, kept))
    x_value = dated[1] or f"r[{table.at[0]}]{how}"
    return (
        *(_opened(source, wanted, table.before, dated[0])),
        *filters,
        *([f"marks = str.maketrans({marks})"] if marks else []),
        f"x = np.float64([{x_value} for r in rows])",
        f"y = np.float64([r[{table.at[1]}]{how} for r in rows])",
    )


def _is_plain(table: Table, wanted: Wanted, x: Sequence[Cell], y: Sequence[Cell]) -> bool:
    source = table.source
    return (
        isinstance(source, Text)
        and (source.separator, table.line, table.before, table.comments) == (",", 1, 1, [])
        and source.encoding in {"utf-8", "utf-8-sig"}
        and tuple(name.strip() for name in table.names) == (wanted.x, wanted.y)
        and _used([x, y]) <= PLAIN | {" "}
    )


def _opened(source: Text | Sheet, wanted: Wanted, before: int, imported: str) -> Iterator[str]:
    if isinstance(source, Text):
        yield "import csv"
    if imported:
        yield imported
    if isinstance(source, Sheet):
        yield "from python_calamine import load_workbook"
        yield ""
        yield f"sheet = load_workbook({wanted.file!r}).get_sheet_by_name({source.name!r})"
        yield f"rows = sheet.to_python(skip_empty_area=False)[{before}:]"
        return
    options = {",": "", " ": ", delimiter=' ', skipinitialspace=True"}.get(
        source.separator, f", delimiter={source.separator!r}"
    )
    yield ""
    yield f"with open({wanted.file!r}, encoding={source.encoding!r}) as file:"
    yield f"    rows = list(csv.reader(file{options}))[{before}:]"


def _filters(table: Table, kept: Sequence[int]) -> Iterator[str]:
    """Yield the lines that leave out rows without a value."""
    has = set(kept)
    gone = [i for i in range(len(table.x)) if i not in has]
    strip = ".strip()" if isinstance(table.source, Text) else ""
    cells = [str(c).strip() for i in gone for c in (table.x[i], table.y[i]) if is_missing(canonical(c))]
    yield f"missing = {{{', '.join(map(repr, sorted({'', *cells})))}}}"
    x, y = table.at
    yield f"rows = [r for r in rows if len(r) > {max(x, y)}]"
    yield f"rows = [r for r in rows if not {{r[{x}]{strip}, r[{y}]{strip}}} & missing]"


def _used(columns: Sequence[Sequence[Cell]]) -> set[str]:
    used: set[str] = set()
    for column in columns:
        used.update(*(cell for cell in column if isinstance(cell, str)))
    return used


def _marks(columns: Sequence[Sequence[Cell]], reading: Reading, units: Sequence[str]) -> dict[str, str] | None:
    """Return what stands for each character that Python's numbers do not have; None where that does not suffice."""
    kinds = {isinstance(cell, str) for column in columns for cell in column}
    used = _used(columns)
    if len(kinds) > 1:
        return None
    marks: dict[str, str] = {}
    for character in sorted(used):
        alike = character.translate(ALIKE)
        if alike == reading.group or (alike == " " and any(units)):
            marks[character] = ""
        elif alike == reading.decimal == ",":
            marks[character] = "."
        elif any(character in unit for unit in units):
            if character in PLAIN:
                return None
            marks[character] = ""
        elif alike == "-" != character:
            marks[character] = "-"
        elif alike not in PLAIN | {" "}:
            return None
    return marks


def _dated(cells: Sequence[Cell], at: int, in_sheet: bool) -> tuple[str, str] | None:
    """Return the import and the expression that make days of a row's date; None for what no short one does."""
    texts = [str(cell).strip() for cell in cells]
    if any(not isinstance(cell, str) for cell in cells):
        return None
    lengths = {len(text) for text in texts}
    if in_sheet:
        are_dates = lengths == {DAY} and all(isinstance(cell, Dated) for cell in cells)
        return ("", f"r[{at}].toordinal()") if are_dates else None
    if are_dotted(texts):
        return "from datetime import datetime", f"datetime.strptime(r[{at}].strip(), '%d.%m.%Y').toordinal()"
    if lengths <= {DAY} or lengths == {DAY - 2}:
        return "from datetime import date", f"date.fromisoformat(r[{at}].strip()).toordinal()"
    if lengths == {DAY - 3}:
        return "from datetime import date", f"date.fromisoformat(r[{at}].strip() + '-01').toordinal()"
    if min(lengths) >= DAY and not any((match := DATE.fullmatch(text)) and match[5] for text in texts):
        said = f"(datetime.fromisoformat(r[{at}].strip()) - datetime(1, 1, 1)) / timedelta(1) + 1"
        return "from datetime import datetime, timedelta", said
    return None
