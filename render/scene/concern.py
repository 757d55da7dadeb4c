"""What will be wrong with a training: what an outlook finds, for `check`, for `lint` and beside a film."""

from typing import Literal, NamedTuple

BEYOND = 1e12
"""Steps that are not counted any more."""


class Concern(NamedTuple):
    """What will be wrong, what to write, and at which keys; what was `measured`, and the `bound` that it breaks.

    Concerns of one `kind` say the same of different numbers.
    """

    kind: Literal["still", "leaving", "slow"]
    message: str
    hint: str
    at: tuple[str | int, ...]
    measured: float
    bound: float

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.message}; {self.hint}".replace("\n", "; ")
