"""The author's line below everything else: it is part of the background and never moves."""

from bisect import bisect_left

from matplotlib.figure import Figure

from render.drawing.layout import GAP, Canvas
from render.drawing.themes import Theme
from render.drawing.wrapping import balanced, lines_of

BELOW = 22.0
"""From the last baseline to the picture's edge."""
LINE = 1.25
"""From one baseline to the next, in sizes."""


class Foot:
    """Draws into a figure. `top` is where it begins, in units."""

    def __init__(self, figure: Figure, canvas: Canvas, author: str, theme: Theme) -> None:
        """Set the `author` at the left margin, in as many lines as it takes: who is named is named in full."""
        self.top = canvas.height - GAP
        if not author:
            return
        size = theme.tick_size
        text = figure.text(0, 0, "", size=size, color=theme.quiet)

        def leaves(columns: int) -> bool:
            text.set_text("\n".join(lines_of(author, columns)))
            return text.get_window_extent().width > canvas.inner_width * canvas.unit

        widest = max(1, bisect_left(range(len(author) + 1), True, lo=1, key=leaves) - 1)
        lines = balanced(author, widest)
        text.remove()
        for index, line in enumerate(reversed(lines)):
            baseline = (BELOW + index * LINE * size) / canvas.height
            figure.text(canvas.margin / canvas.width, baseline, line, size=size, color=theme.quiet)
        self.top -= BELOW + LINE * size * len(lines) - GAP
