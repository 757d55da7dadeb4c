"""The strip below the panels where captions come and go: it hides nothing, as it is kept free for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from render.drawing.axes import set_apart
from render.drawing.layout import GAP, Canvas
from render.drawing.panels import Moving
from render.drawing.themes import Theme
from render.drawing.wrapping import balanced

if TYPE_CHECKING:
    from render.timeline.moments import Moment

SIZE, PHONE_SIZE = 32.0, 24.0
LINE = 1.2
CHARACTER = 0.55
"""The width of a character, as a share of the size, on the average of English."""


class CaptionStrip:
    """Draws into a figure. `top` is where it begins, in units; `moving` is its text."""

    def __init__(self, figure: Figure, canvas: Canvas, captions: Sequence[str], theme: Theme, bottom: float) -> None:
        """Keep room above `bottom` for the longest of `captions`; without any, none."""
        size = PHONE_SIZE if canvas.phone else SIZE
        text = figure.text(0, 0, "", size=size, color=theme.text, va="top")
        set_apart(text, LINE / 1.2, size * canvas.unit)

        def wrap(caption: str) -> str:
            columns = int(canvas.inner_width / (CHARACTER * size))
            while True:
                text.set_text("\n".join(balanced(caption, columns)))
                if columns <= 8 or text.get_window_extent().width <= canvas.inner_width * canvas.unit:
                    return text.get_text()
                columns -= 2

        wrapped = {caption: wrap(caption) for caption in captions}
        text.set_text("")
        lines = max((text.count("\n") + 1 for text in wrapped.values()), default=0)
        self.top = bottom - (LINE * size * lines + GAP if lines else 0.0)
        if not lines:
            text.remove()
            self.moving = Moving([])
            return
        text.set_position((canvas.margin / canvas.width, 1 - (self.top + GAP) / canvas.height))

        def show(moment: "Moment") -> None:
            text.set_text(wrapped.get(moment.caption, ""))
            text.set_alpha(moment.opacity)

        self.moving = Moving([text], show)
