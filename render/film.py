"""One film to its files: the stages in order. The file to read first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from render.errors import FilmError, UsageError
from render.formats import Format
from render.formats.png import Png
from render.scene.script import runs_of, timeline_of
from render.scene.take import Take
from render.shooting import shoot
from render.stamp import Stamp
from render.timeline.moments import Moment, Timeline
from render.training import program, store
from render.training.points import Points
from render.training.recall import recall
from render.training.run import Run
from render.training.verdict import ending

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is to do."""


@dataclass(frozen=True)
class Plan:
    """What is to be done for a take: the files that it makes, and why those that are stale are so.

    `digest` is a hash of all that shows: plans with the same one make the same pictures.
    """

    take: Take
    targets: Mapping[Path, Format]
    stale: Mapping[Path, str] = field(default_factory=dict)
    force: bool = False
    digest: str = ""

    def __str__(self) -> str:
        """Return what errors call it."""
        return str(self.take)


class File(NamedTuple):
    """A file of a film: whether it was made (or was up to date), and how many seconds it plays, if it does."""

    path: Path
    made: bool
    plays: float = 0.0


@dataclass(frozen=True)
class Film:
    """A take's files, the seconds that they took, how its training ended, and what its author should know."""

    files: Sequence[File]
    took: float = 0.0
    ending: str = ""
    notes: Sequence[str] = ()


def plan(take: Take, out: Path, force: bool = False) -> Plan:
    """Return which files of `take` in the folder `out` are stale, and why; with `force`, all of them.

    Raises SceneError and FilmError for data that cannot be used, and UsageError for a film that would be written over
    what it is made from.
    """
    stamp = _stamp(take, _points(take))
    targets = {out / f"{take.name}{made.suffix}": made for made in take.scene.output.formats}
    for source in take.sources:
        for target in targets:
            if target.resolve() == source.resolve():
                raise UsageError(f"{target} is what the scene is made from and is not written over; choose another -o")
    why = {
        target: "new" if not target.exists() else stamp.why(Stamp.read(made.stamp(target)), take.said)
        for target, made in targets.items()
    }
    stale = {target: reason or "forced" for target, reason in why.items() if force or reason}
    return Plan(take, targets, stale, force, stamp.digest)


def make(work: Plan, progress: Progress) -> Film:
    """Make the files of a plan that are stale, all or none. Raises SceneError and FilmError; then no file changes."""
    began = perf_counter()
    take, targets = work.take, {target: work.targets[target] for target in work.stale}
    if not targets:
        return Film([File(target, made=False) for target in work.targets])
    points = _points(take)
    recordings, notes = recall(runs_of(take.scene, points), lambda done, of: progress("training", done, of))
    timeline, ended = timeline_of(take.scene, recordings), ending(recordings)
    stamp = _stamp(take, points).told(timeline.duration, ended).text
    made = shoot(
        take.scene, recordings, timeline, targets, stamp, not work.force, lambda done, of: progress("drawing", done, of)
    )
    plays = {target: timeline.duration for target, format in work.targets.items() if format.frames == "all"}
    files = [File(target, made.get(target, False), plays.get(target, 0.0)) for target in work.targets]
    return Film(files, perf_counter() - began, ended, notes)


def still(take: Take, step: int, target: Path, progress: Progress) -> Film:
    """Save the picture of one step as a PNG at `target`. Raises like `make`, and UsageError for a step beyond."""
    began = perf_counter()
    points = _points(take)
    if not 0 <= step <= take.scene.last_step:
        raise UsageError(f"there is no step {step:,}: {take.path} goes from 0 to {take.scene.last_step:,}")
    recordings, notes = recall(runs_of(take.scene, points), lambda done, of: progress("training", done, of))
    last = max(recording.steps for recording in recordings)
    if step > last:
        raise FilmError(f"there is no step {step:,}: the training diverged, its last step is {last:,}")
    moment, stamp = Timeline([Moment(step, 1.0)]), _stamp(take, points).text
    made = shoot(
        take.scene, recordings, moment, {target: Png()}, stamp, False, lambda done, of: progress("drawing", done, of)
    )
    return Film([File(target, made[target])], perf_counter() - began, notes=notes)


def train(take: Take, progress: Progress) -> bool:
    """Train what is not recorded yet, and return whether all recordings are kept now. Raises FilmError."""
    recall(runs(take), lambda done, of: progress("training", done, of))
    return is_recorded(take)


def is_recorded(take: Take) -> bool:
    """Return whether the recordings of `take` are kept, damaged or not."""
    return all(store.path_of(run).is_file() for run in runs(take))


def code(take: Take) -> str:
    """Return the program that `take` stands for."""
    return program.text(program.program(runs(take)))


def runs(take: Take) -> list[Run]:
    """Return the runs of `take`. Raises SceneError and FilmError for data that cannot be used."""
    return runs_of(take.scene, _points(take))


def _points(take: Take) -> Points:
    points = take.scene.data.load(take.folder)
    if points.x.min() == points.x.max():
        raise FilmError(f"{take.path}: all x are the same in float32; subtract an offset from them")
    return points


def _stamp(take: Take, points: Points) -> Stamp:
    return Stamp.of(take.scene, points.digest)
