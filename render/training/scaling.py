"""The scale in which a model sees its inputs and targets: the samples' own, or one in which it trains well."""

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray


class Scaling(NamedTuple):
    """Numbers (n, D), less `middle` (D,), divided by `unit` (D,); or numbers (n,), both being one number."""

    middle: NDArray[np.float64]
    unit: NDArray[np.float64]

    @classmethod
    def to_unit(cls, x: NDArray[Any]) -> Self:
        """Return the scaling of `x` (N, D) to numbers from -1 to 1; what is always the same is 0 then."""
        low, high = x.min(axis=0).astype(np.float64), x.max(axis=0).astype(np.float64)
        return cls((low + high) / 2, np.where(high > low, (high - low) / 2, 1.0))

    @classmethod
    def to_standard(cls, values: NDArray[Any]) -> Self:
        """Return the scaling of `values` (N, D) or (N,) to a mean of 0 and a standard deviation of 1.

        The deviation is that of the population, the root of the mean square. What is always the same is 0 then.
        """
        exact = values.astype(np.float64)
        spread = values.max(axis=0) > values.min(axis=0)
        return cls(exact.mean(axis=0), np.where(spread, exact.std(axis=0), 1.0))

    def __call__(self, x: NDArray[Any]) -> NDArray[np.float64]:
        """Return `x` (n, D) or (n,) scaled, in float64."""
        scaled: NDArray[np.float64] = (x.astype(np.float64) - self.middle) / self.unit
        return scaled

    def back(self, scaled: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what was `scaled` in the scale that it had before."""
        found: NDArray[np.float64] = scaled * self.unit + self.middle
        return found
