"""The bytes of a spreadsheet (.xlsx, .ods) enter, the columns of a sheet leave."""

import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from render.errors import Fault, did_you_mean
from render.tables.header import collect, lost
from render.tables.table import MOST_SEARCHED, Cell, Dated, Row, Sheet, Table, TableError, Wanted, places, shown

MOST_UNPACKED = 256_000_000
"""Bytes: a file can be a thousand times as large as its zip."""
MOST_CELLS = 10_000_000
"""In the rectangle that holds all cells of a sheet: the reader fills all of it."""

XLSX_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Za-z]{1,4})(\d+)[\"'][^>]*(?<!/)>")
XLSX_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)[\"'][^>]*>\s*<(?:\w+:)?c(?![^>]*\br=)[\s>]")
ODS_PART = re.compile(rb"<table:table(?=[\s>])|<table:table-row\b([^>]*)>|<table:(?:covered-)?table-cell\b([^>]*)>")
ODS_CONTENT = "content.xml"
INDENT = re.compile(rb"(?<=>)\s+(?=</?table:)")
REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d+)[\"']")


def read(raw: bytes, wanted: Wanted) -> Table:
    """Return the columns: of the sheet that is asked for, or of the first one that has them. Raises TableError."""
    for key in ("separator", "encoding"):
        if getattr(wanted, key) is not None:
            hint = f"leave {key} out"
            raise TableError(Fault(f"{wanted.file} is a spreadsheet: it has no {key}", hint, (key,)))
    tried = {}
    for sheet, is_chosen in sheets(raw, wanted):
        tried[sheet.name] = sheet.rows[: max(MOST_SEARCHED, wanted.header or 0)]
        for row in tried[sheet.name]:
            if (wanted.header is None or row.line == wanted.header) and places(row.cells, wanted):
                return _columns(sheet, row, wanted, is_chosen)
    raise lost(tried, wanted)


def sheets(raw: bytes, wanted: Wanted) -> Iterator[tuple[Sheet, bool]]:
    """Yield each sheet that may be meant, and whether no other one could be. Raises TableError."""
    _check_size(raw, wanted)
    tight = _without_indents(raw)
    for name, rows, is_chosen in _sheets(tight or raw, wanted):
        yield Sheet(name, rows, regular=tight is None), is_chosen


def _columns(sheet: Sheet, header: Row, wanted: Wanted, is_chosen: bool) -> Table:
    table = collect(sheet.rows[header.line :], header, sheet, header.line, wanted)
    if header.line != 1 and wanted.header is None:
        table.taken.append(f"header in row {header.line:,}")
    if not is_chosen:
        table.taken.insert(0, f'sheet "{shown(sheet.name)}"')
    return table


def _sheets(raw: bytes, wanted: Wanted) -> Iterator[tuple[str, list[Row], bool]]:
    """Yield the name of each sheet that may be meant, its rows, and whether no other one could be."""
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        book = load_workbook(BytesIO(raw))
        names = book.sheet_names
        if isinstance(wanted.sheet, int):
            if not 1 <= wanted.sheet <= len(names):
                hint = f"it has {len(names)}: {', '.join(map(shown, names))}"
                raise TableError(Fault(f"{wanted.file} has no sheet {wanted.sheet}", shown(hint, 200), ("sheet",)))
            names = [names[wanted.sheet - 1]]
        elif wanted.sheet is not None:
            if wanted.sheet not in names:
                hint = did_you_mean(shown(wanted.sheet), [shown(name) for name in names])
                said = f'{wanted.file} has no sheet "{shown(wanted.sheet)}"'
                raise TableError(Fault(said, shown(hint, 200), ("sheet",)))
            names = [wanted.sheet]
        for name in names:
            try:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            except CalamineError:
                # A sheet may hold a chart alone.
                rows = []
            cells = [Row(n, n, [_cell(value) for value in row]) for n, row in enumerate(rows, 1)]
            yield name, cells, len(names) == 1
    except PasswordError:
        hint = "save it without one"
        raise TableError(Fault(f"{wanted.file} is locked by a password", hint, ("file",))) from None
    except (CalamineError, OSError, ValueError):
        raise _damaged(wanted) from None
    except BaseException as error:
        # What makes the reader itself stumble comes as an exception that is no Exception.
        if type(error).__name__ == "PanicException":
            raise _damaged(wanted) from None
        raise


def _damaged(wanted: Wanted) -> TableError:
    hint = "open it in a spreadsheet program, and save it as .xlsx, .ods or .csv"
    return TableError(Fault(f"{wanted.file} is no spreadsheet that can be read", hint, ("file",)))


def _cell(value: Any) -> Cell:
    if isinstance(value, float | str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime):
        return Dated(value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat())
    return Dated(value.isoformat()) if isinstance(value, date) else str(value)


def _check_size(raw: bytes, wanted: Wanted) -> None:
    """Refuse what unpacks to more than the memory should hold, before it is unpacked."""
    hint = "save the sheet as CSV"
    try:
        with ZipFile(BytesIO(raw)) as parts:
            total = sum(part.file_size for part in parts.infolist())
            if total > MOST_UNPACKED:
                said = f"{wanted.file} unpacks to more than {MOST_UNPACKED:,} bytes"
                raise TableError(Fault(said, hint, ("file",)))
            for part in parts.infolist():
                if not part.filename.endswith(".xml"):
                    continue
                # Reading it to its end also holds its size against what was said.
                content = parts.read(part)
                if b"\0" in content[:100] or b"<!DOCTYPE" in content:
                    raise _damaged(wanted)
                # The reader waits for ever for the end of an element that has none.
                ParserCreate().Parse(content, True)
                if _area(content) > MOST_CELLS:
                    said = f"a sheet of {wanted.file} has more than {MOST_CELLS:,} cells from its first to its last one"
                    raise TableError(Fault(said, hint, ("file",)))
    except (BadZipFile, zlib.error, ExpatError, OSError, EOFError, ValueError, RuntimeError, LookupError):
        raise _damaged(wanted) from None


def _without_indents(raw: bytes) -> bytes | None:
    """Return an .ods file without the space between its cells, which Gnumeric indents and the reader stumbles over.

    None for one that has none.
    """
    with ZipFile(BytesIO(raw)) as parts:
        if ODS_CONTENT not in parts.namelist() or not INDENT.search(content := parts.read(ODS_CONTENT)):
            return None
        tight = BytesIO()
        with ZipFile(tight, "w") as copy:
            for part in parts.infolist():
                copy.writestr(
                    part.filename, INDENT.sub(b"", content) if part.filename == ODS_CONTENT else parts.read(part)
                )
    return tight.getvalue()


def _area(content: bytes) -> int:
    """Return how many cells the rectangle has that holds all cells of a sheet, of ods the largest sheet."""
    if b"<table:table-row" in content:
        return max(_ods_areas(content), default=0)
    cells = [(_column(m[1]), int(m[2])) for m in XLSX_CELL.finditer(content)]
    rows = max([row for _, row in cells] + [int(m[1]) for m in XLSX_ROW.finditer(content)], default=0)
    return rows * max((column for column, _ in cells), default=1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_areas(content: bytes) -> Iterator[int]:
    height = width = 0
    repeats, wide, far = 0, 0, 0
    for match in ODS_PART.finditer(content):
        row, cell = match[1], match[2]
        if cell is None:
            if wide:
                height, width = height + repeats, max(width, wide)
            else:
                height += 1
            yield height * width
            wide = far = 0
        if row is not None:
            repeats = _repeats(row)
        elif cell is not None:
            far += _repeats(cell)
            if b"office:value" in cell or not cell.endswith(b"/"):
                wide = far
        else:
            height = width = repeats = 0
    yield (height + repeats) * max(width, wide) if wide else height * width


def _repeats(attributes: bytes) -> int:
    found = REPEATED.search(attributes)
    return int(found[1]) if found else 1
