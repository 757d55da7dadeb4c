"""Files enter, and get an end with the checksum of all that comes before it; whether they still match it leaves.

The checksum is XXH3 of 128 bits: no accident gets past it, and it is as fast as files are read. It keeps no forger
away, as no checksum does that stands beside what it is of: that is what `render verify` is for.
"""

import os
from collections.abc import Callable
from pathlib import Path

import xxhash

from render.files import contents
from render.systems import with_unix_breaks

CHUNK = 1 << 20
WORD = "xxh3-128:"
"""How a seal begins, so that others know what it is."""
UNSEALED = WORD + "0" * 32
"""What stands in the place of a seal until all else is written."""

End = Callable[[str], bytes]
"""Returns what a file ends with, given its seal."""


def seal_of(*parts: bytes | memoryview) -> str:
    """Return the seal of all `parts`, one after the other."""
    found = xxhash.xxh3_128()
    for part in parts:
        found.update(part)
    return WORD + found.hexdigest()


def seal_of_file(path: Path, but: int = 0) -> tuple[str, bytes]:
    """Return the seal of the file at `path` without its last bytes, as many as `but` says, and these.

    Raises OSError, at once for what is no file.
    """
    contents(path, 0)
    found = xxhash.xxh3_128()
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size - but
        while left > 0 and (part := file.read(min(CHUNK, left))):
            found.update(part)
            left -= len(part)
        return WORD + found.hexdigest(), file.read(but + 1)


def seal(path: Path, end: End, text: bool, replaced: int = 0) -> None:
    """Write an `end` in the place of the last bytes of the file at `path`, as many as `replaced` says.

    Of a `text`, all kinds of line breaks are the same.
    """
    made, _ = seal_of_file(path, replaced) if not text else (seal_of(lines(path)), b"")
    with path.open("r+b") as file:
        file.seek(-replaced, os.SEEK_END)
        file.write(end(made))


def is_sealed(path: Path, end: End, text: bool) -> bool:
    """Return whether the file at `path` has the `end` that it got, and all else is as it was then."""
    length = len(end(UNSEALED))
    try:
        if text:
            content = lines(path)
            return content[-length:] == end(seal_of(content[:-length]))
        made, last = seal_of_file(path, length)
    except OSError:
        return False
    return last == end(made)


def lines(path: Path) -> bytes:
    """Return the bytes of a text as Unix has it: git, for one, writes others on Windows."""
    return with_unix_breaks(contents(path, path.stat().st_size))
