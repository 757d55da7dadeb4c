"""Keynote, on macOS, iOS and the web."""

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
        """Return the steps, and the accessibility description to paste."""
        to = "the end" if film.poster is None else f"{film.poster[1]:.1f} s"
        name = markdown(printable(film.name))
        return f"""# {markdown(film.title)}, in Keynote

1. Drag {name}.mp4 onto the slide.
2. Format > Movie: Repeat: {"Loop" if film.plays is None else "None"}; turn off "Start movie on click".
3. Format > Movie > Poster Frame: drag to {to}, so that prints and PDFs show that frame.
4. Format > Movie > Accessibility Description, paste:

{code_block(film.alt, "   ")}

Where only a picture is wanted, {name}.png is that frame.
"""


class Keynote(Target):
    """An MP4, a poster, and what to click."""

    kind: Literal["keynote"] = "keynote"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Mp4()), Piece(Png()), Piece(Steps()))
    # Apple, "Keynote User Guide", supported media formats: MPEG-4 with H.264. A GIF plays, but cannot be paused.
    accepts: ClassVar[Mapping[str, Limits]] = {"mp4": EVERYWHERE}
