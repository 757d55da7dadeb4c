"""The lines of a terminal that change while films are made: what each is at, how far it is, the time that is left."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task
from rich.table import Column
from rich.text import Text

NARROW = 64
"""Columns below which there is no room for bars, and for numbers of steps."""
MANY = 100
"""What is counted in percent there."""
LONGEST, SHORT = 24, 10
"""Columns of a name, and where they are few."""


class _Words(ProgressColumn):
    """A text of a task, in one line: where there is no room for it, it is cut."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(table_column=Column(no_wrap=True, overflow="ellipsis", **options))
        self._name = name

    def render(self, task: Task) -> Text:
        return Text(str(task.description if self._name == "description" else task.fields[self._name]))


class _Count(ProgressColumn):
    """How much is done, and of how much, or in percent if `narrow`; nothing where nobody can count."""

    def __init__(self, narrow: bool) -> None:
        super().__init__(table_column=Column(no_wrap=True, justify="right"))
        self._narrow = narrow

    def render(self, task: Task) -> Text:
        if task.total is None:
            return Text("")
        total = f"{task.total:,.0f}"
        whole = f"{task.completed:>{len(total)},.0f} of {total}"
        return Text(f"{task.percentage:.0f} %" if self._narrow and task.total >= MANY else whole)


class _Time(ProgressColumn):
    """The time that is left, or that it took as long as nothing can be said of that."""

    def render(self, task: Task) -> Text:
        left = task.fields["left"].text(monotonic())
        return Text(left or f"{task.elapsed or 0:.0f} s")


@contextmanager
def bars() -> Iterator[Progress]:
    """Yield the lines, on the standard error, until the block ends."""
    # While TensorFlow is loaded, which cannot be told to be silent, the number 2 leads nowhere.
    with os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors="replace") as file:
        console = Console(file=file)
        narrow = console.width < NARROW
        name = _Words("description", max_width=SHORT if narrow else LONGEST)
        bar = [] if narrow else [BarColumn(bar_width=None, table_column=Column(ratio=1))]
        time = _Time(Column(no_wrap=True, justify="right", min_width=0 if narrow else 11))
        # Lines of a standard output that is a file go there, not to the terminal.
        both = sys.stdout.isatty()
        columns = [name, _Words("stage", min_width=8), *bar, _Count(narrow), time]
        with Progress(*columns, console=console, transient=True, redirect_stdout=both, expand=not narrow) as shown:
            yield shown
