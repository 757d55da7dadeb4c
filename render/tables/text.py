"""The bytes of a text enter, columns leave: separator, encoding and header are those that show all of their names."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from render.errors import Fault
from render.tables.encoding import label, texts
from render.tables.header import collect, lost
from render.tables.table import MOST_COLUMNS, MOST_SEARCHED, Row, Table, TableError, Text, Wanted, places

SEPARATORS = {",": ",", ";": ";", "\t": "tab", "|": "|", " ": "spaces"}
"""What parts cells, and what it is called; the order decides where the header could be read in two ways."""
LONGEST_LINE = 1_000_000
SAID = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|\Z)')
"""A line for Excel alone."""
COMMENT = re.compile(r"#(?!N/A|NA\b|NV\b|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!)")
"""Not what a spreadsheet writes for an error, which is a value."""


def read(raw: bytes, wanted: Wanted) -> Table:
    """Return the columns that are wanted. Raises TableError."""
    first: tuple[str, str] | None = None
    if wanted.sheet is not None:
        hint = "leave sheet out"
        raise TableError(Fault(f"{wanted.file} is a text: it has no sheets", hint, ("sheet",)))
    for text, encoding in texts(raw, wanted):
        first = first or (text, encoding)
        for separator in separators(text, wanted):
            if (found := _located(text, separator, wanted)) is not None:
                return _columns(text, separator, encoding, found, wanted)
    if first is None:
        hint = "save the file as UTF-8, or name its encoding: encoding: cp1250"
        raise TableError(Fault(f"the encoding of {wanted.file} is not known", hint, ("file",)))
    raise lost(
        {separator: list(searched(first[0], separator, wanted)) for separator in separators(first[0], wanted)}, wanted
    )


def records(text: str, separator: str, file: str) -> Iterator[Row]:
    """Yield the rows of the table in a `file`, comments among them.

    Raises TableError for a quote that never ends and for a line that is too long, at the place "file".
    """
    lines = io.StringIO(text, newline="")
    comments: list[Row] = []
    number = began = 0
    inside = ended = False

    def fed() -> Iterator[str]:
        nonlocal number, began, inside, ended
        for line in lines:
            number += 1
            if len(line) > LONGEST_LINE:
                raise TableError(
                    Fault(f"line {number:,} of {file} has more than {LONGEST_LINE:,} characters", "", ("file",))
                )
            if not inside:
                if number == 1 and SAID.fullmatch(line):
                    continue
                if line.startswith("#") and COMMENT.match(line):
                    cells = next(csv.reader([line.strip()], delimiter=separator, skipinitialspace=separator == " "), [])
                    comments.append(Row(number, number, cells, comment=True))
                    continue
                began, inside = number, True
            yield line.replace("\t", " ").rstrip(" ") if separator == " " else line
        ended = True

    try:
        for cells in csv.reader(fed(), delimiter=separator, skipinitialspace=separator == " "):
            yield from comments
            comments.clear()
            if ended and inside:
                hint = "look for a quote that never ends"
                raise TableError(Fault(f"a quote that begins in line {began:,} of {file} never ends", hint, ("file",)))
            if len(cells) > MOST_COLUMNS:
                raise TableError(Fault(f"line {began:,} of {file} has more than {MOST_COLUMNS:,} cells", "", ("file",)))
            inside = False
            yield Row(began, number, cells)
    except csv.Error as error:
        hint = "look for a quote that never ends"
        raise TableError(Fault(f"line {began:,} of {file} is not that of a table: {error}", hint, ("file",))) from None
    yield from comments


def separators(text: str, wanted: Wanted) -> list[str]:
    """Return what may part the cells of a `text`, the likeliest first."""
    if wanted.separator:
        return [{"tab": "\t", "space": " "}.get(wanted.separator, wanted.separator)]
    said = SAID.match(text)
    first = [said[1]] if said and said[1] in SEPARATORS else []
    return [*first, *(each for each in SEPARATORS if each not in first)]


def searched(text: str, separator: str, wanted: Wanted) -> Iterator[Row]:
    """Yield the rows in which the header may be, as far as they can be read."""
    try:
        yield from islice(records(text, separator, wanted.file), max(MOST_SEARCHED, wanted.header or 0))
    except TableError:
        return


def _located(text: str, separator: str, wanted: Wanted) -> Row | None:
    """Return the row that names all columns, if there is one: a comment, where no other row does."""
    rows = list(searched(text, separator, wanted))
    if wanted.header:
        rows = [row for row in rows if row.line <= wanted.header <= row.last]
    for row in rows:
        # Where spaces part the cells, a # is no name.
        if places(row.cells, wanted) and not (row.comment and separator == " "):
            return row
    for row in rows:
        if row.comment:
            bare = str(row.cells[0] if row.cells else "").lstrip("# ")
            cells = [bare, *row.cells[1:]] if bare else list(row.cells[1:])
            if places(cells, wanted):
                return row._replace(cells=cells)
    return None


def _columns(text: str, separator: str, encoding: str, header: Row, wanted: Wanted) -> Table:
    before, rows, tricky = 0, records(text, separator, wanted.file), separator == " " and "\t" in text
    if SAID.match(text):
        before += 1
    for row in rows:
        before += 1
        tricky |= row.comment and any('"' in str(cell) for cell in row.cells)
        if row.line == header.line:
            break
    table = collect(rows, header, Text(text, separator, encoding, not tricky), before, wanted)
    if separator != "," and wanted.separator is None:
        table.taken.insert(0, f"separator {SEPARATORS[separator]}")
    if wanted.encoding is None and (said := label(encoding)):
        table.taken.append(said)
    if header.line != 1 and wanted.header is None:
        table.taken.append(f"header in line {header.line:,}")
    return table
