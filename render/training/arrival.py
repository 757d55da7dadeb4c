"""A recording of a descent on a landscape enters, where it ended leaves: at a minimum, another flat place, neither."""

from typing import Literal, NamedTuple

import numpy as np

from render.training.recording import Recording
from render.training.terrain import nearest_minimum, stationary

CLOSE, NEAR = 0.01, 0.05
"""Shares of the way to the minimum below which it is reached, and below which it is almost."""
FLAT = 0.02
"""Share of what is worth looking at within which a place is one that is flat."""
MOVED = 0.15
"""Share of the way to the minimum that it has to go, to have moved."""

Arrived = Literal["converged", "waiting", "almost", "underway", "crawling", "leaving"]
Where = Literal["", "at_minimum", "local"]


class Arrival(NamedTuple):
    """How it ended, in the words of verdicts; of several minima, which `place` it reached."""

    kind: Arrived
    where: Where = ""
    place: tuple[float, ...] = ()


def arrival(recording: Recording) -> Arrival:
    """Return where `recording` ended. Distances are those of places: they are what is seen there."""
    objective, path = recording.run.objective, recording.parameters.astype(np.float64)
    if not recording.settles:
        return Arrival("leaving")
    minimum = nearest_minimum(objective, path[-1])
    way, left = np.linalg.norm(path[[0, -1]] - minimum, axis=1)
    if left <= CLOSE * way:
        several = len(objective.minima) > 1
        return Arrival("converged", "at_minimum", tuple(minimum.tolist())) if several else Arrival("converged")
    flat = stationary(objective, path[-1], recording.gradients[-1].astype(np.float64))
    worth = np.ptp(recording.run.model.window or path.T, axis=1).max()
    # What is flat near a known minimum is its floor.
    elsewhere = np.linalg.norm(flat.place - minimum) > FLAT * worth
    if elsewhere and np.linalg.norm(flat.place - path[-1]) <= FLAT * worth:
        return Arrival("waiting") if flat.falls else Arrival("converged", "local")
    if left <= NEAR * way:
        return Arrival("almost")
    return Arrival("underway" if np.linalg.norm(path[-1] - path[0]) >= MOVED * way else "crawling")
