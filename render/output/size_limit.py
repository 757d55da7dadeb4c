"""A cut that is too large for its limit enters; the largest one that fits leaves, and what was given up for it.

Little is lost where a GIF has fewer colours or a video is coded more coarsely, as most of a picture is flat; then where
there are fewer frames a second; and most where the picture is smaller, as texts become harder to read.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from render.errors import FilmError, command
from render.files import size_of, size_text
from render.formats import Format
from render.scene.cuts import Cut
from render.scene.look import SMALLEST_SIDE, Size
from render.scene.schema import Scene


class Rung(NamedTuple):
    """A film with so many colours and frames a second at most, coded so `coarse`, and with sides `scale` as long."""

    colors: int = 256
    coarse: int = 0
    fps: int = 60
    scale: float = 1.0


LADDER = (
    Rung(96, 2),
    Rung(64, 4),
    Rung(48, 5, 24),
    Rung(48, 6, 20),
    Rung(48, 7, 15),
    Rung(48, 8, 15, 0.8),
    Rung(48, 8, 12, 0.8),
    Rung(32, 9, 12, 0.667),
    Rung(32, 10, 10, 0.667),
    Rung(32, 11, 10, 0.5),
    Rung(24, 12, 8, 0.5),
    Rung(16, 14, 6, 0.5),
    Rung(16, 16, 6, 0.375),
    Rung(16, 18, 5, 0.25),
)
"""Each rung makes the basic scene smaller than the one above it."""

Draw = Callable[[Scene, Format, Path], None]
"""Writes a scene in a format into a file."""


def fit(cut: Cut, limit: int, draft: Path, draw: Draw) -> tuple[Cut, str]:
    """Write `cut` with at most `limit` bytes into `draft`, as well as can be; return what it is now, and what it lost.

    Raises FilmError, with the smallest size that can be had, if there is nothing to give up or it is not enough.
    """
    rungs = [cut]
    rungs += [lower for rung in LADDER if (lower := _lowered(cut, rung)) and lower[:2] not in [r[:2] for r in rungs]]

    def size(index: int) -> int:
        draw(rungs[index].scene, rungs[index].format, draft)
        return size_of(draft)

    low, high, tried = 1, len(rungs), 0
    while low < high:
        tried = (low + high) // 2
        low, high = (low, tried) if size(tried) <= limit else (tried + 1, high)
    if low == len(rungs):
        least, most = size_text(size_of(draft)), size_text(limit)
        if least == most:
            least, most = f"{size_of(draft):,} B", f"{limit:,} B"
        at = f", with {_lost(cut, rungs[-1])}" if len(rungs) > 1 else ""
        said = f"{draft.name} cannot be smaller than {least}{at}; it may have {most}"
        said = f"{said}: allow more, or make a shorter film, as with pacing: {{seconds: 5}}"
        raise FilmError(said, command("explain", "output.max_size"))
    if tried != low:
        size(low)
    return rungs[low], _lost(cut, rungs[low])


def _lowered(cut: Cut, rung: Rung) -> Cut | None:
    """Return `cut` as it is on a rung, if that makes a difference and can be drawn."""
    output = cut.scene.output
    width, height = (max(2, round(side * rung.scale / 2) * 2) for side in output.size)
    if min(width, height) < SMALLEST_SIDE:
        return None
    size = output.size if rung.scale == 1 else Size(width, height)
    colors = min(output.colors, rung.colors) if cut.format.indexed else output.colors
    changed = {"colors": colors, "fps": min(output.fps, rung.fps), "size": size}
    made = cut.format.coarser(rung.coarse)
    return cut._replace(scene=cut.scene.model_copy(update={"output": output.model_copy(update=changed)}), format=made)


def _lost(cut: Cut, now: Cut) -> str:
    before, after = cut.scene.output, now.scene.output
    said = (
        (after.colors < before.colors, f"{after.colors} colours in place of {before.colors}"),
        (now.format != cut.format, "coarser edges"),
        (after.fps < before.fps, f"{after.fps} frames a second in place of {before.fps}"),
        (after.size != before.size, f"{after.size!s} pixels in place of {before.size!s}"),
    )
    return ", ".join(text for holds, text in said if holds)
