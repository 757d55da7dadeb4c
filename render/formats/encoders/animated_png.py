"""An animated PNG, chunk by chunk: pictures enter and a file leaves; of a file, its chunks leave.

The format is that of the PNG specification, third edition (W3C, 2025), 11.3.6.
"""

import struct
import zlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO, Self

import numpy as np
from PIL.PngImagePlugin import PngInfo, putchunk

from render.formats.encoders.patches import Patch

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 6
"""Of zlib. Most of a patch is transparent, which no filter makes better: with Pillow's choice of filters files are 10 %
larger and take half as long again; ffmpeg's are 20 % larger and take ten times as long.
"""
LONGEST = 65_535
RGBA = 6
KEEP, REPLACES, OVER = 0, 0, 1


def compressed(patch: Patch) -> tuple[Patch, bytes]:
    """Return `patch` and its rows, unfiltered, in one stream of zlib."""
    height, width = patch.pixels.shape[:2]
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[:, 1:] = patch.pixels.reshape(height, 4 * width)
    return patch, zlib.compress(rows.tobytes(), LEVEL)


class Writer:
    """Writes the chunks of an animation into `file`; how many frames it has is written in the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._frames = self._sequence = 0

    def begin(self, size: tuple[int, int], plays: int | None, info: PngInfo) -> Self:
        """Write all that comes before the first picture; `plays` is None for a film that plays forever."""
        self._plays = plays or 0
        self._file.write(SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, RGBA, 0, 0, 0))
        self._counts = self._file.tell()
        self._count()
        for name, content, *_ in info.chunks:
            self._chunk(name, content)
        return self

    def add(self, patch: Patch, picture: bytes) -> None:
        """Write a picture and its time, exact as a fraction."""
        rect = patch.rect
        lasts = max(patch.end - patch.start, 1 / LONGEST)
        delay = Fraction(min(lasts, LONGEST)).limit_denominator(max(1, min(LONGEST, int(LONGEST / lasts))))
        place = rect.right - rect.left, rect.bottom - rect.top, rect.left, rect.top
        blend = OVER if patch.over else REPLACES
        control = struct.pack(">IIIIHHBB", *place, delay.numerator, delay.denominator, KEEP, blend)
        self._chunk(b"fcTL", self._next() + control)
        # The first picture is also what those see that know nothing of animations.
        self._chunk(*((b"fdAT", self._next() + picture) if self._frames else (b"IDAT", picture)))
        self._frames += 1

    def end(self) -> None:
        """Write the end, and how many frames there are."""
        self._chunk(b"IEND", b"")
        self._file.seek(self._counts)
        self._count()

    def _count(self) -> None:
        self._chunk(b"acTL", struct.pack(">II", self._frames, self._plays))

    def _next(self) -> bytes:
        self._sequence += 1
        return struct.pack(">I", self._sequence - 1)

    def _chunk(self, name: bytes, content: bytes) -> None:
        putchunk(self._file, name, content)


def chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of the chunks IHDR, acTL and fcTL of the file at `path`. Raises ValueError."""
    with path.open("rb") as file:
        if file.read(8) != SIGNATURE:
            raise ValueError("not a PNG file")
        while len(head := file.read(8)) == 8:
            begins, length = file.tell(), int.from_bytes(head[:4])
            if head[4:] in {b"IHDR", b"acTL", b"fcTL"}:
                yield head[4:], file.read(length)
            file.seek(begins + length + 4)
