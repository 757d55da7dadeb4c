"""What a batch tells its reader: progress while it goes on, a line a file, failures and a sum at the end; or JSON.

Nothing is imported for it but what it prints with: a check, which prints its failures here, answers at once.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from render import __version__
from render.errors import GradreelError, SceneError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from render.course.batch import Outcome, State
    from render.film import Film
    from render.plan import Plan


class Terminal:
    """Shows on the terminal, if there is one, how `total` films are made; `quiet` leaves errors only.

    Of a batch, films that are up to date are counted, not named: `several` says that it is one.
    """

    def __init__(self, total: int, quiet: bool = False, several: bool = False) -> None:
        """Nothing is shown before the `with` block begins."""
        self._total, self._quiet, self._several = total, quiet, several
        self._bars: Progress | None = None
        self._all: TaskID | None = None
        self._running: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
            console = Console(stderr=True)
            # Lines of a standard output that is a file go there, not to the terminal.
            both = sys.stdout.isatty()
            self._bars = Progress(*columns, console=console, transient=True, redirect_stdout=both)
            self._bars.start()
            if self._total > 1:
                self._all = self._bars.add_task("films", total=self._total)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def tell(self, name: str, stage: str, done: int, total: int) -> None:
        """Show how far a film is; one that is trained, and waits to be drawn, is not shown."""
        if not self._bars:
            return
        if done >= total and name in self._running:
            self._bars.remove_task(self._running.pop(name))
        elif done < total:
            if name not in self._running:
                self._running[name] = self._bars.add_task(name, total=total)
            self._bars.update(self._running[name], description=f"{name}  {stage}", completed=done, total=total)

    def ended(self, outcome: "Outcome") -> None:
        """Print the files of a film that has ended; a failure is told at the end."""
        if self._bars:
            if outcome.name in self._running:
                self._bars.remove_task(self._running.pop(outcome.name))
            if self._all is not None and outcome.state != "fresh":
                self._bars.advance(self._all)
        if outcome.film:
            show(outcome.film, self._quiet, fresh=not self._several)


def show(film: "Film", quiet: bool, fresh: bool = True) -> None:
    """Print a line a file: where it is, how long it plays, its size, the time it took, and how the training ended."""
    for note in film.notes:
        print(f"note: {note}", file=sys.stderr)
    if quiet:
        return
    for path, is_new, plays in film.files:
        if is_new:
            length = f"{plays:.4g} s  " if plays else ""
            ending = f"  {film.ending}" if film.ending else ""
            size = size_text(path.stat().st_size)
            print(f"{path}  {length}{size}  made in {film.took:.1f} s{ending}", flush=True)
        elif fresh:
            print(f"{path}  up to date")


def fail(*errors: GradreelError) -> int:
    """Print `errors`, the problems that several share once, and return the gravest one's exit code."""
    told: Counter[str] = Counter()
    for error in errors:
        texts = map(str, error.problems) if isinstance(error, SceneError) else [f"error: {error}"]
        for text in texts:
            if not told[text]:
                print(text, file=sys.stderr)
            told[text] += 1
    shared = max(told.values(), default=1)
    if shared > 1:
        print(f"{shared} scenes fail for the same reason", file=sys.stderr)
    return max((error.exit_code for error in errors), default=0)


def finish(outcomes: "Sequence[Outcome]", began: float, quiet: bool, page: Path | None = None) -> int:
    """Print the failures, what was done, and where the contact sheet is, if there is one; return the exit code."""
    code = fail(*(outcome.error for outcome in outcomes if outcome.error))
    if len(outcomes) > 1 and not quiet:
        print(f"{summary(outcomes)} in {perf_counter() - began:.1f} s{f'; all films: {page}' if page else ''}")
    return code


def summary(outcomes: "Sequence[Outcome]") -> str:
    """Return how many films were made, were up to date, and failed."""
    count = Counter(outcome.state for outcome in outcomes)
    words: dict[State, str] = {"made": "made", "fresh": "up to date", "failed": "failed"}
    return ", ".join(f"{count[state]} {word}" for state, word in words.items() if count[state]) or "nothing to do"


def show_stale(plans: "Sequence[Plan]", failures: "Sequence[Outcome]", quiet: bool) -> int:
    """Print which files would be made, and why; return the exit code: 1 if there are any."""
    stale = [(target, why) for plan in plans for target, why in plan.stale.items()]
    if not quiet:
        for target, why in stale:
            print(f"{target}  {why}")
        total = sum(len(plan.targets) for plan in plans)
        print(f"{len(stale)} of {total} {'file is' if total == 1 else 'files are'} stale")
    return max(fail(*(failure.error for failure in failures if failure.error)), 1 if stale else 0)


def report(outcomes: "Sequence[Outcome]", began: float, code: int) -> str:
    """Return all that came of a batch, as JSON."""
    films = [_film(outcome) for outcome in outcomes]
    count: Counter[str] = Counter(outcome.state for outcome in outcomes)
    whole = {
        "gradreel": __version__,
        "exit_code": code,
        "seconds": round(perf_counter() - began, 3),
        **{state: count[state] for state in ("made", "fresh", "failed")},
        "films": films,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def report_stale(plans: "Sequence[Plan]", failures: "Sequence[Outcome]", code: int) -> str:
    """Return what would be made, and why, as JSON."""
    films = [
        {
            "name": plan.take.name,
            "scene": str(plan.take.path),
            "state": "stale" if plan.stale else "fresh",
            "files": [{"path": str(target), "why": plan.stale.get(target)} for target in plan.targets],
        }
        for plan in plans
    ]
    whole = {"gradreel": __version__, "exit_code": code, "films": films + [_film(failure) for failure in failures]}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _film(outcome: "Outcome") -> dict[str, Any]:
    film, plan = outcome.film, outcome.plan
    return {
        "name": outcome.name,
        "scene": str(outcome.path),
        "state": outcome.state,
        "files": [
            {
                "path": str(path),
                "made": made,
                "why": plan.stale.get(path) if plan else None,
                "bytes": path.stat().st_size if path.exists() else None,
                "seconds": plays or None,
            }
            for path, made, plays in (film.files if film else ())
        ],
        "took": round(film.took, 3) if film else None,
        "ending": film.ending if film else None,
        "notes": list(film.notes) if film else [],
        "errors": _errors(outcome.error),
    }


def _errors(error: GradreelError | None) -> list[dict[str, Any]]:
    if not isinstance(error, SceneError):
        return [{"message": str(error)}] if error else []
    return [
        {
            "path": str(problem.path),
            "line": problem.place.line if problem.place else None,
            "column": problem.place.column or None if problem.place else None,
            "message": problem.message,
            "hint": problem.hint or None,
        }
        for problem in error.problems
    ]


def size_text(count: int) -> str:
    """Return a number of bytes for people."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
