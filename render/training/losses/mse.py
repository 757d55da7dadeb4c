"""Mean squared error."""

from typing import Any, ClassVar, Literal

from render.training.losses import Loss


class MeanSquaredError(Loss):
    """The mean of (y - prediction) squared."""

    kind: Literal["mse"] = "mse"
    label: ClassVar[str] = "mean squared error"

    def value(self, tf: Any, y: Any, prediction: Any) -> Any:
        """Return mean((y - prediction)^2), as tf.keras.losses.MeanSquaredError does."""
        return tf.reduce_mean(tf.square(y - prediction))
