"""Bands of probability: cells of pixels, copied into the picture."""

from collections.abc import Sequence

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

from render.drawing.bands import Areas
from render.drawing.frame import Rect
from render.drawing.inks import Ink


class BandsInk(Ink):
    """Bands of probability, as pixels.

    All of them have changed when weights have: the line between two classes moves with them, from edge to edge.
    """

    _artist: Areas

    def __init__(self, artist: Areas, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer)
        grid, height = artist.grid, self._size[1]
        (wide, high), bottom = grid.size, height - grid.bottom
        self._place = Rect(grid.left, bottom - high, grid.left + wide, bottom)
        # Whole cells; the picture's rows go the other way.
        self._cells = np.zeros([grid.step * (count - 3) for count in grid.shape], np.uint32)
        self._own = self._cells[:high, :wide][::-1]
        self._picture = np.asarray(renderer.buffer_rgba()).view(np.uint32)[..., 0]  # type: ignore[no-untyped-call]

    def look(self) -> Sequence[Rect]:  # noqa: D102
        if not self._artist.stale:
            return ()
        self._artist.stale = False
        self._artist.paint(self._cells)
        self.extent = self._place
        return [self._place]

    def draw(self, rect: Rect) -> None:  # noqa: D102
        place = self._place
        left, top = max(rect.left, place.left), max(rect.top, place.top)
        right, bottom = min(rect.right, place.right), min(rect.bottom, place.bottom)
        own = self._own[top - place.top : bottom - place.top, left - place.left : right - place.left]
        self._picture[top:bottom, left:right] = own
