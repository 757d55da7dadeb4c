"""A film enters, what is said in it leaves: the cues of its subtitles."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from render.formats import Reel

READING = 17
"""Characters a second that most adults can read in subtitles, as broadcasters count: Netflix 20, the BBC about 15."""
LONGEST = 84
"""Characters at a time: two lines of 42."""
BRIEFEST = 1.0
"""Seconds in which a short text is read."""


class Cue(NamedTuple):
    """A text, on one or more lines, and when it comes and goes, in seconds."""

    start: float
    end: float
    text: str


def cues_of(reel: Reel) -> Sequence[Cue]:
    """Return a cue for each caption and each word of a beat, fades included; at least one.

    A film that says nothing is described at its beginning, for as long as it takes to read.
    """
    cues: list[Cue] = []
    now = 0.0
    for moment in reel.timeline:
        began, now = now, now + moment.seconds
        text = _lines(moment.caption)
        if text and cues and cues[-1].text == text and cues[-1].end == began:
            cues[-1] = cues[-1]._replace(end=now)
        elif text:
            cues.append(Cue(began, now, text))
    return cues or _described(reel.description.alt, now)


def clock(seconds: float, mark: str) -> str:
    """Return a time as hours, minutes and seconds, with `mark` before the milliseconds."""
    total, thousandths = divmod(round(1000 * seconds), 1000)
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}{mark}{thousandths:03}"


def _described(said: str, duration: float) -> Sequence[Cue]:
    """Return `said` in as many cues as it needs, read faster where the film is too short for it."""
    parts = textwrap.wrap(said, LONGEST)
    times = [max(BRIEFEST, len(part) / READING) for part in parts]
    scale = min(1.0, duration / sum(times))
    cues, now = [], 0.0
    for part, time in zip(parts, times, strict=True):
        cues.append(Cue(now, now + scale * time, _lines(part)))
        now += scale * time
    return cues


def _lines(text: str) -> str:
    """Return `text` without the empty lines that would end its cue."""
    return "\n".join(filter(None, map(str.strip, text.splitlines())))
