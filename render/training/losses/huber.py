"""Huber's loss."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from render.languages import Texts
from render.numbers import literal
from render.training.losses import Loss

if TYPE_CHECKING:
    from render.languages import Language
    from render.training.task import Task


class HuberTexts(Texts, speaker="loss.huber"):
    """The loss axis."""

    name = "Huber loss"


class Huber(Loss):
    """Half of the squared residual, and beyond `delta` a straight line: far away samples count less.

    Huber, "Robust estimation of a location parameter", 1964.
    """

    kind: Literal["huber"] = "huber"
    delta: Annotated[
        float, Field(gt=0, le=1e9, description="the residual from which on the loss is a straight line", examples=[0.5])
    ] = 1.0

    def name(self, words: "Language") -> str:
        """Return its name."""
        return words.of(HuberTexts).name

    def typed(self, y: str, prediction: str, task: "Task") -> str:
        """Return a call of Keras's, which takes the mean."""
        return f"huber({y}, {prediction})"

    def defined(self, task: "Task") -> list[str]:
        """Return the loss with its delta."""
        return [f"huber = tf.keras.losses.Huber({literal(self.delta)})"]

    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return r^2 / 2 where |r| <= delta, else delta (|r| - delta / 2), as tf.keras.losses.Huber has it."""
        size = xp.abs(y - prediction)
        inside = xp.minimum(size, self.delta)
        return inside * (size - 0.5 * inside)

    def influence(self, residual: Any) -> Any:
        """Return 1 where |r| <= delta, else delta / |r|."""
        size = abs(residual)
        return self.delta / (size + (self.delta - size) * (size < self.delta))

    def most_curved(self, outputs: int) -> float:
        """Return 1, that of the parabola."""
        return 1.0
