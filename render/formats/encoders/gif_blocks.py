"""A GIF enters, its comment and how long each of its frames is shown leave: no picture is decoded, nor any library
imported, which would take longer than all else.

The blocks are those of CompuServe's "Graphics Interchange Format, Version 89a" (1990), sections 15 to 27.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

EXTENSION, IMAGE, TRAILER, CONTROL, COMMENT = 0x21, 0x2C, 0x3B, 0xF9, 0xFE


def comment_of(path: Path) -> str:
    """Return the comment before the first frame of the GIF at `path`, or nothing.

    Raises ValueError for another file, or one that is cut short before.
    """
    for label, content in _blocks(path):
        if label == IMAGE:
            return ""
        if label == COMMENT:
            return content.decode("utf-8", "replace")
    return ""


def delays_of(path: Path) -> list[int]:
    """Return the delays of the frames in the GIF at `path`, in centiseconds.

    Raises ValueError for another file, or one that is cut short.
    """
    delays, delay = [], 0
    for label, content in _blocks(path):
        if label == IMAGE:
            delays.append(delay)
        elif label == CONTROL:
            delay = int.from_bytes(content[1:3], "little")
    return delays


def end(seal: str) -> bytes:
    """Return a comment with the `seal` of the film, and the trailer."""
    return bytes([EXTENSION, COMMENT, len(seal)]) + seal.encode() + bytes([0, TRAILER])


def _blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield each extension's label and content, and of each picture that it is there."""
    with path.open("rb") as file:
        try:
            if (head := file.read(13))[:6] != b"GIF89a":
                raise ValueError(f"{path.name} is no GIF")
            _skip_table(file, head[10])
            while (kind := file.read(1)[0]) != TRAILER:
                if kind == IMAGE:
                    _skip_table(file, file.read(9)[8])
                    file.read(1)
                    _data(file)
                    yield IMAGE, b""
                elif kind == EXTENSION:
                    label = file.read(1)[0]
                    yield label, _data(file)
                else:
                    raise ValueError(f"{path.name} is no GIF: it has a block {kind:#x}")
        except IndexError:
            raise ValueError(f"{path.name} is cut short") from None


def _skip_table(file: BinaryIO, packed: int) -> None:
    """Skip the table of colours that `packed` fields speak of, if there is one."""
    if packed & 0x80:
        file.seek(3 << (packed & 7) + 1, 1)


def _data(file: BinaryIO) -> bytes:
    """Read data sub-blocks to their end."""
    blocks = []
    while size := file.read(1)[0]:
        blocks.append(file.read(size))
    return b"".join(blocks)
