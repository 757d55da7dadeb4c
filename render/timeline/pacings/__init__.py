"""Pacings: how steps become seconds. A member is one file with one frozen model.

Members import NumPy inside their methods only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from render.family import Options, wrong
from render.numbers import short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.timeline.moments import Timeline

LONGEST = 600.0
MOST_FRAMES = 36_000

Seconds = Annotated[float, Field(ge=0, le=LONGEST, examples=[3])]


class Pacing(Options, ABC):
    """One way from steps to seconds."""

    hold_start: Annotated[Seconds | None, Field(description="seconds on step 0; default: 1, less in a short film")] = (
        None
    )
    hold_end: Annotated[Seconds | None, Field(description="seconds on the last step; default: 2, or less")] = None

    def check(self, steps: int, fps: int) -> None:
        """Raise an error of `render.family.wrong` if `steps` cannot be shown at `fps` frames a second."""

    @abstractmethod
    def timeline(self, phases: Sequence[int], fps: int) -> "Timeline":
        """Return the moments of `phases`, so many steps each; the first and the last step of each are always shown."""

    @abstractmethod
    def opening(self, fps: int) -> float:
        """Return the seconds on step 0."""

    @abstractmethod
    def reaches(self, step: int, phases: Sequence[int], fps: int) -> float:
        """Return after how many seconds a film of `phases` reaches `step`, to within two frames."""


class Timed(Pacing):
    """A pacing that fills a given number of seconds, holds included, at one moment a frame."""

    seconds: Annotated[
        float,
        Field(
            gt=0,
            le=LONGEST,
            description="how long the film is, holds included; captions, slow motion and moves of the camera need more",
            examples=[12],
        ),
    ] = 8.0

    @model_validator(mode="after")
    def _moves(self) -> Self:
        start, end = self.holds
        if start + end >= self.seconds:
            said = f"the holds take {short(start + end)} s and leave nothing of the film's {short(self.seconds)} s"
            raise wrong(said, "shorten hold_start and hold_end, or give more seconds")
        return self

    @property
    def holds(self) -> tuple[float, float]:
        """Seconds on the first and on the last step."""
        start = min(1.0, self.seconds / 8) if self.hold_start is None else self.hold_start
        end = min(2.0, self.seconds / 4) if self.hold_end is None else self.hold_end
        return start, end

    @abstractmethod
    def weights(self, phases: Sequence[int]) -> list[float]:
        """Return the shares of the time that each of `phases` gets, in any unit."""

    @abstractmethod
    def position(self, time: "NDArray[Any]", steps: int, before: int) -> "NDArray[Any]":
        """Return where a phase of `steps` is, which begins after `before` others, at `time` (n,) from 0 to 1.

        It rises from 0 to `steps`, and never more slowly than before.
        """

    @abstractmethod
    def time(self, step: int, steps: int, before: int) -> float:
        """Return when such a phase is at its `step`, from 0 to 1: the inverse of `position`."""

    def opening(self, fps: int) -> float:
        """Return the hold at the start, a frame at least."""
        return max(self.holds[0], 1 / fps)

    def reaches(self, step: int, phases: Sequence[int], fps: int) -> float:
        """Return the hold at the start, the frames of the phases before, and those up to `step`; nothing for step 0."""
        ends = [0, *accumulate(phases)]
        index = max(1, bisect_left(ends, step))
        before, (first, last) = ends[index - 1], self._frames(phases, fps)[index - 1 : index + 1]
        frame = first + self.time(step - before, ends[index] - before, before) * (last - first)
        return self.opening(fps) + max(0.0, frame - 1) / fps if step else 0.0

    def timeline(self, phases: Sequence[int], fps: int) -> "Timeline":
        """Return one moment a frame; moments that show the same are one."""
        import numpy as np

        from render.timeline.moments import Timeline
        from render.timeline.passage import passage

        frame, start, shown, before = 1 / fps, self.opening(fps), [np.zeros(1)], 0
        frames = self._frames(phases, fps)
        for (first, last), steps in zip(pairwise(frames), phases, strict=True):
            count = last - first
            arrivals = [count * self.time(step, steps, before) for step in range(min(count, steps) + 1)]
            exact = self.position(np.linspace(0, 1, count + 1), steps, before)
            shown.append(before + passage(arrivals, exact)[1:])
            before += steps
        positions = np.concatenate(shown)
        begins = start + frame * np.arange(-1, frames[-1])
        begins[0] = 0.0
        kept = np.flatnonzero(np.diff(positions, prepend=-1.0))
        seconds = np.diff(begins[kept], append=max(self.seconds, begins[-1] + frame / 2))
        return Timeline.of(positions[kept], seconds)

    def _frames(self, phases: Sequence[int], fps: int) -> list[int]:
        """Return the frame at which each phase begins, and the last one, counted from the end of the first hold.

        However short it is, a phase has as many frames as it needs to be seen: see `render.timeline.passage`.
        """
        least = [2 - steps % 2 for steps in phases]
        count = max(sum(least), round((self.seconds - self.opening(fps) - self.holds[1]) * fps))
        passed = list(accumulate(self.weights(phases)))
        ends = [0]
        for index, share in enumerate(passed):
            wanted = min(round(count * share / passed[-1]), count - sum(least[index + 1 :]))
            ends.append(max(wanted, ends[-1] + least[index]))
        return ends
