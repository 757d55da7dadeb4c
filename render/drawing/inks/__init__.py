"""Inks: moving artists enter; which pixels each has changed leaves, and what it draws there. This is the contract.

A panel changes its artists as it likes. Their inks find out what that means for the picture: nothing, the end of a
curve, a digit. That, not the drawing, is what makes a frame cheap.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from render.drawing.frame import Rect, within


class Ink(ABC):
    """What an artist leaves in the picture. `extent` are the pixels that it may have touched, if any."""

    extent: Rect | None = None

    def __init__(self, artist: Artist, renderer: RendererAgg) -> None:
        self._artist, self._renderer = artist, renderer
        self._size = round(renderer.width), round(renderer.height)
        self._unit = renderer.dpi / 72
        clipped = artist.axes is not None and artist.get_clip_on()
        self._room = (
            [float(edge) for edge in artist.axes.bbox.extents] if clipped and artist.axes else [0.0, 0.0, *self._size]
        )

    @abstractmethod
    def look(self) -> Sequence[Rect]:
        """Return the rectangles in which the artist looks otherwise than at the last look."""

    @abstractmethod
    def draw(self, rect: Rect) -> None:
        """Draw what is within `rect`, and nothing outside of it."""

    def _rect(self, corners: NDArray[Any], pad: float) -> Rect | None:
        """Return the pixels within `pad` of the box around points (n, 2), as far as the artist may draw there."""
        if not len(corners):
            return None
        (width, height), room = self._size, self._room
        left, bottom = corners.min(axis=0).tolist()
        right, top = corners.max(axis=0).tolist()
        # A point far outside must not overflow an integer.
        left, right = max(left, room[0] - 2) - pad, min(right, room[2] + 2) + pad + 1
        bottom, top = max(bottom, room[1] - 2) - pad, min(top, room[3] + 2) + pad
        return within(left, height - top, right, height - bottom + 1, width, height)

    def _box(self, rect: Rect, copied: bool = False) -> Bbox | None:
        """Return `rect` as Matplotlib counts, from the bottom, as far as the artist may draw there, if at all.

        For what Agg draws once and then copies (markers, images), right and bottom edge belong to the box.
        """
        height, edge = self._size[1], int(copied)
        left, bottom = max(rect.left, self._room[0]), max(height - rect.bottom + edge, self._room[1])
        right, top = min(rect.right - edge, self._room[2]), min(height - rect.top, self._room[3])
        return Bbox.from_extents(left, bottom, right, top) if left < right and bottom < top else None
