"""A WebP animation, chunk by chunk: pictures enter and a file leaves; of a file, its chunks leave.

The container is that of RFC 9649, section 2; VP8L, the lossless picture, is libwebp's, through Pillow.
"""

import io
import os
import struct
from collections.abc import Iterator
from typing import IO

from PIL import Image

from render.formats.encoders.patches import Patch

EFFORT = {"method": 4, "quality": 50}
"""On scenes/basic.yaml lesser methods take as long, for files that are 20 % larger; ffmpeg's are as large as these."""
XMP, ALPHA, ANIMATION = 0x04, 0x10, 0x02
REPLACES = 0x02
"""Of a picture: it is not painted over what is there."""


def compressed(patch: Patch) -> tuple[Patch, bytes]:
    """Return `patch` and its chunk VP8L."""
    still = io.BytesIO()
    Image.fromarray(patch.pixels).save(still, "WEBP", lossless=True, **EFFORT)
    return patch, still.getvalue()[12:]


def begin(file: IO[bytes], size: tuple[int, int], plays: int | None) -> None:
    """Write all that comes before the first picture; `plays` is None for a film that plays forever."""
    file.write(b"RIFF\0\0\0\0WEBP")
    canvas = _three(size[0] - 1) + _three(size[1] - 1)
    _write(file, b"VP8X", struct.pack("<I", XMP | ALPHA | ANIMATION) + canvas)
    # The ground, which viewers may ignore: nothing. Then how often it plays, 0 for without end.
    _write(file, b"ANIM", struct.pack("<IH", 0, plays or 0))


def add(file: IO[bytes], patch: Patch, picture: bytes) -> None:
    """Write a picture; its times are in whole milliseconds of the film's clock."""
    rect, lasts = patch.rect, round(1000 * patch.end) - round(1000 * patch.start)
    edges = (rect.left // 2, rect.top // 2, rect.right - rect.left - 1, rect.bottom - rect.top - 1)
    head = b"".join(map(_three, (*edges, lasts))) + bytes([0 if patch.over else REPLACES])
    _write(file, b"ANMF", head + picture)


def end(file: IO[bytes], xmp: bytes) -> None:
    """Write the metadata and the length of all."""
    _write(file, b"XMP ", xmp)
    length = file.tell()
    file.seek(4)
    file.write(struct.pack("<I", length - 8))


def chunks(file: IO[bytes], head: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name of each chunk and what it begins with, `head` bytes, but all of XMP.

    Raises ValueError for what is no WebP file, or is cut short.
    """
    length = max(8, file.seek(0, os.SEEK_END))
    file.seek(0)
    if file.read(12) != b"RIFF" + struct.pack("<I", length - 8) + b"WEBP":
        raise ValueError("not a whole WebP file")
    while len(name := file.read(8)) == 8:
        length = int.from_bytes(name[4:], "little")
        begins = file.tell()
        yield name[:4], file.read(length if name[:4] == b"XMP " else min(head, length))
        file.seek(begins + length + length % 2)


def _write(file: IO[bytes], name: bytes, content: bytes) -> None:
    file.write(name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2))


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
