"""Optimizers: how a gradient becomes a step. A member is one file with one frozen model; this is the whole contract.

A step is written once, for NumPy and for TensorFlow's NumPy (`tf.experimental.numpy`): the `xp` that it is given.
"""

from abc import ABC, abstractmethod
from typing import Any

from render.family import Options


class Optimizer(Options, ABC):
    """One optimizer. Its slots are what it remembers from one step to the next: vectors of the shape of theta (P,)."""

    kind: str

    def slots(self) -> int:
        """Return how many slots it has; before the first step they are 0."""
        return 0

    @abstractmethod
    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return what step `k` (from 0) subtracts from theta (P,), and the slots after it, (slots, P).

        `gradient` (P,) is that of the step, `rate` its learning rate.
        """
