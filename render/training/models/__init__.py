"""Models: what predicts. A member is one file with one frozen model; this is the whole contract.

A model's weights are one vector theta (P,); its member knows what each of them is. A prediction is written once, for
NumPy and for TensorFlow's NumPy (`tf.experimental.numpy`): the `xp` that it is given.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from render.family import Options
from render.languages import Texts
from render.numbers import literals
from render.training.layers import Architecture, Dropout

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.training.samples import Samples
    from render.training.stability import Moments, Quadratic
    from render.training.task import Task

Places = tuple[tuple[float, ...], ...]
"""Some places in the space of the weights."""
Window = tuple[tuple[float, float], tuple[float, float]]
"""The limits of two weights."""
SEED = "seed"
"""In place of the names of weights, where these start at random."""


class ModelTexts(Texts, speaker="model"):
    """What is said of a prediction, anywhere and where it is drawn, and of a training in the end.

    A member may say each of these in its own words.
    """

    predict = "A y for each x"
    predict_batch = "A y for each x of the batch"
    predict_here = "The model gives each x a y"
    there = "the predictions are there; {parameter} still moves"
    told = "the points, the guess and, dashed, what it should reach"
    told_start = (
        "A model starts at {start} and learns by gradient descent; at step {step} it has {weights} ({reference})."
    )
    told_known = "The data are {points} points around the truth: {weights}."
    told_unknown = "The data are {points} points. No truth is known; the best weights stand for it: {weights}."
    told_slow = (
        "Step {step} in slow motion: the model predicts a y for every x; the loss is {loss}; the gradient is {slopes}."
    )
    told_slow_batch = (
        "Step {step} in slow motion: the model predicts a y for every x of the batch; the loss of all points is "
        "{loss}; the gradient of the batch is {slopes}."
    )


class Variable(NamedTuple):
    """Some of the weights, one after the other in theta, that are one tf.Variable of a program: of a `shape`."""

    name: str
    shape: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many weights it has."""
        return prod(self.shape)

    def places(self) -> list[str]:
        """Return its name with each of its places, counted from 1, row by row: W1_2_1."""
        names = [self.name]
        for length in self.shape:
            names = [f"{name}_{place}" for name in names for place in range(1, length + 1)]
        return names


class Typed(NamedTuple):
    """A model as an author types it into a program, with `np` for NumPy and `tf` for TensorFlow.

    `variables` are the lines that make the tf.Variable of each of `names`; `prediction` is what its outputs are, from
    the inputs `{x}`, with what `layers` are before it. The inputs are called `input`; where that is not `x`, or y has
    to be another one, `inputs` are the lines that make it, `{v}` being what is behind the names of samples: nothing, or
    _val. Of a dropout, `drawn` are the lines that draw, with a `{seed}`, what each of `layers` is multiplied by in a
    step of the training, which its one of `factors` says. The outputs are called `output`; `decayed` are the names
    whose size a decay makes small.
    """

    names: Sequence[str]
    variables: Sequence[str]
    prediction: str
    input: str = "x"
    inputs: Sequence[str] = ()
    layers: Sequence[str] = ()
    drawn: Sequence[str] = ()
    factors: Sequence[str] = ()
    output: str = "y_pred"
    decayed: Sequence[str] = ("w",)


class Model(Options, ABC):
    """One model. What it predicts from are inputs (N, D) in the scale that it asks for."""

    kind: str
    texts: ClassVar[type[ModelTexts]] = ModelTexts
    numbers: ClassVar[bool] = True
    """Whether it learns targets that are numbers."""
    classes: ClassVar[bool] = False
    """Whether it learns targets that are classes: its outputs are then logits, see `render.training.classes`."""
    most_inputs: ClassVar[int] = 1
    linear: ClassVar[bool] = False
    """Whether its outputs are linear in the weights: sums of weights times functions of the inputs."""
    straight: ClassVar[bool] = False
    """Whether predictions of one input are a straight line."""
    scaled: ClassVar[bool] = False
    """Whether inputs are scaled, the smallest of the samples' to -1 and the largest to 1."""

    window: ClassVar[Window | None] = None
    """Where the loss of its two weights is worth looking at, if it is the same one in every scene."""
    minima: ClassVar[Places] = ()
    """The weights with the least loss, where the model alone says them."""
    saddles: ClassVar[Places] = ()
    """Weights at which the loss is flat and no minimum, which a lesson is about."""
    quadratic: ClassVar["Quadratic | None"] = None
    """The loss as a function of theta, where the model alone says it and it is quadratic."""

    is_drawn: ClassVar[bool] = False
    """Whether its weights start at random: what an author writes of their start may be a seed."""

    @classmethod
    def learns(cls, task: "Task") -> bool:
        """Return whether it can learn a `task`."""
        return (cls.classes if task.classes else cls.numbers) and 0 < task.inputs <= cls.most_inputs

    @abstractmethod
    def names(self, task: "Task") -> tuple[str, ...]:
        """Return the names of the weights (P,) for a `task`, in the order of theta."""

    def variables(self, task: "Task") -> tuple[Variable, ...]:
        """Return what the weights are in a program, in the order of theta: by default, each is a number of its own."""
        return tuple(map(Variable, self.names(task)))

    def architecture(self, task: "Task") -> Architecture | None:
        """Return its layers, where theta is that of a network of layers."""
        return None

    def seed(self, initial: Mapping[str, float]) -> int | None:
        """Return the seed that weights are drawn from, where an author writes this of their start; None without one."""
        return None

    def start(self, task: "Task", initial: Mapping[str, float]) -> tuple[float, ...]:
        """Return the weights (P,) before the first step, of which an author gives the `initial` ones: others are 0."""
        return tuple(initial.get(name, 0.0) for name in self.names(task))

    def is_bias(self, name: str) -> bool:
        """Return whether a weight is added to no matter which inputs: a decay leaves it alone."""
        return name.startswith("b")

    @abstractmethod
    def predict(self, xp: Any, theta: Any, x: Any) -> Any:
        """Return the outputs for inputs `x` (N, D) with the weights `theta` (P,): (N,), of C > 2 classes (N, C)."""

    def predictions(self, thetas: "NDArray[Any]", x: "NDArray[Any]") -> "NDArray[Any]":
        """Return the outputs (M, N) or (M, N, C) with each of `thetas` (M, P)."""
        import numpy as np

        return np.stack([self.predict(np, theta, x) for theta in thetas])

    def dropping(self) -> Dropout | None:
        """Return which of its units a step of the training leaves out, if it leaves out any."""
        return None

    def predict_with(self, xp: Any, theta: Any, x: Any, left: Any) -> Any:
        """Return the outputs like `predict`, with the units that are `left` (N, width), 0 or 1, of a dropout."""
        return self.predict(xp, theta, x)

    @abstractmethod
    def formula(self, samples: "Samples", x: str = "", y: str = "") -> str:
        """Return the model in the author's numbers, as the picture writes it; or in others, called `x` and `y`."""

    @abstractmethod
    def typed(self, initial: Sequence[float], samples: "Samples", seed: int | None = None) -> Typed:
        """Return the model in a program, with its weights where they start: drawn from a `seed`, if they were."""

    def mean_squared_error(self, moments: "Moments") -> "Quadratic | None":
        """Return the mean squared error as a function of theta, where the `moments` of one input suffice for it."""
        return None


def written(values: Sequence[float], shape: tuple[int, ...]) -> str:
    """Return the `values` of a variable of a `shape`, of one dimension or two, as a program has them."""
    if not any(values):
        size = str(shape[0]) if len(shape) == 1 else str(shape)
        return f"np.zeros({size}, np.float32)"
    if len(shape) == 1:
        return literals(values)
    rows = [values[first : first + shape[1]] for first in range(0, len(values), shape[1])]
    return f"[{', '.join(map(literals, rows))}]"
