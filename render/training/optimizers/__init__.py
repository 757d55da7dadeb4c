"""Optimizers: how a gradient becomes a step. A member is one file with one frozen model; this is the whole contract.

A step is written once, for NumPy and for TensorFlow's NumPy (`tf.experimental.numpy`): the `xp` that it is given.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field

from render.family import Options
from render.languages import Texts

Share = Annotated[float, Field(ge=0, lt=1)]
"""Of what was remembered before, that a step keeps."""
Epsilon = Annotated[float, Field(ge=1e-12, le=1e3, description="added to what is divided by, which may be 0")]
OWN_RATE = "learning_rate"
"""The option that stands in for the scene's, where optimizers are compared."""


class OptimizerTexts(Texts, speaker="optimizer"):
    """What is said of a step: in a caption, of the arrow along it, and in the description, by its name and options.

    A member may say each of these in its own words.
    """

    update = "Learning rate times gradient"
    direction = "step / rate"
    told = "The optimizer is {optimizer}."
    told_update = "The update subtracts {rate} times the gradient: {moves}."


class Equation(NamedTuple):
    """A line of the rule: its symbol, what this is called, if it has a name, and how it comes about: z, 0.9 z + g.

    One that is `spare` need not be shown: what comes of it is in the others.
    """

    symbol: str
    name: str
    rule: str
    spare: bool = False


class Optimizer(Options, ABC):
    """One optimizer. Its slots are what it remembers from one step to the next: vectors of the shape of theta (P,)."""

    kind: str
    learning_rate: Annotated[
        float | None,
        Field(gt=0, le=1e6, description="in place of the scene's, only where optimizers are compared", examples=[0.05]),
    ] = None
    texts: ClassVar[type[OptimizerTexts]] = OptimizerTexts
    remembered: ClassVar[Sequence[str]] = ()
    """What a program calls its slots."""

    def slots(self) -> int:
        """Return how many slots it has; before the first step they are 0."""
        return len(self.remembered)

    @abstractmethod
    def update(self, xp: Any, gradient: Any, slots: Any, rate: Any, k: Any) -> tuple[Any, Any]:
        """Return what step `k` (from 0) subtracts from theta (P,), and the slots after it, (slots, P).

        `gradient` (P,) is that of the step, `rate` its learning rate.
        """

    @property
    def decoupled(self) -> float:
        """How much of each weight, but for biases, the learning rate is multiplied by and subtracted in each step."""
        return 0.0

    @property
    def plain(self) -> bool:
        """Whether a step is the learning rate times the gradient, and nothing else."""
        return not self.remembered

    def largest_stable_rate(self, curvature: float) -> float | None:
        """Return the rate above which it leaves the minimum of a loss whose Hessian's largest eigenvalue is `curvature`
        (above 0), with gradients of all samples. None where nothing is known of it."""
        return None

    def step(self) -> str:
        """Return what the learning rate is multiplied by, as mathematics writes it: g is the gradient, θ the weight."""
        return "g"

    def equations(self, words: Any) -> Sequence[Equation]:
        """Return how a step comes about from the gradient g, with the options in place.

        `words` are its texts.
        """
        return ()

    def values(self, xp: Any, slots: Any, k: Any) -> Sequence[Any]:
        """Return the numbers (P,) of each of the equations in step `k`, from the `slots` (slots, P) after it."""
        return tuple(slots)

    def typed(self) -> Sequence[str]:
        """Return the lines of a program that subtract a step from a {variable}, by its {gradient} and slots.

        The program calls the rate learning_rate, and counts the steps from 0 in `step`.
        """
        return ("{variable}.assign_sub(learning_rate * {gradient})",)
