"""How far a piece of work has come: who does it tells, who waits is told."""

from collections.abc import Callable

TRAINING, LOADING, DRAWING = "training", "loading TensorFlow", "drawing"
"""What is done for a film; to load takes as long as it takes, and cannot be counted."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is to do."""
Count = Callable[[int, int], None]
"""Told how much is done, and how much there is to do."""


def tell_nobody(*_: object) -> None:
    """Keep it."""
