"""PowerPoint, on Windows, macOS and the web."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from render.formats.mp4 import Mp4
from render.formats.png import Png
from render.targets import EVERYWHERE, Limits, Piece, Shown, Snippet, Target, code_block, markdown
from render.texts import printable


class Steps(Snippet):
    """What to click."""

    suffix: ClassVar[str] = ".md"

    def text(self, film: Shown) -> str:
        """Return the steps, and the alt text to paste."""
        ever = "Loop until Stopped" if film.plays is None else "without a loop, for which PowerPoint has no number"
        name = markdown(printable(film.name))
        return f"""# {markdown(film.title)}, in PowerPoint

1. Insert > Video > This Device: choose {name}.mp4.
2. Video Format > Poster Frame > Image from File: choose {name}.png, so that prints and PDFs show it.
3. Playback > Start: Automatically, and {ever}.
4. Right-click the film > View Alt Text, and paste:

{code_block(film.alt, "   ")}

`render deck` makes slides on which all of this is done.
"""


class PowerPoint(Target):
    """An MP4 that every version plays, a poster, and what to click."""

    kind: Literal["powerpoint"] = "powerpoint"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Mp4()), Piece(Png()), Piece(Steps()))
    # Microsoft Support, "Video and audio file formats supported in PowerPoint", recommends .mp4 with H.264 for all
    # versions; 1280x720 (level 3.1) is what PowerPoint for the web and weak laptops still play without dropped frames.
    accepts: ClassVar[Mapping[str, Limits]] = {"mp4": EVERYWHERE}
