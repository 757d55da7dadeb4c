"""A square of which two opposite quarters are one class, and two the other."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from render.training.labelled import Blur, Shaped


class Xor(Shaped):
    """Anywhere in the square from -1 to 1, equally likely; without noise, class 1 is where x1 * x2 is positive."""

    kind: Literal["xor"] = "xor"
    gap: Annotated[float, Field(ge=0, lt=1, description="how far from both axes all are, but for noise")] = 0.1
    noise: Blur = 0.0

    def shape(self, np: Any, n: Sequence[int], y: Any, rng: Any) -> Any:
        """Return random places, as many in each quarter of a class as in the other, or one more."""
        x = rng.uniform(self.gap, 1, (self.points, 2))
        x[1::2] *= -1
        x[y == 0, 1] *= -1
        return x

    def typed(self) -> list[str]:
        """Return the same as text."""
        return [f"x = rng.uniform({self.gap!r}, 1, ({self.points}, 2))", "x[1::2] *= -1", "x[y == 0, 1] *= -1"]
