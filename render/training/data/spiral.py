"""Arms that turn around one centre."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from render.training.labelled import POLAR, Blur, Shaped, polar

START = 0.1
"""Radius where an arm begins: nearer to the centre, noise would mix the classes."""


class Spiral(Shaped):
    """Arms from near the centre to radius 1, each a class; the angle grows with the radius (Archimedean spirals)."""

    kind: Literal["spiral"] = "spiral"
    arms: Annotated[int, Field(ge=2, le=5, description="how many, each a class")] = 3
    turns: Annotated[float, Field(ge=-5, le=5, description="of an arm, from radius 0 to 1; negative: clockwise")] = 0.75
    noise: Blur = 0.05

    @property
    def groups(self) -> int:
        """The number of arms."""
        return self.arms

    def shape(self, np: Any, n: Sequence[int], y: Any, rng: Any) -> Any:
        """Return places on the arms, whose radius grows evenly."""
        r = np.concatenate([np.linspace(START, 1, k) for k in n])
        return polar(np, r, 2 * np.pi * (self.turns * r + y / self.arms))

    def typed(self) -> list[str]:
        """Return the same as text."""
        return [
            f"r = np.concatenate([np.linspace({START!r}, 1, k) for k in n])",
            f"angle = 2 * np.pi * ({self.turns!r} * r + y / {self.arms})",
            POLAR,
        ]
