"""How much of some work is done enters, again and again; the time that is left leaves, as a text that does not jump."""

from collections import deque
from math import ceil, exp

SURE_SECONDS, SURE_SHARE = 3.0, 0.02
"""Work of which less is done says nothing of the rest: caches are filled, code is compiled."""
SHORTEST = 5.0
"""Seconds: of less nothing is said, unless there was more."""
LATELY = 20.0
"""Seconds of which the pace counts, or the last half of all, if that is more."""
CALM = 6.0
"""Seconds in which two thirds of a change of mind are told."""
STUBBORN = 1.25
"""How many times longer it has to take than was said until that is said: a clock that runs backwards is none."""
ROUND = ((20.0, 5), (60.0, 10), (600.0, 60), (5400.0, 300))
"""Up to how many seconds, the unit to which they are rounded up; beyond the last, half hours."""
HALF_HOUR = 1800


class Remaining:
    """The time left of one piece of work; a share smaller than the one before begins another one."""

    def __init__(self, sure: float = SURE_SHARE) -> None:
        """Nothing is known before a share of `sure` is done."""
        self._enough = sure
        self._began: float | None = None
        self._share: float | None = None
        self._lately: deque[tuple[float, float]] = deque()
        self._first = self._at = self._end = self._said = 0.0
        self._sure = False

    def told(self, now: float, share: float) -> None:
        """Take in which `share` of the work, 0 to 1, is done at the moment `now`, in seconds."""
        before, self._share = self._share, share
        if before is None or share < before:
            self._began = None
            self._sure, self._said = False, 0.0
            return
        if self._began is None:
            # What came before the first of it was done is not to be done again: imports, compiling.
            if share > before:
                self._began, self._first, self._lately = now, share, deque([(now, share)])
            return
        if now - self._began < SURE_SECONDS or share - self._first < self._enough:
            return
        # The rest goes on as it lately went: later steps may be slower, and other programs come and go.
        self._lately.append((now, share))
        while now - self._lately[1][0] > max(LATELY, (now - self._began) / 2):
            self._lately.popleft()
        took, done = now - self._lately[0][0], share - self._lately[0][1]
        if not done:
            return
        end = now + took * (1 - share) / done
        if not self._sure:
            self._end, self._sure = end, True
        self._end += (end - self._end) * (1 - exp(-(now - self._at) / CALM))
        self._at = now

    def text(self, now: float) -> str:
        """Return what is left, such as "2 min left", or nothing where that is not known, or not worth a word."""
        left = self._end - now
        if not self._sure or (not self._said and left < SHORTEST):
            return ""
        rounded = _rounded(left)
        if not self._said or rounded < self._said or left > STUBBORN * self._said:
            self._said = rounded
        return f"{_words(self._said)} left"


def _rounded(seconds: float) -> float:
    unit = next((unit for most, unit in ROUND if seconds <= most), HALF_HOUR)
    return max(unit * ceil(seconds / unit), ROUND[0][1])


def _words(seconds: float) -> str:
    if seconds < ROUND[1][0]:
        return f"{seconds:.0f} s"
    if seconds <= ROUND[-1][0]:
        return f"{ceil(seconds / 60)} min"
    return f"{seconds / 3600:.1f}".removesuffix(".0") + " h"
