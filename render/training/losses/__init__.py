"""Losses: how wrong predictions are. A member is one file with one frozen model; this is the whole contract.

A loss is the mean of one number a sample. That is written once, for NumPy and for TensorFlow's NumPy
(`tf.experimental.numpy`): the `xp` that it is given.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from render.family import Options

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.languages import Language
    from render.training.task import Task

Derivatives = tuple["NDArray[Any]", "NDArray[Any]"]


class Loss(Options, ABC):
    """One loss function."""

    kind: str
    classifies: ClassVar[bool] = False
    """Whether targets are classes, and a model's outputs their logits; otherwise both are numbers."""
    symbol: ClassVar[str] = ""
    """What stands in place of the word loss beside numbers, where it has a name that is as short."""
    quadratic: ClassVar[bool] = False
    """Whether it is the square of the residual, whose mean over samples can be written in closed form."""

    @abstractmethod
    def name(self, words: "Language") -> str:
        """Return what the picture calls it."""

    @abstractmethod
    def typed(self, y: str, prediction: str, task: "Task") -> str:
        """Return how a program computes it from the targets `y` and a model's outputs, with `tf` for TensorFlow."""

    def defined(self, task: "Task") -> list[str]:
        """Return the lines that come before the loop of such a program, if it needs any."""
        return []

    @abstractmethod
    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return the loss of each sample, of the shape of the targets `y`, (N,) or (M, N).

        The model's outputs `prediction` have that shape, too; of three classes and more, it has a last axis of them.
        """

    def of_guessing(self, shares: Any) -> float | None:
        """Return the least loss of one who knows no more than the `shares` (C,) of the classes; None of numbers."""
        return None

    def influence(self, residual: Any) -> Any:
        """Return the weight of each sample in the least squares that this loss amounts to, or None without one.

        It is the derivative of the loss by the residual, divided by the residual; a constant factor does not count.
        Holland and Welsch, "Robust regression using iteratively reweighted least-squares", 1977.
        """
        return None

    def most_curved(self, outputs: int) -> float | None:
        """Return what no eigenvalue of the second derivatives by a sample's `outputs`, so many, exceeds.

        None of a loss that has a bend, or of which it is not known.
        """
        return None

    def derivatives(self, y: Any, prediction: Any) -> Derivatives | None:
        """Return the first (N, C) and the second (N, C, C) derivatives by the C outputs of a sample, of a convex loss.

        None of one that is not curved: its best weights are not found by Newton's method.
        """
        return None
