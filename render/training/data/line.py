"""Points around a line that is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from render.family import wrong
from render.training.data import Count, Data, Noise, NoiseSeed, Span, Value, noisy, rising
from render.training.float32 import are_near, misfit
from render.training.stability import Moments

if TYPE_CHECKING:
    from render.training.samples import Samples


class Line(Data):
    """Points around a line that is known, the truth: evenly spread x, and y = w * x + b with normal noise."""

    kind: Literal["line"] = "line"
    w: Annotated[Value, Field(description="the true slope", examples=[0.1])]
    b: Annotated[Value, Field(description="the true intercept", examples=[0.5])]
    points: Count = 100
    x: Span = (0.0, 1.0)
    noise: Annotated[Noise, Field(description="standard deviation of y around the line")] = 0.0
    seed: NoiseSeed = 0

    @field_validator("x")
    @classmethod
    def _rises(cls, x: tuple[float, float]) -> tuple[float, float]:
        return rising(x, "[0, 1]")

    @model_validator(mode="after")
    def _in_float32(self) -> Self:
        for key, name, values in (("x", "x", self.x), ("w", "y", [self.w * x + self.b for x in self.x])):
            if found := misfit(name, values):
                raise wrong(*found, (key,))
        return self

    def count(self, folder: Path) -> int:
        """Return the number of points."""
        return self.points

    def moments(self, folder: Path) -> Moments | None:
        """Return those of the line itself and of as much noise as is to be expected, unless x or y will be centred."""
        low, high = self.x
        spread = [self.w * x + self.b + noise for x in self.x for noise in (-2 * self.noise, 2 * self.noise)]
        if not (are_near(self.x) and are_near(spread)):
            return super().moments(folder)
        # Evenly spread over N places, both ends among them.
        variance = (high - low) ** 2 / 12 * (self.points + 1) / (self.points - 1)
        return Moments((low + high) / 2, variance, self.w, self.b, self.noise**2)

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32; the same seed gives the same noise."""
        import numpy as np

        from render.training.samples import Samples, Truth

        x = np.linspace(*self.x, self.points)
        noise = np.random.default_rng(self.seed).normal(0.0, self.noise, self.points)
        y = self.w * x + self.b + noise
        code = [f"x = np.linspace({self.x[0]!r}, {self.x[1]!r}, {self.points})"]
        code += noisy(f"y = {self.w!r} * x + {self.b!r}", self.noise, self.seed, self.points)

        def truth(right: float, up: float) -> Truth:
            w, b = self.w, self.b + self.w * right - up
            return Truth(lambda x: w * x[:, 0] + b, "line", (w, b))

        return Samples.of(x, y, truth=truth, x_name=self.input_names(["x"]), y_name=self.y_name or "y", code=code)
