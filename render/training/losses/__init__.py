"""Losses: how wrong predictions are. A member is one file with one frozen model; this is the whole contract.

A loss is the mean of one number a sample. That is written once, for NumPy and for TensorFlow's NumPy
(`tf.experimental.numpy`): the `xp` that it is given.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from render.family import Options

if TYPE_CHECKING:
    from render.languages import Language


class Loss(Options, ABC):
    """One loss function."""

    kind: str
    quadratic: ClassVar[bool] = False
    """Whether it is the square of the residual, whose mean over samples can be written in closed form."""

    @abstractmethod
    def name(self, words: "Language") -> str:
        """Return what the picture calls it."""

    @abstractmethod
    def typed(self, y: str) -> str:
        """Return how a program computes it from the targets `y` and from `y_pred`, with `tf` for TensorFlow."""

    def defined(self) -> list[str]:
        """Return the lines that come before the loop of such a program, if it needs any."""
        return []

    @abstractmethod
    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return the loss of each sample, of the shape of `y` and `prediction`, which may be (M, N) against (N,)."""

    def influence(self, residual: Any) -> Any:
        """Return the weight of each sample in the least squares that this loss amounts to, or None without one.

        It is the derivative of the loss by the residual, divided by the residual; a constant factor does not count.
        Holland and Welsch, "Robust regression using iteratively reweighted least-squares", 1977.
        """
        return None
