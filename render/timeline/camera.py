"""The camera: a timeline and shots enter, a timeline leaves whose moments know how far the camera has moved."""

from collections.abc import Sequence

from render.timeline.beats import ease
from render.timeline.moments import Timeline
from render.timeline.shots import MOVE, Shot

SMOOTH = 12
"""Pictures a second that are enough for a short move: animators draw on twos. Each is new all over, and dear."""


def filmed(timeline: Timeline, shots: Sequence[Shot], fps: int) -> Timeline:
    """Return `timeline` with the moves of `shots`, in their order, at whose steps it waits."""
    frame = max(1, fps // SMOOTH) / fps
    frames = max(2, round(MOVE / frame))
    for number, shot in enumerate(shots):
        timeline = timeline.calling_at(shot.step, fps)
        index = int((timeline.positions < shot.step).sum())
        here = timeline[index]
        moves = [here._replace(seconds=frame, view=number + ease(part / frames)) for part in range(frames)]
        after = [moment._replace(view=number + 1.0) for moment in timeline.moments[index:]]
        timeline = Timeline([*timeline.moments[:index], *moves, *after])
    return timeline


def cut_after(timeline: Timeline, step: int, seconds: float) -> Timeline:
    """Return `timeline` as far as so many `seconds` after it has come to `step`; its end is held as long as before."""
    came = timeline.positions >= step
    passed = (timeline.seconds * came).cumsum()
    done = (came & (passed >= seconds) & (timeline.positions % 1 == 0)).nonzero()[0]
    if not len(done) or done[0] == len(timeline) - 1:
        return timeline
    last = timeline[int(done[0])]._replace(seconds=timeline[-1].seconds)
    return Timeline([*timeline.moments[: int(done[0])], last])
