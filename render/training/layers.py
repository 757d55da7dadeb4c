"""Networks of layers: theta and inputs enter, what each unit makes of them leaves, and how the loss depends on it.

Theta has, layer after layer, the rows of W (units before, units) and then b (units,). What a layer hands on is its
activation of z = a W + b, a being what the layer before hands on; the last layer hands on z. Forward, it is written
once for NumPy and for TensorFlow's NumPy, the `xp` that is given; backward for NumPy: a training has its tape.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Architecture(NamedTuple):
    """How many units each layer has, inputs first and outputs last, and what hidden ones make of z."""

    units: tuple[int, ...]
    activation: str = "tanh"


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


def layers_of(xp: Any, theta: Any, units: Sequence[int]) -> list[Layer]:
    """Return the layers of `theta` (P,) of a network with so many `units`, inputs first."""
    layers, at = [], 0
    for before, count in pairwise(units):
        end = at + before * count
        layers.append(Layer(xp.reshape(theta[at:end], (before, count)), theta[end : end + count]))
        at = end + count
    return layers


def forward(
    xp: Any, layers: Sequence[Layer], activation: str, x: Any, dropped: Callable[[Any, int], Any] | None = None
) -> list[Signal]:
    """Return what each of `layers` makes of inputs `x` (n, units before).

    `dropped` returns what is left of the values (n, units) that a hidden layer, counted from 0, hands on.
    """
    signals: list[Signal] = []
    value = x
    for index, layer in enumerate(layers):
        z = value = xp.matmul(value, layer.w) + layer.b
        if index < len(layers) - 1:
            value = ACTIVATIONS[activation].of(xp, z)
            value = dropped(value, index) if dropped else value
        signals.append(Signal(z, value))
    return signals


def backward(
    layers: Sequence[Layer], signals: Sequence[Signal], activation: str, slopes: "NDArray[Any]"
) -> "list[NDArray[Any]]":
    """Return the derivative of the loss of each sample by each z, (n, units) for each of `layers`.

    `slopes` (n, units) are those by the outputs. Rumelhart, Hinton and Williams, "Learning representations by
    back-propagating errors", 1986. The gradient of W is a^T delta / n, that of b the mean of delta.
    """
    deltas = [slopes]
    for layer, (z, value) in zip(layers[:0:-1], signals[-2::-1], strict=True):
        deltas.insert(0, deltas[0] @ layer.w.T * ACTIVATIONS[activation].slope(z, value))
    return deltas
