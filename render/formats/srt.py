"""SubRip: what is said in a film, as subtitles for video players and platforms; nothing is drawn."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render import cache
from render.formats import JOINER, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame

TAG = re.compile(r"<(?=[a-zA-Z/!])|\{(?=\\|[CcFfoPSsYy]:)|\\(?=[Nnh])|&(?=#?\w+;)|-(?=->)")
"""What players take for a tag, a style, a line break, an entity or times: ffmpeg's htmlsubtitles.c, libass, VLC.

There is no way to escape it, only to keep its parts apart.
"""


class Srt(Format):
    """Subtitles for players and video sites: captions and the words of beats.

    A film that has neither is told by its description.
    """

    kind: Literal["srt"] = "srt"
    suffix: ClassVar[str] = ".srt"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = None
    unknown: ClassVar[str] = "not known to this cache: an srt file cannot say what it was made from"

    def stamp(self, path: Path) -> str | None:
        """Return the stamp that the cache keeps for these bytes: SubRip has no place for one."""
        return cache.signature(path)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Write the cues, and let the cache keep the stamp."""
        from render.formats.encoders.cues import clock, cues_of

        blocks = [
            f"{number}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n{_plain(cue.text)}"
            for number, cue in enumerate(cues_of(reel), start=1)
        ]
        path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8", newline="\n")
        yield lambda frame: None
        cache.sign(path, reel.stamp)


def _plain(text: str) -> str:
    return TAG.sub(lambda found: found[0] + JOINER, text)
