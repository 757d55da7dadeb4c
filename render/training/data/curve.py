"""Points around a curve that is known."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field, field_validator

from render.family import wrong
from render.training.data import Count, Data, Noise, NoiseSeed, Span, Value, noisy, rising
from render.training.float32 import misfit

if TYPE_CHECKING:
    from render.training.samples import Samples


class Shape(NamedTuple):
    """What y is as u goes from -1 to 1 with x: as a program has it from `{u}`, and as a function of NumPy and u."""

    typed: str
    of: Callable[[Any, Any], Any]


SHAPES = {
    "sine": Shape("np.sin(np.pi * {u})", lambda np, u: np.sin(np.pi * u)),
    "quadratic": Shape("2 * {u} ** 2 - 1", lambda np, u: 2 * u**2 - 1),
    "cubic": Shape("4 * {u} ** 3 - 3 * {u}", lambda np, u: 4 * u**3 - 3 * u),
    "step": Shape("np.sign({u})", lambda np, u: np.sign(u)),
}


class Curve(Data):
    """Evenly spread x, and y = height * shape with normal noise; the shape takes the whole range of x."""

    kind: Literal["curve"] = "curve"
    shape: Annotated[
        Literal["sine", "quadratic", "cubic", "step"],
        Field(
            description="sine is one period, quadratic a valley, cubic an S with two bends, step a stair in the middle"
        ),
    ] = "sine"
    points: Count = 100
    x: Span = (-1.0, 1.0)
    height: Annotated[Value, Field(description="of the shape, measured from its middle")] = 1.0
    noise: Annotated[Noise, Field(description="standard deviation of y around the curve")] = 0.0
    seed: NoiseSeed = 0

    @field_validator("x")
    @classmethod
    def _rises(cls, x: tuple[float, float]) -> tuple[float, float]:
        if found := misfit("x", rising(x, "[-1, 1]")):
            raise wrong(*found)
        return x

    def count(self, folder: Path) -> int:
        """Return the number of points."""
        return self.points

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32; the same seed gives the same noise."""
        import numpy as np

        from render.training.samples import Samples, Truth

        middle, half = (self.x[0] + self.x[1]) / 2, (self.x[1] - self.x[0]) / 2

        shape = SHAPES[self.shape]

        def curve(x: Any) -> Any:
            return self.height * shape.of(np, (x - middle) / half)

        x = np.linspace(*self.x, self.points)
        y = curve(x) + np.random.default_rng(self.seed).normal(0.0, self.noise, self.points)
        scaled = (middle, half) != (0, 1)
        typed = shape.typed.format(u="u" if scaled else "x")
        formula = f"y = {typed}" if self.height == 1 else f"y = {self.height!r} * ({typed})"
        code = [f"x = np.linspace({self.x[0]!r}, {self.x[1]!r}, {self.points})"]
        code += [f"u = (x - {middle!r}) / {half!r}"] * scaled
        code += noisy(formula, self.noise, self.seed, self.points)

        def truth(right: float, up: float) -> Truth:
            return Truth(lambda x: np.asarray(curve(x[:, 0] + right)) - up)

        return Samples.of(x, y, truth=truth, x_name=self.input_names(["x"]), y_name=self.y_name or "y", code=code)
