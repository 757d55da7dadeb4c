"""CSV: the recording itself, a row a step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render import cache
from render.formats import Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame

CHUNK = 100_000
"""Rows that are text in memory at a time."""
FORMULA = ("=", "+", "-", "@")
"""How a text begins that spreadsheets compute (OWASP, CSV Injection)."""


class Csv(Format):
    """Columns step, weights, loss, grad_ of each weight, learning_rate, as the shortest texts of the same float32.

    Of several runs, one below the other, a column run comes first and holds their names; a name that a spreadsheet
    would take for a formula has an apostrophe before it, which makes it a text there.
    """

    kind: Literal["csv"] = "csv"
    suffix: ClassVar[str] = ".csv"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = None
    unknown: ClassVar[str] = "not known to this cache: a table cannot say what it was made from"

    def stamp(self, path: Path) -> str | None:
        """Return the stamp that the cache keeps for these bytes: a table has no place for one."""
        return cache.signature(path)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Write all rows, and let the cache keep the stamp."""
        import numpy as np

        several = len(reel.recordings) > 1
        with path.open("w", encoding="utf-8", newline="") as file:
            names = reel.recordings[0].names
            slopes = [f"grad_{name}" for name in names]
            file.write(f"{'run,' * several}{','.join(['step', *names, 'loss', *slopes, 'learning_rate'])}\n")
            for recording in reel.recordings:
                columns = [recording.parameters, recording.loss, recording.gradients, recording.learning_rate]
                table = np.column_stack(columns)
                name = f"{_cell(recording.run.name)}," * several
                for first in range(0, len(table), CHUNK):
                    texts = table[first : first + CHUNK].astype(str).tolist()
                    file.writelines(f"{name}{step},{','.join(row)}\n" for step, row in enumerate(texts, start=first))
        yield lambda frame: None
        cache.sign(path, reel.stamp)


def _cell(text: str) -> str:
    """Return `text` as a cell, RFC 4180."""
    quote = "'" * text.startswith(FORMULA)
    return '"' + quote + text.replace('"', '""') + '"'
