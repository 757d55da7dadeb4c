"""Frames enter, numbered PNGs leave, and lists of how long each is shown; such a list is read again."""

import io
import os
import re
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render import seals
from render.drawing.frame import Frame
from render.formats import Reel
from render.formats.encoders import pngs

ENTRY = re.compile(r"^file (?P<name>[\w.-]+)\nduration (?P<seconds>[\d.]+)$", re.MULTILINE)
PICTURE = "frame-"
"""How the names of all pictures begin."""


class Still(NamedTuple):
    """A picture, (height, width, 4), RGBA, and its numbers: several, if it is held at a steady rate."""

    numbers: range
    pixels: NDArray[np.uint8]


class Stills:
    """Numbers the frames for the folder `path`: each once or, at a `steady` rate, as often as the film shows it."""

    def __init__(self, path: Path, reel: Reel, steady: bool) -> None:
        self._path, self._reel, self._steady = path, reel, steady
        self._seconds: list[float] = []
        self._elapsed = 0.0

    def add(self, frame: Frame, compress: Callable[[Still], None]) -> None:
        """Take the next frame and have it compressed; one that looks like the frame before prolongs that."""
        before, rate = len(self._seconds), self._reel.fps
        self._elapsed += frame.seconds
        if not self._steady and before and not frame.changed:
            self._seconds[-1] += frame.seconds
            return
        count = round(self._elapsed * rate) - before if self._steady else 1
        self._seconds += [1 / rate if self._steady else frame.seconds] * count
        if count:
            # The stage draws the next frame into the same memory.
            compress(Still(range(before, before + count), frame.pixels.copy()))

    def compressed(self, still: Still) -> tuple[range, bytes]:
        """Return the numbers of `still` and the PNG that it becomes; the first one carries the film's texts."""
        file = io.BytesIO()
        pngs.save(file, still.pixels, self._reel.transparent, None if still.numbers[0] else pngs.texts(self._reel))
        return still.numbers, file.getvalue()

    def save(self, done: tuple[range, bytes]) -> None:
        """Write the files of a PNG."""
        for number in done[0]:
            (self._path / _name(number)).write_bytes(done[1])

    def write_times(self, concat: Path, timeline: Path) -> None:
        """Write how long each is shown, for ffmpeg's concat demuxer and for the package animate of LaTeX.

        A line of a timeline is [*]:[frames a second]:picture; see section 6.2 of the package's manual.
        """
        shown = list(enumerate(self._seconds))
        frame = 1 / self._reel.fps
        if shown and shown[-1][1] > 1.5 * frame:
            # Of the last entry ffmpeg shows one frame, whatever is said.
            number, seconds = shown.pop()
            shown += [(number, seconds - frame), (number, frame)]
        # Rounded on the film's clock, so that microseconds do not add up.
        ends = [round(1e6 * end) for end in accumulate(seconds for _, seconds in shown)]
        entries = [
            f"file {_name(number)}\nduration {(end - start) / 1e6:.6f}\n"
            for (number, _), start, end in zip(shown, [0, *ends], ends, strict=False)
        ]
        concat.write_text("".join(["ffconcat version 1.0\n", *entries]), encoding="ascii", newline="\n")
        lines = [f":{1 / seconds:.6g}:{number}\n" for number, seconds in enumerate(self._seconds)]
        timeline.write_text("".join(lines), encoding="ascii", newline="\n")


def listed(path: Path) -> dict[str, float]:
    """Return the names in the list at `path`, and the seconds of each. Raises ValueError if there are none."""
    found: dict[str, float] = {}
    for entry in ENTRY.finditer(path.read_text(encoding="ascii")):
        found[entry["name"]] = found.get(entry["name"], 0.0) + float(entry["seconds"])
    if not found:
        raise ValueError(f"{path.name} lists no frames")
    return found


def seal(concat: Path, timeline: Path, end: seals.End) -> None:
    """Seal the list `concat`, which has no seal yet, and with it all pictures and the `timeline`."""
    content = concat.read_bytes()
    concat.write_bytes(content + end(_seal(content, timeline)))


def is_sealed(concat: Path, timeline: Path, end: seals.End) -> bool:
    """Return whether the list `concat`, all pictures and the `timeline` are as they were when it was sealed."""
    length = len(end(seals.UNSEALED))
    try:
        content = seals.lines(concat)
        return content[-length:] == end(_seal(content[:-length], timeline))
    except OSError:
        return False


def _seal(content: bytes, timeline: Path) -> str:
    pictures = sorted(timeline.parent.glob(f"{PICTURE}*"))
    names = "".join(f"{picture.name} {seals.seal_of_file(picture)[0]}\n" for picture in pictures)
    return seals.seal_of(content, seals.lines(timeline), os.fsencode(names))


def _name(number: int) -> str:
    return f"{PICTURE}{number:04}.png"
