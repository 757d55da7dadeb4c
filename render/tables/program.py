"""How a table was read enters; the lines of a Python program that reads the same numbers leave, if a short one does."""

from collections.abc import Callable, Iterator, Sequence

from render.tables.classes import Classes
from render.tables.dates import DATE, are_dotted
from render.tables.numbers import ALIKE, PLAIN, Reading, canonical, is_missing
from render.tables.table import Cell, Dated, Sheet, Table, Text, Wanted, name_of_number
from render.training.data import listed

DAY = 10
"""Characters of a date; of a month there are three fewer."""


AS_WRITTEN: dict[str, Callable[[str], str]] = {
    "{cell}": str,
    "{cell}.strip()": str.strip,
    "' '.join({cell}.split())": lambda cell: " ".join(cell.split()),
}
"""How a program makes the name of a class of a cell, the shortest way first."""
NUMBER = "float({cell})"
FEW = 2
"""Columns that are looked at one by one."""


def lines(
    table: Table,
    wanted: Wanted,
    kept: Sequence[int],
    reading: Reading,
    units: Sequence[str],
    x_is_date: bool,
    classes: Classes | None,
    values: Sequence[float],
) -> tuple[str, ...] | None:
    """Return the program, with `np` for NumPy; None where the numbers had better be written out.

    `kept` are the places of the rows with values; `values` are the numbers in y, none where it holds words.
    """
    columns = [[column[i] for i in kept] for column in table.columns]
    source, is_whole = table.source, len(kept) == len(table.lines)
    way = _way(columns[-1], classes, values) if classes else ""
    if way is None:
        return None
    numbers = columns[x_is_date : len(columns) - (way in AS_WRITTEN)]
    plain = reading == Reading(".") and not any(units) and is_whole and not x_is_date
    if plain and _is_plain(table, wanted, numbers):
        several = [*listed("inputs = [", map(repr, wanted.x), "]"), "columns = [names.index(name) for name in inputs]"]
        return (
            "import csv",
            "",
            f"with open({wanted.file!r}, encoding='utf-8-sig') as file:",
            "    rows = [r for r in csv.reader(file) if any(map(str.strip, r))]",
            "names = [name.strip() for name in rows.pop(0)]",
            *(several if len(wanted.x) > 1 else []),
            f"x = np.float64([{_x(wanted, f'r[names.index({wanted.x[0]!r})]', 'r[i]')} for r in rows])",
            *_y(f"r[names.index({wanted.y!r})]", "", way, classes),
        )
    dated = _dated(columns[0], table.at[0], isinstance(source, Sheet)) if x_is_date else ("", "")
    marks = _marks(numbers, reading, units)
    if dated is None or marks is None or table.comments or not source.regular:
        return None
    how = ".translate(marks)" if marks else ""
    filters = [] if is_whole and not table.blanks else list(_filters(table, kept))
    return (
        *(_opened(source, wanted, table.before, dated[0])),
        *filters,
        *([f"marks = str.maketrans({marks})"] if marks else []),
        *(listed("columns = [", map(str, table.at[:-1]), "]") if len(wanted.x) > 1 else []),
        f"x = np.float64([{_x(wanted, dated[1] or f'r[{table.at[0]}]{how}', f'r[i]{how}')} for r in rows])",
        *_y(f"r[{table.at[-1]}]", how, way, classes),
    )


def _x(wanted: Wanted, alone: str, each: str) -> str:
    """Return what x of a row is: what the one input is `alone`, or `each` of several."""
    return f"[{each} for i in columns]" if len(wanted.x) > 1 else alone


def _y(cell: str, how: str, way: str, classes: Classes | None) -> Iterator[str]:
    """Yield the lines that make y of a `cell` of each row r, with `how` behind a number."""
    if not way or classes is None:
        yield f"y = np.float64([{cell}{how} for r in rows])"
        return
    number = way == NUMBER
    names = [name_of_number(float(name)) if number else repr(name) for name in classes.names]
    yield from listed("classes = [", names, "]")
    yield f"found = [{way.format(cell=cell + how * number)} for r in rows]"
    yield "y = np.float64([classes.index(c) for c in found])"


def _way(cells: Sequence[Cell], classes: Classes, values: Sequence[float]) -> str | None:
    """Return how a cell becomes what is looked for in the list of classes; nothing where it is the class's number.

    None where no short way makes that of all cells.
    """
    names = [classes.names[int(number)] for number in classes.of]
    if any(is_missing(canonical(name)) for name in classes.names):
        return None
    if values and (meant := _numbers(classes.names)) and [meant[name] for name in names] == list(values):
        return "" if list(values) == list(classes.of) else NUMBER
    texts = [cell for cell in cells if isinstance(cell, str)]
    return next((way for way, made in AS_WRITTEN.items() if [made(text) for text in texts] == names), None)


def _numbers(names: Sequence[str]) -> dict[str, float]:
    """Return the numbers that name classes; none where one is not as Python writes it, or two are the same."""
    try:
        numbers = {name: float(name) for name in names}
    except ValueError:
        return {}
    return numbers if len(set(numbers.values())) == len(names) else {}


def _is_plain(table: Table, wanted: Wanted, numbers: Sequence[Sequence[Cell]]) -> bool:
    source = table.source
    return (
        isinstance(source, Text)
        and (source.separator, table.line, table.before, table.comments) == (",", 1, 1, [])
        and source.encoding in {"utf-8", "utf-8-sig"}
        and tuple(name.strip() for name in table.names) == wanted.names
        and _used(numbers) <= PLAIN | {" "}
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
    gone = [i for i in range(len(table.lines)) if i not in has]
    strip = ".strip()" if isinstance(table.source, Text) else ""
    cells = [str(c[i]).strip() for i in gone for c in table.columns if is_missing(canonical(c[i]))]
    yield f"missing = {{{', '.join(map(repr, sorted({'', *cells})))}}}"
    yield f"rows = [r for r in rows if len(r) > {max(table.at)}]"
    if len(table.at) > FEW:
        yield from listed("wanted = [", map(str, table.at), "]")
        yield f"rows = [r for r in rows if not {{r[i]{strip} for i in wanted}} & missing]"
        return
    values = ", ".join(f"r[{place}]{strip}" for place in table.at)
    yield f"rows = [r for r in rows if not {{{values}}} & missing]"


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
