"""Numbers as texts that do not jitter: fixed decimals, a real minus sign."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

LARGEST_FIXED = 1e6
"""From here on a number is written with a power of ten."""


def typeset(text: str) -> str:
    """Return `text`, a number as Python writes it, with a minus sign in place of the hyphen."""
    return text.replace("-", "\N{MINUS SIGN}")


def short(value: float, _position: int | None = None) -> str:
    """Return a number without idle zeros and with thousands set apart: the label of a tick, or of a constant."""
    if value and not 1e-4 <= abs(value) < 10 * LARGEST_FIXED:
        mantissa, exponent = f"{value:.3g}".split("e") if "e" in f"{value:.3g}" else (f"{value:.3g}", "0")
        return typeset(f"{mantissa}e{int(exponent)}")
    return typeset(f"{value:,.6g}" if abs(value) < LARGEST_FIXED else f"{value:,.0f}")


def fixed(values: NDArray[np.floating], digits: int, smallest: float) -> Callable[[float], str]:
    """Return a function that writes any of `values` with the same number of decimals.

    There are enough decimals to give the magnitude `smallest` that many significant `digits`, but 1 at least and 6 at
    most; values too far apart for that are all written with a power of ten.
    """
    largest = float(np.abs(values).max())
    decimals = digits - 1 - int(np.floor(np.log10(smallest))) if smallest > 0 else digits
    if largest >= LARGEST_FIXED or (decimals > 6 and largest < 1e-3):
        return lambda value: typeset(f"{value:.2e}")
    decimals = min(max(decimals, 1), 6)
    return lambda value: typeset(f"{value:.{decimals}f}")
