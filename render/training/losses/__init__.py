"""Losses: how wrong a prediction is, as one number. A member is one file with one frozen model."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from render.family import Options
from render.training.stability import Matrix, Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.languages import Language
    from render.training.points import Points


class Loss(Options, ABC):
    """One loss function."""

    code: ClassVar[str]
    """How a program computes it from `{y}` and `y_pred`, with `tf` for TensorFlow."""

    @abstractmethod
    def name(self, words: "Language") -> str:
        """Return what the picture calls it."""

    @abstractmethod
    def surface(self, points: "Points", w: "NDArray[Any]", b: "NDArray[Any]") -> "NDArray[Any]":
        """Return the loss of the lines with slopes `w` and intercepts `b` (of one shape), in float64."""

    @abstractmethod
    def hessian(self, moments: Moments) -> Matrix:
        """Return the second derivatives of the loss in w and b at its minimum, (2, 2)."""

    @abstractmethod
    def value(self, tf: Any, y: Any, prediction: Any) -> Any:
        """Return the loss, a scalar tensor, of `prediction` (N,) against `y` (N,); `tf` is the TensorFlow module."""
