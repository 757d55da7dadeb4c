"""A scene enters; what its film is made of leaves: its runs, and its moments."""

from collections.abc import Sequence

from render.drawing.numbers import run_name
from render.drawing.sayings import sayings
from render.scene.schema import Scene
from render.timeline.captions import Caption, captioned
from render.timeline.moments import Timeline, gliding
from render.timeline.slow_motion import slowed
from render.training.points import Points
from render.training.recording import Recording
from render.training.run import Phase, Run


def runs_of(scene: Scene, points: Points) -> list[Run]:
    """Return the run of `scene` on its `points`, or one for each value that it compares."""
    values = scene.compare.values if scene.compare else [None]
    return [
        Run(
            points,
            (each.initial.w, each.initial.b),
            tuple(Phase(*phase) for phase in each.schedule),
            each.loss,
            each.batch_size,
            each.seed,
            run_name(scene.compare.key, value, scene.language) if scene.compare else "",
        )
        for each, value in zip(scene.variants, values, strict=True)
    ]


def timeline_of(scene: Scene, recordings: Sequence[Recording]) -> Timeline:
    """Return the film's moments: those of the pacing, with steps in slow motion and with captions."""
    fps = scene.output.fps
    last = max(recording.steps for recording in recordings)
    timeline = scene.pacing.timeline(last, fps)
    if scene.slow_motion:
        timeline = slowed(timeline, scene.slow_motion.steps, scene.slow_motion.seconds, fps)
    captions = [
        Caption(last if c.at == "end" else c.at, c.beat or "", c.text, c.stays, c.pause) for c in scene.captions
    ]
    return gliding(captioned(timeline, captions, beats_of(scene, recordings), fps))


def beats_of(scene: Scene, recordings: Sequence[Recording]) -> dict[tuple[int, str], str]:
    """Return what is said at each beat of each step in slow motion, by step and beat."""
    steps = scene.slow_motion.steps if scene.slow_motion else ()
    return sayings(scene.panels, recordings[0], steps, scene.language)
