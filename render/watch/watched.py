"""Files that changed enter; films leave, each with the plan of how it is made, or with what is wrong with its scene."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

from render.course.batch import Outcome, prepare
from render.course.crews import attempt
from render.course.scenes import SUFFIXES, clash, scenes_in
from render.errors import GradreelError, SceneError, UsageError
from render.output.plan import Plan
from render.scene.course import is_course
from render.systems import same


@dataclass(frozen=True)
class Wanted:
    """A film as its scene file wants it: with a plan, or with an error. `sources` are the real paths it depends on."""

    name: str
    path: Path
    title: str
    plan: Plan | None = None
    error: GradreelError | None = None
    sources: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[object, ...]:
        """The same for two that show the same in files of the same names."""
        return (self.plan.digest, *self.plan.files) if self.plan else (str(self.error),)

    @property
    def made(self) -> Self:
        """The same film when all of its files are made."""
        return replace(self, plan=self.plan and replace(self.plan, stale={}))


class Watched:
    """The scenes below some paths, and their films, which are made into the folder `out`."""

    def __init__(self, paths: Sequence[Path], out: Path) -> None:
        self._paths, self.out = paths, out
        self._films: Mapping[Path, tuple[Wanted, ...]] = {}

    def look(self, changed: Collection[Path] | None = None) -> list[Wanted]:
        """Read the scenes that are new, or that a `changed` file may concern (None: all), and return all films."""
        films: dict[Path, tuple[Wanted, ...]] = {}
        for path in self._scenes():
            known = self._films.get(path, ())
            films[path] = known if known and not _concerned(known, changed) else self._read(path, known)
        self._films = films
        return list(_distinct(each for scene in films.values() for each in scene))

    def heeds(self, path: Path) -> bool:
        """Return whether a change of the file or folder at `path` may matter."""
        if path.name.startswith("."):
            return False
        films = [each for scene in self._films.values() for each in scene]
        # What a broken scene looks for is not known; it may be any file, except for those that are made here.
        missed = any(each.error for each in films) and not Path(_real(path)).is_relative_to(_real(self.out))
        known = any(_is_among(path, each.sources) for each in films)
        return known or missed or not path.suffix or path.suffix.lower() in SUFFIXES

    @property
    def deep(self) -> frozenset[Path]:
        """The folders below which everything is watched."""
        return frozenset(path.absolute() for path in self._paths if path.is_dir())

    @property
    def flat(self) -> frozenset[Path]:
        """The other folders with files that matter; what is below them is not watched."""
        named = {path.absolute().parent for path in self._paths if not path.is_dir()}
        films = [each for scene in self._films.values() for each in scene]
        named |= {Path(source).parent for each in films for source in each.sources}
        inside = [_real(folder) for folder in self.deep]
        return frozenset(
            folder
            for folder in named
            if folder.is_dir() and not any(Path(_real(folder)).is_relative_to(above) for above in inside)
        )

    def _scenes(self) -> Iterable[Path]:
        found: dict[Path, None] = {}
        for path in self._paths:
            # A folder may become empty while it is watched.
            with suppress(UsageError):
                found.update(dict.fromkeys(scenes_in([path])))
        return found

    def _read(self, path: Path, before: Sequence[Wanted]) -> tuple[Wanted, ...]:
        came = attempt(partial(prepare, [path], self.out, {}, False), str(path))
        plans, error = ([], came) if isinstance(came, GradreelError) else (came[0], _together(came[1]))
        if not error:
            return tuple(
                Wanted(each.take.name, path, each.take.scene.title, each, sources=_reals(each.take.sources))
                for each in plans
            )
        known = before or [Wanted(path.stem, path, path.stem, sources=_reals([path]))]
        return tuple(replace(each, plan=None, error=error) for each in known)


def _concerned(films: Sequence[Wanted], changed: Collection[Path] | None) -> bool:
    """Return whether the `films` of a scene may be others now."""
    if changed is None or any(is_course(path) for path in changed) or any(each.error for each in films):
        return True
    return any(_is_among(path, each.sources) for path in changed for each in films)


def _together(failures: Sequence[Outcome]) -> GradreelError | None:
    errors = [each.error for each in failures if each.error]
    problems = [problem for error in errors if isinstance(error, SceneError) for problem in error.problems]
    return SceneError(dict.fromkeys(problems)) if problems else next(iter(errors), None)


def _distinct(films: Iterable[Wanted]) -> Iterable[Wanted]:
    """Yield `films` under different names, those that would be written over others with an error."""
    first: dict[str, Wanted] = {}
    for each in films:
        other = first.setdefault(same(each.name), each)
        if other is not each:
            error = clash(each.name, [other.path, each.path])
            yield replace(each, name=str(each.path), plan=None, error=each.error or error)
        else:
            yield each


def _reals(paths: Iterable[Path]) -> frozenset[str]:
    return frozenset(map(_real, paths))


def _is_among(path: Path, sources: Iterable[str]) -> bool:
    # They are told by the name that the system has, which on macOS need not be spelled as the author spells it.
    return same(_real(path)) in map(same, sources)


def _real(path: Path) -> str:
    # Systems tell of changes by the real path, whatever links lead there.
    return os.path.realpath(path)
