"""Texts enter, numbers leave, with the decimal mark and the separator of thousands that all of them agree on.

A text such as 1,234 can be read in two ways. One reading is taken if only it fits the cells of both columns; where both
fit, none is taken by chance: an error says both.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from render.tables.table import Cell

PLAIN = set("0123456789.+-eE")
SPACES = "\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"
APOSTROPHES = "\N{RIGHT SINGLE QUOTATION MARK}"
MINUSES = "\N{MINUS SIGN}\N{EN DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
ALIKE = str.maketrans(dict.fromkeys(SPACES, " ") | dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(MINUSES, "-"))
MISSING = {"", "na", "n/a", "nan", "null", "none", "#n/a", "#na", "#nv", "?", ".", "..", "-", "--", "—"}
"""What stands where there is no value, canonical and in small letters."""
LONGEST_UNIT = 12
GROUPS = {",": ",", ".": r"\.", " ": " ", "'": "'"}
"""Separators of thousands, as patterns."""
GROUP_NAMES = {",": "comma", ".": "point", " ": "space", "'": "apostrophe"}


class Reading(NamedTuple):
    """How numbers are written: a decimal mark, and a separator of thousands, if there is one."""

    decimal: str
    group: str = ""

    def value(self, text: str) -> float:
        """Return the number that a text stands for, which fits this reading."""
        if self.group:
            text = text.replace(self.group, "")
        return float(text.replace(",", ".") if self.decimal == "," else text)


class Twofold(NamedTuple):
    """A text that can be read in two ways: with a decimal point, and with a decimal comma."""

    text: str
    point: float
    comma: float


class Found(NamedTuple):
    """The reading of all texts, and the first one that can be read in another way as well, if none is certain."""

    reading: Reading
    twofold: Twofold | None = None


def _pattern(reading: Reading) -> re.Pattern[str]:
    """Return what fits a `reading`: thousands in groups of three, or, with commas, as in India, two and three."""
    whole = r"\d+"
    if reading.group:
        g = GROUPS[reading.group]
        whole = rf"(?:[1-9]\d{{0,2}}(?:{g}\d{{3}})+|\d+)"
        if reading.group == ",":
            whole = r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3}|\d+)"
    mark = re.escape(reading.decimal)
    return re.compile(rf"[+-]?(?:{whole}(?:{mark}\d*)?|{mark}\d+)(?:[eE][+-]?\d+)?", re.ASCII)


MOSTLY = 0.75
"""Share of a column that carries a unit from which on that is the column's."""
READINGS = [Reading(d, g) for d, gs in ((".", ("", ",", " ", "'")), (",", ("", ".", " ", "'"))) for g in gs]
PATTERNS = {reading: _pattern(reading) for reading in READINGS}


def canonical(cell: Cell) -> Cell:
    """Return a text with ASCII's space, apostrophe and minus in place of their kin; a number as it is."""
    return cell if not isinstance(cell, str) else cell.strip() if cell.isascii() else cell.translate(ALIKE).strip()


def is_missing(cell: Cell) -> bool:
    """Return whether a canonical cell says that there is no value."""
    return cell.casefold() in MISSING if isinstance(cell, str) else cell != cell  # noqa: PLR0124


def reading_of(columns: Sequence[Sequence[Cell]], decimal: str | None, is_certain: bool) -> Found:
    """Return how the numbers in `columns` of canonical cells are written; cells that no reading fits do not count.

    With `is_certain`, a point is a decimal mark wherever it can be one, as in a table whose cells are parted by commas.
    """
    texts = [[cell for cell in column if isinstance(cell, str)] for column in columns]
    used = set().union(*(set().union(*column) for column in texts))
    if used <= PLAIN and (is_certain or "." not in used) and decimal != ",":
        return Found(Reading("."))
    distinct = [list(dict.fromkeys(column)) for column in texts]
    known = [each for each in READINGS if decimal in (None, each.decimal)]
    numbers = [[t for t in column if any(PATTERNS[r].fullmatch(t) for r in known)] for column in distinct]
    fits = {r: sum(1 for column in numbers for t in column if PATTERNS[r].fullmatch(t)) for r in known}
    # Of readings that fit as many, the first is the one without a separator that nobody wrote.
    best = max(known, key=lambda r: fits[r])
    if decimal is not None:
        return Found(best)
    rival = max((r for r in known if r.decimal != best.decimal), key=lambda r: fits[r])
    if fits[rival] < fits[best]:
        return Found(best)
    point, comma = (best, rival) if best.decimal == "." else (rival, best)
    both = (t for column in numbers for t in column if all(PATTERNS[r].fullmatch(t) for r in (point, comma)))
    doubtful = next((t for t in both if point.value(t) != comma.value(t)), None)
    if doubtful is None:
        return Found(best)
    mark = "," if "," in doubtful else "."
    as_decimal, as_group = (comma, point) if mark == "," else (point, comma)
    can_be_decimal = all(_is_even(column, mark) for column in numbers)
    if mark == "." and is_certain and can_be_decimal:
        return Found(as_decimal)
    if not can_be_decimal and not (mark == "." and is_certain):
        return Found(as_group)
    return Found(best, Twofold(doubtful, point.value(doubtful), comma.value(doubtful)))


def values(cells: Iterable[Cell], reading: Reading) -> "tuple[array[float], list[int]]":
    """Return the numbers of canonical cells, and the places of those that are none; NaN stands in their place."""
    numbers, wrong = array("d"), []
    fits = PATTERNS[reading].fullmatch
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            fine = fits(cell)
            numbers.append(reading.value(cell) if fine else float("nan"))
            if not fine:
                wrong.append(place)
        else:
            numbers.append(cell)
    return numbers, wrong


def without_unit(cells: Sequence[Cell]) -> tuple[list[Cell], str]:
    """Return canonical cells without a unit that each of them carries, before or behind its number, and that unit.

    If they do not all carry the same one, those that carry another one, or are no numbers, are as they were: they are
    what is wrong. Where there is none that most carry, or a number is without, all are as they were. Cells without a
    value are none of those.
    """
    units = [_unit(cell) for cell in cells]
    found, count = Counter(units).most_common(1)[0] if units else (None, 0)
    odd = [cell for cell, unit in zip(cells, units, strict=True) if unit != found]
    if found is None or count < MOSTLY * len(cells) or any(not isinstance(c, str) or is_number(c) for c in odd):
        return list(cells), ""
    before, behind = found
    bare: list[Cell] = [
        _bare(str(cell), before, behind) if unit == found else cell for cell, unit in zip(cells, units, strict=True)
    ]
    return bare, before or behind


def _bare(text: str, before: str, behind: str) -> str:
    return text.replace(before, "", 1).removesuffix(behind).strip() if before else text.removesuffix(behind).strip()


def _unit(cell: Cell) -> tuple[str, str] | None:
    """Return what stands before and behind a number, one of them empty; None if that is no unit."""
    if not isinstance(cell, str) or not (digits := [i for i, c in enumerate(cell) if "0" <= c <= "9"]):
        return None
    first, last = digits[0], digits[-1]
    if first and cell[first - 1] in ".,":
        first -= 1
    before, behind = cell[:first].strip().lstrip("+-").rstrip("+-").strip(), cell[last + 1 :].lstrip(".,").strip()
    if bool(before) == bool(behind) or len(before + behind) > LONGEST_UNIT:
        return None
    if before and unicodedata.category(before[-1]) != "Sc" and not re.fullmatch("[A-Z]{3} ", cell[:first].lstrip("+-")):
        return None
    if behind and not (behind[0].isalpha() or behind[0] in "%‰°µ" or unicodedata.category(behind[0]) == "Sc"):
        return None
    return before, behind


def _is_even(column: Sequence[str], mark: str) -> bool:
    """Return whether `mark` can be decimal in a column: it has the same decimals all over, or none end with a zero.

    A program that writes 1,200 with its zeros writes 900 as 900,000.
    """
    texts = [re.split("[eE]", text)[0] for text in column]
    decimals = [len(text) - text.index(mark) - 1 if mark in text else 0 for text in texts]
    zeros = any(mark in text and text.endswith("0") for text in texts)
    return len(set(decimals)) <= 1 or not zeros


def is_number(text: str) -> bool:
    """Return whether a canonical text is a number, however it is written."""
    return any(pattern.fullmatch(text) for pattern in PATTERNS.values())
