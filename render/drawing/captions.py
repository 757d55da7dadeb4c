"""The strip below the panels where captions come and go: it hides nothing, as it is kept free for them."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from render.drawing.layout import GAP, MARGIN, Canvas
from render.drawing.panels import Moving
from render.drawing.themes import Theme

if TYPE_CHECKING:
    from render.timeline.moments import Moment

SIZE = 32.0
LINE = 1.2
CHARACTER = 0.55
"""The width of a character, as a share of the size, on the average of English."""


class CaptionStrip:
    """Draws into a figure. `top` is where it begins, in units; `moving` is its text."""

    def __init__(self, figure: Figure, canvas: Canvas, captions: Sequence[str], theme: Theme) -> None:
        """Keep room for the longest of `captions`; without any, none."""
        columns = int(canvas.inner_width / (CHARACTER * SIZE))
        wrapped = {caption: "\n".join(textwrap.wrap(caption, columns)) for caption in captions}
        lines = max((text.count("\n") + 1 for text in wrapped.values()), default=0)
        self.top = canvas.height - GAP - (LINE * SIZE * lines + GAP if lines else 0.0)
        if not lines:
            self.moving = Moving([], lambda moment: None)
            return
        place = MARGIN / canvas.width, 1 - (self.top + GAP) / canvas.height
        text = figure.text(*place, "", size=SIZE, color=theme.text, va="top", linespacing=LINE / 1.2)

        def show(moment: "Moment") -> None:
            text.set_text(wrapped.get(moment.caption, ""))
            text.set_alpha(moment.opacity)

        self.moving = Moving([text], show)
