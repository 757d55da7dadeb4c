"""One film to its files: the stages in order. The file to read first. Words of film making, as the code means them:

take: one film that is to be made: a scene, and one combination of the values that it sweeps
cut: one of its files: the scene as it is shown there, the format, and the place that it is for
script: what its scene says of how it is told: its runs, and its moments in order, the timeline
moment, beat: a point of its time; a part of a step in slow motion: predict, loss, gradient, update
stage: the picture that holds the panels; it draws what never moves once, and for each moment the rest
reel: what a format knows of the film before it gets the frames
cel: what a part that moves looks like, where a file keeps each look of it once
poster: the picture that stands for the film where it does not play
showing: the film as it will be seen, which rules of lint look at
crew: who makes the films of a batch: this process, several, or a cluster
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from render.errors import FilmError, UsageError, again, command
from render.files import replacing
from render.formats import moment_of
from render.formats.pdf import Pdf
from render.formats.png import Png
from render.formats.svg import Svg
from render.output.frames import draw
from render.output.plan import Plan
from render.output.stamp import Stamp
from render.output.writing import File, write
from render.progress import DRAWING, Progress, tell_nobody
from render.scene.advice import advice, chosen
from render.scene.outlook import concerns
from render.scene.script import recorded, runs_of, timeline_of
from render.scene.take import Take
from render.training import program
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
    recordings, notes = recorded(work.take, progress)
    samples = recordings[0].run.samples
    foreseen = [*map(str, concerns(work.take.scene, samples.moments, lambda: samples))]
    notes += [*chosen(recordings), *(foreseen or advice(recordings))]
    cuts = {path: work.files[path] for path in work.stale}
    made = write(cuts, recordings, not work.force, progress)
    files = [made.get(path) or File.fresh(path, cut) for path, cut in work.files.items()]
    notes = [*work.take.notes, *notes]
    return Result(files, perf_counter() - began, ending(recordings, work.take.scene.language), notes)


def still(take: Take, steps: Sequence[int], target: Path, progress: Progress = tell_nobody) -> Result:
    """Save the picture of a step at `target`, of several as the pages of a PDF: its suffix says what it is to be.

    Raises like `make`, and UsageError for a step beyond the last one, another suffix, or several steps of one picture.
    """
    began = perf_counter()
    for step in steps:
        if not 0 <= step <= take.scene.last_step:
            last = take.scene.last_step
            helps = command("frame", take.path, "--step", last)
            raise UsageError(f"there is no step {step:,}: {take.path} goes from 0 to {last:,}", helps)
    formats = {".png": Png(), ".svg": Svg(), ".pdf": Pdf(steps=tuple(steps))}
    made = formats.get(target.suffix.lower())
    if made is None:
        raise UsageError(
            f"{target} does not end in .png, .svg or .pdf, as stills do", again("-o", f"{target.stem}.png")
        )
    if len(steps) > 1 and not made.steps_shown():
        said = f"{target} holds one step, not {len(steps)}: name a .pdf, which has a page for each"
        raise UsageError(said, again("-o", target.with_suffix(".pdf")))
    recordings, notes = recorded(take, progress)
    last = max(recording.steps for recording in recordings)
    if max(steps) > last:
        ended = "stopped early" if all(recording.stopped for recording in recordings) else "diverged"
        said = f"there is no step {max(steps):,}: the training {ended}, its last step is {last:,}"
        raise FilmError(said, command("frame", take.path, "--step", last))
    timeline = timeline_of(take.scene, recordings)
    shown = [moment_of(step, recordings, timeline) for step in steps]
    for step, moment in zip(steps, shown, strict=True):
        if moment.step != step:
            notes.append(f"the weights of step {step:,} are not kept: the picture is that of step {moment.step:,}")
    stamp = Stamp.of(take.scene, recordings[0].run.samples.digest).text_for
    tell = partial(progress, DRAWING)
    with replacing(target) as draft:
        draw(take.scene, recordings, timeline, {draft.path: made}, stamp, tell, poster=shown[-1])
    return Result([File(target, made=True)], perf_counter() - began, notes=[*take.notes, *notes])


def code(take: Take) -> str:
    """Return the program that `take` stands for. Raises SceneError and FilmError."""
    return program.text(program.program(runs_of(take.scene, take.samples()), take.scene.language))
