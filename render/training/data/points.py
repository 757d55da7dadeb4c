"""Points that the author wrote out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from render.family import wrong
from render.training.data import MOST_POINTS, Data, Value, moments_of, written_out
from render.training.float32 import misfit
from render.training.stability import Moments

if TYPE_CHECKING:
    from render.training.samples import Samples

Values = Annotated[tuple[Value, ...], Field(min_length=2, max_length=MOST_POINTS)]


class WrittenOut(Data):
    """x and y, number by number."""

    kind: Literal["points"] = "points"
    x: Annotated[Values, Field(description="a list of numbers")]
    y: Annotated[Values, Field(description="as many numbers as x has")]

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.x) != len(self.y):
            raise wrong(f"x has {len(self.x)} numbers and y has {len(self.y)}", "each point needs both")
        if len(set(self.x)) == 1:
            raise wrong("all x are the same", "a line needs at least two different x")
        for name, values in (("x", self.x), ("y", self.y)):
            if found := misfit(name, values):
                raise wrong(*found, (name,))
        return self

    def count(self, folder: Path) -> int:
        """Return the number of points."""
        return len(self.x)

    def moments(self, folder: Path) -> Moments | None:
        """Return those of the numbers."""
        return moments_of(self.x, self.y) or super().moments(folder)

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32."""
        import numpy as np

        from render.training.samples import Samples

        return Samples.of(
            np.array(self.x),
            np.array(self.y),
            x_name=self.input_names(["x"]),
            y_name=self.y_name or "y",
            code=written_out(self.x, self.y),
        )
