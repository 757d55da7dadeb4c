"""Arguments for ffmpeg and pixels enter, and it writes a file: which ffmpeg, what it can, and why it did not."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EACCES, ENOENT, ENOEXEC
from os import X_OK, access, environ
from pathlib import Path
from signal import Signals

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from render.errors import FilmError, visible
from render.formats import Reel
from render.formats.encoders import child
from render.moving import TOO_LONG

VARIABLE = "IMAGEIO_FFMPEG_EXE"
"""How an author says that another program is to be used: imageio's own word."""
ENDS_EARLY = "before it had the whole film"
LACKS = re.compile(r"Unknown encoder '([^']+)'")
WIDEST = 300
"""Characters of its last words that are told."""


def metadata(reel: Reel) -> list[bytes]:
    """Return the options that write the title, what the film shows and what it was made from into a video.

    They are UTF-8, as ffmpeg takes them, whatever the system's own encoding; no program can be given a NUL.
    """
    told = {"title": reel.title, "description": reel.description.alt, "comment": reel.stamp}
    texts = [f"{key}={text}".replace("\0", "").encode("utf-8", "replace") for key, text in told.items()]
    return [word for text in texts for word in (b"-metadata", text)]


@dataclass(frozen=True)
class Program:
    """An ffmpeg: its path, whether it is the one that imageio brings, a new one, and whether an author chose it."""

    path: str
    bundled: bool = False
    chosen: bool = False

    @classmethod
    def find(cls) -> "Program":
        """Return the one to use. Raises FilmError if there is none."""
        try:
            path = imageio_ffmpeg.get_ffmpeg_exe()
        except RuntimeError:
            said = "no ffmpeg is found, which codes videos: install imageio-ffmpeg again"
            raise FilmError(f"{said}, or let {VARIABLE} name one") from None
        bundled = Path(path).is_relative_to(Path(imageio_ffmpeg.__file__).parent)
        return cls(shutil.which(path) or path, bundled, chosen=bool(environ.get(VARIABLE)))

    def failed(self, how: str) -> FilmError:
        """Return the error that says `how` it failed."""
        return FilmError(
            f"ffmpeg ({visible(self.path)}) {how}; no file is kept"
            + (f" ({VARIABLE} names this ffmpeg)" if self.chosen else "")
        )

    def start(self, arguments: Sequence[str | bytes]) -> child.Child:
        """Start it. Raises FilmError when it cannot be started."""
        try:
            return child.start([self.path, *arguments])
        except OSError as error:
            raise self.failed(f"cannot be started: {self._why_not(error)}") from None

    def _why_not(self, error: OSError) -> str:
        """Return the cause in words: the system's own are often those of another one."""
        path = Path(self.path)
        if getattr(error, "winerror", None) == TOO_LONG:
            return "Windows takes no command that is so long"
        if error.errno == ENOENT and path.exists():
            return "the interpreter that its first line names does not exist"
        if error.errno == EACCES and path.is_dir():
            return "it is a folder"
        if error.errno == EACCES and not access(path, X_OK):
            return "it is not executable"
        if error.errno == ENOEXEC:
            return "it is not a program for this machine"
        return error.strerror or str(error)

    def ended(self, code: int, words: str, when: str = "") -> FilmError:
        """Return the error that says that it ended with an exit code, or by a signal, less than 0."""
        if missing := LACKS.search(words):
            return self.failed(f"has no encoder {missing[1]}, which this film needs")
        how = f"was ended by {_signal(-code)}" if code < 0 else f"ended with exit code {code}"
        said = ([line.strip() for line in words.splitlines() if line.strip()] or [""])[-1]
        cut = f"{said[:WIDEST]}…" if len(said) > WIDEST else said
        return self.failed(" ".join(filter(None, [how, when])) + (f": {visible(cut)}" if cut else ""))


@contextmanager
def feeding(program: Program, arguments: Sequence[str | bytes]) -> Iterator[Callable[[NDArray[np.uint8]], None]]:
    """Start `program`, hand out a function that writes pixels to its input, and wait for its end.

    Raises FilmError when it cannot be started, ends early or with an error, or is silent for too long. Whatever
    happens, neither it nor what it has started runs on.
    """
    running = program.start(["-v", "error", "-y", *arguments])

    def write(pixels: NDArray[np.uint8]) -> None:
        try:
            running.write(pixels.data)
        except OSError:
            raise program.ended(end("closed its input and has"), running.words, ENDS_EARLY) from None
        except child.SilentError as error:
            running.end()
            raise program.failed(f"has taken nothing for {error.seconds:.0f} s and was stopped") from None

    def end(what: str) -> int:
        try:
            return running.finish()
        except child.SilentError as error:
            running.end()
            raise program.failed(f"{what} not ended for {error.seconds:.0f} s and was stopped") from None

    try:
        yield write
        if code := end("has the whole film and has"):
            raise program.ended(code, running.words)
    finally:
        running.end()


def _signal(number: int) -> str:
    try:
        return f"signal {number} ({Signals(number).name})"
    except ValueError:
        return f"signal {number}"
