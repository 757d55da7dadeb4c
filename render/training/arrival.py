"""A recording of a descent on a landscape enters, where it ended leaves: at a minimum, another flat place, neither."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.training.objective import Objective
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
    """Return where `recording` ended."""
    path, gradient = recording.parameters.astype(np.float64), recording.gradients[-1].astype(np.float64)
    return arrived(recording.run.objective, path, gradient, settles=recording.settles)


def arrived(
    objective: Objective, path: NDArray[np.float64], gradient: NDArray[np.float64], *, settles: bool
) -> Arrival:
    """Return where a `path` (K, P) ended, with the `gradient` (P,) of its end, that `settles` or ends worse than it
    began.

    Distances are those of places: they are what is seen there.
    """
    if not settles:
        return Arrival("leaving")
    minimum = nearest_minimum(objective, path[-1])
    way, left = np.linalg.norm(path[[0, -1]] - minimum, axis=1)
    if left <= CLOSE * way:
        several = len(objective.minima) > 1
        return Arrival("converged", "at_minimum", tuple(minimum.tolist())) if several else Arrival("converged")
    flat = stationary(objective, path[-1], gradient)
    worth = np.ptp(objective.model.window or path.T, axis=1).max()
    # What is flat near a known minimum is its floor.
    elsewhere = np.linalg.norm(flat.place - minimum) > FLAT * worth
    if elsewhere and np.linalg.norm(flat.place - path[-1]) <= FLAT * worth:
        return Arrival("waiting") if flat.falls else Arrival("converged", "local")
    if left <= NEAR * way:
        return Arrival("almost")
    return Arrival("underway" if np.linalg.norm(path[-1] - path[0]) >= MOVED * way else "crawling")
