"""Slow motion: a timeline and chosen steps enter, a timeline leaves that shows those steps beat by beat."""

from collections.abc import Iterator, Sequence

from render.timeline.beats import BEATS, MOVING, SHARES, SHRINKING, ease
from render.timeline.moments import Moment, Timeline


def slowed(timeline: Timeline, steps: Sequence[int], seconds: float, fps: int) -> Timeline:
    """Return `timeline` with each of `steps` shown for `seconds`, beat by beat, in place of its ordinary time.

    Of step 0, the hold stays before the beats. Steps that the timeline does not reach are left out.
    """
    shown = sorted(step for step in steps if step < timeline[-1].position)
    for step in shown:
        timeline = timeline.calling_at(step, fps).calling_at(step + 1, fps)
    moments: list[Moment] = []
    begin = 0
    for step in shown:
        moments += [m for m in timeline if begin <= m.position < step]
        if step == 0:
            # The hold, in which nothing of the step is to be seen yet.
            moments.append(timeline[0]._replace(beat=BEATS[0], part=0.0))
        moments += _beats(step, seconds, fps)
        begin = step + 1
    return Timeline([*moments, *(m for m in timeline if m.position >= begin)])


def _beats(step: int, seconds: float, fps: int) -> Iterator[Moment]:
    for beat in BEATS:
        whole = SHARES[beat] * seconds
        frames = max(2, round(MOVING * whole * fps))
        for frame in range(1, frames):
            part = frame / frames
            moved = ease(max(0.0, part - SHRINKING) / (1 - SHRINKING)) if beat == "update" else 0.0
            yield Moment(step + moved, 1 / fps, beat, part)
        rest = max(1 / fps, whole - (frames - 1) / fps)
        yield Moment(step + (beat == "update"), rest, beat, 1.0)
