"""The live numbers: step, weights and loss, with the true values beside them; of several runs, each loss.

A number is that of the last finished step, or of the model's present place while it takes its time to glide.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from render.drawing.panels import Runs
from render.drawing.themes import Theme
from render.languages import Language, Texts
from render.numbers import limit
from render.training.decimals import NumberTexts, loss_text, rate_text, weight_texts
from render.training.recording import Recording
from render.training.verdict import VerdictTexts, run_ending, verdict

if TYPE_CHECKING:
    from render.timeline.moments import Moment

LONG_FORMULA = 14
"""Characters of a formula from which on nothing stands beside it."""
MOST_WEIGHTS = 3
"""Weights that have a readout each."""


class HeaderTexts(Texts, speaker="header"):
    """Beside the weights, and at the right of the title."""

    true_value = "truth {value}"
    least_squares_value = "least squares {value}"
    best_value = "best {value}"
    learning_rate = "learning rate {rate}"
    rate_and_batches = "rate {rate},  batches of {size}"


class Readout(NamedTuple):
    """A live number: its name and its text at a step, the widest ones they can have, and what stands beside them."""

    name: Callable[[int], str]
    at: Callable[["Moment"], str]
    names: Sequence[str]
    widest: Sequence[str]
    color: str
    beside: str = ""
    beside_color: str = ""
    name_color: str = ""

    @property
    def renamed(self) -> bool:
        """Whether its name changes in the end."""
        return len(self.names) > 1


def rule_of(runs: Runs) -> Callable[[int], str]:
    """Return a function that says what stands at the right of the title: the model and the rate of a step."""
    recording, words = runs.alone, runs.words.of(HeaderTexts)
    model = recording.run.model.formula(recording.run.samples)
    # A long formula stands above the rate: beside it, it would leave the title no room.
    between = "\n" if len(model) > LONG_FORMULA else ",  "

    def rule(step: int) -> str:
        if _rates_differ(runs):
            return model
        rate = rate_text(recording, min(step, recording.steps))
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
    if _rates_differ(runs) and stable is not None:
        return runs.words.of(VerdictTexts).stable_below.format(rate=limit(stable))
    endings = {each.words(runs.words) for each in said}
    return endings.pop() if len(endings) == 1 else ""


def _rates_differ(runs: Runs) -> bool:
    return len({recording.run.rate_of(0) for recording in runs.every}) > 1


def readouts_of(runs: Runs, theme: Theme) -> list[Readout]:
    """Return the step, and the weights (if they are few) and the loss of the one run, or the loss of each."""
    steps = max(recording.run.steps for recording in runs.every)
    named = runs.words.of(NumberTexts)
    of = named.of_steps.format(steps=f"{steps:,}")
    step = _named(named.step, lambda now: f"{now.step:,}", [f"{steps:,}"], theme.text, of, theme.quiet)
    write = loss_text(runs.every)
    if runs.compared:
        return [step, *(_loss_of(recording, color, write, theme, runs.words) for recording, color in runs)]
    recording = runs.alone
    weights = _weights(recording, runs, theme) if len(recording.names) <= MOST_WEIGHTS else []
    losses = [write(extreme) for extreme in _extremes(recording.loss)]
    return [step, *weights, _named(named.loss, partial(_loss, recording, write), losses, theme.loss)]


def _weights(recording: Recording, runs: Runs, theme: Theme) -> list[Readout]:
    """Return a readout for each weight, with what it should be beside it, where that is known."""
    objective = recording.run.objective
    known = objective.reference
    words = runs.words.of(HeaderTexts)
    beside = words.least_squares_value if objective.quadratic else words.best_value
    beside = beside if objective.truth is None else words.true_value
    return [
        _named(
            name,
            partial(_parameter, recording, column, number),
            [number(extreme) for extreme in _extremes(recording.parameters[:, column])],
            theme.guess,
            "" if known is None else beside.format(value=number(known[column])),
            theme.truth,
        )
        for column, (name, number) in enumerate(zip(recording.names, weight_texts(runs.every), strict=True))
    ]


def _named(name: str, at: "Callable[[Moment], str]", widest: Sequence[str], *colors: str) -> Readout:
    return Readout(lambda step: name, at, [name], widest, *colors)


def _loss_of(recording: Recording, color: str, write: Callable[[float], str], theme: Theme, words: Language) -> Readout:
    """Return the loss of one of several runs; when the run ends, its name says how."""
    names = [recording.run.name, run_ending(recording, words)]
    return Readout(
        lambda step: names[step >= recording.steps],
        partial(_loss, recording, write),
        names,
        [write(extreme) for extreme in _extremes(recording.loss)],
        color,
        beside=words.of(NumberTexts).loss,
        beside_color=theme.quiet,
        name_color=color,
    )


def _parameter(recording: Recording, column: int, write: Callable[[float], str], now: "Moment") -> str:
    if now.glides:
        return write(recording.at(now.position)[column])
    return write(recording.parameters[recording.reached(now.position), column])


def _loss(recording: Recording, write: Callable[[float], str], now: "Moment") -> str:
    if now.glides and now.position < recording.steps:
        return write(recording.loss_at(now.position))
    return write(recording.loss[recording.reached(now.position)])


def _extremes(values: Any) -> tuple[Any, Any]:
    return values.min(), values.max()
