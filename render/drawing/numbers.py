"""Live numbers as texts that do not jitter: a function for all numbers of a film, with fixed decimals."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.languages import Language
from render.numbers import ALL_DIGITS, GROUPED, TIMES, power, short, typeset
from render.training.recording import Recording

LARGEST_FIXED = 1e6
"""From here on a number is written with a power of ten."""

SMALL = 0.05
"""Share of the largest weight below which another one has decimals of its own."""
MOST_DIGITS = 8
"""Digits of the widest number that is written without a power of ten."""


def parameter_texts(recordings: Sequence[Recording]) -> list[Callable[[float], str]]:
    """Return the functions that write w and b of `recordings`, and what they should be: four digits of the largest.

    They have the same decimals, unless one is so much smaller that it would have no digits left.
    """
    points = recordings[0].run.points
    known = np.array([points.truth or points.least_squares])
    values = np.concatenate([known, *(recording.parameters for recording in recordings)])
    largest = np.abs(values).max(axis=0)
    own = largest < SMALL * largest.max()
    return [
        fixed(values[:, [column]] if alone else values, 4, float(most if alone else largest.max()))
        for column, (alone, most) in enumerate(zip(own, largest, strict=True))
    ]


def gradient_text(recordings: Sequence[Recording]) -> Callable[[float], str]:
    """Return the function that writes the gradients of `recordings`, four digits of the largest of them."""
    values = np.concatenate([recording.gradients for recording in recordings])
    return fixed(values, digits=4, smallest=float(np.abs(values).max()))


def loss_text(recordings: Sequence[Recording]) -> Callable[[float], str]:
    """Return the function that writes the losses of `recordings`, two digits of the smallest of them."""
    values = np.concatenate([recording.loss for recording in recordings])
    positive = values[values > 0]
    return fixed(values, digits=2, smallest=float(positive.min()) if len(positive) else 0.0)


def rate_text(recording: Recording, step: int) -> str:
    """Return the learning rate at `step` as the author wrote it: the shortest text that is the same float32."""
    return short(float(str(recording.learning_rate[step])), ALL_DIGITS)


def run_name(key: str, value: Any, words: Language) -> str:
    """Return the name of a run that differs from others in the hyperparameter `key`."""
    if key == "initial":
        return f"w {short(value.w, ALL_DIGITS)}, b {short(value.b, ALL_DIGITS)}"
    if key == "steps":
        return (words.run_step if value == 1 else words.run_steps).format(steps=f"{value:,}")
    return {
        "learning_rate": words.run_rate.format(rate=short(value, ALL_DIGITS)),
        "batch_size": words.run_batches.format(size=f"{value:,}"),
        "seed": words.run_seed.format(seed=value),
    }[key]


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
        return typeset(f"{value:{comma}.{decimals}f}")

    return write


def _scientific(value: float) -> str:
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return typeset(f"{value:.3f}")
    mantissa, exponent = f"{value:.2e}".split("e")
    return typeset(mantissa) + TIMES + power(int(exponent))
