"""What is painted as pixels of its own: copied into the picture, not drawn."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from render.drawing.frame import Rect
from render.drawing.inks import Ink


class PixelInk(Ink):
    """An artist that stands `left` and `bottom` in the picture, of a `size` (width, height), all of them in pixels.

    `_own` are its pixels (height, width) of four bytes each, from the top.
    """

    _own: NDArray[np.uint32]

    def __init__(self, artist: Artist, renderer: RendererAgg, left: int, bottom: int, size: tuple[int, int]) -> None:
        super().__init__(artist, renderer)
        (wide, high), end = size, self._size[1] - bottom
        self._place = Rect(left, end - high, left + wide, end)
        self._picture = np.asarray(renderer.buffer_rgba()).view(np.uint32)[..., 0]  # type: ignore[no-untyped-call]

    def draw(self, rect: Rect) -> None:  # noqa: D102
        place = self._place
        left, top = max(rect.left, place.left), max(rect.top, place.top)
        right, bottom = min(rect.right, place.right), min(rect.bottom, place.bottom)
        own = self._own[top - place.top : bottom - place.top, left - place.left : right - place.left]
        self._picture[top:bottom, left:right] = own
