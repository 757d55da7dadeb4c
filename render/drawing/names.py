"""Names of axes, however long: a text, its room and the lines it may take enter, and it fits."""

import re
from collections.abc import Callable

from matplotlib.text import Text

from render.drawing.themes import Theme
from render.drawing.wrapping import lines_of

LINES = 2
"""That a name may take."""
APART = 1.2
"""From one line to the next, in sizes."""
PAUSES = re.compile(r"[,;，；]\s*(?=\S)")
"""What comes after them can be left out first."""


def extra_height(name: str, room: float, theme: Theme, width: Callable[[str, float], float]) -> float:
    """Return the height that an axis' `name` needs beyond one line; `width` returns the width of a text of a size."""
    return APART * theme.tick_size if width(name, theme.tick_size) > room else 0.0


def fit(text: Text, room: float, lines: int, theme: Theme, unit: float) -> None:
    """Make `text` at most `room` units wide: smaller, in so many `lines` if need be; the rest is cut.

    What follows a comma is the first to go. A unit is `unit` pixels.
    """
    said = text.get_text()

    def wide() -> float:
        return float(text.get_window_extent().width) / unit

    def fits(shorter: str, cut: bool = False) -> bool:
        """Return whether `shorter` has room, in as few lines as can be; if not, it may be `cut` in the last line."""
        for columns in range(len(shorter), 0, -1):
            wrapped = lines_of(shorter, columns)
            if len(wrapped) > lines:
                if not cut:
                    return False
                begin = 0
                for line in wrapped[: lines - 1]:
                    begin = shorter.index(line, begin) + len(line)
                wrapped = [*wrapped[: lines - 1], f"{shorter[begin:].lstrip()[: columns - 1].rstrip()}…"]
            text.set_text("\n".join(wrapped))
            if wide() <= room:
                return True
        return False

    text.set_fontsize(theme.label_size)
    text.set_fontsize(max(theme.tick_size, min(theme.label_size, theme.label_size * room / max(1.0, wide()))))
    ends = [mark.start() for mark in PAUSES.finditer(said)]
    shorter = [said, *(f"{said[:end]}…" for end in reversed(ends))]
    if not any(map(fits, shorter)):
        fits(said[: ends[0]] if ends else said, cut=True)
