"""What a batch tells its reader: progress while it goes on, a line a file, failures and a sum at the end.

Nothing is imported for it but what it prints with: a check, which prints its failures here, answers at once.
"""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from time import monotonic, perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self
from zlib import crc32

from render import cache, signals
from render.console.remaining import Remaining
from render.console.typed import called, next_of
from render.errors import GradreelError, SceneError, visible
from render.files import size_of, size_text
from render.numbers import short
from render.progress import DRAWING, LOADING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from render.course.batch import Outcome, State
    from render.film import Result
    from render.output.plan import Plan


FIRST = "note: TensorFlow is being loaded, which takes up to a minute the first time"
DONE = "-"
ALL = "films"
FILM = 0.5
"""The part of a film that has to be made, of several, before the time left is told of all."""
LEARNED = 0.1
"""The part of a film that its training is, of several films."""


class Terminal:
    """Shows on the terminal, if there is one, how `total` films are made; `quiet` leaves errors only.

    Of a batch, films that are up to date are counted, not named: `several` says that it is one. A note that is the same
    for several films is printed once.
    """

    def __init__(self, total: int, quiet: bool = False, several: bool = False) -> None:
        """Nothing is shown before the `with` block begins."""
        self._total, self._quiet, self._several = total, quiet, several
        self._open = ExitStack()
        self._bars: Progress | None = None
        self._all: TaskID | None = None
        self._running: dict[str, TaskID] = {}
        self._done, self._drawn = 0, False
        self._shares: dict[str, float] = {}
        self._left: dict[str, Remaining] = {}
        self._loading = ""
        self._noted: set[str] = set()

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            from render.console.live import bars

            self._bars = self._open.enter_context(bars())
            if self._total > 1:
                self._all = self._add(ALL, self._total)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def tell(self, name: str, stage: str, done: int, total: int) -> None:
        """Show how far a film is; one that is trained, and waits to be drawn, is not shown."""
        signals.check()
        if not self._bars:
            return
        self._note_loading(name, stage)
        if done >= total:
            self._remove(name)
        else:
            if name not in self._running:
                self._running[name] = self._add(name, total)
            self._left[name].told(monotonic(), done / total)
            self._bars.update(self._running[name], stage=stage, completed=done, total=total)
            if stage == LOADING:
                next(task for task in self._bars.tasks if task.id == self._running[name]).total = None
            # What comes first in a stage may keep the thread from running that shows it.
            if not done:
                self._bars.refresh()
        share = done / max(1, total)
        self._shares[name] = LEARNED + (1 - LEARNED) * share if stage == DRAWING else LEARNED * share
        # Before the first picture of all is drawn, what it is drawn with is imported.
        self._drawn = self._drawn or (stage == DRAWING and done > 0)
        self._show_all()

    def counted(self, outcome: "Outcome") -> None:
        """Show that a film has ended."""
        if self._bars:
            self._remove(outcome.name)
            self._shares.pop(outcome.name, None)
            self._done += outcome.state != "fresh"
            self._show_all()

    def ended(self, outcome: "Outcome") -> None:
        """Show that a film has ended, and print its files; a failure is told at the end."""
        self.counted(outcome)
        if outcome.film:
            new = [note for note in outcome.film.notes if note not in self._noted]
            self._noted.update(new)
            show(replace(outcome.film, notes=new), self._quiet, fresh=not self._several)

    def _add(self, name: str, total: int) -> "TaskID":
        assert self._bars
        self._left[name] = Remaining(FILM / self._total) if name == ALL else Remaining()
        return self._bars.add_task(name, total=total, stage="", left=self._left[name])

    def _remove(self, name: str) -> None:
        if self._bars and name in self._running:
            self._bars.remove_task(self._running.pop(name))

    def _show_all(self) -> None:
        """Show how far all films are; those that are being made count as far as they are."""
        if self._bars and self._all is not None:
            self._bars.update(self._all, completed=self._done)
            if self._drawn:
                self._left[ALL].told(monotonic(), (self._done + sum(self._shares.values())) / self._total)

    def _note_loading(self, name: str, stage: str) -> None:
        """Say, the first time with this installation, that TensorFlow is loaded; it is remembered once it is."""
        if stage == LOADING and not self._loading:
            self._loading = name
            if not cache.is_remembered(_installed()):
                print(FIRST, file=sys.stderr)
        elif self._loading == name and stage != LOADING:
            self._loading = DONE
            cache.remember(_installed())


def _installed() -> str:
    """Return a word for the TensorFlow of this Python."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("tensorflow")
    except PackageNotFoundError:
        found = "unknown"
    return f"tensorflow-{found}-{crc32(os.fsencode(sys.prefix)):08x}"


def show(film: "Result", quiet: bool, fresh: bool = True) -> None:
    """Print a line a file: where it is, how long it plays, its size, what that cost; and what is to be pasted.

    The first line also says what time the film took, and how its training ended.
    """
    for note in film.notes:
        print(f"note: {visible(note)}", file=sys.stderr)
    if quiet:
        return
    ending = f"  {film.ending}" if film.ending else ""
    told = f"  made in {film.took:.1f} s{ending}"
    for file in film.files:
        if file.made:
            length = f"{short(file.plays, 4)} s  " if file.plays else ""
            lost = f"  {file.lost}" if file.lost else ""
            print(f"{visible(file.path)}  {length}{size_text(size_of(file.path))}{lost}{visible(told)}", flush=True)
            told = ""
        elif fresh:
            print(f"{visible(file.path)}  up to date")
    if fresh:
        for file in film.files:
            if file.paste:
                print(f"\n{visible(file.path)}:\n\n{file.paste}")


def fail(*errors: GradreelError) -> int:
    """Print `errors`, the problems that several share once, and what to type next; return the gravest exit code."""
    told: Counter[str] = Counter()
    for error in errors:
        texts = map(str, error.problems) if isinstance(error, SceneError) else [f"error: {error}"]
        for text in texts:
            if not told[text]:
                print(text, file=sys.stderr)
            told[text] += 1
    shared = max(told.values(), default=1)
    if shared > 1:
        print(f"{shared} fail for the same reason", file=sys.stderr)
    if errors:
        print(called(f"next: {next_after(errors)}"), file=sys.stderr)
    return max((error.exit_code for error in errors), default=0)


def next_after(errors: Sequence[GradreelError]) -> str:
    """Return the command that leads on from all `errors`, where they are mistakes in scenes, or from the first."""
    problems = [problem for error in errors if isinstance(error, SceneError) for problem in error.problems]
    return next_of(SceneError(problems) if problems else errors[0])


def finish(outcomes: "Sequence[Outcome]", total: int, began: float, quiet: bool) -> int:
    """Print the failures, and what was done of `total` films; return the exit code."""
    code = fail(*(outcome.error for outcome in outcomes if outcome.error))
    if total > 1 and not quiet:
        print(f"{summary(outcomes, total)} in {perf_counter() - began:.1f} s")
    return code


def summary(outcomes: "Sequence[Outcome]", total: int) -> str:
    """Return how many of `total` films were made, were up to date, failed, and were not tried."""
    count = Counter(outcome.state for outcome in outcomes)
    words: dict[State, str] = {"made": "made", "fresh": "up to date", "failed": "failed"}
    said = [f"{count[state]} {word}" for state, word in words.items() if count[state]]
    return ", ".join(said + [f"{total - len(outcomes)} not tried"] * (total > len(outcomes)))


def show_stale(plans: "Sequence[Plan]", failures: "Sequence[Outcome]", quiet: bool) -> int:
    """Print which files would be made, and why; return the exit code: 1 if there are any."""
    stale = [(target, why) for plan in plans for target, why in plan.stale.items()]
    if not quiet:
        for target, why in stale:
            print(f"{visible(target)}  {visible(why)}")
        total = sum(len(plan.files) for plan in plans)
        wrong = f", {len(failures)} cannot be made" if failures else ""
        print(f"{len(stale)} of {total} {'file is' if total == 1 else 'files are'} stale{wrong}")
    return max(fail(*(failure.error for failure in failures if failure.error)), 1 if stale else 0)
