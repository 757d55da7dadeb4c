"""What the stage hands to the formats: pixels, what changed in them, and for how long they are shown."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Rect(NamedTuple):
    """Pixels from left and top (inclusive) to right and bottom (exclusive)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> tuple[slice, slice]:
        """The rectangle as an index into an array of rows and columns."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def overlaps(self, other: "Rect") -> bool:
        """Whether the two share a pixel."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Frame(NamedTuple):
    """One picture. `pixels` (height, width, 4), RGBA, is the stage's own memory: the next frame overwrites it.

    Outside the rectangles in `changed` it equals the frame before.
    """

    pixels: NDArray[np.uint8]
    changed: Sequence[Rect]
    seconds: float
