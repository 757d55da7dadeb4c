"""A WebM file enters; the video that it holds leaves, if it is whole, or the texts that it carries.

Elements are those of RFC 9559, in the notation of RFC 8794 (EBML): an ID, a length, content.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from render.formats.encoders.container import DamagedError, Video

EBML, SEGMENT, CLUSTER, CUES, TAGS, TAG, SIMPLE_TAG = (
    *(0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1C53BB6B),
    *(0x1254C367, 0x7373, 0x67C8),
)
TAG_NAME, TAG_STRING, INFO, TITLE, TIMESTAMP_SCALE, DURATION = 0x45A3, 0x4487, 0x1549A966, 0x7BA9, 0x2AD7B1, 0x4489
TRACKS, TRACK, CODEC, PICTURE, WIDTH, HEIGHT, ALPHA_MODE = 0x1654AE6B, 0xAE, 0x86, 0xE0, 0xB0, 0xBA, 0x53C0
SIMPLE_BLOCK, BLOCK_GROUP, BLOCK = 0xA3, 0xA0, 0xA1
PARENTS = {SEGMENT, TAGS, TAG, INFO, TRACKS, TRACK, PICTURE, CLUSTER, BLOCK_GROUP}
"""Elements whose content is looked into."""
DEEPEST = 5
"""Elements in one another that are looked into: a segment's tracks' track's picture's size is the last."""
NANOSECONDS = 1_000_000
"""Of the unit of time, unless the file says otherwise."""


class Element(NamedTuple):
    """An element: its ID, and where in the file its content begins and ends."""

    id: int
    begins: int
    ends: int


def texts(path: Path) -> dict[str, str]:
    """Return the title and the tags of the film at `path`, by their names in capitals; of one cut short, none."""
    found: dict[str, str] = {}
    with path.open("rb") as file:
        try:
            for element in _all(file, 0, path.stat().st_size, PARENTS - {CLUSTER}):
                if element.id == TITLE:
                    found["TITLE"] = _text(file, element)
                elif element.id == SIMPLE_TAG:
                    parts = dict.fromkeys((TAG_NAME, TAG_STRING), "")
                    for inner in _elements(file, element.begins, element.ends):
                        if inner.id in parts:
                            parts[inner.id] = _text(file, inner)
                    found.setdefault(parts[TAG_NAME].upper(), parts[TAG_STRING])
        except DamagedError:
            return {}
    return found


def video(path: Path) -> Video:
    """Return the one video of the WebM at `path`. Raises DamagedError, and OSError when it cannot be read.

    Each element ends where the one around it ends, and each block begins as a frame of VP9 does.
    """
    with path.open("rb") as file:
        elements = list(_all(file, 0, path.stat().st_size, PARENTS))
        ids = [element.id for element in elements]
        if ids[:1] != [EBML] or ids.count(SEGMENT) != 1 or ids.count(TRACK) != 1:
            raise DamagedError("is not a whole WebM")
        first = {element.id: element for element in reversed(elements)}
        frames = [_frame(file, element) for element in elements if element.id in {SIMPLE_BLOCK, BLOCK}]
        if not {CODEC, WIDTH, HEIGHT, DURATION, CUES} <= first.keys() or not frames:
            raise DamagedError("lacks some of what tells how to play it")
        if _text(file, first[CODEC]) != "V_VP9":
            raise DamagedError("is not of VP9")
        scale = _integer(file, first[TIMESTAMP_SCALE]) if TIMESTAMP_SCALE in first else NANOSECONDS
        alpha = ALPHA_MODE in first and _integer(file, first[ALPHA_MODE]) == 1
        return Video(
            size=(_integer(file, first[WIDTH]), _integer(file, first[HEIGHT])),
            frames=len(frames),
            seconds=_float(file, first[DURATION]) * scale / 1e9,
            codec=f"vp9 (Profile {frames[0]})",
            # Of VP9 the opacity is a stream beside the colours; other profiles have more colours, or more bits.
            pixels=("yuva420p" if alpha else "yuv420p") if frames[0] == 0 else f"of profile {frames[0]}",
            index_first=ids.index(CUES) < ids.index(CLUSTER),
        )


def lengthen_segment(path: Path, more: int) -> None:
    """Say in the WebM at `path`, which ends with its segment, that so many bytes follow in it."""
    with path.open("r+b") as file:
        segment = next(each for each in _elements(file, 0, path.stat().st_size) if each.id == SEGMENT)
        # ffmpeg, which has to come back to it itself, gives the length all of its eight bytes: 1, then 56 bits.
        file.seek(segment.begins - 8)
        file.write((1 << 56 | segment.ends - segment.begins + more).to_bytes(8))


def _frame(file: BinaryIO, block: Element) -> int:
    """Return the profile of the frame in a block (VP9 Bitstream Specification, 6.2), which begins with a marker."""
    file.seek(block.begins)
    _number(file)
    head = file.read(4)
    if file.tell() > block.ends or len(head) < 4 or head[3] >> 6 != 0b10:
        raise DamagedError("has a frame that is no picture")
    return head[3] >> 5 & 1 | head[3] >> 3 & 2


def _all(file: BinaryIO, begins: int, ends: int, parents: set[int], deep: int = DEEPEST) -> Iterator[Element]:
    """Yield the elements between two places in the file; the content of `parents` follows them."""
    for element in _elements(file, begins, ends):
        yield element
        if element.id in parents and deep > 1:
            yield from _all(file, element.begins, element.ends, parents, deep - 1)


def _elements(file: BinaryIO, begins: int, ends: int) -> Iterator[Element]:
    """Yield the elements between two places in the file. Raises DamagedError if the last one ends elsewhere."""
    while begins < ends:
        file.seek(begins)
        element, length = _number(file, keep_marker=True), _number(file)
        if element is None or length is None:
            raise DamagedError("is not a whole WebM")
        found = Element(element, file.tell(), file.tell() + length)
        if found.ends > ends:
            raise DamagedError("is cut short")
        yield found
        begins = found.ends


def _number(file: BinaryIO, keep_marker: bool = False) -> int | None:
    """Return a number of variable length (RFC 8794, section 4), or None at the end of the file."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    rest = file.read(more)
    head = first[0] if keep_marker else first[0] & (1 << 7 - more) - 1
    return head << 8 * more | int.from_bytes(rest) if len(rest) == more else None


def _content(file: BinaryIO, element: Element, most: int) -> bytes:
    file.seek(element.begins)
    return file.read(min(element.ends - element.begins, most))


def _text(file: BinaryIO, element: Element) -> str:
    return _content(file, element, 1 << 20).decode("utf-8", "replace").rstrip("\0")


def _integer(file: BinaryIO, element: Element) -> int:
    return int.from_bytes(_content(file, element, 8))


def _float(file: BinaryIO, element: Element) -> float:
    content = _content(file, element, 8)
    if len(content) not in {4, 8}:
        raise DamagedError("is not a whole WebM")
    return float(struct.unpack(">f" if len(content) == 4 else ">d", content)[0])
