"""One film to its files: the stages in order. The file to read first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from render.errors import FilmError, UsageError
from render.formats.png import Png
from render.plan import Plan
from render.scene.script import runs_of, timeline_of
from render.scene.take import Take
from render.shooting import shoot
from render.stamp import Stamp
from render.timeline.moments import Moment, Timeline
from render.training import program
from render.training.recall import recall
from render.training.verdict import ending

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is to do."""


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


def make(work: Plan, progress: Progress) -> Film:
    """Make the files of a plan that are stale, all or none. Raises SceneError and FilmError; then no file changes."""
    began = perf_counter()
    take, targets = work.take, {target: work.targets[target] for target in work.stale}
    if not targets:
        return Film([File(target, made=False) for target in work.targets])
    points = take.points()
    recordings, notes = recall(runs_of(take.scene, points), lambda done, of: progress("training", done, of))
    timeline, ended = timeline_of(take.scene, recordings), ending(recordings, take.scene.language)
    stamp = Stamp.of(take.scene, points.digest).told(timeline.duration, ended).text
    made = shoot(
        take.scene, recordings, timeline, targets, stamp, not work.force, lambda done, of: progress("drawing", done, of)
    )
    plays = {target: timeline.duration for target, format in work.targets.items() if format.frames == "all"}
    files = [File(target, made.get(target, False), plays.get(target, 0.0)) for target in work.targets]
    return Film(files, perf_counter() - began, ended, notes)


def still(take: Take, step: int, target: Path, progress: Progress) -> Film:
    """Save the picture of one step as a PNG at `target`. Raises like `make`, and UsageError for a step beyond."""
    began = perf_counter()
    points = take.points()
    if not 0 <= step <= take.scene.last_step:
        raise UsageError(f"there is no step {step:,}: {take.path} goes from 0 to {take.scene.last_step:,}")
    recordings, notes = recall(runs_of(take.scene, points), lambda done, of: progress("training", done, of))
    last = max(recording.steps for recording in recordings)
    if step > last:
        raise FilmError(f"there is no step {step:,}: the training diverged, its last step is {last:,}")
    moment, stamp = Timeline([Moment(step, 1.0)]), Stamp.of(take.scene, points.digest).text
    made = shoot(
        take.scene, recordings, moment, {target: Png()}, stamp, False, lambda done, of: progress("drawing", done, of)
    )
    return Film([File(target, made[target])], perf_counter() - began, notes=notes)


def code(take: Take) -> str:
    """Return the program that `take` stands for. Raises SceneError and FilmError."""
    return program.text(program.program(runs_of(take.scene, take.points()), take.scene.language))
