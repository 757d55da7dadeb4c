"""WebM: VP9, a video for browsers that can be transparent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field

from render.formats import Facts, Format, Reel
from render.formats.encoders.sizes import check_even
from render.seals import UNSEALED

if TYPE_CHECKING:
    from render.drawing.frame import Frame

APART = 250
"""Frames from one that stands alone, which the index names, to the next."""
VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "4", "-b:v", "0", "-g", str(APART)]
"""On scenes/basic.yaml, with crf 36: structural similarity 0.9974 and 45.9 dB, where mp4 has 0.9970 and 44.5 dB, in
0.8 s. The search of deadline good takes six times as long for a quarter less bytes.
"""
HEAD, ENTRY = 64, 32
"""Bytes of an index, and of a frame in it, at most."""
SAME = ["-row-mt", "0", "-threads", "4", "-flags:v", "+bitexact"]
"""Threads for the tiles of large pictures do not change the bytes; those for rows (row-mt) do."""


class WebM(Format):
    """A video for pages, with a transparent ground if it is wanted.

    VP9, yuv420p with the index first; on a transparent ground yuva420p, which browsers show through.
    """

    kind: Literal["webm"] = "webm"
    suffix: ClassVar[str] = ".webm"
    is_film: ClassVar[bool] = True
    alpha: ClassVar[bool | None] = True
    crf: Annotated[int, Field(ge=0, le=63, description="how coarse: 30 is very fine, 48 visibly coarse")] = 36

    def end(self, seal: str) -> bytes:
        """Return an element Void, which players skip: RFC 8794, 11.3.2."""
        return bytes([0xEC, 0x80 | len(seal)]) + seal.encode()

    def seal(self, path: Path) -> None:
        """Make room in the segment, in which players look for all that is there, and seal the file."""
        from render.formats.encoders import matroska

        matroska.lengthen_segment(path, len(self.end(UNSEALED)))
        super().seal(path)

    def coarser(self, steps: int) -> Self:
        """Raise the constant rate factor; the bytes of flat films fall by a quarter for 6 of it."""
        return self.model_copy(update={"crf": min(63, self.crf + steps)})

    def check(self, size: tuple[int, int]) -> None:
        """Refuse odd sizes: yuv420p keeps one colour for two by two pixels."""
        check_even(self.kind, size)

    def stamp(self, path: Path) -> str | None:
        """Return the tag COMMENT."""
        from render.formats.encoders import matroska

        try:
            return matroska.texts(path).get("COMMENT")
        except OSError:
            return None

    def facts(self, path: Path) -> Facts:
        """Return what the file says of its video."""
        from render.formats.encoders.probe import probe

        return probe(path)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Stream raw frames to ffmpeg; a moment becomes as many frames as its time on the film's clock holds."""
        from render.formats.encoders.video import filming

        # Frames that are never shown, which libvpx makes to look ahead, cannot be transparent.
        coding = [*VP9, *SAME, "-crf", str(self.crf), "-auto-alt-ref", "0"]
        keyframes = 1 + int(reel.timeline.duration * reel.fps) // APART
        # Before 5.0, ffmpeg cannot move the index to the front, where all of them can leave room for it.
        room = ["-reserve_index_space", str(HEAD + keyframes * ENTRY)]
        front = ["-cues_to_front", "1"]
        with filming(path, reel, lambda ours: coding + (front if ours.bundled else room), reel.transparent) as add:
            yield add
