"""The points that a run learns from."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Points:
    """N points: x and y of shape (N,), float32; `truth` is the w and b they were made from, where known.

    `code` is how a Python program makes the same x and y, line by line, with `np` for NumPy.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    truth: tuple[float, float] | None = None
    x_name: str = "x"
    y_name: str = "y"
    code: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """A hash of the numbers in x and y, and of nothing else."""
        return sha256(self.x.tobytes() + self.y.tobytes()).hexdigest()

    @cached_property
    def moments(self) -> tuple[float, float, float]:
        """The means of x, of x^2, and of the squared residuals of the least-squares line, in float64."""
        x, y = self.x.astype(np.float64), self.y.astype(np.float64)
        w, b = self.least_squares
        return float(x.mean()), float((x**2).mean()), float(((y - w * x - b) ** 2).mean())

    @cached_property
    def least_squares(self) -> tuple[float, float]:
        """The w and b with the smallest mean squared error, in closed form: w = cov(x, y) / var(x)."""
        x, y = self.x.astype(np.float64), self.y.astype(np.float64)
        deviation = x - x.mean()
        w = float((deviation * (y - y.mean())).sum() / (deviation**2).sum())
        return w, float(y.mean() - w * x.mean())
