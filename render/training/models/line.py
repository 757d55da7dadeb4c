"""A straight line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.numbers import literal
from render.training.layers import Architecture
from render.training.models import Model, ModelTexts, Typed
from render.training.stability import Moments, Quadratic

if TYPE_CHECKING:
    from render.training.samples import Samples
    from render.training.task import Task


class LineTexts(ModelTexts, speaker="model.line"):
    """Of a line."""

    predict = "y = w x + b for each x"
    predict_here = "The line gives each x a y"
    there = "the line is there; {parameter} still moves"
    told = "the points, the guess and, dashed, the line that it should reach"
    told_start = (
        "A line starts at {start} and learns by gradient descent; at step {step} it has {weights} ({reference})."
    )
    told_known = "The data are {points} points around a known line, the truth: {weights}."
    told_unknown = "The data are {points} points. No truth is known; the best line stands for it: {weights}."
    told_slow = (
        "Step {step} in slow motion: the line predicts a y for every x; the loss is {loss}; the gradient is {slopes}."
    )
    told_slow_batch = (
        "Step {step} in slow motion: the line predicts a y for every x of the batch; the loss of all points is "
        "{loss}; the gradient of the batch is {slopes}."
    )


class Line(Model):
    """A straight line, y = w x + b, with the weights w and b."""

    kind: Literal["line"] = "line"
    texts: ClassVar[type[ModelTexts]] = LineTexts
    linear: ClassVar[bool] = True
    straight: ClassVar[bool] = True

    def names(self, task: "Task") -> tuple[str, ...]:
        """Return w and b."""
        return "w", "b"

    def predict(self, xp: Any, theta: Any, x: Any) -> Any:
        """Return w x + b."""
        return theta[0] * x[:, 0] + theta[1]

    def formula(self, samples: "Samples", x: str = "", y: str = "") -> str:
        """Return y = w (x − 1,700,000,060) + b. Of dates, a difference counts days."""
        own = samples.input.less("x")
        return f"{y or samples.target.less('y')} = w {x or (f'({own})' if samples.input.origin else own)} + b"

    def architecture(self, task: "Task") -> Architecture:
        """Return one input and one output."""
        return Architecture((1, 1))

    def typed(self, initial: Sequence[float], samples: "Samples", seed: int | None = None) -> Typed:
        """Return two variables."""
        names = self.names(samples.task)
        return Typed(
            names,
            [f"{name} = tf.Variable({literal(value)})" for name, value in zip(names, initial, strict=True)],
            "w * {x} + b",
        )

    def mean_squared_error(self, moments: Moments) -> Quadratic:
        """Return it around the line of least squares: its Hessian is 2 * [[mean(x^2), mean(x)], [mean(x), 1]]."""
        mean = moments.mean
        hessian = (2 * (moments.variance + mean**2), 2 * mean), (2 * mean, 2.0)
        return Quadratic(hessian, (moments.slope, moments.intercept), moments.least)
