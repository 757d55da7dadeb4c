"""What will be wrong with a training: what an outlook finds, for `check`, for `lint` and beside a film."""

from collections.abc import Callable
from typing import Literal, NamedTuple

BEYOND = 1e12
"""Steps that are not counted any more."""


class Concern(NamedTuple):
    """What will be wrong, and at which keys; what was `measured`, and the `bound` that it breaks.

    Concerns of one `kind` say the same of different numbers. What to write is found out only where it is asked for.
    """

    kind: Literal["still", "leaving", "slow"]
    message: str
    advise: Callable[[], str]
    at: tuple[str | int, ...]
    measured: float
    bound: float

    @property
    def hint(self) -> str:
        """What to write."""
        return self.advise()

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.message}; {self.hint}".replace("\n", "; ")
