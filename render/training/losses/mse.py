"""Mean squared error."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.languages import Texts
from render.training.losses import Loss

if TYPE_CHECKING:
    from render.languages import Language
    from render.training.task import Task


class MeanSquaredErrorTexts(Texts, speaker="loss.mse"):
    """The loss axis."""

    name = "mean squared error"


class MeanSquaredError(Loss):
    """The mean squared error: the mean of (y - prediction) squared."""

    kind: Literal["mse"] = "mse"
    quadratic: ClassVar[bool] = True

    def name(self, words: "Language") -> str:
        """Return its full name."""
        return words.of(MeanSquaredErrorTexts).name

    def typed(self, y: str, prediction: str, task: "Task") -> str:
        """Return the mean of the squares."""
        return f"tf.reduce_mean(({y} - {prediction}) ** 2)"

    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return (y - prediction)^2: their mean is what tf.keras.losses.MeanSquaredError returns."""
        return xp.square(y - prediction)

    def influence(self, residual: Any) -> Any:
        """Return 1: it is least squares."""
        return 1.0 + 0.0 * residual

    def most_curved(self, outputs: int) -> float:
        """Return 2, everywhere."""
        return 2.0
