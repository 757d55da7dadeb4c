"""An MP4 file enters, the video that it holds leaves, if all that it says of its frames is there.

Boxes are those of ISO/IEC 14496-12 (4.2: a length, a kind, content), AVC's those of ISO/IEC 14496-15 (5.3).
"""

import struct
from collections.abc import Iterator
from itertools import islice, repeat
from pathlib import Path
from typing import BinaryIO

from render.formats.encoders.container import DamagedError, Video

ENTRY = 78
"""Bytes of a picture's sample entry before the boxes in it."""
PROFILES = {66: "Baseline", 77: "Main", 88: "Extended", 100: "High", 110: "High 10", 122: "High 4:2:2"}
PLAIN = {66, 77, 88}
"""Profiles whose pictures are always yuv420p: their parameters do not say so."""
Boxes = dict[bytes, memoryview]


def video(path: Path) -> Video:
    """Return the one video of the MP4 at `path`. Raises DamagedError, and OSError when it cannot be read.

    Each box ends where the one around it ends, each frame lies where the index says, and is a chain of whole NAL units.
    """
    with path.open("rb") as file:
        top = list(_top(file, path.stat().st_size))
        kinds = [kind for kind, _, _ in top]
        if kinds[:1] != [b"ftyp"] or kinds.count(b"moov") != 1 or b"mdat" not in kinds:
            raise DamagedError("is not a whole MP4")
        begins, ends = next((begins, ends) for kind, begins, ends in top if kind == b"moov")
        file.seek(begins)
        pictures = [(begins, ends) for kind, begins, ends in top if kind == b"mdat"]
        try:
            return _video(file, memoryview(file.read(ends - begins)), pictures, kinds)
        except (struct.error, LookupError, ValueError):
            raise DamagedError("has an index that cannot be read") from None


def _video(file: BinaryIO, moov: memoryview, pictures: list[tuple[int, int]], kinds: list[bytes]) -> Video:
    tracks = [content for kind, content in _boxes(moov) if kind == b"trak"]
    if len(tracks) != 1:
        raise DamagedError(f"has {len(tracks)} tracks, not one")
    media = _inside(_inside(tracks[0])[b"mdia"])
    table = _inside(_inside(media[b"minf"])[b"stbl"])
    (entry,) = _boxes(table[b"stsd"][8:])
    if entry[0] != b"avc1":
        raise DamagedError("is not of H.264")
    width, height = struct.unpack_from(">HH", entry[1], 24)
    settings = _inside(entry[1][ENTRY:])[b"avcC"]
    sizes = list(_sizes(table[b"stsz"], sum(ends - begins for begins, ends in pictures)))
    times = list(struct.iter_unpack(">II", _counted(table[b"stts"], 8)))
    if sum(count for count, _ in times) != len(sizes):
        raise DamagedError("has more frames than times, or fewer")
    for at, size in _places(table, sizes):
        if not any(begins <= at and at + size <= ends for begins, ends in pictures):
            raise DamagedError("lacks some of its frames")
        _look_at_units(file, at, size, 1 + (settings[4] & 3))
    scale = struct.unpack_from(">I", media[b"mdhd"], 20 if media[b"mdhd"][0] else 12)[0]
    return Video(
        size=(width, height),
        frames=len(sizes),
        seconds=sum(count * delta for count, delta in times) / max(1, scale),
        codec=f"h264 ({PROFILES.get(settings[1], settings[1])})",
        pixels=_pixels(settings),
        index_first=kinds.index(b"moov") < kinds.index(b"mdat"),
    )


def _top(file: BinaryIO, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, begin and end of the content of each box of the file, which is `end` bytes long."""
    at = 0
    while at < end:
        file.seek(at)
        head = file.read(16)
        size, kind, begins = int.from_bytes(head[:4]), head[4:8], at + 8
        if size == 1:
            size, begins = int.from_bytes(head[8:]), at + 16
        if at + size < begins or at + size > end:
            raise DamagedError("is cut short" if at else "is not a whole MP4")
        yield kind, begins, at + size
        at += size


def _boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield kind and content of each box in one that is in memory."""
    while content:
        size = int.from_bytes(content[:4])
        if not 8 <= size <= len(content):
            raise ValueError("a box ends after the one around it")
        yield bytes(content[4:8]), content[8:size]
        content = content[size:]


def _inside(content: memoryview) -> Boxes:
    return dict(_boxes(content))


def _counted(content: memoryview, width: int) -> memoryview:
    """Return the rows, each `width` bytes, of a table that begins with their number."""
    count = int.from_bytes(content[4:8])
    if len(content) != 8 + width * count:
        raise ValueError("a table has other rows than it says")
    return content[8:]


def _sizes(stsz: memoryview, most: int) -> Iterator[int]:
    """Yield the bytes of each frame; all of them together have `most` bytes at most."""
    each, count = struct.unpack_from(">II", stsz, 4)
    if not each:
        yield from (size for (size,) in struct.iter_unpack(">I", _counted(stsz[4:], 4)))
    elif each * count > most:
        raise ValueError("more frames than there is room for")
    else:
        yield from repeat(each, count)


def _places(table: Boxes, sizes: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where in the file each frame begins, and its bytes: frames lie in chunks, one after the other."""
    wide = b"co64" in table
    content = table[b"co64" if wide else b"stco"]
    chunks = [at for (at,) in struct.iter_unpack(">Q" if wide else ">I", _counted(content, 8 if wide else 4))]
    runs = {first: count for first, count, _ in struct.iter_unpack(">III", _counted(table[b"stsc"], 12))}
    rest, count, placed = iter(sizes), 0, 0
    for number, begins in enumerate(chunks, start=1):
        at, count = begins, runs.get(number, count)
        for size in islice(rest, count):
            yield at, size
            at += size
            placed += 1
    if placed != len(sizes):
        raise DamagedError("lacks some of its frames")


def _look_at_units(file: BinaryIO, at: int, size: int, width: int) -> None:
    """Raise DamagedError if a frame is no chain of NAL units, each with its length in `width` bytes before it."""
    end = at + size
    while at < end:
        file.seek(at)
        at += width + (length := int.from_bytes(file.read(width)))
        if not length or at > end:
            raise DamagedError("has a frame that is no picture")
    if not size:
        raise DamagedError("has a frame that is no picture")


def _pixels(settings: memoryview) -> str:
    """Return ffmpeg's word for the pixels, from the first sequence parameter set (ITU-T H.264, 7.3.2.1.1)."""
    if settings[1] in PLAIN:
        return "yuv420p"
    bits = f"{int.from_bytes(settings[8 + 4 : 8 + 12]):064b}"
    values = []
    for _ in range(4):
        zeros = bits.index("1")
        values.append(int(bits[zeros : 2 * zeros + 1], 2) - 1)
        bits = bits[2 * zeros + 1 :]
    _, chroma, luma_depth, chroma_depth = values
    word = {0: "gray", 1: "yuv420p", 2: "yuv422p", 3: "yuv444p"}[chroma]
    return word if luma_depth == chroma_depth == 0 else f"{word}{8 + luma_depth}le"
