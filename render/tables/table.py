"""What a table is asked for, and what is handed over of it: some columns as they stand there, row by row.

Their names are known, and that settles most of what a dialect is: the line that holds all of them is the header, and
the separator and the encoding are those in which it does. No guess from frequencies is needed.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from render.errors import Fault
from render.numbers import typed

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".ods")
"""How the names of tables end."""
MOST_BYTES = 64_000_000
MOST_COLUMNS = 16_384
"""As many as a sheet of a spreadsheet has."""
MOST_SEARCHED = 1_000
"""Rows in which the names of the columns are looked for."""
MOST_CLASSES = 12
"""In y; where there are more, another column is meant."""
LONGEST_CLASS = 80
"""Characters of a class's name."""
LONGEST_SHOWN = 40
INVISIBLE = dict.fromkeys(map(ord, "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"))

Cell = str | float
"""A text, or, in a sheet, a number that is known to be one."""


class Dated(str):
    """A date, or a date and a time, that a sheet holds as one, as ISO 8601 writes it."""

    __slots__ = ()


class Wanted(NamedTuple):
    """What a scene says of a table: its name, its columns, and what is not to be guessed.

    `classes` are those in y, in their order; True where there are some, False where y are numbers.
    """

    file: str
    x: tuple[str, ...]
    y: str
    classes: tuple[str, ...] | bool | None = None
    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    header: int | None = None
    sheet: str | int | None = None
    missing: str = "drop"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, y the last one."""
        return (*self.x, self.y)

    @property
    def keys(self) -> list[tuple[str | int, ...]]:
        """Where the scene says each of these names."""
        inputs: list[tuple[str | int, ...]] = [("x", index) for index in range(len(self.x))]
        return [*(inputs if len(inputs) > 1 else [("x",)]), ("y",)]


class Row(NamedTuple):
    """A row of a table: the line (or the row of the sheet) in which it begins, and the one in which it ends."""

    line: int
    last: int
    cells: Sequence[Cell]
    comment: bool = False


class TableError(Exception):
    """A table cannot be used; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass
class Table:
    """The `columns` that are wanted, y the last one, the line of each row, and how they were found.

    `at` are the columns' places, from 0; `before` counts the rows above the first one of data, as Python's csv module
    or a sheet counts them. `taken` says what was guessed.
    """

    at: tuple[int, ...]
    names: tuple[str, ...]
    before: int
    line: int
    source: "Text | Sheet"
    taken: list[str] = field(default_factory=list)
    columns: list[list[Cell]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    blanks: int = 0
    heads: list[Sequence[Cell]] = field(default_factory=list)
    """The header and the first rows, with the cells of all columns: what else could have been wanted."""


class Text(NamedTuple):
    """A table of text: its lines, what parts its cells, its encoding, and whether csv alone reads the same rows."""

    text: str
    separator: str
    encoding: str
    regular: bool

    def shown(self, line: int) -> str:
        """Return the text of a `line`, from 1."""
        import io

        found = next((each for number, each in enumerate(io.StringIO(self.text, newline=""), 1) if number == line), "")
        return shown(found, 70)


class Sheet(NamedTuple):
    """A sheet of a spreadsheet: its name, its rows, and whether the reader takes the file as it is."""

    name: str
    rows: Sequence[Row]
    regular: bool = True

    def shown(self, line: int) -> str:
        """Return the cells of a row, from 1."""
        return shown(" | ".join(map(str, self.rows[line - 1].cells)), 70)


def in_alphabet(names: Iterable[str]) -> list[str]:
    """Return names of classes, each once, in alphabetical order, whether they begin with a capital or not."""
    return sorted(set(names), key=lambda name: (name.casefold(), name))


def folded(name: Cell) -> str:
    """Return a column's name as it is compared: composed (NFC), its white space folded, nothing invisible in it."""
    return " ".join(unicodedata.normalize("NFC", str(name)).translate(INVISIBLE).split())


def name_of_number(value: float) -> str:
    """Return the class that a number names: 0, 2.5."""
    return typed(value + 0.0, None)


def shown(text: Cell, longest: int = LONGEST_SHOWN) -> str:
    """Return somebody's text for a message: in one line, not too long, nothing in it that a terminal would obey."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(str(text).split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def places(cells: Sequence[Cell], wanted: Wanted) -> tuple[int, ...] | None:
    """Return where in a header the columns are, if it names all of them."""
    names, asked = [folded(cell) for cell in cells], [folded(name) for name in wanted.names]
    return tuple(map(names.index, asked)) if set(asked) <= set(names) else None


def filled(cells: Sequence[Cell]) -> int:
    """Return how many cells there are but for empty ones at the end."""
    count = len(cells)
    while count and not str(cells[count - 1]).strip():
        count -= 1
    return count
