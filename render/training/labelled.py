"""Samples of classes around a shape that is known: how many each class has enters, the samples leave."""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from render.family import wrong
from render.training.data import Count, Data, Name, Noise, NoiseSeed
from render.training.stability import Moments
from render.training.task import Task

if TYPE_CHECKING:
    from render.training.samples import Samples

Blur = Annotated[Noise, Field(description="standard deviation of each input around the shape")]
POLAR = "x = np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)"
"""The line of a program that goes from polar coordinates r and angle (N) to inputs."""


class Labelled(Data):
    """As many samples of each class as of any other, or one more, class after class, with normal noise."""

    classifies: ClassVar[bool] = True

    points: Annotated[Count, Field(description="how many samples, of all classes together")] = 100
    seed: NoiseSeed = 0
    classes: Annotated[
        tuple[Name, ...] | None,
        Field(description="a name for each class, in their order; default: A, B, ...", examples=[["cat", "dog"]]),
    ] = None

    @property
    @abstractmethod
    def groups(self) -> int:
        """How many classes there are, K."""

    @property
    @abstractmethod
    def width(self) -> int:
        """How many inputs there are, D: 1 or 2."""

    @property
    @abstractmethod
    def deviation(self) -> float:
        """The standard deviation of the noise that is added to each input."""

    @abstractmethod
    def shape(self, np: Any, n: Sequence[int], y: Any, rng: Any) -> Any:
        """Return the inputs without noise, (N, 2), or (N,) of one.

        `np` is NumPy, `n` (K) how many samples each class has, `y` (N,) the class of each, `rng` NumPy's generator.
        """

    @abstractmethod
    def typed(self) -> list[str]:
        """Return the lines of a program that makes the same `x` from `np`, `n`, `y` and `rng`."""

    @model_validator(mode="after")
    def _a_name_each(self) -> Self:
        if self.points < self.groups:
            message = f"{self.points} points are too few for {self.groups} classes"
            raise wrong(message, f"write {self.groups} or more", ("points",))
        names = self.classes or ()
        if self.classes is not None and len(names) != self.groups:
            message = f"{self.groups} classes need {self.groups} names, not {len(names)}"
            raise wrong(message, "write one for each class", ("classes",))
        for index, name in enumerate(names):
            if name in names[:index]:
                raise wrong(f'two classes are named "{name}"', "their names have to differ", ("classes", index))
        if (given := len(self.input_names(self._usual))) != self.width:
            if self.width == 1:
                raise wrong(f"one input needs one name, not {given}", "write it without brackets", ("x_name",))
            message = f"{self.width} inputs need {self.width} names, not {given}"
            raise wrong(message, f"write a list: [{', '.join(self._usual)}]", ("x_name",))
        return self

    @property
    def _usual(self) -> tuple[str, ...]:
        return ("x",) if self.width == 1 else ("x1", "x2")

    def task(self, folder: Path) -> Task:
        """Return what is to be learned."""
        return Task(self.width, self.groups)

    def count(self, folder: Path) -> int:
        """Return the number of points."""
        return self.points

    def moments(self, folder: Path) -> Moments | None:
        """Return None: there is no line through classes."""
        return None

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32; the same seed gives the same ones."""
        import numpy as np

        from render.training.samples import Samples

        each, more = divmod(self.points, self.groups)
        n = [each + (index < more) for index in range(self.groups)]
        y, rng = np.repeat(range(self.groups), n), np.random.default_rng(self.seed)
        x = self.shape(np, n, y, rng)
        lines = self.typed()
        if self.deviation:
            x = x + rng.normal(0, self.deviation, x.shape)
            size = self.points if self.width == 1 else x.shape
            lines.append(f"x = x + rng.normal(0, {self.deviation!r}, {size})")
        # The generator stands where it is needed, and nowhere if it is not.
        first = next((index for index, line in enumerate(lines) if "rng." in line), None)
        if first is not None:
            lines.insert(first, f"rng = np.random.default_rng({self.seed})")
        return Samples.of(
            x,
            y,
            x_name=self.input_names(self._usual),
            y_name=self.y_name or "class",
            classes=self.classes or ascii_uppercase[: self.groups],
            code=[f"n = {n}", f"y = np.repeat({list(range(self.groups))}, n)", *lines],
        )


class Shaped(Labelled):
    """Those of two inputs, around a shape of fixed size; two classes, unless a member says otherwise."""

    noise: Blur = 0.0

    @property
    def groups(self) -> int:
        """How many classes there are."""
        return 2

    @property
    def width(self) -> int:
        """How many inputs there are."""
        return 2

    @property
    def deviation(self) -> float:
        """The standard deviation of the noise that is added to each input."""
        return self.noise


def polar(np: Any, r: Any, angle: Any) -> Any:
    """Return the inputs (N, 2) at polar coordinates `r` and `angle` (N): what POLAR does."""
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)
