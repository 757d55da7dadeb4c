"""The ffmpeg that comes with imageio, as a process whose end is looked at: its exit code and its last words."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from render.errors import FilmError
from render.formats import Reel

PIPE = 1 << 20
"""Bytes that wait for ffmpeg, where the system lets us say it: as many as fit into a pipe without special rights."""


def metadata(reel: Reel) -> list[str]:
    """Return the options that write the title, what the film shows and what it was made from into a video."""
    told = {"title": reel.title, "description": reel.description.alt, "comment": reel.stamp}
    return [word for key, text in told.items() for word in ("-metadata", f"{key}={text}")]


@contextmanager
def feeding(arguments: Sequence[str]) -> Iterator[Callable[[NDArray[np.uint8]], None]]:
    """Start ffmpeg with `arguments`, hand out a function that writes pixels to its input, and wait for its end.

    Raises FilmError when ffmpeg ends early or with an error. It is started in a session of its own, so that Ctrl-C
    reaches it through the end of its input only.
    """
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments]
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=words,
            bufsize=0,
            pipesize=PIPE,
            start_new_session=True,
        )

        def failure() -> FilmError:
            code = process.wait()
            words.seek(0)
            said = words.read().decode("utf-8", "replace").strip().splitlines()
            return FilmError(f"ffmpeg ended early, {said[-1] if said else f'with exit code {code}'}; no file is kept")

        def write(pixels: NDArray[np.uint8]) -> None:
            assert process.stdin
            rest = pixels.data
            try:
                while rest:
                    rest = rest[process.stdin.write(rest) :]
            except OSError:
                raise failure() from None

        with process:
            try:
                yield write
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise failure()
