"""WebVTT: what is said in a film, as subtitles for browsers; nothing is drawn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render.formats import JOINER, STAMP, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame

ARROW = "-->"
"""Stands where times are meant, and nowhere else; a stamp never has one."""
APART = f"-{JOINER}->"
"""What looks like it in a note, which has no escapes."""


class Vtt(Format):
    """Subtitles for web pages (WebVTT): captions and the words of beats.

    A film that has neither is told by its description.
    """

    kind: Literal["vtt"] = "vtt"
    suffix: ClassVar[str] = ".vtt"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = None
    is_text: ClassVar[bool] = True

    def stamp(self, path: Path) -> str | None:
        """Return the note that begins like a stamp."""
        try:
            with path.open(encoding="utf-8") as file:
                note = next((line for line in file if line.startswith(f"NOTE {STAMP}")), None)
        except (OSError, ValueError):
            return None
        return note and note.removeprefix("NOTE ").rstrip("\n")

    def end(self, seal: str) -> bytes:
        """Return a note."""
        return f"\nNOTE {seal}\n".encode()

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Write the title, notes with what the film was made from and shows, and the cues.

        The stamp comes first: no other text can be taken for it.
        """
        from render.formats.encoders.cues import clock, cues_of

        title, alt = (text.replace(ARROW, APART) for text in (reel.title, reel.description.alt))
        blocks = [f"WEBVTT - {title}", f"NOTE {reel.stamp}", f"NOTE {alt}"]
        blocks += [
            f"{clock(cue.start, '.')} {ARROW} {clock(cue.end, '.')}\n{_escaped(cue.text)}" for cue in cues_of(reel)
        ]
        path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8", newline="\n")
        yield lambda frame: None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
