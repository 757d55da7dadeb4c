"""Axes whose limits change: what stands in them is drawn once for each view, and then copied."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from render.drawing.frame import Rect, hull
from render.drawing.inks import Ink

KEPT = 4
"""Views whose pictures are kept: the camera stays at few, and passes through many."""


class AxesInk(Ink):
    """Axes without what moves in them, in the `background` (height, width, 4) of the picture.

    They are put there when the view changes, and are as cheap as what never moves while it stays. The `bare` one is
    without any.
    """

    _artist: Axes

    def __init__(
        self, artist: Axes, renderer: RendererAgg, background: NDArray[np.uint8], bare: NDArray[np.uint8]
    ) -> None:
        super().__init__(artist, renderer)
        self._background, self._bare = background, bare
        self._pictures: dict[tuple[float, ...], tuple[Rect, NDArray[np.uint8]]] = {}

    def look(self) -> Sequence[Rect]:  # noqa: D102
        axes, before = self._artist, self.extent
        if not axes.stale:
            return ()
        axes.stale = False
        view = (*axes.get_xlim(), *axes.get_ylim())
        if view not in self._pictures:
            self._pictures[view] = self._drawn()
            if len(self._pictures) > KEPT:
                del self._pictures[next(iter(self._pictures))]
        if before:
            self._background[before.area] = self._bare[before.area]
        self.extent, picture = self._pictures[view]
        self._background[self.extent.area] = picture
        return [hull([self.extent, before])] if before else [self.extent]

    def _drawn(self) -> tuple[Rect, NDArray[np.uint8]]:
        """Return the pixels that the Axes change, and what they are then."""
        width, height = self._size
        paper = RendererAgg(width, height, self._renderer.dpi)  # type: ignore[no-untyped-call]
        pixels = np.asarray(paper.buffer_rgba())  # type: ignore[no-untyped-call]
        pixels[:] = self._bare
        self._artist.draw(paper)
        changed = pixels.view(np.uint32)[..., 0] != self._bare.view(np.uint32)[..., 0]
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        if not len(rows):
            return Rect(0, 0, 0, 0), pixels[:0, :0]
        rect = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        return rect, pixels[rect.area].copy()

    def draw(self, rect: Rect) -> None:
        """Draw nothing: they lie in the background."""
