"""MP4: H.264, which plays in every browser and slide program."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field

from render.errors import FilmError
from render.family import wrong
from render.formats import Facts, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame

X264 = ["-preset", "superfast", "-profile:v", "high", "-x264-params", "mbtree=1:rc-lookahead=5"]
"""Flat pictures that move steadily need no long search: the files are smaller than those of preset slow at crf 18, with
a structural similarity of 0.997. Macroblock trees, which superfast leaves out, pay where so much of a picture stays.
"""
COLORS = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709:chroma_location=center"
"""The standard of HD video, said in the file: players that have to guess show other greens and reds."""


class Mp4(Format):
    """H.264 High, yuv420p, with the index first (faststart) so that it plays while it loads."""

    kind: Literal["mp4"] = "mp4"
    suffix: ClassVar[str] = ".mp4"
    crf: Annotated[int, Field(ge=0, le=51, description="how coarse: 18 is very fine, 28 visibly coarse")] = 21

    def coarser(self, steps: int) -> Self:
        """Raise the constant rate factor: 6 of it halve the bytes of a film from a camera."""
        return self.model_copy(update={"crf": min(51, self.crf + steps)})

    def check(self, size: tuple[int, int]) -> None:
        """Refuse odd sizes: yuv420p keeps one colour for two by two pixels."""
        if any(length % 2 for length in size):
            even = "x".join(str(length + length % 2) for length in size)
            said = f"mp4 needs an even width and height, not {size[0]}x{size[1]}"
            raise wrong(said, f"choose {even}", ("output", "size"))

    def stamp(self, path: Path) -> str | None:
        """Return the comment in the file's metadata."""
        from tinytag import TinyTag, TinyTagException

        try:
            return TinyTag.get(path).comment
        except (OSError, TinyTagException):
            return None

    def facts(self, path: Path) -> Facts:
        """Return what ffmpeg says of the file, and whether its index comes first."""
        from render.formats.encoders.probe import index_first, probe

        return replace(probe(path), faststart=index_first(path))

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Stream raw frames to ffmpeg; a moment becomes as many frames as its time on the film's clock holds."""
        from render.formats.encoders import ffmpeg
        from render.formats.encoders.yuv import Planes

        size = f"{reel.size[0]}x{reel.size[1]}"
        arguments = [
            *("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", str(reel.fps), "-i", "-"),
            *(
                "-vf",
                COLORS,
                "-c:v",
                "libx264",
                *X264,
                "-crf",
                str(self.crf),
                "-movflags",
                "+faststart",
                "-fflags",
                "+bitexact",
            ),
            *ffmpeg.metadata(reel),
            *("-f", "mp4", str(path)),
        ]
        planes = Planes(reel.size)
        elapsed, count = 0.0, 0
        with ffmpeg.feeding(arguments) as feed:

            def add(frame: "Frame") -> None:
                nonlocal elapsed, count
                elapsed += frame.seconds
                planes.update(frame.pixels, frame.changed)
                while count < round(elapsed * reel.fps):
                    feed(planes.data)
                    count += 1

            yield add
        if not path.is_file():
            raise FilmError("ffmpeg ended early, without a file; no file is kept")
