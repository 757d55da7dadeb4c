"""Pictures of equal cells: copied into the picture, where cells have changed."""

from collections.abc import Sequence

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

from render.drawing.frame import Rect
from render.drawing.inks import Ink
from render.drawing.mosaic import Mosaic


class MosaicInk(Ink):
    """Cells, as pixels: the rectangle around those that have another colour has changed."""

    _artist: Mosaic

    def __init__(self, artist: Mosaic, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer)
        (wide, high), bottom = artist.size, self._size[1] - artist.bottom
        self._place = Rect(artist.left, bottom - high, artist.left + wide, bottom)
        self._levels = artist.levels
        self._own = artist.pixels()
        self._picture = np.asarray(renderer.buffer_rgba()).view(np.uint32)[..., 0]  # type: ignore[no-untyped-call]

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

    def draw(self, rect: Rect) -> None:  # noqa: D102
        place = self._place
        left, top = max(rect.left, place.left), max(rect.top, place.top)
        right, bottom = min(rect.right, place.right), min(rect.bottom, place.bottom)
        own = self._own[top - place.top : bottom - place.top, left - place.left : right - place.left]
        self._picture[top:bottom, left:right] = own
