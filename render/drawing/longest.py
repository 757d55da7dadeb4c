"""Numbers and how they are written enter, their longest texts leave: those that tell how much room they need."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from render.drawing.points import even_choice

LOOKED_AT, MOST = 100, 3
"""Numbers that are looked at, evenly spread, and as many of their texts, the longest ones, are returned."""


def longest(values: NDArray[Any], write: Callable[[float], str]) -> list[str]:
    """Return the longest texts of `values` (n,), and those of their ends: between these there may be longer ones."""
    ends = [write(value) for value in (values.min(), values.max())]
    others = {write(value) for value in values[even_choice(len(values), LOOKED_AT)]}
    return [*ends, *sorted(others, key=lambda text: (len(text), text))[-MOST:]]
