"""One film to its files: the stages in order. The file to read first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from render.developing import File, Progress, develop
from render.errors import FilmError, UsageError
from render.files import replacing
from render.formats import moment_of
from render.formats.pdf import Pdf
from render.formats.png import Png
from render.formats.svg import Svg
from render.plan import Plan
from render.scene.outlook import concerns
from render.scene.script import runs_of
from render.scene.take import Take
from render.shooting import shoot
from render.stamp import Stamp
from render.timeline.moments import Timeline
from render.training import program
from render.training.recall import recall
from render.training.verdict import ending


@dataclass(frozen=True)
class Result:
    """A take's files, the seconds that they took, how its training ended, and what its author should know."""

    files: Sequence[File]
    took: float = 0.0
    ending: str = ""
    notes: Sequence[str] = ()

    @classmethod
    def fresh(cls, work: Plan) -> "Result":
        """Return the film of a plan of which nothing is stale."""
        return cls([File.fresh(path, cut) for path, cut in work.files.items()])


def make(work: Plan, progress: Progress) -> Result:
    """Make the files of a plan that are stale, all or none. Raises SceneError and FilmError; then no file changes."""
    began = perf_counter()
    if not work.stale:
        return Result.fresh(work)
    points = work.take.points()
    recordings, notes = recall(runs_of(work.take.scene, points), partial(progress, "training"))
    notes += map(str, concerns(work.take.scene, points.moments))
    cuts = {path: work.files[path] for path in work.stale}
    made = develop(cuts, recordings, points.digest, not work.force, progress)
    files = [made.get(path) or File.fresh(path, cut) for path, cut in work.files.items()]
    notes = [*work.take.notes, *notes]
    return Result(files, perf_counter() - began, ending(recordings, work.take.scene.language), notes)


def still(take: Take, steps: Sequence[int], target: Path, progress: Progress) -> Result:
    """Save the picture of a step at `target`, of several as the pages of a PDF: its suffix says what it is to be.

    Raises like `make`, and UsageError for a step beyond the last one, another suffix, or several steps of one picture.
    """
    began = perf_counter()
    for step in steps:
        if not 0 <= step <= take.scene.last_step:
            raise UsageError(f"there is no step {step:,}: {take.path} goes from 0 to {take.scene.last_step:,}")
    formats = {".png": Png(), ".svg": Svg(), ".pdf": Pdf(steps=tuple(steps))}
    made = formats.get(target.suffix.lower())
    if made is None:
        raise UsageError(f"{target} does not end in .png, .svg or .pdf, as stills do")
    if len(steps) > 1 and not made.steps_shown():
        raise UsageError(f"{target} holds one step, not {len(steps)}: name a .pdf, which has a page for each")
    points = take.points()
    recordings, notes = recall(runs_of(take.scene, points), partial(progress, "training"))
    last = max(recording.steps for recording in recordings)
    if max(steps) > last:
        raise FilmError(f"there is no step {max(steps):,}: the training diverged, its last step is {last:,}")
    moment, stamp = moment_of(steps[-1], recordings), Stamp.of(take.scene, points.digest).text_for
    tell = partial(progress, "drawing")
    with replacing(target) as draft:
        shoot(take.scene, recordings, Timeline([moment]), {draft.path: made}, stamp, tell, poster=moment)
    return Result([File(target, made=True)], perf_counter() - began, notes=[*take.notes, *notes])


def code(take: Take) -> str:
    """Return the program that `take` stands for. Raises SceneError and FilmError."""
    return program.text(program.program(runs_of(take.scene, take.points()), take.scene.language))
