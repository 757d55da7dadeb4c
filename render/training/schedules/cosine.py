"""Half a wave of a cosine, from one learning rate to another."""

from typing import TYPE_CHECKING, Any, Literal

from render.numbers import literal
from render.training.schedules import From, Limit, Schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Cosine(Schedule):
    """to + (from - to) (1 + cos(pi k / S)) / 2 at step k of S, slow at both ends; step S would have `to`.

    Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016, equation 5, without restarts.
    """

    kind: Literal["cosine"] = "cosine"
    first: From
    to: Limit = 0.0

    @property
    def begins(self) -> float:
        """What it comes from."""
        return self.first

    @property
    def ends(self) -> float:
        """What it goes to."""
        return self.to

    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the wave."""
        import numpy as np

        return self.to + (self.first - self.to) * (1 + np.cos(np.pi * k / max(1, steps))) / 2

    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return the wave, and what it is added to."""
        added = f"{literal(self.to)} + ({literal(self.first)} - {literal(self.to)})" if self.to else literal(self.first)
        return [f"wave = (1 + np.cos(np.pi * {k} / {steps})) / 2", f"{name} = {added} * wave"]
