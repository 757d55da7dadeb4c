"""A recording enters, a verdict leaves: how the training ended, as it is seen, in a lecturer's words.

What is seen are predictions, so distances are root mean squares of predictions: they are the same in metres and in
millimetres, which those of weights are not. Where the best predictions are not known, it is the loss that speaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from render.languages import Language, Texts
from render.numbers import limit, share_text, short
from render.training.arrival import Where, arrival
from render.training.classes import shares
from render.training.metrics import ACCURACY
from render.training.models import ModelTexts
from render.training.recording import Recording
from render.training.stability import THERE

CLOSE, NEAR = 0.01, 0.05
"""Shares of the first distance to the best predictions: below the first they cover each other, below the second it is
almost there; THERE lies between them."""
AWAY = 0.1
"""The same of probabilities, which are drawn in bands: almost there below this share, and there below NEAR."""
FAR = 0.2
"""Share of the farthest that a weight was from its best value: above it, the weight has far to go, whatever is seen."""
COUNTS = 0.001
"""Share of the first distance that a weight has to account for: less of it is not even a digit on the screen."""
MOVED = 0.15
"""Share of their way that predictions have to go, to have moved."""
STEADY = 0.7
"""With mini-batches: a distance that falls less than to this share from one quarter to the next goes nowhere."""
AROUND = 0.2
"""Share of the first distance within which a training jumps around the minimum: farther off, it is on its way."""
RISES = 0.35
"""Share of its last steps at which it has to come no closer, to go nowhere: of one that jumps, it is about a half."""
LAST, FEWEST = 16, 3
"""Steps in the end, of a long and of a short training, in which a loss that swings rises at least once."""
GROWS = 2.0
"""From the first half of these to the second, the largest loss of a training that leaves grows by more than this."""
BY = 0.75
"""Share of the largest stable rate from which on a rate is close to it."""
PLACE_DIGITS = 3
"""Of the numbers of a place."""
GUESSED, BETTER = 0.02, 0.1
"""Share of the loss of guessing, and answers beyond those that are right by chance, below which nothing is learned."""
ROUNDING = 4 * float(np.finfo(np.float32).eps)
"""Predictions that differ by no more, as a share of the largest y, are the same in float32."""

Kind = Literal[
    "converged",
    "almost",
    "there",
    "underway",
    "crawling",
    "jumping",
    "oscillating",
    "leaving",
    "diverged",
    "separates",
    "learned",
    "guessing",
    "stopped",
    "waiting",
]
Variant = (
    Where
    | Literal[
        "off_truth", "off_truth_best", "diverged_above", "oscillating_above", "oscillating_anyhow", "leaving_anyhow"
    ]
)


class VerdictTexts(Texts, speaker="verdict"):
    """At the right of the title in the end, `rate` being the largest stable one; of several runs, behind names."""

    stable_below = "stable below a rate of {rate}"
    run_ends = "{run} {ending}"
    ends_converged = "converged"
    ends_off_truth = "converged to least squares"
    ends_off_truth_best = "converged to the best fit"
    ends_at_minimum = "reached the minimum ({place})"
    ends_local = "stuck in a local minimum"
    ends_almost = "almost there"
    ends_underway = "still on the way"
    ends_crawling = "has barely moved"
    ends_jumping = "jumps around the minimum"
    ends_oscillating = "swings: the rate is close to {rate}"
    ends_oscillating_above = "swings: the rate is above {rate}"
    ends_oscillating_anyhow = "swings to and fro"
    ends_leaving = "leaves: the rate is above {rate}"
    ends_leaving_anyhow = "leaves: the rate is too large"
    ends_diverged = "overflows at step {step}"
    ends_diverged_above = "overflows at step {step}: the rate is above {rate}"
    ends_separates = "separates; the weights keep growing"
    ends_learned = "all answers right; the loss still falls"
    ends_guessing = "no better than guessing"
    ends_waiting = "waits at a saddle"
    ends_stopped = "stopped early; best at step {step}"
    with_accuracy = "{ending}: {accuracy} right"
    runs_converged = "arrives"
    runs_local = "is stuck"
    runs_almost = "is close"
    runs_underway = "descends"
    runs_crawling = "crawls"
    runs_jumping = "jumps"
    runs_oscillating = "swings"
    runs_leaving = "leaves"
    runs_diverged = "overflows"
    runs_separates = "separates"
    runs_right = "{accuracy} right"
    runs_stopped = "stops early"
    runs_waiting = "waits"


@dataclass(frozen=True)
class Verdict:
    """How a training ended: `kind`; where a language has another text for some of these, `variant` names it."""

    kind: Kind
    largest_stable_rate: float | None
    variant: Variant = ""
    step: int = 0
    """Of one that diverged, the step whose numbers are no longer finite; of one that was stopped early, the best."""
    moving: str = ""
    """The weight that has far to go while the predictions are there."""
    texts: type[ModelTexts] = ModelTexts
    """What the model says of itself then."""
    place: tuple[float, ...] = ()
    """Of a landscape with several minima, the one that was reached."""
    accuracy: float | None = None
    """The share of right answers in the end, where it tells more than how the training ended."""

    def words(self, language: Language) -> str:
        """Return what stands on the screen."""
        if self.kind == "there":
            return language.of(self.texts).there.format(parameter=self.moving)
        said = language.of(VerdictTexts)
        text: str = getattr(said, f"ends_{self.variant or self.kind}")
        rate = "" if self.largest_stable_rate is None else limit(self.largest_stable_rate)
        place = ", ".join(short(each, PLACE_DIGITS) for each in self.place)
        ending = text.format(rate=rate, step=f"{self.step:,}", parameter=self.moving, place=place)
        if self.accuracy is None or self.kind == "learned":
            return ending
        return said.with_accuracy.format(ending=ending, accuracy=share_text(self.accuracy))

    def verb(self, language: Language) -> str:
        """Return what the run does, in one or two words: its name goes before them. Of classes, how much is right.

        Which weight still moves is for a film of one run: of several, what is seen is that it arrives.
        """
        if self.accuracy is not None:
            return language.of(VerdictTexts).runs_right.format(accuracy=share_text(self.accuracy))
        kind = "converged" if self.kind == "there" else "local" if self.variant == "local" else self.kind
        text: str = getattr(language.of(VerdictTexts), f"runs_{kind}")
        return text


# A film asks for those of its runs, six at most, again and again.
@lru_cache(maxsize=6)
def verdict(recording: Recording) -> Verdict:
    """Return how `recording` ended, from what is left to be seen and from what was seen last."""
    run, stable = recording.run, recording.largest_stable_rate
    above = stable is not None and float(recording.learning_rate[-1]) > stable and run.sees_all
    if recording.diverged:
        return Verdict("diverged", stable, "diverged_above" if above else "", recording.steps + 1)
    if recording.stopped and recording.best_so_far is not None:
        return Verdict("stopped", stable, step=int(recording.best_so_far[-1]))
    objective, best = run.objective, run.objective.best
    if run.samples.classes:
        return _of_classes(recording)
    if not (run.samples.task.has_samples or objective.quadratic):
        kind, where, place = arrival(recording)
        reached = Verdict(kind, stable, "leaving_anyhow" if kind == "leaving" and not above else where, place=place)
        return reached if kind in {"converged", "leaving"} else _of_swings(recording) or reached
    if best is None:
        found = _by_loss(recording)
        return (_of_swings(recording) if run.sees_all or found.kind == "leaving" else None) or found

    distances = recording.parameters.astype(np.float64) - best

    def seen(far: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return root mean squares of predictions, (n,), for distances (n, P)."""
        return np.sqrt(objective.apart(far))

    first, last = seen(distances[[0, -1]])
    if first <= ROUNDING * float(np.abs(objective.y).max()):
        return Verdict("converged", stable)
    left = last / first
    if left > 1 and (above or (stable is None and not recording.settles)):
        return Verdict("leaving", stable, "" if above else "leaving_anyhow")
    if left > 1 and not run.sees_all:
        # A batch may curve more than all samples do.
        before, after = (seen(quarter).mean() for quarter in _last_quarters(distances, recording.kept))
        if after > before:
            return Verdict("leaving", stable, "leaving_anyhow")
    farthest = np.abs(distances).max(axis=0)
    counts = farthest * seen(np.eye(len(farthest))) > COUNTS * first
    to_go = np.where(counts, np.abs(distances[-1]) / np.where(counts, farthest, 1), 0.0)
    if left <= CLOSE and to_go.max() <= NEAR:
        shown, reached = objective.shown(run.samples.x), objective.outputs(best[np.newaxis], run.samples.x)[0]
        assert shown is not None
        off = objective.scaled_targets(shown) - reached
        if np.sqrt(np.square(off).mean()) <= CLOSE * first:
            return Verdict("converged", stable)
        return Verdict("converged", stable, "off_truth" if objective.is_least_squares else "off_truth_best")
    if not run.sees_all:
        before, after = (seen(quarter) for quarter in _last_quarters(distances, recording.kept))
        if after.mean() <= AROUND * first and _jumps(recording, before, after):
            return Verdict("jumping", stable)
    elif left > CLOSE and len(distances) > 1 and run.optimizer.plain:
        if objective.apart(distances[-2:-1], distances[-1:])[0] < 0:
            return Verdict("oscillating", stable, "" if stable else "oscillating_anyhow")
    elif left > CLOSE:
        # What has a velocity swings at any rate, and takes many steps for it.
        _, late = _last_quarters(distances, recording.kept)
        if len(late) and objective.apart(late, np.broadcast_to(distances[-1], late.shape)).min() < 0:
            return Verdict("oscillating", stable, "oscillating_anyhow")
    if left <= THERE and to_go.max() > FAR:
        return Verdict("there", stable, moving=recording.names[int(to_go.argmax())], texts=run.model.texts)
    if left <= NEAR and to_go.max() <= FAR:
        return Verdict("almost", stable)
    moved = seen(distances[-1:] - distances[:1])[0] / first
    return Verdict("underway" if moved >= MOVED else "crawling", stable)


def _of_classes(recording: Recording) -> Verdict:
    """Return how a training on classes ended: by what is left of the loss that can be lost, and by what is right.

    The loss is smallest nowhere if a model whose outputs are linear in its weights answers all rightly: with the
    weights twice as large, all of its answers are surer. Then the only end is that of the film.
    """
    run, objective, stable = recording.run, recording.run.objective, recording.largest_stable_rate
    right = float(recording.metrics[ACCURACY][-1])
    if right == 1 and run.model.linear and not objective.decays.any():
        return Verdict("separates", stable)
    found = _by_loss(recording) if objective.least is None else _by_what_is_left(recording, objective.least)
    if objective.least is None and found.kind in {"converged", "almost"}:
        # Of data that can be told apart the loss falls like 1 / steps: ever more slowly, and without an end.
        late = recording.loss[_late(recording)] - recording.loss[-1]
        found = found if late <= CLOSE**2 * recording.loss[-1] else Verdict("underway", stable)
    if run.sees_all or found.kind == "leaving":
        found = _of_swings(recording) or found
    if right == 1 and found.kind in {"underway", "almost"}:
        return Verdict("learned", stable, accuracy=right)
    if found.kind in {"underway", "crawling", "almost"} and _guesses(recording, right):
        found = Verdict("guessing", stable)
    # Of answers that change with every step, the last ones say nothing.
    return found if found.kind in {"leaving", "oscillating"} else replace(found, accuracy=right)


def _guesses(recording: Recording, right: float) -> bool:
    """Return whether, with so much `right`, a training does in the end as one does who knows the shares of classes."""
    samples = recording.run.samples
    known = shares(samples.y, len(samples.classes))
    least = recording.run.loss.of_guessing(known)
    return least is not None and recording.loss[-1] >= (1 - GUESSED) * least and right <= known.max() + BETTER


def _by_what_is_left(recording: Recording, least: float) -> Verdict:
    """Return how a training ended whose loss, with what a decay adds, cannot get below `least`."""
    objective, stable = recording.run.objective, recording.largest_stable_rate
    first, last = objective.at(recording.parameters[[0, -1]])
    if first - least <= ROUNDING * first:
        return Verdict("converged", stable)
    left = float(np.sqrt(max(last - least, 0) / (first - least)))
    if left <= NEAR:
        return Verdict("converged", stable)
    if not recording.run.sees_all:
        before, after = _last_quarters(recording.loss.astype(np.float64), np.arange(len(recording.loss)))
        if _jumps(recording, before, after) and before.mean() - after.mean() <= after.std():
            return Verdict("jumping", stable)
    if last > first:
        return Verdict("leaving", stable, "leaving_anyhow")
    if left <= AWAY:
        return Verdict("almost", stable)
    return Verdict("underway" if 1 - left >= MOVED else "crawling", stable)


def _of_swings(recording: Recording) -> Verdict | None:
    """Return how a training ended if its loss rises in the end, of classes or where the best predictions are not known.

    Cross-entropy pulls with a bounded force: too large a rate makes a training swing, and only with a decay leave.
    """
    objective, stable = recording.run.objective, recording.largest_stable_rate
    losses = objective.at(recording.parameters[-min(LAST, max(FEWEST, len(recording.kept) // 4)) :])
    least = 0.0 if objective.least is None else objective.least
    first = float(objective.at(recording.parameters[:1])[0])
    rises = np.diff(losses)
    if len(rises) == 0 or rises.max() <= NEAR**2 * (first - least):
        return None
    half = len(losses) // 2
    rate = float(recording.learning_rate[-1])
    above = stable is not None and rate > stable and recording.run.sees_all
    if half and losses[half:].max() > max(GROWS * losses[:half].max(), first):
        return Verdict("leaving", stable, "" if above else "leaving_anyhow")
    near: Variant = "" if stable and recording.run.sees_all and rate >= BY * stable else "oscillating_anyhow"
    return Verdict("oscillating", stable, "oscillating_above" if above else near)


def _by_loss(recording: Recording) -> Verdict:
    """Return how a training ended whose best predictions are not known: whether its loss still falls."""
    loss, stable = recording.loss.astype(np.float64), recording.largest_stable_rate
    if not recording.settles:
        return Verdict("leaving", stable, "leaving_anyhow")
    fallen = loss[0] - loss[-1]
    if not recording.run.sees_all and _jumps(recording, *_last_quarters(loss, np.arange(len(loss)))):
        return Verdict("jumping", stable)
    if fallen <= MOVED * loss[0] * CLOSE:
        return Verdict("crawling", stable)
    late = loss[_late(recording)] - loss[-1]
    if late <= CLOSE * fallen:
        return Verdict("converged", stable)
    return Verdict("almost" if late <= NEAR * fallen else "underway", stable)


def _last_quarters(
    values: NDArray[np.float64], steps: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the values of the third and of the last quarter of a training, of those at `steps`."""
    count = int(steps[-1]) + 1
    quarter = max(1, count // 4)
    third, last = np.searchsorted(steps, (count - 2 * quarter, count - quarter))
    return values[third:last], values[last:]


def _late(recording: Recording) -> int:
    """Return the step with which the last quarter of a training begins, of one whose rate changes by what it walks.

    What hardly moves in the end as its rate is next to 0 has not arrived for that.
    """
    rates = recording.learning_rate[:-1].astype(np.float64)
    if len(rates) == 0 or rates.min() == rates.max():
        return len(recording.loss) - 1 - len(recording.loss) // 4
    walked = np.cumsum(rates)
    return int(np.searchsorted(walked, 0.75 * walked[-1]))


def _jumps(recording: Recording, before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Return whether a size goes nowhere from one quarter to the next.

    Where the rate changes, its jumps must not fade, either.
    """
    if not _goes_nowhere(before, after):
        return False
    return not recording.run.changes_rate or np.diff(after).std() > STEADY * np.diff(before).std()


def _goes_nowhere(before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Return whether the mean of a size does not fall from one quarter to the next.

    One that falls slowly, but at most of its steps, is on its way.
    """
    rises = float((np.diff(after) >= 0).mean()) if len(after) > 1 else 1.0
    return len(before) > 0 and bool(after.mean() > STEADY * before.mean()) and rises > RISES


def run_ending(recording: Recording, language: Language) -> str:
    """Return how one of several runs ended, with its name."""
    return language.of(VerdictTexts).run_ends.format(run=recording.run.name, ending=verdict(recording).verb(language))


def ending(recordings: Sequence[Recording], language: Language) -> str:
    """Return how the runs of a film ended, in one line."""
    if len(recordings) == 1:
        return verdict(recordings[0]).words(language)
    return ", ".join(run_ending(recording, language) for recording in recordings)
