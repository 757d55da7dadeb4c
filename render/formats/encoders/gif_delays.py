"""A GIF enters, how long each of its frames is shown leaves: no picture is decoded, which would take a film's time."""

from pathlib import Path
from typing import BinaryIO

EXTENSION, IMAGE, TRAILER, CONTROL = 0x21, 0x2C, 0x3B, 0xF9


def delays_of(path: Path) -> list[int]:
    """Return the delays of the frames in the GIF at `path`, in centiseconds.

    The blocks are those of CompuServe's "Graphics Interchange Format, Version 89a" (1990), sections 15 to 27. Raises
    ValueError for a file that is cut short.
    """
    delays, delay = [], 0
    with path.open("rb") as file:
        try:
            _skip_table(file, file.read(13)[10])
            while (kind := file.read(1)[0]) != TRAILER:
                if kind == IMAGE:
                    _skip_table(file, file.read(9)[8])
                    file.read(1)
                    _blocks(file)
                    delays.append(delay)
                elif kind == EXTENSION:
                    label, blocks = file.read(1)[0], _blocks(file)
                    delay = int.from_bytes(blocks[1:3], "little") if label == CONTROL else delay
                else:
                    raise ValueError(f"{path.name} is no GIF: it has a block {kind:#x}")
        except IndexError:
            raise ValueError(f"{path.name} is cut short") from None
    return delays


def _skip_table(file: BinaryIO, packed: int) -> None:
    """Skip the table of colours that `packed` fields speak of, if there is one."""
    if packed & 0x80:
        file.seek(3 << (packed & 7) + 1, 1)


def _blocks(file: BinaryIO) -> bytes:
    """Read data sub-blocks to their end, and return the first one."""
    first = b""
    while size := file.read(1)[0]:
        block = file.read(size)
        first = first or block
    return first
