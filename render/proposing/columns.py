"""What the columns of a table hold enters; what each can be leaves: numbers, classes, or nothing, with the reason."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.proposing.column_names import IDS, INPUTS, LABELS, ROW_NAMES, TARGETS, words
from render.tables.classes import name_of
from render.tables.survey import Column, Survey
from render.tables.table import LONGEST_CLASS, MOST_CLASSES, in_alphabet
from render.texts import unfit

Floats = NDArray[np.float64]

EMPTY = 0.5
"""Share of cells without a value from which on a column is left out."""
A_CLASS = 2
"""Rows that a class has, for words to be classes."""
COUNTS = "counts the rows"


class Series(NamedTuple):
    """A column that can be learned from, or be learned: its name, its place, and its values (N,), NaN without one."""

    name: str
    place: int
    values: Floats
    is_date: bool = False


class Labels(NamedTuple):
    """A column that can be classes: the class of each row (N,), counted from 0 and -1 without one, and their names."""

    name: str
    place: int
    classes: NDArray[np.intp]
    names: tuple[str, ...]
    are_numbers: bool


def sorted_out(table: Survey, asked: set[str]) -> tuple[list[Series], list[Labels], dict[str, str]]:
    """Return the columns that can be numbers, those that can be classes, and the others, each with the reason."""
    series, labels, left_out = [], [], {}
    for place, column in enumerate(table.columns):
        # What cannot be read of a column that is asked for, the reader tells, with the rows.
        is_asked_for = column.name in asked and column.kind == "numbers" and column.odd
        why = "" if is_asked_for else _unusable(column)
        if not why and column.name not in asked:
            why = _idle(column, len(table.columns) - 1)
        if why:
            left_out[column.name] = why
            continue
        if found := _labels(column, place, asked=column.name in asked):
            labels.append(found)
        if column.kind != "words":
            series.append(Series(column.name, place, np.array(column.values), column.kind == "dates"))
        elif not found:
            left_out[column.name] = _wordy(column)
    return series, labels, left_out


def _unusable(column: Column) -> str:
    """Return why a column can be neither x nor y, if it cannot."""
    if column.kind == "empty":
        return "empty"
    if column.kind == "words":
        return "the same in all rows" if len(set(column.present)) == 1 else ""
    if column.odd:
        what = "dates in a spelling that is not read" if column.kind == "dates" else _counted(column.odd)
        return f"{what}, such as {column.odd[0]}"
    values = [value for value in column.values if value == value]  # noqa: PLR0124
    return "the same in all rows" if min(values) == max(values) else ""


def _counted(odd: Sequence[str]) -> str:
    return f"{len(odd):,} cells are no numbers" if len(odd) > 1 else "a cell is no number"


def _idle(column: Column, others: int) -> str:
    """Return why nobody would learn from a column, if that is so."""
    missing = 1 - len(column.present) / len(column.cells)
    if missing > EMPTY:
        return f"{missing:.0%} of it empty"
    said = words(column.name)
    if column.kind != "numbers":
        return ""
    values = np.array(column.values)
    whole = bool((values[np.isfinite(values)] % 1 == 0).all())
    counts = whole and len(values) > 2 and values[0] in {0, 1} and bool((np.diff(values) == 1).all())
    if counts and (column.name.casefold() in ROW_NAMES or (others > 1 and not said & INPUTS)):
        return COUNTS
    return "only tells rows apart" if whole and said & IDS else ""


def _labels(column: Column, place: int, asked: bool) -> Labels | None:
    """Return the classes that a column holds, if it does: words that come again, or numbers that stand for classes."""
    if column.kind not in {"words", "numbers"}:
        return None
    if column.kind == "words":
        found = [None if cell is None else name_of(cell) for cell in column.cells]
        count = Counter(name for name in found if name is not None)
        different = in_alphabet(count)
        if any(len(name) > LONGEST_CLASS or unfit(name) for name in different):
            return None
    else:
        values = [value for value in column.values if value == value]  # noqa: PLR0124
        if len(set(values)) > MOST_CLASSES or not _stand_for_classes(column.name, sorted(set(values))):
            return None
        found = [None if value != value else name_of(value) for value in column.values]  # noqa: PLR0124
        count = Counter(name for name in found if name is not None)
        different = [name_of(value) for value in sorted(set(values))]
    if not 2 <= len(different) <= MOST_CLASSES or (not asked and min(count.values()) < A_CLASS):
        return None
    names = {name: number for number, name in enumerate(different)}
    classes = np.array([-1 if name is None else names[name] for name in found])
    return Labels(column.name, place, classes, tuple(different), column.kind == "numbers")


def _stand_for_classes(name: str, values: Sequence[float]) -> bool:
    """Return whether numbers, each once, are names: 0 and 1, or more of them where the column is called so."""
    if values in ([0, 1], [1, 2], [-1, 1]):
        return values != [1, 2] or bool(words(name) & (LABELS | TARGETS))
    starts = values[0] in {0, 1} and all(b - a == 1 for a, b in pairwise(values))
    return starts and bool(words(name) & LABELS)


def _wordy(column: Column) -> str:
    different = len(set(column.present))
    if different == len(column.present):
        return "words that differ in each row"
    return f"{different:,} different words" if different > MOST_CLASSES else "words of which some come once"
