"""Frames enter, a video at a steady rate leaves: what the formats that ffmpeg codes share."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from render.drawing.frame import Frame
from render.errors import FilmError
from render.formats import Reel
from render.formats.encoders import ffmpeg
from render.formats.encoders.yuv import Planes

COLORS = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709:chroma_location=center"
"""The standard of HD video, said in the file: players that have to guess show other greens and reds."""


@contextmanager
def filming(path: Path, reel: Reel, coding: Sequence[str], alpha: bool = False) -> Iterator[Callable[[Frame], None]]:
    """Hand out a function that takes frames, and let ffmpeg write the video at `path` with the options `coding`.

    A moment becomes as many frames as its time on the film's clock holds; with `alpha` they are yuva420p. Raises
    FilmError when ffmpeg does not finish the file.
    """
    pixels, size = "yuva420p" if alpha else "yuv420p", f"{reel.size[0]}x{reel.size[1]}"
    arguments = [
        *("-f", "rawvideo", "-pix_fmt", pixels, "-s", size, "-r", str(reel.fps), "-i", "-"),
        *("-vf", COLORS, *coding, "-fflags", "+bitexact"),
        *ffmpeg.metadata(reel),
        *("-f", path.suffix[1:], str(path)),
    ]
    planes = Planes(reel.size, alpha)
    elapsed, count = 0.0, 0
    with ffmpeg.feeding(arguments) as feed:

        def add(frame: Frame) -> None:
            nonlocal elapsed, count
            elapsed += frame.seconds
            planes.update(frame.pixels, frame.changed)
            while count < round(elapsed * reel.fps):
                feed(planes.data)
                count += 1

        yield add
    if not path.is_file():
        raise FilmError("ffmpeg ended early, without a file; no file is kept")
