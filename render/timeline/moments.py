"""Moments and how long each is shown: what a pacing hands to the stage and the formats."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.timeline.beats import BEATS, SHRINKING, ease
from render.timeline.shots import Shot
from render.training.kept import nearest

SLOW_GLIDE = 0.5
"""Seconds from one step to the next from which on numbers that wait seem to have stopped."""


class Moment(NamedTuple):
    """A point of the film's time. `position` is a step, with a fraction while the line glides to the next one.

    In slow motion `beat` is one of BEATS, and `part` says how far it has come, from 0 to 1. A caption has an `opacity`
    from 0 to 1. `glides` says whether numbers go with the line, which takes its time; otherwise they
    wait for the step to be finished. `view` counts the camera's moves, with a fraction while it is on its way.
    """

    position: float
    seconds: float
    beat: str = ""
    part: float = 1.0
    caption: str = ""
    opacity: float = 0.0
    glides: bool = False
    view: float = 0.0

    @property
    def step(self) -> int:
        """The last finished step: the one whose numbers are shown."""
        return int(self.position)

    @property
    def present(self) -> str:
        """The beat that has begun, if any: all else stands back for it."""
        return self.beat if self.part else ""

    @property
    def explained(self) -> int:
        """The step whose gradient and update are shown: the last finished one, but while an update in slow motion is
        finished and looked at, the one before it."""
        return self.step - (self.beat == BEATS[-1] and self.part == 1.0)

    def progress(self, beat: str) -> float:
        """Return how far `beat` has come in this step: 0 before it, 1 after it, and 1 at the ordinary pace."""
        if not self.beat or BEATS.index(self.beat) > BEATS.index(beat):
            return 1.0
        return self.part if self.beat == beat else 0.0

    @property
    def shrunk(self) -> float:
        """How far the gradient has shrunk to the step that is taken, from 0 to 1."""
        return ease(min(1.0, self.progress("update") / SHRINKING))


@dataclass(frozen=True)
class Timeline:
    """The moments in order; their positions never fall. `shots` are the moves of the camera that are among them."""

    moments: Sequence[Moment]
    shots: Sequence[Shot] = ()

    @classmethod
    def of(cls, positions: NDArray[np.float64], seconds: NDArray[np.float64]) -> "Timeline":
        """Return the timeline that shows `positions` (M,) for `seconds` (M,) each."""
        return cls([Moment(*pair) for pair in zip(positions.tolist(), seconds.tolist(), strict=True)])

    def calling_at(self, step: int, fps: int) -> "Timeline":
        """Return the timeline with a moment of exactly `step`, if it goes so far.

        Where it passes the step by, it gets a frame for it, and one more beside it, so that moments stay an odd number
        of steps apart: see `render.timeline.passage`.
        """
        index = int(np.searchsorted(self.positions, step))
        if index == len(self) or self[index].position == step:
            return self
        beside = step - 1 if (step - self[index - 1].position) % 2 == 0 else step + 1
        new = [Moment(float(each), 1 / fps) for each in sorted((step, beside)) if each not in self.positions]
        return Timeline([*self.moments[:index], *new, *self.moments[index:]])

    def nearest(self, step: int) -> int:
        """Return the index of the moment that shows `step`, its caption in full, or the first one beyond it."""
        reached = self[min(int(np.searchsorted(self.positions, step)), len(self) - 1)].position
        (there,) = np.nonzero(self.positions == reached)
        indices: list[int] = there.tolist()
        return max(indices, key=lambda index: (self[index].opacity, -index))

    def at(self, step: int) -> Moment:
        """Return the moment of a whole step to be looked at: with the caption that the film shows when it comes there.

        Of a step beyond the last one, that is the last moment.
        """
        index = int(np.searchsorted(self.positions, step))
        if index == len(self):
            return self[-1]
        caption = next((moment.caption for moment in self.moments[index : index + 2] if moment.opacity), "")
        return Moment(float(step), 1.0, caption=caption, opacity=1.0, view=self.view(step))

    def view(self, step: int) -> float:
        """Return what the camera has come to see when `step` has been looked at."""
        return self[int(np.searchsorted(self.positions, step, side="right")) - 1].view

    def __len__(self) -> int:
        return len(self.moments)

    def __iter__(self) -> Iterator[Moment]:
        return iter(self.moments)

    def __getitem__(self, index: int) -> Moment:
        return self.moments[index]

    @cached_property
    def positions(self) -> NDArray[np.float64]:
        """Where each moment is, in steps, (M,)."""
        return np.array([moment.position for moment in self.moments])

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """How long each moment is shown, (M,)."""
        return np.array([moment.seconds for moment in self.moments])

    @cached_property
    def duration(self) -> float:
        """The film's length in seconds."""
        return float(self.seconds.sum())


def calling_only_at(timeline: Timeline, steps: NDArray[np.intp]) -> Timeline:
    """Return `timeline` with each moment at the nearest of `steps`, the last of which is its own last one.

    A way from one of them to the next step stays, if that is one of them. Moments that then show the same are one.
    """
    if len(steps) > steps[-1]:
        return timeline
    known = set(steps.tolist())

    def called(moment: Moment) -> Moment:
        both = {moment.step, moment.step + 1} if moment.position % 1 else {moment.step}
        return moment if both <= known else moment._replace(position=float(nearest(steps, moment.position)))

    same = groupby(map(called, timeline), lambda moment: moment._replace(seconds=0.0))
    return Timeline([moment._replace(seconds=sum(each.seconds for each in shown)) for moment, shown in same])


def gliding(timeline: Timeline) -> Timeline:
    """Return `timeline` with moments that know whether numbers glide: in slow motion, and on a way that takes long."""
    seconds: dict[int, float] = defaultdict(float)
    for moment in timeline:
        if moment.position % 1:
            seconds[moment.step] += moment.seconds
    return Timeline(
        [
            moment._replace(glides=bool(moment.beat) or seconds[moment.step] >= SLOW_GLIDE)
            if moment.position % 1
            else moment
            for moment in timeline
        ]
    )
