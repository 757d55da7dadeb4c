"""The scale in which a model sees its inputs: the samples' own, or one in which it trains well."""

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray


class Scaling(NamedTuple):
    """Inputs (n, D), less `middle` (D,), divided by `half` (D,)."""

    middle: NDArray[np.float64]
    half: NDArray[np.float64]

    @classmethod
    def to_unit(cls, x: NDArray[Any]) -> Self:
        """Return the scaling of `x` (N, D) to numbers from -1 to 1; what is always the same is 0 then."""
        low, high = x.min(axis=0).astype(np.float64), x.max(axis=0).astype(np.float64)
        return cls((low + high) / 2, np.where(high > low, (high - low) / 2, 1.0))

    def __call__(self, x: NDArray[Any]) -> NDArray[np.float64]:
        """Return `x` (n, D) scaled, in float64."""
        scaled: NDArray[np.float64] = (x.astype(np.float64) - self.middle) / self.half
        return scaled
