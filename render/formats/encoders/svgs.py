"""A picture as vectors enters, an SVG file leaves, and what it says of itself is read from it again."""

import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

from render.formats import Facts, Reel

if TYPE_CHECKING:
    from render.drawing.vectors import Vectors
    from render.timeline.moments import Moment

HEAD = 65_536
"""Bytes at the beginning of a file in which its size and its stamp are found."""


def save(path: Path, vectors: "Vectors", moment: "Moment", reel: Reel) -> None:
    """Write the picture of a `moment`: texts stay texts, set in the film's typefaces, which the file brings along."""
    picture = vectors.background() + "".join(vectors.show(moment))
    width, height = vectors.size
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' xml:lang="{escape(reel.language.tag)}" role="img" aria-label="{escape(reel.description.alt)}">\n'
        f"<title>{escape(reel.title)}</title>\n"
        f"<desc>{escape(reel.description.long)}</desc>\n"
        f"<metadata>{escape(reel.stamp)}</metadata>\n"
        f"<style>{vectors.typefaces()}</style>\n"
        f"<defs>{vectors.shared()}</defs>\n"
        f"{picture}\n</svg>\n",
        encoding="utf-8",
        newline="\n",
    )


def metadata(path: Path) -> str | None:
    """Return the text of the element metadata, or None."""
    try:
        found = re.search(r"<metadata>([^<]*)</metadata>", _head(path))
    except OSError:
        return None
    return unescape(found[1]) if found else None


def end(seal: str) -> bytes:
    """Return a comment with the `seal` of the file."""
    return f"<!--{seal}-->\n".encode()


def facts(path: Path) -> Facts:
    """Return the picture's size."""
    found = re.search(r'<svg [^>]*width="(\d+)" height="(\d+)"', _head(path))
    return Facts(bytes=path.stat().st_size, size=(int(found[1]), int(found[2])) if found else None)


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(HEAD).decode("utf-8", "replace")
