"""A streaming GIF writer for imageio: frames enter one by one, and only what changed is stored."""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from imageio.core.request import Request
from imageio.core.v3_plugin_api import PluginV3
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from render.drawing.frame import Rect
from render.formats.encoders.palette import Palette, packed

SHORTEST = 2
"""Centiseconds; browsers slow down frames that are shorter."""
GAP = 16
"""Fewer unchanged pixels than these, between changed ones, are stored again: LZW finds longer matches without holes."""
KEEP = 1
"""What happens to a picture when the next one comes: it stays."""


class GifWriter(PluginV3):
    """An imageio plugin; give the class to `imageio.v3.imopen(path, "w", plugin=GifWriter)`.

    A frame is written when the next one comes, as its time on the screen is known by then. The format is that of
    CompuServe's "Graphics Interchange Format, Version 89a" (1990); LZW is Pillow's.
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
        # Codes begin as short as the number of colours allows.
        self._bits = max(2, self._transparent.bit_length())
        info: dict[str, Any] = {"comment": comment.encode()}
        if plays != 1:
            info["loop"] = 0 if plays is None else plays - 1
        blank = Image.new("P", size)
        blank.putpalette(palette.rgb + bytes(3))
        self._file.writelines(GifImagePlugin.getheader(blank, palette.rgb + bytes(3), {"optimize": False, **info})[0])
        self._width = size[0]
        shape = size[1], size[0]
        self._drawn = np.full(shape, 1 << 24, np.uint32)
        self._shown = np.full(shape, self._transparent, np.uint8)
        self._written = self._shown.copy()
        self._dirty: list[Rect] = []
        self._began = 0

    def write(self, ndimage: NDArray[np.uint8], changed: Sequence[Rect], seconds: float) -> None:  # type: ignore[override]
        """Add a frame (height, width, 4), RGBA, that differs from the one before only in the rectangles `changed`.

        A frame that would be shown for less than 2 centiseconds gives way to the next one.
        """
        now = round(100 * self._elapsed)
        self._elapsed += seconds
        new = []
        for rect in changed:
            colors = packed(ndimage[rect.area])
            different = colors != self._drawn[rect.area]
            if different.any():
                new.append((rect, different, colors[different]))
        if new and now - self._began >= SHORTEST:
            self._flush(now)
        for rect, different, colors in new:
            self._drawn[rect.area][different] = colors
            self._shown[rect.area][different] = self._palette.indices(colors)
            self._dirty.append(rect)

    def close(self) -> None:
        """Write the last frame and the trailer."""
        if not self._file.closed and self._elapsed:
            self._flush(max(round(100 * self._elapsed), self._began + SHORTEST))
            self._file.write(b";")
        super().close()

    def _flush(self, now: int) -> None:
        """Write what is shown, until `now` in centiseconds, as changes to what is written."""
        found = []
        for rect in self._dirty:
            rows, columns = np.nonzero(self._shown[rect.area] != self._written[rect.area])
            found.append((rows + rect.top) * self._width + columns + rect.left)
            self._written[rect.area] = self._shown[rect.area]
        self._dirty.clear()
        changed = np.sort(np.concatenate(found), kind="stable") if found else np.empty(0, np.intp)
        if not len(changed):
            return
        steps = np.diff(changed)
        small = np.flatnonzero((steps > 1) & (steps <= GAP))
        lengths = steps[small] - 1
        ends = np.cumsum(lengths)
        holes = np.repeat(changed[small] + 1 - (ends - lengths), lengths) + np.arange(lengths.sum())
        stored = np.concatenate([changed, holes])
        rows, columns = np.divmod(stored, self._width)
        left, top = int(columns.min()), int(rows.min())
        width, height = int(columns.max()) + 1 - left, int(rows.max()) + 1 - top
        image = np.full((height, width), self._transparent, np.uint8)
        image[rows - top, columns - left] = self._shown.ravel()[stored]
        self._file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, KEEP << 2 | 1, now - self._began, self._transparent, 0))
        self._file.write(struct.pack("<BHHHHBB", 0x2C, left, top, width, height, 0, self._bits))
        self._file.write(Image.fromarray(image).tobytes("gif", "L", self._bits, 0) + bytes(1))
        self._began = now
