"""One scene to its files: the stages in order. The file to read first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from render import __version__
from render.errors import FilmError, UsageError
from render.formats import STAMP
from render.formats.png import Png
from render.scene import loader
from render.scene.schema import Scene
from render.scene.script import runs_of, timeline_of
from render.shooting import shoot
from render.timeline.moments import Moment, Timeline
from render.training import program
from render.training.recall import recall
from render.training.run import Run
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
    """A scene's files, the seconds that they took, how its training ended, and what its author should know."""

    files: Sequence[File]
    took: float = 0.0
    ending: str = ""
    notes: Sequence[str] = ()


def make(path: Path, out: Path, formats: Sequence[str], force: bool, progress: Progress) -> Film:
    """Make the files of the scene at `path` in the folder `out`; those that are up to date are left alone.

    `formats`, if any, take the place of the scene's own. Raises SceneError for a scene that is wrong and FilmError for
    a film that cannot be made; then no file changes.
    """
    began = perf_counter()
    scene, runs, stamp = _prepare(path, formats)
    targets = {out / f"{path.stem}{made.suffix}": made for made in scene.output.formats}
    for source in (path, *scene.files(path.parent)):
        for target in targets:
            if target.resolve() == source.resolve():
                raise UsageError(f"{target} is what the scene is made from and is not written over; choose another -o")
    stale = {target: made for target, made in targets.items() if force or made.stamp(target) != stamp}
    if not stale:
        return Film([File(target, made=False) for target in targets])
    recordings, notes = recall(runs, lambda done, of: progress("training", done, of))
    timeline = timeline_of(scene, recordings)
    made = shoot(scene, recordings, timeline, stale, stamp, not force, lambda done, of: progress("drawing", done, of))
    plays = {target: timeline.duration for target in targets if targets[target].frames == "all"}
    files = [File(target, made.get(target, False), plays.get(target, 0.0)) for target in targets]
    return Film(files, perf_counter() - began, ending(recordings), notes)


def still(path: Path, step: int, target: Path, progress: Progress) -> Film:
    """Save the picture of one step as a PNG at `target`. Raises like `make`, and UsageError for a step beyond."""
    began = perf_counter()
    scene, runs, stamp = _prepare(path, ())
    if not 0 <= step <= scene.last_step:
        raise UsageError(f"there is no step {step:,}: {path} goes from 0 to {scene.last_step:,}")
    recordings, notes = recall(runs, lambda done, of: progress("training", done, of))
    last = max(recording.steps for recording in recordings)
    if step > last:
        raise FilmError(f"there is no step {step:,}: the training diverged, its last step is {last:,}")
    moment = Timeline([Moment(step, 1.0)])
    made = shoot(
        scene, recordings, moment, {target: Png()}, stamp, False, lambda done, of: progress("drawing", done, of)
    )
    return Film([File(target, made[target])], perf_counter() - began, notes=notes)


def code(path: Path) -> str:
    """Return the program that the scene at `path` stands for. Raises SceneError."""
    return program.text(program.program(_prepare(path, ())[1]))


def _prepare(path: Path, formats: Sequence[str]) -> tuple[Scene, list[Run], str]:
    """Return the scene, its runs, and the stamp of its films: the same as long as nothing that shows has changed."""
    scene = loader.load(path, formats)
    points = scene.data.load(path.parent)
    if points.x.min() == points.x.max():
        raise FilmError(f"{path}: all x are the same in float32; subtract an offset from them")
    shown = scene.model_dump_json(exclude={"output": {"formats"}}) + points.digest
    return scene, runs_of(scene, points), f"{STAMP}{__version__}:{sha256(shown.encode()).hexdigest()}"
