"""A scene and its recordings enter; what its author should know of its learning rates leaves, after the training."""

from collections.abc import Iterator, Sequence

import numpy as np

from render.family import word
from render.numbers import floored, limit, short, typed
from render.scene.rates import PART
from render.training.curvature import curvature_at
from render.training.recording import Recording
from render.training.run import Run
from render.training.stability import FAR, LARGE
from render.training.verdict import verdict

SAID = {
    "leaving": "has left for good",
    "crawling": "has barely moved",
    "guessing": "does no better than guessing",
}
"""Endings that a rate can help, and what is said of them."""
FASTER = 3.0
"""Times the rate that a training has, from which on another one is worth writing."""
SLOWER = 0.1
"""The share of a rate to try where the loss says nothing of a smaller one."""


def chosen(recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield which rate each run has that was to choose one by itself."""
    for recording in recordings:
        run = recording.run
        for phase in run.automatic:
            rate = short(run.schedules[phase].begins)
            whose = f" of {run.name}" if run.name else ""
            yield f"learning_rate: auto{whose} is {rate}, half of the largest stable rate"


def advice(recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield what would help trainings that overflow, leave or barely move, of several only if all of them do the same.

    The rate that is named is half of the one that is stable at the weights of the start, for each single batch of a
    squared error: what comes later may curve more.
    """
    kinds = {verdict(recording).kind for recording in recordings}
    kinds = {"leaving" if kind == "diverged" else kind for kind in kinds}
    if len(kinds) > 1 or not kinds <= {*SAID}:
        return
    run = recordings[0].run
    better = [*_better(run, leaves=kinds == {"leaving"}), *_scaled(run)]
    if better:
        yield f"the {word(run.model)} {SAID[kinds.pop()]}; write {', or '.join(better)}"


def _better(run: Run, *, leaves: bool) -> Iterator[str]:
    """Yield a smaller rate, or a larger one, if there is one to be named."""
    if run.optimizer.largest_stable_rate(1.0) is None:
        return
    rate, stable = float(run.rates.max()), _stable(run)
    better = floored(PART * stable, 1) if stable else 0.0
    if leaves and (not stable or better >= rate):
        yield f"learning_rate: {typed(floored(SLOWER * rate, 1))} (a smaller one)"
    elif stable and (leaves or better >= FASTER * rate):
        yield f"learning_rate: {typed(better)} (at the start, below {limit(stable)} it is stable)"


def _stable(run: Run) -> float | None:
    """Return the largest rate that is stable at the start, if it is known."""
    theta = np.array(run.initial)
    if run.objective.quadratic and not run.sees_all:
        # No batch curves more than the sample that does so most.
        _, features = run.objective.terms(theta, run.samples.x, run.samples.y)
        curvature = 2 * float(np.square(features).sum(axis=1).max()) + float(run.objective.decays.max())
        return run.optimizer.largest_stable_rate(curvature)
    found = curvature_at(run, theta)
    return run.optimizer.largest_stable_rate(found) if found else None


def _scaled(run: Run) -> Iterator[str]:
    """Yield that inputs should be scaled, and why, where they are far from a mean of 0 and a deviation of 1."""
    if run.model.scaled or run.samples.image_shape is not None:
        return
    x = run.objective.scaled(run.samples.x).astype(np.float64)
    size, deviation = np.sqrt(np.square(x).mean(axis=0)), x.std(axis=0)
    worst = int(np.abs(np.log(np.maximum(size, 1e-30))).argmax())
    far = np.abs(x.mean(axis=0)) > FAR * deviation
    if not far.any() and 1 / LARGE < size[worst] < LARGE:
        return
    column = int(far.argmax()) if far.any() else worst
    name = run.samples.inputs[column].name or "x"
    why = f"lies far from 0, around {short(float(x[:, column].mean()), 2)}" if far.any() else ""
    why = why or f"is about {short(float(size[column]), 1)} in size, where 1 is best"
    yield f"standardize: true, for {name} {why}"
