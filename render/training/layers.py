"""Networks of layers: theta and inputs enter, what each unit makes of them leaves, and how the loss depends on it.

Theta has, layer after layer, the rows of W (units before, units) and then b (units,). What a layer hands on is its
activation of z = a W + b, a being what the layer before hands on; the last layer hands on z. Forward, it is written
once for NumPy and for TensorFlow's NumPy, the `xp` that is given; backward for NumPy: a training has its tape.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from render.numbers import literal

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Architecture(NamedTuple):
    """How many units each layer has, inputs first and outputs last, and what hidden ones make of z."""

    units: tuple[int, ...]
    activation: str = "tanh"


class Dropout(NamedTuple):
    """Hidden units that a step leaves out, each with the probability `rate`, of `units` in each hidden layer.

    What is left is made larger by as much: Srivastava et al., "Dropout: a simple way to prevent neural networks from
    overfitting", 2014, inverted as Keras has it.
    """

    rate: float
    units: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many units there are in all hidden layers."""
        return sum(self.units)

    def left(self, seed: int, step: int, count: int) -> "NDArray[Any]":
        """Return which units of `count` samples are left at a `step`, (count, width), one layer beside the other."""
        import numpy as np

        rng = np.random.default_rng([seed, step])
        return np.concatenate([rng.random((count, units)) >= self.rate for units in self.units], axis=1)

    def typed(self) -> list[str]:
        """Return the lines of a program that make the factors of each layer, for inputs `{x}` and a `{seed}`."""
        share = literal(round(1 - self.rate, 12))
        return [
            "drop = np.random.default_rng([{seed}, step])",
            *(
                f"left{layer} = (drop.random((len({{x}}), {units})) >= {literal(self.rate)}) / {share}"
                for layer, units in enumerate(self.units, start=1)
            ),
        ]


class Layer(NamedTuple):
    """The weights W (units before, units) of a layer and its biases b (units,)."""

    w: Any
    b: Any


class Signal(NamedTuple):
    """What a layer makes of n samples: z (n, units), and what it hands on, `value` (n, units)."""

    z: Any
    value: Any


class Activation(NamedTuple):
    """A function of z, for `xp`, its derivative as a function of z and of its value, and TensorFlow's name for it."""

    of: Callable[[Any, Any], Any]
    slope: Callable[[Any, Any], Any]
    typed: str


# The logistic function by tanh, which does not overflow; that relu is flat at 0 is how TensorFlow has it.
ACTIVATIONS = {
    "relu": Activation(lambda xp, z: xp.where(z > 0, z, xp.zeros_like(z)), lambda z, a: 1.0 * (z > 0), "tf.nn.relu"),
    "tanh": Activation(lambda xp, z: xp.tanh(z), lambda z, a: 1 - a * a, "tf.tanh"),
    "sigmoid": Activation(lambda xp, z: 0.5 + 0.5 * xp.tanh(0.5 * z), lambda z, a: a * (1 - a), "tf.sigmoid"),
}


def begins(units: Sequence[int]) -> list[int]:
    """Return where in theta the weights of each layer begin, of a network with so many `units`, inputs first."""
    return [0, *accumulate((before + 1) * count for before, count in pairwise(units))][: len(units) - 1]


def layers_of(xp: Any, theta: Any, units: Sequence[int]) -> list[Layer]:
    """Return the layers of `theta` (P,) of a network with so many `units`, inputs first."""
    layers = []
    for at, (before, count) in zip(begins(units), pairwise(units), strict=True):
        end = at + before * count
        layers.append(Layer(xp.reshape(theta[at:end], (before, count)), theta[end : end + count]))
    return layers


def forward(xp: Any, layers: Sequence[Layer], activation: str, x: Any, factors: Sequence[Any] = ()) -> list[Signal]:
    """Return what each of `layers` makes of inputs `x` (n, units before).

    Those of a dropout are the `factors` (n, units) of what each hidden layer hands on.
    """
    signals: list[Signal] = []
    value = x
    for index, layer in enumerate(layers):
        z = value = xp.matmul(value, layer.w) + layer.b
        if index < len(layers) - 1:
            value = ACTIVATIONS[activation].of(xp, z)
            value = value * factors[index] if factors else value
        signals.append(Signal(z, value))
    return signals


def backward(
    layers: Sequence[Layer],
    signals: Sequence[Signal],
    activation: str,
    slopes: "NDArray[Any]",
    factors: "Sequence[NDArray[Any]]" = (),
) -> "list[NDArray[Any]]":
    """Return the derivative of the loss of each sample by each z, (n, units) for each of `layers`.

    `slopes` (n, units) are those by the outputs. Rumelhart, Hinton and Williams, "Learning representations by
    back-propagating errors", 1986. The gradient of W is a^T delta / n, that of b the mean of delta.
    """
    import numpy as np

    known, deltas = ACTIVATIONS[activation], [slopes]
    for index in reversed(range(len(layers) - 1)):
        z = signals[index].z
        delta = deltas[0] @ layers[index + 1].w.T * known.slope(z, known.of(np, z))
        deltas.insert(0, delta * factors[index] if factors else delta)
    return deltas


def factors_of(left: Any, dropout: Dropout) -> list[Any]:
    """Return the factors (n, units) of each hidden layer, with what is `left` (n, width) as numbers 0 and 1."""
    factors, at = [], 0
    for units in dropout.units:
        factors.append(left[:, at : at + units] / (1 - dropout.rate))
        at += units
    return factors
