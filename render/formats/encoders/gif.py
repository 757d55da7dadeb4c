"""A streaming GIF writer for imageio: frames enter one by one, and only what changed is stored."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from imageio.core.request import Request
from imageio.core.v3_plugin_api import PluginV3
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from render.drawing.frame import Rect
from render.formats.encoders.palette import Palette

SHORTEST = 2
"""Centiseconds; browsers slow down frames that are shorter."""


class GifWriter(PluginV3):
    """An imageio plugin; give the class to `imageio.v3.imopen(path, "w", plugin=GifWriter)`.

    A frame is written when the next one comes, as its time on the screen is known by then.
    """

    def __init__(self, request: Request) -> None:
        """Open the file that was asked for."""
        super().__init__(request)
        self._file = request.get_file()
        self._elapsed = 0.0

    def begin(self, palette: Palette, size: tuple[int, int], plays: int | None, comment: str) -> None:
        """Write the header of a picture of `size` (width, height); `palette` has at most 255 colours."""
        self._palette = palette
        self._transparent = len(palette.rgb) // 3
        info: dict[str, Any] = {"comment": comment.encode()}
        if plays != 1:
            info["loop"] = 0 if plays is None else plays - 1
        blank = Image.new("P", size)
        blank.putpalette(palette.rgb + bytes(3))
        self._file.writelines(GifImagePlugin.getheader(blank, palette.rgb + bytes(3), {"optimize": False, **info})[0])
        height, width = size[1], size[0]
        self._written = np.full((height, width), self._transparent, np.uint8)
        self._shown = self._written.copy()
        self._dirty: list[Rect] = []
        self._began = 0

    def write(self, ndimage: NDArray[np.uint8], changed: Sequence[Rect], seconds: float) -> None:  # type: ignore[override]
        """Add a frame (height, width, 4), RGBA, that differs from the one before only in the rectangles `changed`.

        A frame that would be shown for less than 2 centiseconds gives way to the next one.
        """
        now = round(100 * self._elapsed)
        self._elapsed += seconds
        new = [(rect, self._palette.indices(ndimage[rect.area])) for rect in changed]
        if all(np.array_equal(indices, self._shown[rect.area]) for rect, indices in new):
            return
        if now - self._began >= SHORTEST:
            self._flush(now)
        for rect, indices in new:
            self._shown[rect.area] = indices
            self._dirty.append(rect)

    def close(self) -> None:
        """Write the last frame and the trailer."""
        if not self._file.closed and self._elapsed:
            self._flush(max(round(100 * self._elapsed), self._began + SHORTEST))
            self._file.write(b";")
        super().close()

    def _flush(self, now: int) -> None:
        """Write what is shown, until `now` in centiseconds, as changes to what is written."""
        hull = Rect(
            min(r.left for r in self._dirty),
            min(r.top for r in self._dirty),
            max(r.right for r in self._dirty),
            max(r.bottom for r in self._dirty),
        )
        different = self._shown[hull.area] != self._written[hull.area]
        rows, columns = np.flatnonzero(different.any(axis=1)), np.flatnonzero(different.any(axis=0))
        if not len(rows):
            return
        inner = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        image = Image.fromarray(np.where(different[inner], self._shown[hull.area][inner], np.uint8(self._transparent)))
        offset = (hull.left + int(columns[0]), hull.top + int(rows[0]))
        delay = 10 * (now - self._began)
        parts = GifImagePlugin.getdata(image, offset, duration=delay, transparency=self._transparent, disposal=1)
        self._file.writelines(parts)
        self._written[hull.area] = self._shown[hull.area]
        self._dirty.clear()
        self._began = now
