"""Pacings: how steps become seconds. A member is one file with one frozen model.

Members import NumPy inside their methods only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from render.family import Options, wrong
from render.numbers import short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.timeline.moments import Timeline

LONGEST = 600.0
MOST_FRAMES = 36_000

Seconds = Annotated[float, Field(ge=0, le=LONGEST)]


class Pacing(Options, ABC):
    """One way from steps to seconds."""

    hold_start: Annotated[Seconds | None, Field(description="seconds on step 0; default 1, less in a short film")] = (
        None
    )
    hold_end: Annotated[Seconds | None, Field(description="seconds on the last step; default 2, or less")] = None

    def check(self, steps: int, fps: int) -> None:
        """Raise an error of `render.family.wrong` if `steps` cannot be shown at `fps` frames a second."""

    @abstractmethod
    def timeline(self, steps: int, fps: int) -> "Timeline":
        """Return the moments from step 0 to `steps`; both are always shown."""

    @abstractmethod
    def opening(self, fps: int) -> float:
        """Return the seconds on step 0."""

    @abstractmethod
    def reaches(self, step: int, steps: int, fps: int) -> float:
        """Return after how many seconds a film of `steps` reaches `step`, to within a frame."""


class Timed(Pacing):
    """A pacing that fills a given number of seconds, holds included, at one moment a frame."""

    seconds: Annotated[float, Field(gt=0, le=LONGEST, description="the whole film, holds included")] = 8.0

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
    def position(self, time: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return where the film is, in steps, at `time` (n,) from 0 to 1; it rises from 0 to `steps`."""

    @abstractmethod
    def time(self, step: int, steps: int) -> float:
        """Return when the film is at `step`, from 0 to 1: the inverse of `position`."""

    def opening(self, fps: int) -> float:
        """Return the hold at the start, a frame at least."""
        return max(self.holds[0], 1 / fps)

    def reaches(self, step: int, steps: int, fps: int) -> float:
        """Return the hold at the start and the share of what moves; nothing for step 0."""
        start = self.opening(fps)
        return start + self.time(step, steps) * (self.seconds - start - self.holds[1]) if step else 0.0

    def timeline(self, steps: int, fps: int) -> "Timeline":
        """Return one moment a frame; moments that show the same are one."""
        import numpy as np

        from render.timeline.moments import Timeline

        frame, start = 1 / fps, self.opening(fps)
        moving = max(1, round((self.seconds - start - self.holds[1]) * fps))
        time = np.linspace(0, 1, moving + 1)
        positions = _glide(self.position(time, steps), steps)
        begins = start + frame * np.arange(-1, moving)
        begins[0] = 0.0
        kept = np.flatnonzero(np.diff(positions, prepend=-1.0))
        seconds = np.diff(begins[kept], append=max(self.seconds, begins[-1] + frame / 2))
        return Timeline.of(positions[kept], seconds)


def _glide(exact: "NDArray[Any]", steps: int) -> "NDArray[Any]":
    """Return what to show for `exact` positions, one a frame: whole steps, and eased ways between slow ones.

    A step that takes a frame or less is not glided to, so that a fast passage shows recorded lines only. The slower
    it is, the more the way eases in and out (smoothstep, 3f^2 - 2f^3).
    """
    import numpy as np

    whole = np.floor(exact + 1e-9)
    frames_a_step = 1 / np.maximum(np.diff(exact, prepend=exact[0] - (exact[1] - exact[0])), 1e-12)
    fraction = np.clip(exact - whole, 0, 1)
    softness = np.clip((frames_a_step - 4) / 8, 0, 1)
    eased = fraction + softness * (fraction**2 * (3 - 2 * fraction) - fraction)
    shown = np.maximum.accumulate(np.where(frames_a_step > 1, whole + eased, whole))
    shown[-1] = steps
    return shown
