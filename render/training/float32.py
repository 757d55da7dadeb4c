"""What float32 can hold of an author's numbers: these enter, why they cannot be used leaves. Without NumPy."""

from collections.abc import Sequence

from render.numbers import typed

LARGEST = 1e12
"""Of all numbers: sums of squares of larger ones overflow."""
NARROWEST, FINEST = 1e-15, 1e-12
"""The least that numbers may differ, as such and as a share of the largest: float32 holds the squares of smaller
differences no longer, and a file's float64 not the smaller share."""
FAR = 8
"""Ranges of all numbers: none that is nearer to 0 loses anything in float32 that could be seen."""


def are_near(values: Sequence[float]) -> bool:
    """Return whether `values` lie so near to 0 for their range that none is subtracted from them."""
    low, high = min(values), max(values)
    return max(abs(low), abs(high)) < FAR * (high - low)


def misfit(name: str, values: Sequence[float]) -> tuple[str, str] | None:
    """Return why a training in float32 cannot tell `values` apart, and what to do; None where it can."""
    low, high = min(values), max(values)
    span, largest = high - low, max(abs(low), abs(high))
    if largest > LARGEST:
        return f"{name} goes to {typed(largest, 3)}; {typed(LARGEST)} is the most", "write it in a larger unit"
    if 0 < span < FINEST * largest:
        return f"the numbers of {name} differ in their last digits only", f"subtract {typed(low, 9)} from all of them"
    if 0 < span < NARROWEST:
        return f"the numbers of {name} differ by {typed(span, 3)} only", "write them in a smaller unit"
    return None
