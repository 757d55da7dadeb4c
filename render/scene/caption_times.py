"""A scene enters; when the film comes to its steps leaves, as its captions have to know: to within a few frames.

The timeline says it to the moment, and needs NumPy, and a training; this is what a check can say without. Of a camera
that is left to itself it does not know the moves: then all comes up to half a second later.
"""

from render.scene.schema import Scene
from render.scene.storytelling import CaptionOptions, step_of
from render.timeline.beats import SHARES, begins
from render.timeline.shots import MOVE


def comes(scene: Scene, step: int, beat: str = "") -> float:
    """Return after how many seconds the film comes to `step`, or to its `beat` in slow motion, waits counted in."""
    order = _order(step, beat)
    waits = sum(_waits(scene, other) for other in scene.captions if _order(_step(scene, other), other.beat) < order)
    return reaches(scene, step, beat) + waits


def reaches(scene: Scene, step: int, beat: str = "") -> float:
    """Return the same of a film without captions."""

    def paced(step: int) -> float:
        return scene.pacing.reaches(step, scene.phase_steps, scene.output.fps)

    def leaves(step: int) -> float:
        return paced(step) if step else scene.pacing.opening(scene.output.fps)

    slow = scene.slow_motion.steps if scene.slow_motion else ()
    each = scene.slow_motion.seconds if scene.slow_motion else 0.0
    seconds = leaves(step) + begins(beat) * each if beat else paced(step)
    seconds += MOVE * sum(move.at < step for move in scene.camera.moves or ())
    return seconds + sum(each - (paced(earlier + 1) - leaves(earlier)) for earlier in slow if earlier < step)


def _waits(scene: Scene, caption: CaptionOptions) -> float:
    """Return how many seconds the film waits for `caption`, beside those that it stays at its step anyhow."""
    step, fps = _step(scene, caption), scene.output.fps
    if step >= scene.last_step:
        # Nothing comes after it.
        return 0.0
    if caption.beat and scene.slow_motion:
        there = SHARES[caption.beat] * scene.slow_motion.seconds
    elif scene.slow_motion and step in scene.slow_motion.steps:
        there = 0.0 if step else scene.pacing.opening(fps)
    else:
        now, then = (scene.pacing.reaches(each, scene.phase_steps, fps) for each in (step, step + 1))
        there = then - now
    return max(0.0, caption.waits - there)


def _step(scene: Scene, caption: CaptionOptions) -> int:
    return step_of(caption.at, scene.last_step)


def _order(step: int, beat: str | None) -> tuple[int, float]:
    return step, begins(beat) if beat else -1.0
