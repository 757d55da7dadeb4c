"""A network of layers: a multilayer perceptron."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import prod, sqrt
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from render.training.layers import ACTIVATIONS, Architecture, Dropout, factors_of, forward, layers_of
from render.training.models import SEED, Model, ModelTexts, Typed, Variable, written

if TYPE_CHECKING:
    from render.training.samples import Samples
    from render.training.task import Task

SIGMA, THEN = "\N{GREEK SMALL LETTER SIGMA}", " \N{RIGHTWARDS ARROW} "

Units = Annotated[int, Field(ge=1, le=128)]


def _one_layer(value: object) -> object:
    """Read a number of units as one layer."""
    return (value,) if isinstance(value, int) and not isinstance(value, bool) else value


class NetworkTexts(ModelTexts, speaker="model.network"):
    """Of a network."""

    run_hidden = "{value} hidden"
    run_without_hidden = "no hidden layer"
    run_dropout = "dropout {value}"
    predict = "Forward, layer by layer"
    predict_batch = "The batch, layer by layer"
    predict_here = "The network's answer"
    told = "the samples, and what the network answers for any input"
    told_start = "A neural network learns by gradient descent, up to step {step}."
    told_slow = (
        "Step {step} in slow motion: samples go forward through the layers; the loss is {loss}; backward, layer by "
        "layer, comes the gradient: {slopes}."
    )
    told_slow_batch = (
        "Step {step} in slow motion: the samples of the batch go forward through the layers; the loss of all samples "
        "is {loss}; backward, layer by layer, comes the gradient of the batch: {slopes}."
    )


class Network(Model):
    """A network: layers of units, each of which sees all of the layer before.

    A hidden layer is a = activation(a W + b). Weights are called W2_1_3 (layer 2, from unit 1 to unit 3) and b2_3.

    Its outputs are numbers, or the logits of classes: one of two classes, for the logistic function, and one each of
    more, for softmax. Weights start at random, uniform up to sqrt(6 / (before + units)), Keras's glorot_uniform (Glorot
    and Bengio 2010), with relu up to sqrt(6 / before), its he_uniform (He et al. 2015); biases start at 0.
    """

    kind: Literal["network"] = "network"
    texts: ClassVar[type[ModelTexts]] = NetworkTexts
    classes: ClassVar[bool] = True
    most_inputs: ClassVar[int] = 256
    is_drawn: ClassVar[bool] = True
    hidden: Annotated[
        tuple[Units, ...],
        Field(max_length=4),
        BeforeValidator(_one_layer, json_schema_input_type=Units | Annotated[tuple[Units, ...], Field(max_length=4)]),
        Field(
            description="units of each hidden layer, from the inputs on; one number is one layer", examples=[[16, 16]]
        ),
    ] = (8,)
    activation: Annotated[
        Literal["relu", "tanh", "sigmoid"], Field(description="what hidden units make of their sums")
    ] = "tanh"
    dropout: Annotated[
        float,
        Field(
            ge=0,
            le=0.9,
            description="the share of hidden units that each step of the training leaves out",
            examples=[0.2],
        ),
    ] = 0.0

    def architecture(self, task: "Task") -> Architecture:
        """Return inputs, hidden units and outputs."""
        return Architecture((task.inputs, *self.hidden, task.outputs), self.activation)

    def variables(self, task: "Task") -> tuple[Variable, ...]:
        """Return W1, b1, W2, b2 and so on."""
        found: list[Variable] = []
        for layer, (before, units) in enumerate(pairwise(self.architecture(task).units), start=1):
            found += [Variable(f"W{layer}", (before, units)), Variable(f"b{layer}", (units,))]
        return tuple(found)

    def names(self, task: "Task") -> tuple[str, ...]:
        """Return the variables' names with places: W2_1_3 is that of layer 2 from unit 1 to unit 3, b2_3 its bias."""
        return tuple(name for variable in self.variables(task) for name in variable.places())

    def seed(self, initial: Mapping[str, float]) -> int | None:
        """Return the seed, 0 without one; None where weights are given by their names: the others are 0 then."""
        return None if initial.keys() - {SEED} else int(initial.get(SEED, 0))

    def start(self, task: "Task", initial: Mapping[str, float]) -> tuple[float, ...]:
        """Return weights from the seed of `initial`, in the order of theta; or those that it names."""
        seed = self.seed(initial)
        if seed is None:
            return super().start(task, initial)
        import numpy as np

        rng, drawn = np.random.default_rng(seed), [np.empty(0, np.float32)]
        for before, units in pairwise(self.architecture(task).units):
            limit = sqrt(6 / (before if self._is_he else before + units))
            drawn.append(np.float32(rng.uniform(-limit, limit, (before, units))).ravel())
            drawn.append(np.zeros(units, np.float32))
        return tuple(np.concatenate(drawn).tolist())

    def dropping(self) -> Dropout | None:
        """Return which of its units a step leaves out."""
        return Dropout(self.dropout, self.hidden) if self.dropout and self.hidden else None

    def predict(self, xp: Any, theta: Any, x: Any) -> Any:
        """Return what the last layer hands on."""
        return self._outputs(xp, theta, x, [])

    def predict_with(self, xp: Any, theta: Any, x: Any, left: Any) -> Any:
        """Return the same with the hidden units that are left."""
        dropping = self.dropping()
        return self._outputs(xp, theta, x, factors_of(left, dropping) if dropping else [])

    def _outputs(self, xp: Any, theta: Any, x: Any, factors: Sequence[Any]) -> Any:
        inputs = x.shape[1]
        before = self.hidden[-1] if self.hidden else inputs
        known = sum((one + 1) * other for one, other in pairwise((inputs, *self.hidden)))
        outputs = (theta.shape[0] - known) // (before + 1)
        layers = layers_of(xp, theta, (inputs, *self.hidden, outputs))
        last = forward(xp, layers, self.activation, x, factors)[-1].value
        return last[:, 0] if outputs == 1 else last

    def formula(self, samples: "Samples", x: str = "", y: str = "") -> str:
        """Return the units of its layers and what they are made to: 2 → 8 tanh → 3 softmax."""
        inputs, *hidden, outputs = self.architecture(samples.task).units
        end = "" if not samples.classes else " softmax" if outputs > 1 else f" {SIGMA}"
        return THEN.join([f"{inputs}", *(f"{units} {self.activation}" for units in hidden), f"{outputs}{end}"])

    def typed(self, initial: Sequence[float], samples: "Samples", seed: int | None = None) -> Typed:
        """Return a variable for the weights and one for the biases of each layer."""
        task, known, rest = samples.task, self.variables(samples.task), list(initial)
        made = [] if seed is None else self._typed_draw(seed)
        for name, shape in known:
            values, rest = rest[: prod(shape)], rest[prod(shape) :]
            drawn = seed is not None and len(shape) > 1
            made.append(f"{name} = tf.Variable({f'{self._draws}{shape}' if drawn else written(values, shape)})")
        hidden, last = range(1, len(self.hidden) + 1), len(self.hidden) + 1
        handed_on = ["{x}", *(f"h{layer}" for layer in hidden)]
        act = ACTIVATIONS[self.activation].typed
        sums = f"{handed_on[-1]} @ W{last} + b{last}"
        y = f"y{{v}} = {'np.float32' if task.outputs == 1 else 'np.int32'}(y{{v}})"
        dropping = self.dropping()
        return Typed(
            names=[name for name, _ in known],
            variables=made,
            drawn=dropping.typed() if dropping else (),
            layers=[f"h{layer} = {act}({handed_on[layer - 1]} @ W{layer} + b{layer})" for layer in hidden],
            factors=[f" * left{layer}" for layer in hidden] if dropping else (),
            prediction=f"({sums})[:, 0]" if task.outputs == 1 else sums,
            input="X",
            inputs=["X{v} = np.float32(x{v})" + "[:, None]" * (task.inputs == 1), *([y] if task.classes else [])],
            output="logits" if task.classes else "y_pred",
            decayed=[f"W{layer}" for layer in (*hidden, last)],
        )

    @property
    def _is_he(self) -> bool:
        return self.activation == "relu"

    @property
    def _draws(self) -> str:
        return "he" if self._is_he else "glorot"

    def _typed_draw(self, seed: int) -> list[str]:
        """Return the lines of a program that define how the weights of a layer are drawn."""
        return [
            f"rng = np.random.default_rng({seed})",
            f"def {self._draws}(before, units):",
            f"    limit = np.sqrt(6 / {'before' if self._is_he else '(before + units)'})",
            "    return np.float32(rng.uniform(-limit, limit, (before, units)))",
        ]
