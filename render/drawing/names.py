"""Names of axes, however long: a text, its room and the lines it may take enter, and it fits."""

from collections.abc import Callable

from matplotlib.text import Text

from render.drawing.themes import Theme
from render.drawing.wrapping import lines_of

LINES = 2
"""That a name may take."""
APART = 1.2
"""From one line to the next, in sizes."""


def extra_height(name: str, room: float, theme: Theme, width: Callable[[str, float], float]) -> float:
    """Return the height that an axis' `name` needs beyond one line; `width` returns the width of a text of a size."""
    return APART * theme.tick_size if width(name, theme.tick_size) > room else 0.0


def fit(text: Text, room: float, lines: int, theme: Theme, unit: float) -> None:
    """Make `text` at most `room` units wide: smaller, in so many `lines` if need be; the rest is cut.

    A unit is `unit` pixels.
    """
    said = text.get_text()

    def wide() -> float:
        return float(text.get_window_extent().width) / unit

    text.set_fontsize(theme.label_size)
    text.set_fontsize(max(theme.tick_size, min(theme.label_size, theme.label_size * room / max(1.0, wide()))))
    columns = len(said)
    while wide() > room and columns > 1:
        columns -= 1
        wrapped = lines_of(said, columns)
        if len(wrapped) > lines:
            wrapped = [*wrapped[: lines - 1], f"{' '.join(wrapped[lines - 1 :])[: columns - 1].rstrip()}…"]
        text.set_text("\n".join(wrapped))
