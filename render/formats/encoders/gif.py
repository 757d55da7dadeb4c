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
from render.formats.encoders.palette import Palette, distance, packed

SHORTEST = 2
"""Centiseconds; browsers slow down frames that are shorter."""
GAP = 16
"""Fewer unchanged pixels than these, between changed ones, are stored again: LZW finds longer matches without holes."""
NOTHING = 1 << 24
"""Is no colour."""
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

    def begin(
        self, palette: Palette | None, colors: int, size: tuple[int, int], plays: int | None, comment: str
    ) -> None:
        """Write the header of a picture of `size` (width, height) with `palette`, of less than `colors` colours.

        Without a palette, each frame brings its own, and mends the pixels that earlier ones had no colour for.
        """
        self._palette, self._most = palette, colors - 1
        rgb = palette.rgb if palette else bytes(3)
        info: dict[str, Any] = {"comment": comment.encode()}
        if plays != 1:
            info["loop"] = 0 if plays is None else plays - 1
        blank = Image.new("P", size)
        blank.putpalette(rgb + bytes(3))
        self._file.writelines(GifImagePlugin.getheader(blank, rgb + bytes(3), {"optimize": False, **info})[0])
        self._width = size[0]
        self._drawn = np.full(size[::-1], NOTHING, np.uint32)
        self._shown = self._drawn.ravel().copy()
        self._changed: list[NDArray[np.intp]] = []
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
            rows, columns = np.nonzero(colors != self._drawn[rect.area])
            if len(rows):
                new.append(((rows + rect.top) * self._width + columns + rect.left, colors[rows, columns]))
        if new and now - self._began >= SHORTEST:
            self._flush(now)
        for places, colors in new:
            self._drawn.ravel()[places] = colors
            self._changed.append(places)

    def close(self) -> None:
        """Write the last frame and the trailer."""
        if not self._file.closed and self._elapsed:
            self._flush(max(round(100 * self._elapsed), self._began + SHORTEST))
            self._file.write(b";")
        super().close()

    def _flush(self, now: int) -> None:
        """Write what was drawn, until `now` in centiseconds, as changes to what is shown."""
        drawn, shown = self._drawn.ravel(), self._shown
        if self._palette:
            palette = self._palette
            places = np.sort(np.concatenate([np.empty(0, np.intp), *self._changed]), kind="stable")
            places = places[np.diff(places, prepend=-1) > 0]
        else:
            places = np.flatnonzero(drawn != shown)
            palette = Palette.of_frame(drawn[places], self._most)
        self._changed.clear()
        nearest = palette.colors[palette.indices(drawn[places])]
        before, wanted = shown[places], drawn[places]
        better = (before == NOTHING) | (distance(nearest, wanted) < distance(before, wanted))
        places = places[better]
        shown[places] = nearest[better]
        holes = _small_holes(places)
        stored = np.concatenate([places, holes[palette.known(shown[holes])]])
        rows, columns = np.divmod(stored, self._width)
        # Of what the palette has no colour for, one pixel that stays as it is: its time has to pass all the same.
        left, top = int(columns.min(initial=self._width - 1)), int(rows.min(initial=len(self._drawn) - 1))
        width, height = int(columns.max(initial=left)) + 1 - left, int(rows.max(initial=top)) + 1 - top
        transparent = len(palette.colors)
        # Codes begin as short as the number of colours allows.
        bits = max(2, transparent.bit_length())
        image = np.full((height, width), transparent, np.uint8)
        image[rows - top, columns - left] = palette.indices(shown[stored])
        table = b"" if self._palette else palette.rgb.ljust(3 << bits, bytes(1))
        local = 0x80 | bits - 1 if table else 0
        self._file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, KEEP << 2 | 1, now - self._began, transparent, 0))
        self._file.write(struct.pack("<BHHHHB", 0x2C, left, top, width, height, local) + table + bytes([bits]))
        self._file.write(Image.fromarray(image).tobytes("gif", "L", bits, 0) + bytes(1))
        self._began = now


def _small_holes(places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return what lies between `places` (n,), in order, where it is less than GAP pixels."""
    steps = np.diff(places)
    small = np.flatnonzero((steps > 1) & (steps <= GAP))
    lengths = steps[small] - 1
    ends = np.cumsum(lengths)
    return np.repeat(places[small] + 1 - (ends - lengths), lengths) + np.arange(lengths.sum())
