"""A scene enters; what its film is made of leaves: its runs, and its moments."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate, pairwise

from render.drawing.direction import directed, scopes_of
from render.drawing.sayings import sayings
from render.progress import LOADING, TRAINING, Progress, tell_nobody
from render.scene.comparison import Compare
from render.scene.rates import AUTO, RateOption, half_of, schedule_of
from render.scene.schema import Scene
from render.scene.storytelling import CaptionOptions, step_of
from render.scene.take import Take
from render.timeline.camera import cut_after, filmed
from render.timeline.captions import Caption, captioned
from render.timeline.moments import Moment, Timeline, calling_only_at, gliding
from render.timeline.shots import Shot
from render.timeline.slow_motion import slowed
from render.training.curvature_bound import curvature_bound
from render.training.decimals import rate_name, run_name
from render.training.kept import nearest
from render.training.objective import Objective
from render.training.recall import recall
from render.training.recording import Recording, kept_by_all
from render.training.run import Phase, Run
from render.training.samples import Samples
from render.training.schedules import Schedule
from render.training.task import Task
from render.training.turning import turning_step

AFTERMATH = 1.2
"""Seconds that a film goes on after all has left the picture for good."""


def runs_of(scene: Scene, samples: Samples) -> list[Run]:
    """Return the run of `scene` on its `samples`, or one for each value that it compares."""
    used = [[_used(rate, each, samples) for _, rate in each.schedule] for each in scene.variants]
    return [
        Run(
            samples,
            each.model,
            each.model.start(samples.task, each.initial),
            tuple(Phase(steps, rate) for (steps, _), rate in zip(each.schedule, rates, strict=True)),
            each.loss,
            each.optimizer,
            each.batch_size,
            each.seed,
            _named(scene.compare, index, [rates[0] for rates in used], each, samples.task) if scene.compare else "",
            each.weight_decay,
            each.model.seed(each.initial),
            each.early_stopping.patience if each.early_stopping else None,
            each.standardize,
            tuple(index for index, (_, rate) in enumerate(each.schedule) if rate == AUTO),
        )
        for index, (each, rates) in enumerate(zip(scene.variants, used, strict=True))
    ]


def _named(compare: Compare, index: int, rates: Sequence[Schedule], scene: Scene, task: Task) -> str:
    """Return the name of the run of a `scene` with one of the values that are compared; `rates` are those of all."""
    if compare.key == "learning_rate":
        return rate_name(index, rates, [value == AUTO for value in compare.values], scene.language)
    return run_name(compare.key, compare.values[index], scene.language, scene.weights(task), compare.values)


def _used(rate: RateOption, scene: Scene, samples: Samples) -> Schedule:
    """Return the schedule that a run of `scene` uses: for `auto`, half of the largest stable rate."""
    if rate != AUTO:
        return schedule_of(rate)
    bound = curvature_bound(Objective(samples, scene.model, scene.loss, scene.weight_decay, scene.standardize))
    stable = scene.optimizer.largest_stable_rate(bound) if bound else None
    # A scene that asks for it where nothing is known is refused, and along the bias each of the others curves.
    assert stable
    return schedule_of(half_of(stable))


def recorded(take: Take, progress: Progress = tell_nobody) -> tuple[list[Recording], list[str]]:
    """Return the recordings of the runs of `take`, and what its author should know of them.

    Raises SceneError and FilmError for data that cannot be used.
    """
    loading = partial(progress, LOADING, 0, 1)
    return recall(runs_of(take.scene, take.samples()), partial(progress, TRAINING), loading)


def timeline_of(scene: Scene, recordings: Sequence[Recording]) -> Timeline:
    """Return the film's moments: those of the pacing, with steps in slow motion and with captions.

    It calls at steps that are kept only: what it shows is what was recorded.
    """
    fps = scene.output.fps
    last = max(recording.steps for recording in recordings)
    timeline = scene.pacing.timeline(_up_to(last, scene.phase_steps), fps)
    if scene.slow_motion:
        timeline = slowed(timeline, scene.slow_motion.steps, scene.slow_motion.seconds, fps)
    shots, end = _shots(scene, recordings, timeline)
    timeline = filmed(timeline, shots, fps)
    if end is not None:
        timeline = cut_after(timeline, end, AFTERMATH)
        last = timeline[-1].step
    captions = [_caption(each, last) for each in scene.captions]
    timeline = captioned(timeline, captions, beats_of(scene, recordings), fps)
    return replace(gliding(calling_only_at(timeline, kept_by_all(recordings))), shots=shots)


def _shots(scene: Scene, recordings: Sequence[Recording], timeline: Timeline) -> tuple[list[Shot], int | None]:
    """Return the moves of the camera, at steps that are kept, and the step at which all has left, if it does."""
    kept, moves = kept_by_all(recordings), scene.camera.moves
    if moves is not None:
        said = [Shot(nearest(kept, move.at), move.to) for move in moves if move.at < timeline[-1].step]
        return said, None
    scopes, starts = scopes_of(scene.panels, recordings, scene.language), recordings[0].run.starts
    shots, end = directed(scopes, timeline, starts)
    return [Shot(nearest(kept, shot.step), shot.to) for shot in shots], end


def beats_of(scene: Scene, recordings: Sequence[Recording]) -> dict[tuple[int, str], str]:
    """Return what is said at each beat of each step in slow motion, by step and beat."""
    steps = scene.slow_motion.steps if scene.slow_motion else ()
    return sayings(scene.panels, recordings[0], steps, scene.language)


def _up_to(last: int, phases: Sequence[int]) -> list[int]:
    """Return the steps of the `phases` that a training had which came to the step `last`."""
    ends = [0, *(min(end, last) for end in accumulate(phases))]
    return [end - begin for begin, end in pairwise(ends) if end > begin]


def _caption(caption: CaptionOptions, last: int) -> Caption:
    step = step_of(caption.at, last)
    until = math.inf if caption.until == "end" or step == last else caption.until
    return Caption(step, caption.beat or "", caption.text, caption.stays, caption.waits, until)


def poster_of(scene: Scene, timeline: Timeline, recordings: Sequence[Recording]) -> Moment:
    """Return the moment of the picture that stands for the film where it does not play, with its caption.

    Unless its author chooses, that is the one at which the film turns: model and data are apart, and the way is seen
    that leads from one to the other, while in the end one hides the other. It is the end where that tells the lesson:
    in a caption, or as the outcome of several runs, phases or classes.
    """
    step = scene.output.poster
    if step == "auto":
        outcome = len(recordings) > 1 or len(scene.phase_steps) > 1 or recordings[0].run.samples.classes
        step = "end" if outcome or timeline[-1].caption else turning_step(recordings, timeline)
    if step == "end" or step > timeline[-1].step:
        return timeline[-1]
    return timeline.at(nearest(kept_by_all(recordings), step))
