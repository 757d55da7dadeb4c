"""Teaching sets that ship: a name enters; a table of texts leaves, and what is known of it before it is read.

A set is one line in SETS, a table `NAME.csv.gz` beside this file, and a text that says what it is, where it comes from
and under which licence. Without NumPy.
"""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
NUMBERED = 8
"""Columns of one name and other numbers, pixel_0_0 and so on, from which on the first and the last stand for all."""


class Shipped(NamedTuple):
    """A set: its columns, and the pairs of x and y that make a lesson, the usual one first.

    `classes` are the names in each column that holds words, or digits that are names, in their order. `gaps` are the
    columns that lack some values. Of pictures, `shape` are rows and columns of pixels, and `most` is the largest
    number: scenes learn from numbers that are divided by it. `about` names the text that tells of several sets.
    """

    rows: int
    columns: tuple[str, ...]
    lessons: tuple[tuple[tuple[str, ...], str], ...]
    classes: Mapping[str, tuple[str, ...]] = {}
    gaps: frozenset[str] = frozenset()
    shape: tuple[int, int] | None = None
    most: int = 1
    about: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that hold numbers: those that can be x."""
        return tuple(name for name in self.columns if name not in self.classes)


PIXELS = tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8))
PETALS, SEPALS = ("petal_length_cm", "petal_width_cm"), ("sepal_length_cm", "sepal_width_cm")
BILLS, BODY = ("bill_length_mm", "bill_depth_mm"), ("flipper_length_mm", "body_mass_g")
ANSCOMBE = Shipped(11, ("x", "y"), ((("x",), "y"),), about="anscombe")
SETS = {
    **{f"anscombe-{number}": ANSCOMBE for number in range(1, 5)},
    "digits": Shipped(
        1797,
        (*PIXELS, "digit"),
        ((PIXELS, "digit"),),
        classes={"digit": tuple("0123456789")},
        shape=(8, 8),
        most=16,
    ),
    "houses": Shipped(50, ("area_sqft", "bedrooms", "price_usd"), ((("area_sqft",), "price_usd"),)),
    "hubble": Shipped(24, ("distance_mpc", "velocity_km_s"), ((("distance_mpc",), "velocity_km_s"),)),
    "iris": Shipped(
        150,
        (*SEPALS, *PETALS, "species"),
        ((PETALS, "species"), (PETALS[:1], "petal_width_cm")),
        classes={"species": ("setosa", "versicolor", "virginica")},
    ),
    "penguins": Shipped(
        344,
        ("species", "island", *BILLS, *BODY, "sex", "year"),
        (
            (BODY[:1], "body_mass_g"),
            (("bill_length_mm", "flipper_length_mm"), "species"),
            (("bill_depth_mm", "body_mass_g"), "sex"),
        ),
        classes={
            "species": ("Adelie", "Chinstrap", "Gentoo"),
            "island": ("Biscoe", "Dream", "Torgersen"),
            "sex": ("female", "male"),
        },
        gaps=frozenset({*BILLS, *BODY, "sex"}),
    ),
}


class About(NamedTuple):
    """What a set is, where it comes from, under which licence, and what was changed: a line each."""

    what: str
    source: str
    licence: str
    changes: str


def raw(name: str) -> bytes:
    """Return the table of a set, as CSV in UTF-8 with a header."""
    return gzip.decompress((FOLDER / f"{name}.csv.gz").read_bytes())


@lru_cache(maxsize=2)
def table(name: str) -> Mapping[str, Sequence[str]]:
    """Return the cells of each column of a set, from top to bottom; what has no value is empty."""
    header, *rows = csv.reader(io.StringIO(raw(name).decode()))
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def about(name: str) -> About:
    """Return what a set is."""
    text = (FOLDER / f"{SETS[name].about or name}.txt").read_text(encoding="utf-8")
    said = dict(line.split(": ", 1) for line in text.splitlines())
    return About(*(said[field.capitalize()] for field in About._fields))


def grouped(columns: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield `columns` one by one, each with what it is called; many that are numbered together."""
    for _, same in groupby(columns, lambda column: column.rstrip("_0123456789")):
        names = list(same)
        if len(names) >= NUMBERED:
            yield f"{names[0]} to {names[-1]} ({len(names)})", names
        else:
            yield from ((name, [name]) for name in names)
