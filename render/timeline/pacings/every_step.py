"""One frame a step."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from render.family import wrong
from render.numbers import short
from render.timeline.pacings import LONGEST, MOST_FRAMES, Pacing

if TYPE_CHECKING:
    from render.timeline.moments import Timeline


class EveryStep(Pacing):
    """Each step is one moment: a frame long, or as long as it takes to fill `seconds`."""

    kind: Literal["every-step"] = "every-step"
    seconds: Annotated[
        float | None,
        Field(
            gt=0,
            le=LONGEST,
            description="how long the film is, holds included; default: one frame a step",
            examples=[12],
        ),
    ] = None

    def check(self, steps: int, fps: int) -> None:
        """Refuse more frames than a film may have, and less time than a frame a step."""
        if steps + 1 > MOST_FRAMES:
            hint = "choose slow-start or uniform, which show them all in a few seconds"
            raise wrong(
                f"every-step would draw {steps + 1:,} frames; a film has {MOST_FRAMES:,} at most", hint, ("pacing",)
            )
        needed = sum(self._holds(fps)) + (steps - 1) / fps
        if self.seconds is not None and self.seconds < needed - 1e-9:
            hint = "give it more seconds, or choose slow-start or uniform"
            raise wrong(
                f"{steps} steps at {fps} frames a second need {short(needed, 4)} s, not {short(self.seconds)}",
                hint,
                ("pacing",),
            )

    def timeline(self, phases: Sequence[int], fps: int) -> "Timeline":
        """Return a moment for step 0, and one for each step of the `phases`."""
        import numpy as np

        from render.timeline.moments import Timeline

        steps, (start, end) = sum(phases), self._holds(fps)
        seconds = np.full(steps + 1, self._each(steps, fps))
        seconds[0], seconds[-1] = start, end
        if self.seconds is not None:
            seconds[-1] += self.seconds - seconds.sum()
        return Timeline.of(np.arange(steps + 1, dtype=np.float64), seconds)

    def opening(self, fps: int) -> float:
        """Return the hold at the start, a frame at least."""
        return self._holds(fps)[0]

    def reaches(self, step: int, phases: Sequence[int], fps: int) -> float:
        """Return the hold at the start and the time of the steps before."""
        return self._holds(fps)[0] + (step - 1) * self._each(sum(phases), fps) if step else 0.0

    def _each(self, steps: int, fps: int) -> float:
        """Return the seconds of a step that is not held."""
        if self.seconds is None or steps == 1:
            return 1 / fps
        return (self.seconds - sum(self._holds(fps))) / (steps - 1)

    def _holds(self, fps: int) -> tuple[float, float]:
        start = 1.0 if self.hold_start is None else self.hold_start
        end = 2.0 if self.hold_end is None else self.hold_end
        return max(start, 1 / fps), max(end, 1 / fps)
