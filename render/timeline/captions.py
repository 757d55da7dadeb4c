"""Captions: a timeline and texts enter, a timeline leaves whose moments know their caption and how faded it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.timeline.beats import BEATS
from render.timeline.moments import Moment, Timeline

FADE = 0.2
"""Seconds in which a caption comes or goes."""


class Caption(NamedTuple):
    """A text that comes at a step, or at one of its beats in slow motion, and stays for `seconds`, or `until` a step.

    The film stays at the step, or beat, for `wait` seconds at least. Infinity is the film's end, where nothing fades.
    """

    step: int
    beat: str
    text: str
    seconds: float
    wait: float = 0.0
    until: float | None = None


class _Shown(NamedTuple):
    start: float
    end: float
    text: str

    def opacity(self, time: float, fade: float) -> float:
        came = (time - self.start) / fade + 0.01 if self.start else 1.0
        return float(np.clip(min(came, (self.end - time) / fade), 0, 1))


def captioned(
    timeline: Timeline, captions: Sequence[Caption], beats: Mapping[tuple[int, str], str], fps: int
) -> Timeline:
    """Return `timeline` with `captions`, and where there is none with what is said at `beats`, by step and beat.

    Long moments are split where a caption fades, and the last one is held until the last caption has had its time.
    """
    for caption in captions:
        timeline = _waiting(timeline, caption, fps)
    starts = np.cumsum(timeline.seconds) - timeline.seconds
    said = sorted(_placed(timeline, starts, captions))
    missing = max((one.end for one in said if one.end < np.inf), default=0.0) - timeline.duration
    if missing > 0:
        last = timeline[-1]
        timeline = Timeline([*timeline.moments[:-1], last._replace(seconds=last.seconds + missing)])
    ends = np.cumsum(timeline.seconds)
    # What the film ends with does not fade.
    over = [one.end if one.end < ends[-1] - 1e-6 else np.inf for one in said]
    following = [*(one.start for one in said), np.inf][1:]
    shown = [
        _Shown(one.start, min(end, until), one.text) for one, end, until in zip(said, over, following, strict=True)
    ]
    said = [one for one in _words_of_beats(timeline, starts, beats) if all(_apart(one, other) for other in shown)]
    shown = sorted([*shown, *said])
    if not shown:
        return timeline
    frames = max(1, round(FADE * fps))
    fade = frames / fps
    cuts = np.array([at + k / fps for one in shown for at in (one.start, one.end - fade) for k in range(frames + 1)])
    cuts.sort()
    moments: list[Moment] = []
    for moment, start, end in zip(timeline, starts, ends, strict=True):
        inside = cuts[np.searchsorted(cuts, start + 0.5 / fps) : np.searchsorted(cuts, end - 0.5 / fps)]
        times = [start, *(at for at, before in zip(inside, [start, *inside], strict=False) if at - before > 0.5 / fps)]
        for begin, until in zip(times, [*times[1:], end], strict=True):
            now = next((one for one in shown if one.start <= begin + 1e-6 < one.end), None)
            faded = (now.text, now.opacity(begin, fade)) if now else ("", 0.0)
            moments.append(moment._replace(seconds=until - begin, caption=faded[0], opacity=faded[1]))
    return Timeline(moments)


def _waiting(timeline: Timeline, caption: Caption, fps: int) -> Timeline:
    """Return `timeline` with a wait for `caption`, also where it would have passed its step by.

    What it stays there anyhow counts: of a step in slow motion, what goes before the first beat, for beats have texts
    of their own.
    """
    if not caption.wait or _first(timeline, caption) is None:
        return timeline
    step, beat = caption.step, caption.beat
    if not beat:
        timeline = timeline.calling_at(step, fps)

    def is_there(moment: Moment) -> bool:
        now = moment.beat if moment.part else ""
        return (moment.explained == step and now == beat) if now or beat else moment.step == step

    there = [index for index, moment in enumerate(timeline) if is_there(moment)]
    missing = caption.wait - sum(timeline[index].seconds for index in there)
    if missing <= 0:
        return timeline
    moments = list(timeline)
    if not there:
        first = next(index for index, moment in enumerate(moments) if moment.explained == step)
        moments.insert(first, Moment(float(step), missing, BEATS[0], 0.0))
        return Timeline(moments)
    # A beat is looked at when it has come to its end, a step before it goes on.
    longer = there[-1] if beat else there[0]
    moments[longer] = moments[longer]._replace(seconds=moments[longer].seconds + missing)
    return Timeline(moments)


def _first(timeline: Timeline, caption: Caption) -> int | None:
    """Return the index of the moment at which `caption` comes; None if the training ended before its step."""
    step, beat = caption.step, caption.beat
    return next(
        (
            index
            for index, moment in enumerate(timeline)
            if (moment.explained == step and moment.beat == beat and moment.part if beat else moment.explained >= step)
        ),
        None,
    )


def _placed(timeline: Timeline, starts: NDArray[np.float64], captions: Sequence[Caption]) -> Iterator[_Shown]:
    for caption in captions:
        index = _first(timeline, caption)
        if index is not None:
            start, last = float(starts[index]), timeline[-1].position
            end = start + caption.seconds
            if caption.until is not None:
                reached = int(np.searchsorted(timeline.positions, caption.until))
                end = float(starts[reached]) if caption.until <= last else np.inf
            yield _Shown(start, end, caption.text)


def _words_of_beats(
    timeline: Timeline, starts: NDArray[np.float64], beats: Mapping[tuple[int, str], str]
) -> Iterator[_Shown]:
    beat, began = None, 0.0
    for moment, start in zip(timeline, starts, strict=True):
        now = (moment.explained, moment.beat) if moment.beat and moment.part else None
        if beat and now != beat:
            yield _Shown(began, float(start), beats[beat])
        if now != beat:
            beat, began = now, float(start)


def _apart(one: _Shown, other: _Shown) -> bool:
    return one.end <= other.start + 1e-6 or other.end <= one.start + 1e-6
