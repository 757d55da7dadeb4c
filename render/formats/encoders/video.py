"""Frames enter, a video at a steady rate leaves: what the formats that ffmpeg codes share."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from render.drawing.frame import Frame
from render.formats import Reel
from render.formats.encoders import ffmpeg, probe
from render.formats.encoders.container import DamagedError, Video
from render.formats.encoders.yuv import Planes

COLORS = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
"""The standard of HD video, said in the file: players that have to guess show other greens and reds."""
TAGS = [
    *("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-chroma_sample_location", "center"),
]
"""The same for the coder: before 4.3 it does not hear what the frames say, and before 6 those cannot say where their
colours lie.
"""


@contextmanager
def filming(
    path: Path, reel: Reel, coding: Callable[[ffmpeg.Program], Sequence[str]], alpha: bool = False
) -> Iterator[Callable[[Frame], None]]:
    """Hand out a function that takes frames, and let ffmpeg write the video at `path` with the options `coding`.

    A moment becomes as many frames as its time on the film's clock holds; with `alpha` they are yuva420p. Raises
    FilmError when ffmpeg does not finish the file, or when it is not the film.
    """
    program = ffmpeg.Program.find()
    pixels, size = "yuva420p" if alpha else "yuv420p", f"{reel.size[0]}x{reel.size[1]}"
    arguments: list[str | bytes] = [
        *("-f", "rawvideo", "-pix_fmt", pixels, "-s", size, "-r", str(reel.fps), "-i", "-"),
        *("-vf", COLORS, *coding(program), *TAGS, "-fflags", "+bitexact"),
        *ffmpeg.metadata(reel),
        # Of a relative path ffmpeg takes what is before a colon for a protocol, and a dash for an option.
        *("-f", path.suffix[1:], str(path.absolute())),
    ]
    # A film that has to be smaller is written again: what is there at the end has to be of this time.
    path.unlink(missing_ok=True)
    planes = Planes(reel.size, alpha)
    elapsed, count = 0.0, 0
    with ffmpeg.feeding(program, arguments) as feed:

        def add(frame: Frame) -> None:
            nonlocal elapsed, count
            elapsed += frame.seconds
            planes.update(frame.pixels, frame.changed)
            while count < round(elapsed * reel.fps):
                feed(planes.data)
                count += 1

        yield add
    try:
        _compare(probe.video(path), reel, count, pixels)
    except DamagedError as error:
        raise program.failed(f"ended without an error, but the file that it wrote {error}") from None


def _compare(made: Video, reel: Reel, count: int, pixels: str) -> None:
    """Raise DamagedError if the video that was `made` is not one of so many frames like those of the `reel`."""
    if made.size != reel.size:
        raise DamagedError(f"has {made.size[0]}x{made.size[1]} pixels, not {reel.size[0]}x{reel.size[1]}")
    if made.frames != count:
        raise DamagedError(f"has {made.frames:,} frames, not {count:,}")
    if abs(made.seconds * reel.fps - count) >= 1 / 2:
        raise DamagedError(f"plays for {made.seconds:.2f} s, not {count / reel.fps:.2f} s")
    if made.pixels != pixels:
        raise DamagedError(f"has pixels that are {made.pixels}, not {pixels}")
