"""Pictures of equal cells: copied into the picture, where cells have changed."""

from collections.abc import Sequence

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

from render.drawing.frame import Rect
from render.drawing.inks.pixels import PixelInk
from render.drawing.mosaic import Mosaic


class MosaicInk(PixelInk):
    """Cells, as pixels: the rectangle around those that have another colour has changed."""

    _artist: Mosaic

    def __init__(self, artist: Mosaic, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer, artist.left, artist.bottom, artist.size)
        self._levels, self._own = artist.levels, artist.pixels()

    def look(self) -> Sequence[Rect]:  # noqa: D102
        mosaic = self._artist
        if not mosaic.stale:
            return ()
        mosaic.stale = False
        place, before = self._place, self._levels
        if self.extent is None:
            self.extent, changed = place, [place]
        else:
            rows, columns = np.nonzero(mosaic.levels != before)
            if not len(rows):
                return ()
            cells = (int(rows.min()), int(columns.min())), (int(rows.max()), int(columns.max()))
            left, top, right, bottom = mosaic.edges(*cells)
            changed = [Rect(place.left + left, place.top + top, place.left + right, place.top + bottom)]
        self._levels, self._own = mosaic.levels, mosaic.pixels()
        return changed
