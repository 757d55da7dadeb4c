"""Recordings of several runs enter, their ranking leaves: how many steps each needs to a level that tells them apart.

It is a level of what the film shows of each run: its loss, that of the samples that are held back where there are any,
or, of losses that cannot be compared, the share of right answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.languages import Language, Texts
from render.numbers import share_text, short
from render.training.metrics import ACCURACY, VALIDATION_ACCURACY, VALIDATION_LOSS
from render.training.recording import Recording

FACTORS = (1, 2, 5)
"""Round levels of a loss are these times a power of ten."""
SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
"""Round levels of a share of right answers."""
ROUNDING = float(np.finfo(np.float32).eps)
"""Numbers of a recording are of float32, and round levels are none of those."""
SEEN = 1e-3
"""Share of the largest loss that any run begins with which a level has at least: less is not seen, whatever the run."""
ALIKE, TOLD_APART = 1.1, 2.0
"""Of two runs, one that needs up to so many times the steps is as good as level; one that needs so many times the steps
is as far behind as one can be seen to be."""


class RankingTexts(Texts, speaker="ranking"):
    """Under the loss of each run, in the end; a step alone, and no step at all, have words of their own.

    Never is said of runs that diverge: others may only need more steps.
    """

    steps = "{steps} steps to {level}"
    stays = "≤ {level} from {steps} on"
    stays_right = "≥ {level} from {steps} on"
    step = "{steps} step to {level}"
    start = "{level} from the start"
    not_yet = "ends above {level}"
    not_yet_right = "ends below {level}"
    never = "never to {level}"
    needs = "{run} needs {steps} steps"
    needs_step = "{run} needs {steps} step"
    is_there = "{run} is there from the start"
    not_there = "{run} is not there by step {steps}"
    never_there = "{run} never gets there"
    loss = "Down to a loss of {level} for good: {runs}."
    validation = "Down to a validation loss of {level} for good: {runs}."
    right = "Up to {level} right answers for good: {runs}."


@dataclass(frozen=True)
class Ranking:
    """The step from which on each run keeps to the `level`, None for one that does not, in the order of the runs.

    `trained` are the steps of each run, None for one that diverged; those that `dipped` were there before, and left.
    """

    metric: str
    level: float
    steps: Sequence[int | None]
    trained: Sequence[int | None]
    dipped: Sequence[bool] = ()

    @property
    def order(self) -> list[int]:
        """The indices of the runs, the first one there first."""
        last = max((step for step in self.steps if step is not None), default=0)
        needed = [last + 1 if step is None else step for step in self.steps]
        return sorted(range(len(needed)), key=needed.__getitem__)

    @property
    def winners(self) -> list[int]:
        """The indices of the runs that are there first."""
        return [index for index in self.order if self.steps[index] == self.steps[self.order[0]]]

    def short(self, index: int, words: Language) -> str:
        """Return what stands under a run."""
        not_yet, stays = ("not_yet_right", "stays_right") if self._is_share else ("not_yet", "stays")
        steps = stays if self.dipped and self.dipped[index] else "steps"
        return self._said(index, words, ("start", "step", steps, not_yet, "never")).format(**self._numbers(index))

    def sentence(self, names: Sequence[str], words: Language, between: str) -> str:
        """Return all of it in words, the winner first, runs with these `names` being joined by `between`."""
        told = (
            self._said(index, words, ("is_there", "needs_step", "needs", "not_there", "never_there")).format(
                run=names[index], **self._numbers(index)
            )
            for index in self.order
        )
        said = words.of(RankingTexts)
        of = said.right if self._is_share else said.validation if self.metric == VALIDATION_LOSS else said.loss
        return of.format(level=self._level, runs=between.join(told))

    @property
    def _is_share(self) -> bool:
        return self.metric in {ACCURACY, VALIDATION_ACCURACY}

    @property
    def _level(self) -> str:
        return share_text(self.level) if self._is_share else short(self.level)

    def _numbers(self, index: int) -> dict[str, str]:
        step, trained = self.steps[index], self.trained[index]
        return {"steps": f"{(step if step is not None else trained) or 0:,}", "level": self._level}

    def _said(self, index: int, words: Language, texts: Sequence[str]) -> str:
        """Return that of the `texts`, by name, which says when a run is there: at step 0, 1, later, not yet, never."""
        step, diverged = self.steps[index], self.trained[index] is None
        text: str = getattr(words.of(RankingTexts), texts[3 + diverged if step is None else min(step, 2)])
        return text


def ranking(recordings: Sequence[Recording]) -> Ranking | None:
    """Return the ranking of runs at the round level that tells them apart best; None where no level does.

    A level whose winner ends best goes before others. Of levels that tell runs apart equally well, it is the hardest.
    """
    metric = _metric(recordings)
    if not metric:
        return None
    shares = metric in {ACCURACY, VALIDATION_ACCURACY}
    histories = [each.loss if metric == "loss" else each.metrics[metric] for each in recordings]
    # What is to be reached from below is turned upside down.
    falling = [(-1 if shares else 1) * values.astype(np.float64) for values in histories]
    trained = [None if each.diverged else each.steps for each in recordings]
    found: list[tuple[bool, float, float, Ranking]] = []
    for level in SHARES if shares else _round_levels(falling):
        limit = -level if shares else level
        diverged = zip(falling, recordings, strict=True)
        steps = [None if each.diverged else _from(values, limit) for values, each in diverged]
        dipped = [step is not None and _dips(values, limit, step) for values, step in zip(falling, steps, strict=True)]
        made = Ranking(metric, level, steps, trained, dipped)
        found.append((_ends_best(falling, made.winners), _apart(steps), -limit, made))
    best = max((each for each in found if each[1] > 0), key=lambda each: each[:3], default=None)
    return best[3] if best else None


def _metric(recordings: Sequence[Recording]) -> str:
    """Return what all runs can be compared by, by the names of metrics and "loss"; nothing if that is nothing."""
    if len(recordings) == 1 or _start_apart(recordings):
        return ""
    held, loss = VALIDATION_LOSS in recordings[0].metrics, recordings[0].run.loss
    units = {each.run.standardize.y for each in recordings}
    if len(units) == 1 and all(each.run.loss == loss for each in recordings):
        return VALIDATION_LOSS if held else "loss"
    metric = VALIDATION_ACCURACY if held else ACCURACY
    return metric if all(metric in each.metrics for each in recordings) else ""


def _start_apart(recordings: Sequence[Recording]) -> bool:
    """Return whether runs start at different places of a landscape with several minima: these have no common way."""
    runs = [each.run for each in recordings]
    return len(runs[0].model.minima) > 1 and any(run.initial != runs[0].initial for run in runs)


def _round_levels(histories: Sequence[NDArray[np.float64]]) -> list[float]:
    """Return the round numbers from the smallest of finite `histories` (S + 1,) of a loss to what a run begins with.

    What is above all beginnings, only a run that leaves comes to.
    """
    values = np.concatenate([history[np.isfinite(history) & (history > 0)] for history in histories])
    if not len(values):
        return []
    first = max(float(history[0]) for history in histories)
    powers = range(int(np.floor(np.log10(values.min()))), int(np.ceil(np.log10(values.max()))) + 1)
    levels = [float(f"{factor}e{power}") for power in powers for factor in FACTORS]
    least, most = max(values.min(), SEEN * first), min(values.max(), first)
    return [level for level in levels if least <= level * (1 + ROUNDING) and level <= most]


def _from(values: NDArray[np.float64], limit: float) -> int | None:
    """Return the step from which on all `values` (S + 1,) are at or below a limit; None if the last one is not."""
    beyond = np.flatnonzero(~(values <= limit + abs(limit) * ROUNDING))
    first = int(beyond[-1]) + 1 if len(beyond) else 0
    return first if first < len(values) else None


def _dips(values: NDArray[np.float64], limit: float, step: int) -> bool:
    """Return whether any of `values` (S + 1,) before a step is at or below a limit already."""
    return bool((values[:step] <= limit + abs(limit) * ROUNDING).any())


def _ends_best(falling: Sequence[NDArray[np.float64]], winners: Sequence[int]) -> bool:
    """Return whether one of the `winners` ends about as low as the lowest: who is ahead only at first does not win."""
    ends = np.array([values[-1] for values in falling])
    lowest = float(np.nanmin(ends))
    return bool((ends[list(winners)] <= lowest + (ALIKE - 1) * abs(lowest)).any())


def _apart(steps: Sequence[int | None]) -> float:
    """Return how well runs that are there after so many `steps` are told apart: a number of pairs.

    Of those that are there, it is the ratio of their steps that is seen.
    """
    told = 0.0
    for index, one in enumerate(steps):
        for other in steps[:index]:
            if one is None or other is None:
                told += one is not other
            else:
                behind = abs(np.log((one + 1) / (other + 1)))
                told += min(1.0, behind / np.log(TOLD_APART)) if behind > np.log(ALIKE) else 0.0
    return round(told, 6)
