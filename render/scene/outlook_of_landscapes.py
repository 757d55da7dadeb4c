"""A run on a function of two weights enters; whether it leaves, or stays far from any minimum, is rehearsed."""

from collections.abc import Sequence

import numpy as np

from render.family import word
from render.numbers import floored, limit, short, typed
from render.scene.concern import Concern
from render.scene.rates import largest_of, rates_of, schedules_of
from render.scene.schema import Scene
from render.scene.unfit_rates import rate_at
from render.training.arrival import NEAR, arrived
from render.training.objective import Objective
from render.training.rehearsal import Floats, Rehearsal, rehearsed
from render.training.samples import Samples
from render.training.terrain import curvature_of_minimum, nearest_minimum

HALFWAY = 0.5
"""Share of its way to the nearest minimum that a run has to go."""
TRIED = 10
"""Rates that are tried, each half or twice as large as the one before."""
LONGEST = 10_000
"""Steps of a longer training that are tried."""


def outlook_of_landscapes(scene: Scene, run: Scene, samples: Samples) -> Concern | None:
    """Return the concern about a `run` of `scene`, whose `samples` say that there are none."""
    # A scene that asks for auto is refused: of a landscape nobody knows what is stable.
    objective, schedules = Objective(samples, run.model, run.loss), schedules_of(run.schedule)
    rates = rates_of(schedules)
    seen = _seen(objective, run, rates)
    if seen.diverged or (seen.complete and not seen.settles):
        return _leaving(scene, run, objective, seen, float(rates.max()))
    end, left = arrived(objective, seen.path, seen.gradient, settles=True).kind, _left(objective, seen.path)
    if not seen.complete or end not in {"underway", "crawling"} or left <= HALFWAY:
        return None
    said = f"after {run.total_steps:,} steps {word(run.optimizer)} still has {short(100 * left, 2)} % of its way "
    said += f"to the {'nearest ' * (len(objective.minima) > 1)}minimum to go"

    def better() -> str:
        found = _rate_with_which(scene, run, objective, [2.0**times for times in range(1, TRIED)])
        return found or _steps(run, objective) or "write a larger learning_rate, or more steps"

    return Concern("slow", said, better, rate_at(scene, len(schedules) - 1), left, HALFWAY)


def _leaving(scene: Scene, run: Scene, objective: Objective, seen: Rehearsal, rate: float) -> Concern:
    steps = len(seen.losses) - 1
    said = f"a learning rate of {short(rate)} is too large here: {word(run.optimizer)} leaves, and f "
    said += f"overflows at step {steps + 1:,}" if seen.diverged else f"is {short(float(seen.losses[-1]), 2)} in the end"
    lowest = seen.path[int(seen.losses.argmin())]
    stable = run.optimizer.largest_stable_rate(curvature_of_minimum(objective, lowest))
    if stable and rate > stable:
        said += f"; at the minimum it is stable below {limit(stable)}"

    def better() -> str:
        found = _rate_with_which(scene, run, objective, [0.5**times for times in range(1, TRIED)])
        return found or "write a smaller learning_rate"

    at = rate_at(scene, largest_of(schedules_of(run.schedule)))
    return Concern("leaving", said, better, at, rate, stable or rate)


def _seen(objective: Objective, run: Scene, rates: Floats) -> Rehearsal:
    seen = rehearsed(objective, run.optimizer, run.model.start(objective.samples.task, run.initial), rates)
    assert seen
    return seen


def _left(objective: Objective, path: Floats) -> float:
    """Return how far the end of a `path` (K, 2) is from the nearest minimum, as a share of the way of its beginning."""
    way, left = np.linalg.norm(path[[0, -1]] - nearest_minimum(objective, path[-1]), axis=1)
    return float(left / way) if way else 1.0


def _rate_with_which(scene: Scene, run: Scene, objective: Objective, factors: Sequence[float]) -> str:
    """Return the rate with which the `run` comes nearest to a minimum, of some with which none of those beside it
    leaves.

    The `factors` are what the rate of the run is multiplied by. Nothing where it does not come half of its way.
    """
    (steps, rate), *others = run.schedule
    if others or not isinstance(rate, float | int):
        return ""
    beside = [each for each in scene.variants if each.schedule == run.schedule]
    left: dict[float, float] = {}
    for tried in [floored(rate * factor, 1) for factor in factors]:
        seen = [_seen(objective, each, np.full(steps, tried)) for each in (run, *beside)]
        if all(each.settles for each in seen):
            left[tried] = _left(objective, seen[0].path)
    best = min(left, key=lambda each: left[each], default=0.0)
    if not best or left[best] > HALFWAY:
        return ""
    return f"write learning_rate: {typed(best)}; {word(run.optimizer)} then {_goes(left[best])}"


def _steps(run: Scene, objective: Objective) -> str:
    """Return with how many steps the `run` comes near a minimum, of a rate that stays the same, if it does so."""
    (steps, rate), *others = run.schedule
    if others or not isinstance(rate, float | int):
        return ""
    path = _seen(objective, run, np.full(LONGEST, float(rate))).path
    while (steps := 2 * steps) < len(path):
        if (left := _left(objective, path[: steps + 1])) <= NEAR:
            return f"write steps: {steps}; {word(run.optimizer)} then {_goes(left)}"
    return ""


def _goes(left: float) -> str:
    return "comes to the minimum" if left <= NEAR else f"goes {short(100 * (1 - left), 2)} % of its way"
