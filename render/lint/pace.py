"""Does a film that begins again stop long enough for its end to be seen?"""

from collections.abc import Iterator

from render.lint import Finding, Showing
from render.numbers import short

LEAST = 1.0
"""Seconds: a look at the last numbers and back at the line that they are of. The end, how the training ended, stands
there only now. How long a film may be is not said here: nobody knows what is told beside it."""


def pace(showing: Showing) -> Iterator[Finding]:
    """Say that the end is held too short; a film that plays once stays at its end anyway."""
    output, last = showing.scene.output, showing.timeline[-1].position
    if output.loop == 1 or all(made.frames != "all" for made in output.formats):
        return
    held = sum(moment.seconds for moment in showing.timeline if moment.position == last)
    if held < LEAST:
        yield Finding(
            f"the last step is shown for {held:.1f} s before the film begins again; {short(LEAST)} s is the least",
            "pacing: {hold_end: 2}, with as many more seconds; or output: {loop: 1}, which stays there",
            held,
            LEAST,
            ("pacing",),
        )
