"""Mean absolute error."""

from typing import TYPE_CHECKING, Any, Literal

from render.languages import Texts
from render.training.losses import Loss

if TYPE_CHECKING:
    from render.languages import Language
    from render.training.task import Task

SMALLEST = 1e-9
"""Size of a residual below which a sample counts no more: it is hit."""


class MeanAbsoluteErrorTexts(Texts, speaker="loss.mae"):
    """The loss axis."""

    name = "mean absolute error"


class MeanAbsoluteError(Loss):
    """The mean absolute error: a sample that is far away counts no more than by how far."""

    kind: Literal["mae"] = "mae"

    def name(self, words: "Language") -> str:
        """Return its full name."""
        return words.of(MeanAbsoluteErrorTexts).name

    def typed(self, y: str, prediction: str, task: "Task") -> str:
        """Return the mean of the sizes."""
        return f"tf.reduce_mean(tf.abs({y} - {prediction}))"

    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return |y - prediction|: their mean is what tf.keras.losses.MeanAbsoluteError returns."""
        return xp.abs(y - prediction)

    def influence(self, residual: Any) -> Any:
        """Return 1 / |r|."""
        return 1 / (abs(residual) + SMALLEST)
