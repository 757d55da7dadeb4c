"""MP4: H.264, which plays in every browser and slide program."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field

from render.formats import Facts, Format, Reel
from render.formats.encoders.sizes import check_even

if TYPE_CHECKING:
    from render.drawing.frame import Frame

X264 = ["-preset", "superfast", "-profile:v", "high", "-x264-params", "mbtree=1:rc-lookahead=5:chromaloc=1"]
"""Flat pictures that move steadily need no long search: the files are smaller than those of preset slow at crf 18, with
a structural similarity of 0.997. Macroblock trees, which superfast leaves out, pay where so much of a picture stays.
That colours lie in the center, its 1, x264 is not told by an old ffmpeg.
"""


class Mp4(Format):
    """A video that every browser and slide program plays and that can be paused.

    H.264 High, yuv420p, with the index first (faststart) so that it plays while it loads.
    """

    kind: Literal["mp4"] = "mp4"
    suffix: ClassVar[str] = ".mp4"
    is_film: ClassVar[bool] = True
    # 0 is without loss, which the profile High cannot be and few players can play.
    crf: Annotated[int, Field(ge=1, le=51, description="how coarse: 18 is very fine, 28 visibly coarse")] = 21

    def end(self, seal: str) -> bytes:
        """Return a box of free space, which players skip: ISO/IEC 14496-12, 8.1.2."""
        return (len(seal) + 8).to_bytes(4) + b"free" + seal.encode()

    def coarser(self, steps: int) -> Self:
        """Raise the constant rate factor: 6 of it halve the bytes of a film from a camera."""
        return self.model_copy(update={"crf": min(51, self.crf + steps)})

    def check(self, size: tuple[int, int]) -> None:
        """Refuse odd sizes: yuv420p keeps one colour for two by two pixels."""
        check_even(self.kind, size)

    def stamp(self, path: Path) -> str | None:
        """Return the comment in the file's metadata."""
        from tinytag import TinyTag, TinyTagException

        try:
            return TinyTag.get(path).comment
        except (OSError, TinyTagException):
            return None

    def facts(self, path: Path) -> Facts:
        """Return what the file says of its video."""
        from render.formats.encoders.probe import probe

        return probe(path)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Stream raw frames to ffmpeg; a moment becomes as many frames as its time on the film's clock holds."""
        from render.formats.encoders.video import filming

        coding = ["-c:v", "libx264", *X264, "-crf", str(self.crf), "-movflags", "+faststart"]
        with filming(path, reel, lambda _: coding) as add:
            yield add
