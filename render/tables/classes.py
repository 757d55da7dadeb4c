"""The cells of y enter; whether they are classes leaves, which ones, and the class of each row, counted from 0.

Words are classes by themselves. Numbers are measured more often than they name something, so that it has to be said
when they are classes, as it has of what begins with a number and is none: 5 kg, 3rd, 10-20.
"""

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from render.errors import Fault, did_you_mean
from render.tables.header import LONGEST_HINT, rows_shown
from render.tables.numbers import is_number
from render.tables.table import (
    LONGEST_CLASS,
    MOST_CLASSES,
    Cell,
    Table,
    TableError,
    Wanted,
    folded,
    in_alphabet,
    name_of_number,
    shown,
)
from render.texts import in_one_line, unfit

MOSTLY = 0.75
"""Share of a column that are words from which on all of it are classes."""
NUMERIC = re.compile(r"[^\w<>≤≥]*\d")
"""How what is or should be a number begins; 50 does, and >50 does not."""
MOST_EXAMPLES = 3


class Classes(NamedTuple):
    """The names of the classes, in their order, and of each row the number of its class."""

    names: tuple[str, ...]
    of: "array[float]"


def are_words(cells: Sequence[Cell]) -> bool:
    """Return whether canonical `cells` are words, but for a few."""
    words = sum(times for cell, times in Counter(cells).items() if isinstance(cell, str) and not NUMERIC.match(cell))
    return bool(cells) and words >= MOSTLY * len(cells)


def are_no_numbers(cells: Sequence[Cell]) -> bool:
    """Return whether half or more of canonical `cells` are no numbers, however these are written."""
    odd = sum(times for cell, times in Counter(cells).items() if isinstance(cell, str) and not is_number(cell))
    return 2 * odd >= len(cells)


def name_of(cell: Cell) -> str:
    """Return the class that a cell names."""
    return folded(cell) if isinstance(cell, str) else name_of_number(cell)


def of_words(cells: Sequence[Cell], wanted: Wanted) -> Classes:
    """Return the classes that `cells` name, in alphabetical order. Raises TableError."""
    found = list(map(name_of, cells))
    names = in_alphabet(found)
    _check(names, "words", wanted)
    for name in names:
        _check_name(name, wanted)
    return _counted(found, names)


def of_numbers(values: Sequence[float], wanted: Wanted) -> Classes:
    """Return the classes that numbers name, by their size. Raises TableError."""
    different = sorted(set(values))
    _check(different, "numbers", wanted)
    return Classes(tuple(map(name_of_number, different)), array("d", map(different.index, values)))


def of_names(
    cells: Sequence[Cell], values: Sequence[float], table: Table, lines: Sequence[int], wanted: Wanted
) -> Classes:
    """Return the classes that the scene lists, and that of each cell, which is named like it, or has its value.

    `values` are NaN where a cell is no number. Raises TableError for names and for cells that are without the other.
    """
    assert isinstance(wanted.classes, tuple)
    names, found = wanted.classes, list(map(name_of, cells))
    numbers = {value: name_of_number(value) for value in set(values) if isfinite(value)}
    for place, value in enumerate(values):
        if found[place] not in names:
            found[place] = numbers.get(value, found[place])
    there = set(found)
    odd = [place for place, name in enumerate(found) if name not in names]
    column = f'column "{shown(wanted.y)}"'
    others = [shown(name) for name in sorted({found[place] for place in odd})]
    faults = [
        Fault(
            f'no row has the class "{shown(name)}" in {column}',
            shown(did_you_mean(shown(name), others), LONGEST_HINT) if others else "remove it",
            ("classes", index),
        )
        for index, name in enumerate(names)
        if name not in there
    ]
    if odd:
        said = f'"{shown(found[odd[0]])}" in {column} is none of the classes'
        if len(odd) > 1:
            said = f'{len(odd):,} values in {column} are none of the classes, such as "{shown(found[odd[0]])}"'
        rows = rows_shown(table.source, [lines[place] for place in odd], wanted)
        faults.append(Fault(said, "\n".join([*rows, "mend the row, or name its class in classes"]), ("y",)))
    if faults:
        raise TableError(*faults)
    return _counted(found, names)


def _counted(found: Sequence[str], names: Sequence[str]) -> Classes:
    numbers = {name: number for number, name in enumerate(names)}
    return Classes(tuple(names), array("d", map(numbers.__getitem__, found)))


def _check(different: Sequence[Cell], what: str, wanted: Wanted) -> None:
    column = f'column "{shown(wanted.y)}"'
    if len(different) == 1:
        hint = "there have to be two at least to be told apart"
        raise TableError(Fault(f'{column} holds one class only, "{shown(name_of(different[0]))}"', hint, ("y",)))
    if len(different) > MOST_CLASSES:
        said = f"{column} holds {len(different):,} different {what}; {MOST_CLASSES} classes are the most"
        examples = ", ".join(f'"{shown(cell)}"' for cell in different[:MOST_EXAMPLES])
        hint = f"is another column meant, or are these numbers that are spelled oddly: {examples}"
        if what == "numbers":
            hint = "name another column, or leave classes out: then y are numbers"
        raise TableError(Fault(said, hint, ("y",)))


def _check_name(name: str, wanted: Wanted) -> None:
    """Refuse a name that not every file and picture can hold."""
    said, hint = f'"{shown(name)}" in column "{shown(wanted.y)}"', "mend the cells, or name another column"
    if len(name) > LONGEST_CLASS:
        said = f"{said} has {len(name):,} characters; {LONGEST_CLASS} are the most for a class"
    elif (odd := unfit(name)) is not None:
        said = f"{said} cannot be a class: {odd.message()}"
    elif not in_one_line(name):
        said = f"{said} cannot be a class: it shows nothing"
    else:
        return
    raise TableError(Fault(said, hint, ("y",)))
