"""The live numbers: step, right answers, weights and loss, with what belongs to each beside it; of several runs, the
loss of each.

A number is that of the last finished step, or of the model's present place while it takes its time to glide.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from render.drawing.longest import longest
from render.drawing.panels import Runs
from render.drawing.themes import Theme
from render.languages import Language, Texts
from render.numbers import limit, share_text
from render.timeline.beats import BEATS
from render.training.decimals import NumberTexts, loss_text, loss_word, rate_text, weight_texts
from render.training.metrics import ACCURACY, VALIDATION_ACCURACY, VALIDATION_LOSS
from render.training.ranking import ranking
from render.training.recording import Recording
from render.training.units import formula
from render.training.verdict import VerdictTexts, run_ending, verdict

if TYPE_CHECKING:
    from render.timeline.moments import Moment

LONG_FORMULA = 14
"""Characters of a formula from which on nothing stands beside it."""
MOST_WEIGHTS, MOST_BESIDE_ANSWERS = 3, 2
"""Weights that have a readout each, and as many beside right answers, which tell more of classes."""
MANY_RUNS = 4
"""Runs up to which each number says of what it is, for which more have no room."""
COUNTED = 30
"""Samples up to which right answers are counted: of more, their share says more."""
PREDICTED, USED, LOST = ("predict",), ("predict", "update"), ("loss",)
"""The beats that right answers, weights and the loss tell of."""


class HeaderTexts(Texts, speaker="header"):
    """Beside the weights, and at the right of the title."""

    true_value = "truth {value}"
    least_squares_value = "least squares {value}"
    best_value = "best {value}"
    minimum_value = "minimum {value}"
    learning_rate = "learning rate {rate}"
    rates = "rates {rates}"
    rate_and_batches = "rate {rate},  batches of {size}"
    half_of_stable = "rate {rate}, half of the largest stable"
    of_samples = "of {samples}"
    wrong = "{count} wrong"
    of_validation = "validation {number}"


class Readout(NamedTuple):
    """A live number: its name and its text at a step, the widest ones they can have, and what stands beside them.

    What stands beside may be live, too: `beside` is then the widest one, `beside_at` what it is at a moment. One that
    is `spare` is left out where there is no room for all. In slow motion, it stands back at all beats but those that it
    `tells` of.
    """

    name: Callable[[int], str]
    at: Callable[["Moment"], str]
    names: Sequence[str]
    widest: Sequence[str]
    color: str
    beside: str = ""
    beside_color: str = ""
    name_color: str = ""
    beside_at: "Callable[[Moment], str] | None" = None
    spare: bool = False
    largest: "Callable[[Moment], str] | None" = None
    """The text of the largest number up to a moment: what stands beside it moves only when that has one digit more."""
    rank: str = ""
    """What comes below it when it is known how it does among others, at the step `ranked_at`; the first one `wins`."""
    ranked_at: int = 0
    wins: bool = False
    tells: Sequence[str] = ()

    @property
    def renamed(self) -> bool:
        """Whether its name changes in the end."""
        return len(self.names) > 1


def rule_of(runs: Runs) -> Callable[[int], str]:
    """Return a function that says what stands at the right of the title: the model and the rate of a step.

    Of different models, and of different rates, there is nothing to be said; of optimizers, whose names do not say it,
    the rate of each.
    """
    recording, words = runs.alone, runs.words.of(HeaderTexts)
    members = [(other.run.model, other.run.standardize) for other in runs.every]
    alike = all(each == members[0] for each in members)
    model = formula(recording.run, runs.words, whole=False, between=",  ") if alike else ""
    # A long formula stands above the rate: beside it, it would leave the title no room.
    between = "" if not model else "\n" if len(model) > LONG_FORMULA else ",  "

    def rule(step: int) -> str:
        if _rates_differ(runs):
            if not _optimizers_differ(runs):
                return model
            rates = ", ".join(rate_text(each, min(step, each.steps)) for each in runs.every)
            return f"{model}{between}{words.rates.format(rates=rates)}"
        now = min(step, recording.steps)
        rate = rate_text(recording, now)
        phase = bisect_right(recording.run.starts, now) - 1
        if phase in recording.run.automatic:
            return f"{model}{between}{words.half_of_stable.format(rate=rate)}"
        if recording.run.batch_size and not runs.compared:
            return f"{model}{between}{words.rate_and_batches.format(rate=rate, size=recording.run.batch_size)}"
        return f"{model}{between}{words.learning_rate.format(rate=rate)}"

    return rule


def ending_of(runs: Runs) -> str:
    """Return what takes the rule's place in the end: the verdict that all runs share, if there is one.

    Of compared rates it is the limit.
    """
    said = [verdict(recording) for recording in runs.every]
    stable = runs.alone.largest_stable_rate
    if _rates_differ(runs) and not _optimizers_differ(runs) and stable is not None:
        return runs.words.of(VerdictTexts).stable_below.format(rate=limit(stable))
    endings = {each.words(runs.words) for each in said}
    return endings.pop() if len(endings) == 1 else ""


def _rates_differ(runs: Runs) -> bool:
    return any(recording.run.schedules != runs.alone.run.schedules for recording in runs.every)


def _optimizers_differ(runs: Runs) -> bool:
    return len({recording.run.optimizer for recording in runs.every}) > 1


def readouts_of(runs: Runs, theme: Theme) -> list[Readout]:
    """Return the step, right answers, weights (if they are few) and the loss of the one run, or the loss of each."""
    steps = max(recording.run.steps for recording in runs.every)
    named = runs.words.of(NumberTexts)
    of = named.of_steps.format(steps=f"{steps:,}")
    step = _named(named.step, lambda now: f"{now.step:,}", [f"{steps:,}"], theme.text, of, theme.quiet)
    step = step._replace(largest=step.at, tells=BEATS)
    write = loss_text(runs.every)
    if runs.compared:
        each = [_loss_of(recording, color, write, theme, runs.words) for recording, color in runs]
        if len(each) > MANY_RUNS:
            each = [readout._replace(beside="", beside_color="") for readout in each]
        return [step, *_ranked(each, runs)]
    recording = runs.alone
    most = MOST_BESIDE_ANSWERS if ACCURACY in recording.metrics else MOST_WEIGHTS
    weights = _weights(recording, runs, theme) if len(recording.names) <= most else []
    weights = [each._replace(tells=USED) for each in weights]
    losses = longest(recording.loss, write)
    loss = _named(loss_word(runs.every, runs.words), partial(_loss, recording, write), losses, theme.loss)
    if VALIDATION_LOSS in recording.metrics:
        numbers = longest(recording.metrics[VALIDATION_LOSS], write)
        loss = _validated(loss, partial(_validation_loss, recording, write), numbers, theme, runs.words)
    loss = loss._replace(tells=LOST)
    if ACCURACY not in recording.metrics:
        return [step, *weights, loss]
    return [
        step,
        _right(recording, theme, runs.words)._replace(tells=PREDICTED),
        *(each._replace(spare=True) for each in weights),
        loss,
    ]


def _right(recording: Recording, theme: Theme, words: Language) -> Readout:
    """Return the right answers: how many of a few, or the share of many; with those of the samples held back beside it,
    or else how many are wrong."""
    right, count, said = recording.metrics[ACCURACY], len(recording.run.samples.y), words.of(HeaderTexts)

    def counted(now: "Moment") -> int:
        return round(float(right[recording.reached(now.position)]) * count)

    def share(name: str, now: "Moment") -> str:
        return share_text(float(recording.metrics[name][recording.reached(now.position)]))

    few = count <= COUNTED
    at: Callable[[Moment], str] = (lambda now: f"{counted(now):,}") if few else partial(share, ACCURACY)
    widest = [f"{count:,}"] if few else _shares(right)
    name = words.of(NumberTexts).right
    readout = _named(name, at, widest, theme.truth, said.of_samples.format(samples=f"{count:,}") if few else "")
    if VALIDATION_ACCURACY in recording.metrics:
        shares = _shares(recording.metrics[VALIDATION_ACCURACY])
        readout = _named(name, partial(share, ACCURACY), _shares(right), theme.truth)
        return _validated(readout, partial(share, VALIDATION_ACCURACY), shares, theme, words)
    if few:
        return readout._replace(beside_color=theme.quiet)
    most = said.wrong.format(count=f"{round(float(1 - right.min()) * count):,}")
    return readout._replace(
        beside=most,
        beside_color=theme.quiet,
        beside_at=lambda now: said.wrong.format(count=f"{count - counted(now):,}"),
    )


def _validated(
    readout: Readout, at: "Callable[[Moment], str]", widest: Sequence[str], theme: Theme, words: Language
) -> Readout:
    """Return a `readout` with the same number of the samples that are held back beside it."""
    said = words.of(HeaderTexts).of_validation
    return readout._replace(
        beside=said.format(number=max(widest, key=len)),
        beside_color=theme.quiet,
        beside_at=lambda now: said.format(number=at(now)),
    )


def _shares(values: Any) -> list[str]:
    """Return the longest texts of shares: those next to none and to all have more digits."""
    least, most = np.min(values, initial=1.0, where=values > 0), np.max(values, initial=0.0, where=values < 1)
    return [share_text(float(share)) for share in (*_extremes(values), least, most)]


def _weights(recording: Recording, runs: Runs, theme: Theme) -> list[Readout]:
    """Return a readout for each weight, with what it should be beside it, where that is known."""
    objective = recording.run.objective
    known = objective.reference
    words = runs.words.of(HeaderTexts)
    beside = words.least_squares_value if objective.is_least_squares else words.best_value
    beside = beside if recording.run.samples.task.has_samples else words.minimum_value
    beside = beside if objective.truth is None else words.true_value
    return [
        _named(
            name,
            partial(_parameter, recording, column, number),
            longest(recording.parameters[:, column], number),
            color,
            "" if known is None else beside.format(value=number(known[column])),
            theme.truth,
        )
        for column, (name, number, color) in enumerate(
            zip(recording.names, weight_texts(runs.every, recording), runs.weight_colors(theme), strict=True)
        )
    ]


def _named(
    name: str,
    at: "Callable[[Moment], str]",
    widest: Sequence[str],
    color: str,
    beside: str = "",
    beside_color: str = "",
) -> Readout:
    return Readout(lambda step: name, at, [name], widest, color, beside, beside_color)


def _loss_of(recording: Recording, color: str, write: Callable[[float], str], theme: Theme, words: Language) -> Readout:
    """Return the loss of one of several runs, and its name says how it ends; or that of the samples held back.

    How it ends is said of what it learns from: beside another loss, which may rise meanwhile, it would be untrue.
    """
    validated, named = VALIDATION_LOSS in recording.metrics, words.of(NumberTexts)
    names = [recording.run.name, *([] if validated else [run_ending(recording, words)])]
    values = recording.metrics[VALIDATION_LOSS] if validated else recording.loss
    largest = np.maximum.accumulate(values)
    return Readout(
        lambda step: names[-1 if step >= recording.steps else 0],
        partial(_validation_loss if validated else _loss, recording, write),
        names,
        longest(values, write),
        color,
        beside=named.validation if validated else loss_word([recording], words),
        beside_color=theme.quiet,
        name_color=color,
        largest=lambda now: write(largest[recording.reached(now.position)]),
    )


def _ranked(readouts: Sequence[Readout], runs: Runs) -> list[Readout]:
    """Return the readouts of all `runs` with how they do among one another, where that can be told."""
    found = ranking(runs.every)
    if not found:
        return list(readouts)
    return [
        readout._replace(rank=found.short(index, runs.words), ranked_at=step or runs.steps, wins=index in found.winners)
        for index, (readout, step) in enumerate(zip(readouts, found.steps, strict=True))
    ]


def _parameter(recording: Recording, column: int, write: Callable[[float], str], now: "Moment") -> str:
    if now.glides:
        return write(recording.at(now.position)[column])
    return write(recording.weights_at(recording.reached(now.position))[column])


def _loss(recording: Recording, write: Callable[[float], str], now: "Moment") -> str:
    if now.glides and now.position < recording.steps:
        return write(recording.loss_at(now.position))
    return write(recording.loss[recording.reached(now.position)])


def _validation_loss(recording: Recording, write: Callable[[float], str], now: "Moment") -> str:
    if now.glides and now.position < recording.steps:
        return write(recording.validation_loss_at(now.position))
    return write(recording.metrics[VALIDATION_LOSS][recording.reached(now.position)])


def _extremes(values: Any) -> tuple[Any, Any]:
    return values.min(), values.max()
