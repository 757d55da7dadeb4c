"""Scene files enter; what is to be done leaves, then what came of it, film by film, as they end."""

import os
import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from render import cache, systems
from render.course.crews import Crew, Tell, attempt
from render.course.crews.alone import Alone
from render.course.scenes import doubled
from render.errors import GradreelError, UsageError, again
from render.files import remove_all_lost
from render.film import Result
from render.output.plan import Plan, plan
from render.scene.loader import Courses, takes
from render.scene.take import Take

MEMORY = 400_000_000
"""Bytes that a worker takes, with a large picture; of as many as there are cores, no more are started than fit."""

MOST_WORKERS = 30 if systems.WINDOWS else 10_000
"""At a time: Windows waits for 63 things at once, two for each worker."""

State = Literal["made", "fresh", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What came of a film, or of a scene that could not be read: then `plan` is None."""

    name: str
    path: Path
    plan: Plan | None = None
    film: Result | None = None
    error: GradreelError | None = None

    @property
    def state(self) -> State:
        """Whether files were made, all were up to date, or it failed."""
        if self.error or not self.film:
            return "failed"
        return "made" if any(file.made for file in self.film.files) else "fresh"


def prepare(
    scenes: Sequence[Path], out: Path, asked: Mapping[str, Any], force: bool
) -> tuple[list[Plan], list[Outcome]]:
    """Return a plan for each film of `scenes`, and the failures of those that cannot be made.

    What is `asked` for counts more than what they say.
    """
    plans: list[Plan] = []
    failures: list[Outcome] = []
    found: list[Take] = []
    courses: Courses = {}
    for path in scenes:
        came = attempt(partial(takes, path, asked, courses), str(path))
        if isinstance(came, GradreelError):
            failures.append(Outcome(path.stem, path, error=came))
        else:
            found += came
    doubles = doubled(found)
    failures += [Outcome(take.name, take.path, error=error) for take, error in doubles]
    lost = {id(take) for take, _ in doubles}
    for take in [take for take in found if id(take) not in lost]:
        planned = attempt(partial(plan, take, out, force), str(take))
        if isinstance(planned, GradreelError):
            failures.append(Outcome(take.name, take.path, error=planned))
        else:
            plans.append(planned)
    return plans, failures


def crew_for(films: int, jobs: str = "auto", cluster: str = "") -> Crew:
    """Return who makes so many `films`: so many `jobs` at a time, a number or auto, or the Dask cluster at an address.

    Raises UsageError for what cannot be.
    """
    if jobs != "auto" and not re.fullmatch("[1-9][0-9]{0,3}", jobs):
        raise UsageError(f"-j takes a whole number from 1 on, or auto, not {jobs}", again("-j", "auto"))
    if cluster:
        from render.course.crews.cluster import Cluster

        return Cluster(cluster)
    most = films if films < 2 else min(films, MOST_WORKERS, _fitting() if jobs == "auto" else int(jobs))
    if most > 1:
        from render.course.crews.processes import Processes

        return Processes(most)
    return Alone()


def _fitting() -> int:
    """Return how many workers the cores and the memory of this machine can have."""
    import psutil

    return min(_cores(), psutil.virtual_memory().available // MEMORY)


def _cores() -> int:
    """Return how many cores this process may use, where the system can tell."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def perform(plans: Sequence[Plan], crew: Crew, tell: Tell, fail_fast: bool = False) -> Generator[Outcome, None, None]:
    """Make the films of `plans` and yield what came of each: at once of those that are up to date, then as they end.

    With `fail_fast` the first failure is the last outcome. What is being made when the caller stops is given up, and no
    trace of it stays.
    """
    for each in plans:
        if not each.stale:
            yield Outcome(each.take.name, each.take.path, each, Result.fresh(each))
    remove_all_lost([*{target.parent for each in plans for target in each.files}, cache.folder()])
    stale = [each for each in plans if each.stale]
    if not stale:
        return
    with closing(crew.perform(stale, tell)) as ended:
        for each, came in ended:
            error = came if isinstance(came, GradreelError) else None
            film = None if isinstance(came, GradreelError) else came
            yield Outcome(each.take.name, each.take.path, each, film, error)
            if error and fail_fast:
                return
