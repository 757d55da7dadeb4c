"""Pictures as vectors enter, a PDF file leaves, and what it says of itself is read from it again."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from render.formats import Facts, Reel

if TYPE_CHECKING:
    from render.drawing.vectors import Vectors
    from render.timeline.moments import Moment

ENTRY = rb"/%s \(((?:[^\\()]|\\.)*)\)"
"""A literal string in the document information dictionary, ISO 32000-1, 7.3.4.2 and 14.3.3."""


def save(path: Path, vectors: "Vectors", moments: "Iterable[Moment]", reel: Reel) -> None:
    """Write a page for each of `moments`, with texts that can be searched, in the film's typefaces."""
    about = {
        "Title": reel.title,
        "Subject": reel.description.long,
        "Keywords": reel.stamp,
        "Creator": "gradreel",
    }
    path.write_bytes(vectors.pdf(moments, about))


def keywords(path: Path) -> str | None:
    """Return the keywords, or None."""
    try:
        found = re.search(ENTRY % b"Keywords", path.read_bytes(), re.DOTALL)
    except OSError:
        return None
    return re.sub(rb"\\(.)", rb"\1", found[1], flags=re.DOTALL).decode("ascii", "replace") if found else None


def end(seal: str) -> bytes:
    """Return a comment with the `seal` of the file; of what comes after its end, the last line is looked for."""
    return f"%{seal}\n%%EOF\n".encode()


def facts(path: Path) -> Facts:
    """Return how many pages there are."""
    content = path.read_bytes()
    return Facts(bytes=len(content), frames=len(re.findall(rb"/Type /Page\b", content)))
