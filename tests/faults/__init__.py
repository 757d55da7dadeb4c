"""What the world does to a film maker, done to it on purpose: each member is a file with one kind of faults.

`python -m tests.faults` injects those of every kind and prints a table; `python -m tests.faults scenes 300 --seed 1`
injects 300 of one. A few of each are a test.

A member has `SHORT`, how many faults of its kind are a test, and `inject(count, seed, folder)`, which does so many
things, of its own choice or at random, in an empty folder, and yields what came of each.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, Protocol, cast


class Fault(NamedTuple):
    """A thing that was done, in a few words, and what was answered wrongly; nothing if it was borne."""

    done: str
    wrong: str = ""


class Kind(Protocol):
    """What a member has."""

    SHORT: int

    def inject(self, count: int, seed: int, folder: Path) -> Iterator[Fault]: ...


def kinds() -> dict[str, Kind]:
    """Return the members by their words."""
    found = [module.name for module in iter_modules(__path__) if module.name != "__main__"]
    return {name: cast(Kind, import_module(f"{__name__}.{name}")) for name in sorted(found)}
