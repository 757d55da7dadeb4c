"""A run of a logistic model enters; whether its rate makes it swing, or learn nothing, leaves before it is trained.

Whatever the weights are, its loss curves no more than at even odds, so that gradient descent cannot leave below a rate
that is known in closed form. Above it, many trainings go well: whether this one does, a rehearsal tells.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from render.family import word
from render.numbers import floored, limit, share_text, short, typed
from render.scene.concern import Concern
from render.scene.rates import largest_of, rates_of, schedules_of
from render.scene.schema import Scene
from render.scene.unfit_rates import rate_at
from render.training.classes import answers
from render.training.curvature_bound import curvature_bound
from render.training.objective import Objective
from render.training.rehearsal import Rehearsal, rehearsed
from render.training.samples import Samples
from render.training.standardize import Standardize

LAST = 16
"""Steps in the end in which a training that swings does so."""
SWINGS = 0.05
"""Share of the first loss by which the loss rises, and of the answers that change, in a step that is seen to swing."""
BAD = 0.5
"""Share of the first loss that one has which jumps, to be bad."""
LEARNED, WORTH = 0.1, 0.2
"""Share of what another rate makes of the loss in as many steps, below which a training has learned next to nothing;
share of the first loss that this has to be, and of answers that have to be right with it and are not without."""
LONGEST = 1000
"""Steps for which other rates are tried."""
HALVINGS, AS_GOOD = 5, 0.1
"""Rates that are tried, each half of the one before; the smallest one is named which lacks no more than this share of
what the best makes of the loss: with it, there is most to be seen."""


class Outcome(NamedTuple):
    """What another rate leads to, in as many steps: the loss and the share of right answers in the end, and what to
    write."""

    loss: float
    right: float
    hint: str


def outlook_of_classes(scene: Scene, run: Scene, samples: Samples) -> Concern | None:
    """Return the concern about a `run` of `scene`, on samples of classes; None of a model that is not linear."""
    if not run.model.linear:
        return None
    objective = _objective(run, samples, run.standardize)
    bound = curvature_bound(objective)
    safe = run.optimizer.largest_stable_rate(bound) if bound else None
    if not safe:
        return None
    schedules = schedules_of(run.schedule, safe)
    rates = rates_of(schedules)
    # Of what has a velocity, the rate is that of a quadratic loss.
    swings = rates.max() > safe or not run.optimizer.plain
    start = run.model.start(samples.task, run.initial)
    first = float(objective.at(np.array([start]))[0])
    # Below the safe rate the loss never rises: what has been learned stays.
    enough = -np.inf if swings else (1 - LEARNED) * first
    seen = rehearsed(objective, run.optimizer, start, rates, enough)
    assert seen
    steps = len(seen.losses) - 1
    if swings and _swings(seen, objective):
        rate, model = float(rates.max()), f"the {word(run.model)} model"
        said = f"a learning rate of {short(rate)} is too large for these data: {model} swings"
        said += " to and fro to the end" if seen.complete else f" to and fro, still at step {steps:,}"
        if run.optimizer.plain:
            said += f"; below {limit(safe)} it cannot"
        better = partial(_better, scene, run, samples, safe)
        return Concern("leaving", said, better, rate_at(scene, largest_of(schedules)), rate, safe)
    last = float(seen.losses[-1])
    if swings or not seen.complete or last <= enough:
        return None
    outcomes = _outcomes(scene, run, samples, safe)
    best = min(outcomes, default=None)
    if not best or first - last >= LEARNED * (first - best.loss) or best.right - _right(objective, seen) < WORTH:
        return None
    said = f"in {run.total_steps:,} steps the {word(run.model)} model learns next to nothing: its loss goes from "
    said += f"{short(first, 3)} to {short(last, 3)}"
    at, wanted = rate_at(scene, len(schedules) - 1), LEARNED * (first - best.loss)
    return Concern("slow", said, partial(_told, outcomes), at, first - last, wanted)


def _objective(run: Scene, samples: Samples, standardize: Standardize) -> Objective:
    return Objective(samples, run.model, run.loss, run.weight_decay, standardize)


def _swings(seen: Rehearsal, objective: Objective) -> bool:
    """Return whether in the end the loss rises, or answers change from step to step, by so much that it is seen."""
    late, first = seen.losses[-LAST:], seen.losses[0]
    rises = np.diff(late)
    # Nearly all answers can be right and stay so while the loss jumps: this is no training that went wrong.
    if seen.diverged or (len(rises) and rises.max() > SWINGS * first and late.max() > BAD * first):
        return True
    found = answers(np, objective.outputs(seen.path[-LAST:], objective.samples.x), objective.samples.task.classes)
    return bool(len(rises)) and float((found[1:] != found[:-1]).mean()) > SWINGS


def _right(objective: Objective, seen: Rehearsal) -> float:
    return float(objective.right(seen.path[-1:], objective.samples.x, objective.samples.y).mean())


def _better(scene: Scene, run: Scene, samples: Samples, safe: float) -> str:
    return _told(_outcomes(scene, run, samples, safe)) or f"write learning_rate: {typed(floored(safe / 2, 1))}"


def _told(outcomes: Sequence[Outcome]) -> str:
    """Return what to write: each of the `outcomes` with about as many right answers as the best one."""
    best = min(outcomes, default=None)
    return "\nor ".join(each.hint for each in outcomes if best and best.right - each.right < WORTH)


def _outcomes(scene: Scene, run: Scene, samples: Samples, safe: float) -> list[Outcome]:
    """Return what half of the `safe` rate leads to, and the same of standardized inputs."""
    found, steps = [], min(run.total_steps, LONGEST)
    compared = scene.compare.key if scene.compare else ""
    choices = [(run.standardize, safe / 2, "write ")]
    can_be_scaled = not run.model.scaled and samples.image_shape is None and bool(np.ptp(samples.x, axis=0).all())
    if not run.standardize.x and can_be_scaled and compared != "standardize":
        objective = _objective(run, samples, Standardize(x=True))
        bound = curvature_bound(objective)
        stable = run.optimizer.largest_stable_rate(bound) if bound else None
        if stable:
            choices.append((Standardize(x=True), stable / 2, "write standardize: true and "))
    for standardize, top, wanted in choices:
        objective = _objective(run, samples, standardize)
        start = run.model.start(samples.task, run.initial)
        tops = rehearsed(objective, run.optimizer, start, np.full(steps, floored(top, 1)))
        if not tops or tops.losses[-1] > (1 - WORTH) * tops.losses[0]:
            continue
        tried = [floored(top / 2**halved, 1) for halved in range(HALVINGS)]
        seen = {rate: rehearsed(objective, run.optimizer, start, np.full(steps, rate)) for rate in tried}
        ends = {rate: each for rate, each in seen.items() if each and each.complete and not _swings(each, objective)}
        if not ends:
            continue
        least = min(float(each.losses[-1]) for each in ends.values())
        good = least + AS_GOOD * (float(tops.losses[0]) - least)
        rate = min(rate for rate, each in ends.items() if each.losses[-1] <= good)
        right = _right(objective, ends[rate])
        said = f"{wanted}learning_rate: {typed(rate)}; after {steps:,} steps {share_text(right)} are right"
        found.append(Outcome(float(ends[rate].losses[-1]), right, said))
    return found
