"""A video file enters, what it really is leaves: read again by the ffmpeg that comes with imageio."""

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg

from render.errors import FilmError
from render.formats import Facts

STREAM = re.compile(r"Video: (?P<codec>\w+(?: \([^)/]*\))?)[^,]*, (?P<pixels>\w+).*?, (?P<width>\d+)x(?P<height>\d+)")
ALPHA = re.compile(r"alpha_mode +: 1$", re.MULTILINE)
DURATION = re.compile(r"Duration: (\d+):(\d+):([\d.]+)")


def probe(path: Path) -> Facts:
    """Return the facts of the video at `path`. Raises FilmError if it has none."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(path)]
    # Without an output ffmpeg ends with an error, after it has told all that is asked for.
    said = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stderr
    stream, duration = STREAM.search(said), DURATION.search(said)
    if not (stream and duration):
        raise FilmError(f"{path.name} cannot be played: ffmpeg finds no video in it")
    hours, minutes, seconds = map(float, duration.groups())
    return Facts(
        bytes=path.stat().st_size,
        size=(int(stream["width"]), int(stream["height"])),
        seconds=3600 * hours + 60 * minutes + seconds,
        codec=stream["codec"],
        # Of VP9 the opacity is a stream beside the colours.
        pixels=stream["pixels"].replace("yuv4", "yuva4") if ALPHA.search(said) else stream["pixels"],
    )


def index_first(path: Path) -> bool:
    """Return whether the index (moov) of the MP4 at `path` comes before its pictures (mdat): ISO/IEC 14496-12, 4.2."""
    with path.open("rb") as file:
        while head := file.read(8):
            size, kind = int.from_bytes(head[:4]), head[4:]
            if kind in {b"moov", b"mdat"}:
                return kind == b"moov"
            file.seek((int.from_bytes(file.read(8)) - 16) if size == 1 else size - 8, 1)
    return False
