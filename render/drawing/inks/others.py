"""Any other artist: all of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.collections import Collection
from numpy.typing import NDArray

from render.drawing.frame import Rect
from render.drawing.inks import Ink


class AnyInk(Ink):
    """Any other artist: all of it has changed whenever Matplotlib calls it stale."""

    def look(self) -> Sequence[Rect]:  # noqa: D102
        artist = self._artist
        if not artist.stale:
            return ()
        artist.stale = False
        before = self.extent
        self.extent = self._rect(*self._around()) if artist.get_visible() else None
        return [rect for rect in (before, self.extent) if rect]

    def _around(self) -> tuple[NDArray[Any], float]:
        """Return the corners of the artist, and how far its lines reach beyond them."""
        artist = self._artist
        wide = getattr(artist, "get_linewidth", lambda: 0.0)()
        pad = 2.0 + self._unit * float(np.max(wide, initial=0.0))
        if not isinstance(artist, Collection):
            return np.nan_to_num(artist.get_window_extent(self._renderer).get_points()), pad
        # A collection knows no extent of its own where it has no offsets.
        vertices = [path.vertices for path in artist.get_paths()]
        return artist.get_transform().transform(np.concatenate(vertices)) if vertices else np.empty((0, 2)), pad

    def draw(self, rect: Rect) -> None:  # noqa: D102
        artist = self._artist
        own, clipped = artist.get_clip_box(), artist.get_clip_on()
        if box := self._box(rect):
            artist.set_clip_box(box)
            artist.set_clip_on(True)
            artist.draw(self._renderer)
            artist.set_clip_box(own)
            artist.set_clip_on(clipped)
            artist.stale = False
