"""Texts enter, days leave: dates as ISO 8601 writes them, and nothing that could be read in two ways."""

import re
from array import array
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from render.tables.table import Cell

DATE = re.compile(
    r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?)?)?", re.ASCII | re.IGNORECASE
)
OTHER = re.compile(
    r"\d{1,4}[./]\s?\d{1,2}[./]\s?\d{1,4}\b.*|\d{1,2}-\d{1,2}-\d{2,4}\b.*"
    r"|(\d{1,2}[.\s-]*)?[^\W\d_]{3,9}[.,\s/-]*(\d{1,2},?\s+)?\d{2,4}"
)
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
FIRST, LAST = 1800, 2200
"""Years of dates that are written without hyphens; other numbers of eight digits are numbers."""
START = datetime(1, 1, 1)


def is_date(cell: Cell) -> bool:
    """Return whether a cell is a date, or a date and a time, such as 2024-03-01T12:00, or a month."""
    return isinstance(cell, str) and bool(DATE.fullmatch(cell)) and _moment(cell) is not None


def is_other(cell: Cell) -> bool:
    """Return whether a cell is a date in another spelling."""
    return isinstance(cell, str) and bool(OTHER.fullmatch(cell))


def respelled(cells: Sequence[Cell]) -> list[Cell]:
    """Return dates that are all written as 20240301, or as 1.3.2024, as ISO 8601 writes them; nothing for others.

    With points, the day comes first wherever they are used.
    """
    if cells and all(map(_is_compact, cells)):
        return [f"{text[:4]}-{text[4:6]}-{text[6:]}" for text in (str(int(cell)) for cell in cells)]
    if not are_dotted(cells):
        return []
    parts = [str(cell).split(".") for cell in cells]
    return [f"{year}-{month:0>2}-{day:0>2}" for day, month, year in parts]


def are_dotted(cells: Sequence[Cell]) -> bool:
    """Return whether all cells are dates such as 1.3.2024."""
    return bool(cells) and all(isinstance(cell, str) and DOTTED.fullmatch(cell) for cell in cells)


def days(cells: Sequence[Cell]) -> "tuple[array[float], list[int]]":
    """Return each date as days, 1 for January 1 of year 1, and the places of cells that are none (NaN there)."""
    found, wrong = array("d"), []
    for place, cell in enumerate(cells):
        moment = _moment(cell) if isinstance(cell, str) and DATE.fullmatch(cell) else None
        if moment is None:
            wrong.append(place)
        found.append(float("nan") if moment is None else (moment - START) / timedelta(days=1) + 1)
    return found, wrong


def zones(cells: Sequence[Cell]) -> set[bool]:
    """Return whether the times in dates have a zone, so that they were read as those of UTC: both, if some have."""
    return {_aware(str(cell)).tzinfo is not None for cell in cells if is_date(cell) and ":" in str(cell)}


def _aware(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}-01" if len(text) == 7 else text)


def _moment(text: str) -> datetime | None:
    """Return the moment that a text says, in UTC where it says its zone; None where the calendar has none."""
    try:
        moment = _aware(text)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def _is_compact(cell: Cell) -> bool:
    text = cell if isinstance(cell, str) else f"{cell:.0f}" if cell.is_integer() else ""
    if len(text) != 8 or not (text.isascii() and text.isdigit() and FIRST <= int(text[:4]) <= LAST):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
