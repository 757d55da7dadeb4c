"""Mean squared error."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.training.losses import Loss
from render.training.stability import Matrix, Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.languages import Language
    from render.training.points import Points


class MeanSquaredError(Loss):
    """The mean of (y - prediction) squared."""

    kind: Literal["mse"] = "mse"
    code: ClassVar[str] = "tf.reduce_mean(({y} - y_pred) ** 2)"

    def name(self, words: "Language") -> str:
        """Return its full name."""
        return words.mean_squared_error

    def surface(self, points: "Points", w: "NDArray[Any]", b: "NDArray[Any]") -> "NDArray[Any]":
        """Return the mean of (y - w x - b)^2, from its value at the least-squares line and its Hessian.

        Around the minimum, loss = minimum + var(x) dw^2 + (mean(x) dw + db)^2, exactly: it is quadratic.
        """
        known = points.moments
        dw, db = w - known.w, b - known.b
        return known.least + known.variance * dw**2 + (known.mean * dw + db) ** 2

    def hessian(self, moments: Moments) -> Matrix:
        """Return 2 * [[mean(x^2), mean(x)], [mean(x), 1]], the same everywhere."""
        mean = moments.mean
        return (2 * (moments.variance + mean**2), 2 * mean), (2 * mean, 2.0)

    def value(self, tf: Any, y: Any, prediction: Any) -> Any:
        """Return mean((y - prediction)^2), as tf.keras.losses.MeanSquaredError does."""
        return tf.reduce_mean(tf.square(y - prediction))
