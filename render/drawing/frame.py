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


def hull(rects: Sequence[Rect]) -> Rect:
    """Return the smallest rectangle around all `rects`."""
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))


def apart(rects: Sequence[Rect]) -> list[Rect]:
    """Return rectangles that cover `rects` and do not overlap."""
    done: list[Rect] = []
    for rect in rects:
        while touched := [other for other in done if other.overlaps(rect)]:
            done = [other for other in done if other not in touched]
            rect = hull([rect, *touched])  # noqa: PLW2901
        done.append(rect)
    return done


def within(left: float, top: float, right: float, bottom: float, width: int, height: int) -> Rect | None:
    """Return the pixels between these edges that lie in a picture of `width` and `height`, if any."""
    if not (left < width and top < height and right > 0 and bottom > 0):
        return None
    rect = Rect(max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom)))
    return rect if rect.left < rect.right and rect.top < rect.bottom else None


def packed(colors: Sequence[str]) -> NDArray[np.uint32]:
    """Return pixels (n,) of four bytes each, red, green, blue and full opacity, of `colors` as #rrggbb."""
    return np.frombuffer(b"".join(bytes.fromhex(f"{color[1:]}ff") for color in colors), np.uint32)
