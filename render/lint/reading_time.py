"""Can captions be read while they are shown?"""

from collections.abc import Iterator
from itertools import groupby

from render.languages import cells
from render.lint import Finding, Showing, quoted
from render.numbers import short
from render.timeline.beats import SHARES

SPEED = 17.0
"""Characters a second that adults read below a moving picture: Netflix, "English Template Timed Text Style Guide", 200
words a minute. The BBC's "Subtitle Guidelines" ask for 160 to 180, which is 15 of them."""
SPEED_OF_WIDE = 9.0
"""Chinese characters a second: Netflix, "Simplified Chinese Timed Text Style Guide", for programmes for adults."""
LEAST = 5 / 6
"""Seconds that any text needs: the same guide."""


def reading_time(showing: Showing) -> Iterator[Finding]:
    """Say which captions, and which words of a beat, go before they are read; of one that comes again, its longest."""
    scene = showing.scene
    longest: dict[tuple[str, str], float] = {}
    shown = groupby(showing.timeline, lambda moment: (moment.caption, moment.beat if moment.caption else ""))
    own = {caption.text for caption in scene.captions}
    for (caption, beat), moments in shown:
        if caption:
            key = caption, "" if caption in own else beat
            longest[key] = max(longest.get(key, 0.0), sum(moment.seconds for moment in moments if moment.opacity))
    for (caption, beat), seconds in longest.items():
        wide = cells(caption) - len(caption)
        narrow = len(caption) - wide
        needed = max(LEAST, narrow / SPEED + wide / SPEED_OF_WIDE)
        if seconds >= needed - 1 / scene.output.fps:
            continue
        at, hint = _cause(showing, caption, beat, needed)
        yield Finding(
            f"{quoted(caption)} is shown for {seconds:.1f} s; its {len(caption)} characters take {needed:.1f} s, "
            f"at {_speeds(narrow, wide)} a second",
            hint,
            seconds,
            needed,
            at,
        )


def _speeds(narrow: int, wide: int) -> str:
    """Return how many characters are read a second, of those that there are."""
    if wide and narrow:
        return f"{short(SPEED_OF_WIDE)} Chinese or {short(SPEED)} other ones"
    return short(SPEED_OF_WIDE if wide else SPEED)


def _cause(showing: Showing, caption: str, beat: str, needed: float) -> tuple[tuple[str | int, ...], str]:
    """Return the keys that say how long a caption stays, and what to write there."""
    scene = showing.scene
    if beat and scene.slow_motion:
        steps = ", ".join(map(str, scene.slow_motion.steps))
        seconds = needed / SHARES[beat]
        return ("slow_motion",), f"slow_motion: {{steps: [{steps}], seconds: {seconds + 0.049:.1f}}}"
    index = next(index for index, each in enumerate(scene.captions) if each.text == caption)
    if scene.captions[index].until is not None:
        return ("captions", index, "until"), "leave out until: the film then waits until it has been read"
    if scene.captions[index].stays >= needed:
        return ("captions", index), "the next caption comes too early: let it come later, or say less"
    return ("captions", index), f"seconds: {needed + 0.049:.1f}, or leave seconds out: it then stays long enough"
