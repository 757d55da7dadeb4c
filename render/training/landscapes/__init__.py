"""Landscapes: functions f(u, v) that are the loss themselves. A member is one file with one frozen model.

Nothing is learned from samples here: u and v are the weights, and f of them is what is made small. It is written once,
for NumPy and for TensorFlow's NumPy (`tf.experimental.numpy`): the `xp` that it is given. The least value of each is 0.
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.numbers import literal
from render.training.losses import Loss
from render.training.models import Model, ModelTexts, Typed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.languages import Language
    from render.training.samples import Samples
    from render.training.task import Task

NAMES = "u", "v"


class LandscapeTexts(ModelTexts, speaker="landscape"):
    """What is said of a landscape in place of a model, and of f in place of a loss."""

    predict = "Here we are: u and v"
    predict_batch = "Here we are: u and v"
    predict_here = "Here we are: u and v"
    height = "f at this place"
    there = "f is nearly at its minimum; {parameter} still moves"
    told = "the function f"
    told_start = "Gradient descent on a function f of two weights starts at {start}; at step {step} it is at {weights}."
    told_known = "The loss is the function itself, {formula}. It is smallest at {minima}."
    told_unknown = "The loss is the function itself, {formula}. It is smallest at {minima}."
    told_first = "The descent starts at {weights}; there, f is {loss}."
    told_slow = "Step {step} in slow motion: f is {loss} at the present place; the gradient is {slopes}."
    told_slow_batch = "Step {step} in slow motion: f is {loss} at the present place; the gradient is {slopes}."


class Landscape(Model):
    """A function of u and v: `window` are the limits of u and of v that are worth looking at.

    `minima` are all places where it is 0, which is its least value; `formula_text` is the right side of f = … as the
    picture writes it, `code` the same in Python, with `np` for NumPy and `tf` for TensorFlow.
    """

    texts: ClassVar[type[ModelTexts]] = LandscapeTexts
    most_inputs: ClassVar[int] = 0
    formula_text: ClassVar[str]
    code: ClassVar[str]

    @abstractmethod
    def height(self, xp: Any, u: Any, v: Any) -> Any:
        """Return f(u, v), of the shape of `u` and `v`."""

    @classmethod
    def learns(cls, task: "Task") -> bool:
        """Return whether there are no samples."""
        return not task.has_samples

    def names(self, task: "Task") -> tuple[str, ...]:
        """Return u and v."""
        return NAMES

    def predict(self, xp: Any, theta: Any, x: Any) -> Any:
        """Return f at the place `theta` (2,), in shape (1,)."""
        return xp.reshape(self.height(xp, theta[0], theta[1]), (1,))

    def predictions(self, thetas: "NDArray[Any]", x: "NDArray[Any]") -> "NDArray[Any]":
        """Return f at each of the places `thetas` (M, 2), in shape (M, 1)."""
        import numpy as np

        found: NDArray[Any] = self.height(np, thetas[:, 0], thetas[:, 1])[:, np.newaxis]
        return found

    def formula(self, samples: "Samples", x: str = "", y: str = "") -> str:
        """Return f = 0.1 u² + 2 v²."""
        return f"f = {self.formula_text}"

    def typed(self, initial: Sequence[float], samples: "Samples", seed: int | None = None) -> Typed:
        """Return two variables; f stands above them, with the data."""
        variables = [f"{name} = tf.Variable({literal(value)})" for name, value in zip(NAMES, initial, strict=True)]
        return Typed(NAMES, variables, f"f({', '.join(NAMES)})", output="loss")

    def defined(self) -> list[str]:
        """Return the lines of a program that define f."""
        return [f"def f({', '.join(NAMES)}):", f"    return {self.code}"]


class Height(Loss):
    """What a landscape is made small by: f itself."""

    kind: Literal["height"] = "height"
    symbol: ClassVar[str] = "f"

    def name(self, words: "Language") -> str:
        """Return f with its arguments."""
        return f"{self.symbol}({', '.join(NAMES)})"

    def typed(self, y: str, prediction: str, task: "Task") -> str:
        """Return the prediction, which it is."""
        return prediction

    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return the prediction."""
        return prediction
