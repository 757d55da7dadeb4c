"""Bands of probability: cells of pixels, copied into the picture."""

from collections.abc import Sequence

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

from render.drawing.bands import Areas
from render.drawing.frame import Rect
from render.drawing.inks.pixels import PixelInk


class BandsInk(PixelInk):
    """Bands of probability, as pixels.

    All of them have changed when weights have: the line between two classes moves with them, from edge to edge.
    """

    _artist: Areas

    def __init__(self, artist: Areas, renderer: RendererAgg) -> None:
        grid = artist.grid
        super().__init__(artist, renderer, grid.left, grid.bottom, grid.size)
        wide, high = grid.size
        # Whole cells; the picture's rows go the other way.
        self._cells = np.zeros([grid.step * (count - 3) for count in grid.shape], np.uint32)
        self._own = self._cells[:high, :wide][::-1]

    def look(self) -> Sequence[Rect]:  # noqa: D102
        if not self._artist.stale:
            return ()
        self._artist.stale = False
        self._artist.paint(self._cells)
        self.extent = self._place
        return [self._place]
