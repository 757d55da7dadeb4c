"""CSV: the recording itself, a row for each step that is kept: all, unless they are too many."""

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
    """The numbers of every step that is kept, as a table.

    Columns are step, weights, loss, metrics, grad_ of each weight, learning_rate, as the shortest texts of its float32.

    Of several runs, one below the other, a column run comes first and holds their names; where they have different
    weights, there is a column for each of all, and nothing in those that a run does not have. Of more than 50 weights,
    there is the norm of each layer's in their place, norm_W1 and grad_norm_W1; npz has them all. A name that a
    spreadsheet would take for a formula has an apostrophe before it, which makes it a text there.
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
            tables = [recording.tabulated() for recording in reel.recordings]
            names = list(dict.fromkeys(name for own, *_ in tables for name in own))
            slopes, metrics = [f"grad_{name}" for name in names], [*reel.recordings[0].metrics]
            head = ["step", *names, "loss", *metrics, *slopes, "learning_rate"]
            file.write(f"{'run,' * several}{','.join(head)}\n")
            for recording, (known, weights, gradients) in zip(reel.recordings, tables, strict=True):
                kept, run = recording.kept, f"{_cell(recording.run.name)}," * several
                each_step = np.column_stack([recording.loss, *recording.metrics.values()])[kept]
                columns = [weights, each_step, gradients, recording.learning_rate[kept]]
                table = np.column_stack(columns)
                own, past = [names.index(name) for name in known], len(names) + 1 + len(metrics)
                there = [*own, *range(len(names), past), *(past + column for column in own), past + len(names)]
                for first in range(0, len(table), CHUNK):
                    some, steps = table[first : first + CHUNK], kept[first : first + CHUNK].tolist()
                    texts = np.full((len(some), len(head) - 1), "", object)
                    texts[:, there] = some.astype(str)
                    rows = zip(steps, texts.tolist(), strict=True)
                    file.writelines(f"{run}{step},{','.join(row)}\n" for step, row in rows)
        yield lambda frame: None
        cache.sign(path, reel.stamp)


def _cell(text: str) -> str:
    """Return `text` as a cell, RFC 4180."""
    quote = "'" * text.startswith(FORMULA)
    return '"' + quote + text.replace('"', '""') + '"'
