"""What came of a batch enters, JSON for programs leaves."""

import json
from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from render import __version__
from render.course.batch import Outcome
from render.errors import GradreelError, Problem, SceneError
from render.files import size_of
from render.output.plan import Plan
from render.output.writing import File


def as_json(
    plans: Sequence[Plan],
    outcomes: Sequence[Outcome],
    began: float,
    code: int,
    dry_run: bool = False,
    error: str = "",
    next: str = "",
) -> str:
    """Return all that came of a batch as JSON: each film once, in each of them the same keys.

    `error` is what kept all of them from being made, `next` what to type after what failed.
    """
    known = {id(outcome.plan) for outcome in outcomes}
    films = [_film(outcome) for outcome in outcomes]
    films += [_untried(plan, dry_run) for plan in plans if id(plan) not in known]
    count = Counter(film["state"] for film in films)
    whole = {
        "gradreel": __version__,
        "exit_code": code,
        "error": error or None,
        "next": next or None,
        "seconds": round(perf_counter() - began, 3),
        **{state: count[state] for state in ("made", "fresh", "failed", "stale", "skipped")},
        "films": sorted(films, key=lambda film: (film["scene"], film["name"])),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _film(outcome: Outcome) -> dict[str, Any]:
    film, plan = outcome.film, outcome.plan
    return {
        "name": outcome.name,
        "scene": str(outcome.path),
        "state": outcome.state,
        "files": [_file(file, plan) for file in (film.files if film else ())],
        "took": round(film.took, 3) if film else None,
        "ending": film.ending or None if film else None,
        "notes": list(film.notes) if film else [],
        "errors": errors(outcome.error),
    }


def _untried(plan: Plan, dry_run: bool) -> dict[str, Any]:
    return {
        "name": plan.take.name,
        "scene": str(plan.take),
        "state": "fresh" if not plan.stale else "stale" if dry_run else "skipped",
        "files": [_file(File(path, made=False), plan) for path in plan.files],
        "took": None,
        "ending": None,
        "notes": [],
        "errors": [],
    }


def _file(file: File, plan: Plan | None) -> dict[str, Any]:
    path, cut = file.path, plan.files.get(file.path) if plan else None
    return {
        "path": str(path),
        "for": cut.folder or None if cut else None,
        "made": file.made,
        "why": plan.stale.get(path) if plan else None,
        "bytes": size_of(path) if path.exists() else None,
        "seconds": file.plays or None,
        "lost": file.lost or None,
    }


def errors(error: GradreelError | None) -> list[dict[str, Any]]:
    """Return what an `error` says, if there is one: each of its problems."""
    if not isinstance(error, SceneError):
        where = dict.fromkeys(("path", "line", "column", "hint"))
        return [where | {"message": str(error)}] if error else []
    return [told(problem) for problem in error.problems]


def told(problem: Problem) -> dict[str, Any]:
    """Return what a `problem` says, and where."""
    return {
        "path": str(problem.path),
        "line": problem.place.line if problem.place else None,
        "column": problem.place.column or None if problem.place else None,
        "message": problem.message,
        "hint": problem.hint or None,
    }
