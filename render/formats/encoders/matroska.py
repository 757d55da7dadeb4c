"""A WebM file enters; the texts that it carries leave, and whether its index comes first.

Elements are those of RFC 9559, in the notation of RFC 8794 (EBML): an ID, a length, content.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

SEGMENT, CLUSTER, CUES, TAGS, TAG, SIMPLE_TAG = 0x18538067, 0x1F43B675, 0x1C53BB6B, 0x1254C367, 0x7373, 0x67C8
TAG_NAME, TAG_STRING, INFO, TITLE = 0x45A3, 0x4487, 0x1549A966, 0x7BA9
PARENTS = {SEGMENT, TAGS, TAG, INFO}
"""Elements whose content is looked into."""


def texts(path: Path) -> dict[str, str]:
    """Return the title and the tags of the film at `path`, by their names in capitals, as far as they can be read."""
    found: dict[str, str] = {}
    with path.open("rb") as file:
        for element, length in _elements(file, path.stat().st_size):
            if element == TITLE:
                found["TITLE"] = _text(file, length)
            elif element == SIMPLE_TAG:
                parts = dict.fromkeys((TAG_NAME, TAG_STRING), "")
                for inner, size in _elements(file, file.tell() + length):
                    if inner in parts:
                        parts[inner] = _text(file, size)
                found.setdefault(parts[TAG_NAME].upper(), parts[TAG_STRING])
    return found


def index_first(path: Path) -> bool:
    """Return whether the index (Cues) of the film at `path` comes before its pictures (Cluster)."""
    with path.open("rb") as file:
        ids = [element for element, _ in _elements(file, path.stat().st_size) if element in {CUES, CLUSTER}]
    return ids[:1] == [CUES]


def _elements(file: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    """Yield ID and length of each element up to `end`, with `file` at its content; parents' content follows them.

    What is longer than the file, as one that was cut short is, ends it.
    """
    while file.tell() < end:
        element, length = _number(file, keep_marker=True), _number(file)
        if element is None or length is None:
            return
        begins = file.tell()
        if begins + length > end:
            return
        yield element, length
        file.seek(begins if element in PARENTS else begins + length)


def _number(file: BinaryIO, keep_marker: bool = False) -> int | None:
    """Return a number of variable length (RFC 8794, section 4), or None at the end of the file."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    rest = file.read(more)
    head = first[0] if keep_marker else first[0] & (1 << 7 - more) - 1
    return head << 8 * more | int.from_bytes(rest) if len(rest) == more else None


def _text(file: BinaryIO, length: int) -> str:
    return file.read(min(length, 1 << 20)).decode("utf-8", "replace").rstrip("\0")
