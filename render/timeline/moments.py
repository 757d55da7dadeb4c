"""Moments and how long each is shown: what a pacing hands to the stage and the formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Moment:
    """A point of the film's time. `position` is a step, with a fraction while the line glides to the next one."""

    position: float
    seconds: float

    @property
    def step(self) -> int:
        """The last finished step: the one whose numbers are shown."""
        return int(self.position)


@dataclass(frozen=True, eq=False)
class Timeline:
    """The moments in order: `positions` (M,) never fall, `seconds` (M,) are how long each is shown."""

    positions: NDArray[np.float64]
    seconds: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[Moment]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Moment:
        return Moment(float(self.positions[index]), float(self.seconds[index]))

    @cached_property
    def duration(self) -> float:
        """The film's length in seconds."""
        return float(self.seconds.sum())
