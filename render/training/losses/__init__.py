"""Losses: how wrong a prediction is, as one number. A member is one file with one frozen model."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from render.family import Options


class Loss(Options, ABC):
    """One loss function."""

    label: ClassVar[str]
    """What the picture calls it."""

    @abstractmethod
    def value(self, tf: Any, y: Any, prediction: Any) -> Any:
        """Return the loss, a scalar tensor, of `prediction` (N,) against `y` (N,); `tf` is the TensorFlow module."""
