"""Frames enter, yuv420p or yuva420p leaves: as video coders want it, and only what changed is converted.

That is also three eighths of the bytes, or five eighths with opacity.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from render.drawing.frame import Rect

KR, KB = 0.2126, 0.0722
"""The shares of red and blue in the luma of HD video: ITU-R BT.709-6 (2015), item 3.2."""
ONE = 1 << 16
HIDDEN = 128
"""What fully transparent pixels have for red, green and blue: near to dark and to light ink, files are smallest."""


class Planes:
    """A picture of `size` (width, height), both even, in limited range (BT.709-6, item 4).

    `data` (height * width * 3 / 2,) of uint8 are its luma, then blue and red differences of two by two pixels each.
    With `alpha` the opacity of each pixel follows, from 0 to 255.
    """

    def __init__(self, size: tuple[int, int], alpha: bool = False) -> None:
        width, height = size
        count = width * height
        self.data = np.empty(count * 3 // 2 + alpha * count, np.uint8)
        self._luma = self.data[:count].reshape(height, width)
        self._blue, self._red = self.data[count : count * 3 // 2].reshape(2, height // 2, width // 2)
        self._alpha = self.data[count * 3 // 2 :].reshape(height, width) if alpha else None
        weights = np.array([KR, 1 - KR - KB, KB])
        # One division in the end: differences are sums over four pixels.
        self._of_luma = _whole(weights * 219 / 255)
        self._of_blue = _whole((np.array([0, 0, 1]) - weights) / (1 - KB) / 2 * 224 / 255 / 4)
        self._of_red = _whole((np.array([1, 0, 0]) - weights) / (1 - KR) / 2 * 224 / 255 / 4)

    def update(self, pixels: NDArray[np.uint8], changed: Sequence[Rect]) -> None:
        """Convert what lies in the rectangles `changed` of `pixels` (height, width, 4), RGBA."""
        for rect in changed:
            left, top = rect.left // 2 * 2, rect.top // 2 * 2
            right, bottom = -(-rect.right // 2) * 2, -(-rect.bottom // 2) * 2
            rgb = [pixels[top:bottom, left:right, channel].astype(np.int32) for channel in range(3)]
            if self._alpha is not None:
                opacity = pixels[top:bottom, left:right, 3]
                self._alpha[top:bottom, left:right] = opacity
                for channel in rgb:
                    channel[opacity == 0] = HIDDEN
            self._luma[top:bottom, left:right] = _weighted(rgb, self._of_luma, 16)
            rows = [channel[0::2] + channel[1::2] for channel in rgb]
            quads = [row[:, 0::2] + row[:, 1::2] for row in rows]
            half = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
            self._blue[half] = _weighted(quads, self._of_blue, 128)
            self._red[half] = _weighted(quads, self._of_red, 128)


def _weighted(channels: Sequence[NDArray[np.int32]], weights: Sequence[int], offset: int) -> NDArray[np.int32]:
    """Return the sum of three `channels` (h, w), each times its weight in parts of ONE, and the `offset`."""
    total = channels[0] * weights[0]
    for channel, weight in zip(channels[1:], weights[1:], strict=True):
        total += channel * weight
    total += offset * ONE + ONE // 2
    total >>= 16
    return total


def _whole(weights: NDArray[np.float64]) -> list[int]:
    """Return `weights` (3,) in parts of ONE; those of the differences still sum up to 0, so that grey is grey."""
    parts = np.rint(weights * ONE).astype(np.int32)
    parts[1] += round(weights.sum() * ONE) - parts.sum()
    return [int(part) for part in parts]
