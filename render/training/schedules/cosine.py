"""Half a wave of a cosine, from one learning rate to another."""

from typing import TYPE_CHECKING, Any, Literal

from render.numbers import literal
from render.training.schedules import Between

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Cosine(Between):
    """to + (from - to) (1 + cos(pi k / S)) / 2 at step k of S, slow at both ends; step S would have `to`.

    Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016, equation 5, without restarts.
    """

    kind: Literal["cosine"] = "cosine"

    def after(self, k: "NDArray[Any]", steps: int) -> "NDArray[Any]":
        """Return the wave."""
        import numpy as np

        return self.to + (self.first - self.to) * (1 + np.cos(np.pi * k / max(1, steps))) / 2

    def lines(self, name: str, k: str, steps: int) -> list[str]:
        """Return the wave, and what it is added to."""
        added = f"{literal(self.to)} + ({literal(self.first)} - {literal(self.to)})" if self.to else literal(self.first)
        return [f"wave = (1 + np.cos(np.pi * {k} / {steps})) / 2", f"{name} = {added} * wave"]
