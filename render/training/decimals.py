"""Live numbers as texts that do not jitter: a function for all numbers of a film, with fixed decimals."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.family import Options, word
from render.languages import Language, Texts
from render.numbers import ALL_DIGITS, GROUPED, TIMES, power, short, typeset
from render.training.metrics import VALIDATION_LOSS
from render.training.models import SEED, Model
from render.training.optimizers import OWN_RATE
from render.training.recording import Recording
from render.training.run import Phase
from render.training.schedules import Schedule
from render.training.standardize import Standardize

LARGEST_FIXED = 1e6
"""From here on a number is written with a power of ten."""

SMALL = 0.05
"""Share of the largest weight below which another one has decimals of its own."""
ROUNDING = 1e-6
"""Share of the largest weight below which one of standardized targets is 0."""
MOST_SAID = 6
"""Weights that are said in a row."""
FEW = 3
"""Weights that a run's name has room for."""
RATE_DIGITS, FEW_RATES, RATES_LOOKED_AT = 3, 0.05, 100
"""Of a learning rate that changes, digits of the largest one, the share of the steps whose smallest rates need not be
told exactly, and steps that are looked at for its longest text."""
MOST_DIGITS = 8
"""Digits of the widest number that is written without a power of ten."""


class NumberTexts(Texts, speaker="numbers"):
    """What the numbers of a step are called, wherever they stand; weights in a row, and that there are more."""

    step = "step"
    of_steps = "of {steps}"
    loss = "loss"
    rate = "rate"
    right = "right"
    validation = "validation"
    between_weights = ", "


class RunTexts(Texts, speaker="run"):
    """The names of compared runs; `rate` also that of a phase."""

    rate = "rate {rate}"
    steps = "{steps} steps"
    step = "{steps} step"
    batches = "batch of {size}"
    seed = "seed {seed}"
    decay = "decay {decay}"


class ScheduleTexts(Texts, speaker="schedule"):
    """What learning rates that change are called; `auto` is half of the largest stable one."""

    auto = "auto {rate}"
    constant = "constant {rate}"
    cosine = "cosine"
    exponential = "exponential"
    linear = "linear"
    step = "steps"
    with_rate = "constant {value}"
    with_first = "from {value}"
    with_to = "to {value}"
    with_every = "every {value} steps"
    with_factor = "times {value}"
    with_warmup = "warmup of {value}"
    no_warmup = "no warmup"


def weight_texts(recordings: Sequence[Recording], shown: Recording | None = None) -> list[Callable[[float], str]]:
    """Return the functions that write the weights (P) of `shown`, by default the first of `recordings`, and what they
    should be: four digits of the largest of those that have the same weights.

    They have the same decimals, unless one of a few is so much smaller that it would have no digits left.
    """
    shown = shown or recordings[0]
    recordings = [
        recording
        for recording in recordings
        if (recording.names, recording.run.standardize) == (shown.names, shown.run.standardize)
    ]
    reference = shown.run.objective.reference
    # Of many weights, those to be reached are not written, and may lie far away.
    known = [] if reference is None or len(reference) > FEW else [reference[np.newaxis]]
    values = np.concatenate([*known, *(recording.parameters for recording in recordings)])
    largest = np.abs(values).max(axis=0)
    own = (largest < SMALL * largest.max()) & (len(largest) <= FEW)
    if shown.run.standardize.y:
        # The bias of standardized targets has to be 0: digits of its own would be those of rounding.
        own &= largest > ROUNDING * largest.max()
    alike = fixed(values, 4, float(largest.max()))
    return [
        fixed(values[:, [column]], 4, float(most)) if alone else alike
        for column, (alone, most) in enumerate(zip(own, largest, strict=True))
    ]


class Said(NamedTuple):
    """What is told of the weights: their `names` (C,), what they are at the kept steps (K, C), and their writers (C).

    Of very many, that is the norm of each variable of a program: |W1|.
    """

    names: Sequence[str]
    values: NDArray[np.floating]
    writers: Sequence[Callable[[float], str]]

    @classmethod
    def of(cls, recordings: Sequence[Recording], shown: Recording | None = None) -> "Said":
        """Return what is told of the weights of `shown`, by default the first of `recordings`, with their decimals."""
        shown = shown or recordings[0]
        if not shown.has_many:
            return cls(shown.names, shown.parameters, weight_texts(recordings, shown))
        values = shown.norms(shown.parameters)
        write = fixed(values, 4, float(values.max()))
        return cls([f"|{variable.name}|" for variable in shown.variables], values, [write] * values.shape[1])

    def at(self, recording: Recording, step: int, words: Language, most: int = MOST_SAID) -> str:
        """Return what is told of a kept `step` in a row; of many weights, the first ones."""
        return weights_said(self.values[recording.row(step)], self.writers, self.names, words, most)


def weights_said(
    values: Iterable[float],
    writers: Sequence[Callable[[float], str]],
    names: Sequence[str],
    words: Language,
    most: int = MOST_SAID,
) -> str:
    """Return the `values` of weights in a row, each as its writer writes it; of many, the first ones."""
    said = [f"{name} = {write(value)}" for name, write, value in zip(names, writers, values, strict=True)]
    return words.of(NumberTexts).between_weights.join(said if len(said) <= most else [*said[:most], "…"])


def gradient_text(recordings: Sequence[Recording]) -> Callable[[float], str]:
    """Return the function that writes the gradients of `recordings`, four digits of the largest of them."""
    values = np.concatenate([recording.gradients.ravel() for recording in recordings])
    return fixed(values, digits=4, smallest=float(np.abs(values).max()))


def loss_text(recordings: Sequence[Recording]) -> Callable[[float], str]:
    """Return the function that writes the losses of `recordings`, of all samples: two digits of the smallest one."""
    held = [recording.metrics[VALIDATION_LOSS] for recording in recordings if VALIDATION_LOSS in recording.metrics]
    values = np.concatenate([*(recording.loss for recording in recordings), *held])
    positive = values[values > 0]
    return fixed(values, digits=2, smallest=float(positive.min()) if len(positive) else 0.0)


def loss_word(recordings: Sequence[Recording], words: Language) -> str:
    """Return what the loss of `recordings` is called beside its numbers."""
    symbols = {recording.run.loss.symbol for recording in recordings}
    return (symbols.pop() if len(symbols) == 1 else "") or words.of(NumberTexts).loss


def rate_text(recording: Recording, step: int) -> str:
    """Return the learning rate at `step`: as the author wrote it, the shortest text that is the same float32, or of one
    that changes all the time, with as many decimals as at all other steps."""
    return _rate_writer(recording)(recording.learning_rate[step])


def rate_steps(recording: Recording) -> list[int]:
    """Return steps at which the longest texts of the learning rate stand: the beginnings of phases, or many steps."""
    most = RATES_LOOKED_AT if recording.run.changes_rate else 1
    spread = np.linspace(0, recording.steps, most).astype(int).tolist()
    return sorted({*spread, *(start for start in recording.run.starts if start <= recording.steps)})


# A film asks for those of its runs, a few, again and again.
@lru_cache(maxsize=8)
def _rate_writer(recording: Recording) -> Callable[[float], str]:
    rates = recording.learning_rate
    if not recording.run.changes_rate:
        return lambda rate: short(float(str(np.float32(rate))), ALL_DIGITS)
    # The last ones before 0 do not make the others longer, nor do the first ones after it.
    low, high = float(np.quantile(rates, FEW_RATES)), float(rates.max())
    return fixed(rates.astype(np.float64), 1, min(low, high / 10 ** (RATE_DIGITS - 1)))


def rate_name(index: int, rates: Sequence[Schedule], automatic: Sequence[bool], words: Language) -> str:
    """Return the name of the run with one of the learning `rates` that are compared, some of which are `automatic`."""
    said, rate = words.of(ScheduleTexts), rates[index]
    if automatic[index]:
        return said.auto.format(rate=short(rate.begins, ALL_DIGITS))
    if not any(each.changes for each in rates):
        return words.of(RunTexts).rate.format(rate=short(rate.begins, ALL_DIGITS))
    alike = [each for each in rates if type(each) is type(rate)]
    name = schedule_name(rate, words)
    if len(alike) == 1:
        return name
    differ = [key for key, value in rate if any(getattr(each, key) != value for each in alike)]
    options = [_schedule_option(key, getattr(rate, key), said) for key in differ]
    kind = [] if len(alike) == len(rates) or "rate" in differ else [name]
    return ", ".join([*kind, *options])


def schedule_name(schedule: Schedule, words: Language) -> str:
    """Return what a schedule is called: its kind; of a constant one, the rate."""
    text: str = getattr(words.of(ScheduleTexts), word(schedule))
    return text.format(rate=short(schedule.begins, ALL_DIGITS))


def phase_name(phase: Phase, words: Language) -> str:
    """Return what a phase is called: its rate, or the schedule of one that changes."""
    if not phase.changes:
        return words.of(RunTexts).rate.format(rate=short(phase.schedule.begins, ALL_DIGITS))
    return schedule_name(phase.schedule, words)


def _schedule_option(name: str, value: float, said: "ScheduleTexts") -> str:
    if name == "warmup" and not value:
        return said.no_warmup
    text: str = getattr(said, f"with_{name}")
    return text.format(value=short(value, ALL_DIGITS))


def run_name(key: str, value: Any, words: Language, weights: Sequence[str] = (), values: Sequence[Any] = ()) -> str:
    """Return the name of a run that differs from others, which have other `values`, in the hyperparameter `key`.

    Few `weights` are all named.
    """
    if isinstance(value, Standardize):
        return value.run_name(tuple(values), words)
    if isinstance(value, Options):
        return _member_name(value, values, words)
    if key == "initial" and SEED in value:
        return words.of(RunTexts).seed.format(seed=short(value[SEED], ALL_DIGITS))
    if key == "initial":
        named = weights if len(weights) <= FEW else [name for name in weights if name in value]
        return ", ".join(f"{name} {short(value.get(name, 0.0), ALL_DIGITS)}" for name in named)
    said = words.of(RunTexts)
    if key == "steps":
        return (said.step if value == 1 else said.steps).format(steps=f"{value:,}")
    return {
        "learning_rate": said.rate.format(rate=short(value, ALL_DIGITS)),
        "weight_decay": said.decay.format(decay=short(value, ALL_DIGITS)),
        "batch_size": said.batches.format(size=f"{value:,}"),
        "seed": said.seed.format(seed=value),
    }[key]


def _member_name(member: Options, others: Sequence[Options], words: Language) -> str:
    """Return what tells a model, a loss or an optimizer from `others`: the options that differ, or else its word.

    Beside others of several kinds, two of one have their word and the values that differ: momentum 0.9.
    """
    alike = [other for other in others if type(other) is type(member)]
    differ = {name: value for name, value in member if any(getattr(other, name) != value for other in alike)}
    # A rate of its own is told of elsewhere, unless it is all that differs.
    rate = differ.pop(OWN_RATE, None)
    rated = [words.of(RunTexts).rate.format(rate=short(rate, ALL_DIGITS))] if rate and not differ else []
    if len(alike) < len(others):
        return " ".join([word(member), *map(_option, differ.values()), *rated])
    said = words.of(member.texts) if isinstance(member, Model) else None
    texts = [
        getattr(said, f"run_without_{name}" if value == () else f"run_{name}", f"{name} {{value}}").format(
            value=_option(value)
        )
        for name, value in differ.items()
    ]
    return ", ".join(texts or rated) or word(member)


def _option(value: Any) -> str:
    """Return the value of an option; of several, with hyphens between them, and 0 for none."""
    if isinstance(value, tuple):
        return "-".join(map(_option, value)) or "0"
    return short(value, ALL_DIGITS) if isinstance(value, float) else str(value)


def fixed(values: NDArray[np.floating], digits: int, smallest: float) -> Callable[[float], str]:
    """Return a function that writes any of `values` with the same number of decimals.

    There are enough decimals to give the magnitude `smallest` that many significant `digits`, but 1 at least and 6 at
    most. Where `values` are too far apart for that, the large (and the tiny) ones are written with a power of ten.
    """
    largest = float(np.abs(values).max())
    decimals = digits - 1 - int(np.floor(np.log10(smallest))) if smallest > 0 else digits
    wide = np.log10(max(largest, 1.0)) + max(decimals, 1) > MOST_DIGITS
    if largest >= LARGEST_FIXED or wide or (decimals > 6 and largest < 1e-3):
        return _scientific
    decimals = min(max(decimals, 1), 6)

    def write(value: float) -> str:
        comma = "," if max(largest, abs(value)) >= 10**GROUPED else ""
        text = f"{value:{comma}.{decimals}f}"
        return typeset(text if text.strip("-0.") else text.removeprefix("-"))

    return write


def _scientific(value: float) -> str:
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return typeset(f"{value:.3f}")
    mantissa, exponent = f"{value:.2e}".split("e")
    return typeset(mantissa) + TIMES + power(int(exponent))
