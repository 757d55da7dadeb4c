"""Scene files enter; what is to be done leaves, then what came of it, film by film, as they end."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from render import cache
from render.course.crews import Crew, Tell
from render.errors import GradreelError, UsageError
from render.files import remove_lost_drafts
from render.film import File, Film, Plan, plan
from render.scene.loader import Courses, takes
from render.scene.take import Take

State = Literal["made", "fresh", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What came of a film, or of a scene that could not be read: then `plan` is None and `name` is the scene's path."""

    name: str
    path: Path
    plan: Plan | None = None
    film: Film | None = None
    error: GradreelError | None = None

    @property
    def state(self) -> State:
        """Whether files were made, all were up to date, or it failed."""
        if self.error or not self.film:
            return "failed"
        return "made" if any(file.made for file in self.film.files) else "fresh"


def prepare(scenes: Sequence[Path], out: Path, formats: Sequence[str], force: bool) -> tuple[list[Plan], list[Outcome]]:
    """Return a plan for each film of `scenes`, and the failures of those that cannot be made.

    Raises UsageError if two films would be written to the same file.
    """
    plans: list[Plan] = []
    failures: list[Outcome] = []
    found: list[Take] = []
    courses: Courses = {}
    for path in scenes:
        try:
            found += takes(path, formats, courses)
        except GradreelError as error:
            failures.append(Outcome(str(path), path, error=error))
    _check_names(found)
    for take in found:
        try:
            plans.append(plan(take, out, force))
        except GradreelError as error:
            failures.append(Outcome(take.name, take.path, error=error))
    return plans, failures


def render(plans: Sequence[Plan], crew: Crew, tell: Tell, fail_fast: bool = False) -> Iterator[Outcome]:
    """Make the films of `plans` and yield what came of each: at once of those that are up to date, then as they end.

    With `fail_fast` the first failure is the last outcome. What is being made when the caller stops is given up, and no
    trace of it stays.
    """
    for each in plans:
        if not each.stale:
            fresh = Film([File(target, made=False) for target in each.targets])
            yield Outcome(each.take.name, each.take.path, each, fresh)
    stale = [each for each in plans if each.stale]
    if not stale:
        return
    drafts = {target.parent for each in stale for target in each.stale}
    remove_lost_drafts([*drafts, *cache.folders()])
    with closing(crew.perform(stale, tell)) as ended:
        for each, came in ended:
            error = came if isinstance(came, GradreelError) else None
            film = None if isinstance(came, GradreelError) else came
            yield Outcome(each.take.name, each.take.path, each, film, error)
            if error and fail_fast:
                return


def _check_names(found: Iterable[Take]) -> None:
    named: dict[str, Take] = {}
    for take in found:
        first = named.setdefault(take.name, take)
        if first is not take:
            both = f"{first.path} and {take.path}"
            raise UsageError(f"{both} would both be written to {take.name}.*; rename one")
