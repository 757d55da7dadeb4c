"""Shots: what the camera is to see from which step on."""

from typing import Literal, NamedTuple

MOVE = 0.5
"""Seconds that a move takes; the training waits for it."""
Aim = Literal["fit", "minimum", "all"]
"""What still moves and what it moves to, only what it moves to, or all of it."""


class Shot(NamedTuple):
    """A move of the camera at a `step`, and what it is `to` see from then on."""

    step: int
    to: Aim
