"""Pixels and texts enter, PNG files leave, and the texts are read from them again."""

import os
import zlib
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from render.formats import Reel

END = bytes(4) + b"IEND\xaeB`\x82"
"""The last chunk of every PNG."""


def end(seal: str) -> bytes:
    """Return a text chunk with the `seal` of the film, and the last chunk."""
    chunk = b"tEXtSeal\0" + seal.encode()
    return (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + END


def texts(reel: Reel) -> PngInfo:
    """Return the text chunks with the title, what the film shows and what it was made from.

    Their keywords are those of the PNG specification (third edition, 11.3.3.2).
    """
    info = PngInfo()
    info.add_itxt("Title", reel.title)
    info.add_itxt("Description", reel.description.alt, lang=reel.language.tag)
    info.add_text("Comment", reel.stamp)
    return info


def comment(path: Path) -> str | None:
    """Return the text chunk Comment of the file at `path`, or None if it is no PNG, or cut short."""
    try:
        with path.open("rb") as file:
            file.seek(-len(END), os.SEEK_END)
            if file.read() != END:
                return None
        with Image.open(path, formats=["PNG"]) as image:
            return str(image.info.get("Comment", ""))
    except (OSError, SyntaxError, ValueError):
        return None


def save(file: Path | IO[bytes], pixels: NDArray[np.uint8], transparent: bool, info: PngInfo | None = None) -> None:
    """Save `pixels` (height, width, 4), RGBA: RGB only, unless the picture is `transparent`."""
    shown = pixels if transparent else pixels[:, :, :3]
    Image.fromarray(shown).save(file, "PNG", pnginfo=info)


def size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels of the PNG at `path`."""
    with Image.open(path, formats=["PNG"]) as image:
        return image.size
