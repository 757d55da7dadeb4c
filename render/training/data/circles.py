"""A ring within another one."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from render.training.labelled import POLAR, Blur, Shaped, polar


class Circles(Shaped):
    """A ring of radius 1, and a smaller one around the same centre: as scikit-learn's make_circles."""

    kind: Literal["circles"] = "circles"
    factor: Annotated[float, Field(gt=0, lt=1, description="radius of the inner ring, the outer one's being 1")] = 0.5
    noise: Blur = 0.08

    def shape(self, np: Any, n: Sequence[int], y: Any, rng: Any) -> Any:
        """Return places on the rings, evenly spread."""
        t = np.concatenate([np.arange(k) / k for k in n])
        return polar(np, np.where(y, self.factor, 1), 2 * np.pi * t)

    def typed(self) -> list[str]:
        """Return the same as text."""
        return [
            "t = np.concatenate([np.arange(k) / k for k in n])",
            "angle = 2 * np.pi * t",
            f"r = np.where(y, {self.factor!r}, 1)",
            POLAR,
        ]
