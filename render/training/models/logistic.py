"""Logistic regression; of three classes and more, softmax regression."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.numbers import PLUS, SUBSCRIPTS, literal
from render.training.layers import Architecture
from render.training.models import Model, ModelTexts, Typed, Variable, written

if TYPE_CHECKING:
    from render.training.samples import Samples
    from render.training.task import Task

SIGMA = "\N{GREEK SMALL LETTER SIGMA}"
WRITTEN_OUT = 2
"""Inputs up to which a formula has all of its terms."""


class LogisticTexts(ModelTexts, speaker="model.logistic"):
    """Of a model of classes."""

    predict = "A probability per sample"
    predict_batch = "Probabilities of the batch"
    predict_here = "How sure of each sample?"
    there = "the answers are there; {parameter} still moves"
    told = "the samples of each class, and how sure the model is of its answer"
    told_start = "A logistic model starts at {start} and learns by gradient descent; at step {step} it has {weights}."
    told_slow = (
        "Step {step} in slow motion: the model gives each sample a probability; the loss is {loss}; the gradient is "
        "{slopes}."
    )
    told_slow_batch = (
        "Step {step} in slow motion: the model gives each sample of the batch a probability; the loss of all samples "
        "is {loss}; the gradient of the batch is {slopes}."
    )


class Logistic(Model):
    """Logistic regression, from three classes on softmax: logits that are linear in the inputs, w1 x1 + w2 x2 + b.

    Of one input, the weights are w and b; of several, w1, w2 and b; of three classes and more, those of the third one
    are w1_3, w2_3 and b_3.

    Cox, "The regression analysis of binary sequences", 1958.
    """

    kind: Literal["logistic"] = "logistic"
    texts: ClassVar[type[ModelTexts]] = LogisticTexts
    numbers: ClassVar[bool] = False
    classes: ClassVar[bool] = True
    most_inputs: ClassVar[int] = 256
    linear: ClassVar[bool] = True

    def names(self, task: "Task") -> tuple[str, ...]:
        """Return w and b; of several inputs w1, w2 ... and b; of C classes, each of these for each class.

        That of the second class for the first input is w1_2, or w_2 of one input.
        """
        inputs = ["w"] if task.inputs == 1 else [f"w{index}" for index in range(1, task.inputs + 1)]
        if task.outputs == 1:
            return *inputs, "b"
        return tuple(f"{name}_{each}" for name in (*inputs, "b") for each in range(1, task.classes + 1))

    def predict(self, xp: Any, theta: Any, x: Any) -> Any:
        """Return the logits: x W + b, theta having the rows of W (D, C) and then b (C,)."""
        inputs = x.shape[1]
        outputs = theta.shape[0] // (inputs + 1)
        if outputs == 1:
            return xp.sum(x * theta[:inputs], axis=1) + theta[inputs]
        return xp.matmul(x, xp.reshape(theta[: inputs * outputs], (inputs, outputs))) + theta[inputs * outputs :]

    def formula(self, samples: "Samples", x: str = "", y: str = "") -> str:
        """Return p = s(w x + b), s being the logistic function; of three classes and more, p = softmax(W x + b)."""
        own = samples.input.less("x")
        one = x or (f"({own})" if samples.input.origin else own)
        if samples.task.outputs > 1:
            return f"p = softmax(W {one if samples.task.inputs == 1 else x or 'x'} + b)"
        if samples.task.inputs == 1:
            return f"p = {SIGMA}(w {one} + b)"
        terms = [f"w{index} {x or 'x'}{index}".translate(SUBSCRIPTS) for index in range(1, samples.task.inputs + 1)]
        if len(terms) > WRITTEN_OUT:
            terms = [terms[0], "…", terms[-1]]
        return f"p = {SIGMA}({f' {PLUS} '.join([*terms, 'b'])})"

    def architecture(self, task: "Task") -> Architecture:
        """Return inputs and outputs."""
        return Architecture((task.inputs, task.outputs))

    def variables(self, task: "Task") -> tuple[Variable, ...]:
        """Return w and b, without dimensions that are 1."""
        inputs, outputs = task.inputs, task.outputs
        w = (outputs,) if inputs == 1 else (inputs,) if outputs == 1 else (inputs, outputs)
        alone = inputs == outputs == 1
        return Variable("w", () if alone else w), Variable("b", () if outputs == 1 else (outputs,))

    def typed(self, initial: Sequence[float], samples: "Samples", seed: int | None = None) -> Typed:
        """Return two variables, w and b."""
        inputs, outputs = samples.task.inputs, samples.task.outputs
        w, b = initial[: inputs * outputs], initial[inputs * outputs :]
        y = f"y{{v}} = {'np.float32' if outputs == 1 else 'np.int32'}(y{{v}})"
        alone = inputs == outputs == 1
        shape = self.variables(samples.task)[0].shape
        return Typed(
            names=["w", "b"],
            variables=[
                f"w = tf.Variable({literal(w[0]) if alone else written(w, shape)})",
                f"b = tf.Variable({literal(b[0]) if outputs == 1 else written(b, (outputs,))})",
            ],
            prediction=_product(inputs, outputs),
            input="x" if alone else "X",
            inputs=[y] if alone else [f"X{{v}} = {_typed_input(inputs, outputs)}", y],
            output="logits",
        )


def _product(inputs: int, outputs: int) -> str:
    if outputs == 1:
        return "w * {x} + b" if inputs == 1 else "tf.linalg.matvec({x}, w) + b"
    return "{x} * w + b" if inputs == 1 else "{x} @ w + b"


def _typed_input(inputs: int, outputs: int) -> str:
    return "np.float32(x{v})[:, None]" if inputs == 1 and outputs > 1 else "np.float32(x{v})"
