"""Can the last row read the smallest text?"""

from collections.abc import Iterator
from math import ceil

from render.lint import Finding, Showing, quoted
from render.numbers import short

SMALLEST = 20.0
"""Pixels of a picture 720 lines high. From a seat seven metres before one that is 2 m high, that is 0.45 degrees: what
16 point type on paper is at arm's length."""


def text_size(showing: Showing) -> Iterator[Finding]:
    """Say which text is smaller than that, of all that are drawn: labels of ticks, code and formulas as well."""
    small = {text.said: text for look in showing.looks for text in look.texts if text.size < SMALLEST}
    if not small:
        return
    smallest = min(small.values(), key=lambda text: text.size)
    others = f", like {len(small) - 1} others," if len(small) > 1 else ""
    size = showing.scene.output.size
    larger = ceil(SMALLEST / smallest.size * showing.scene.theme.tick_size)
    hint = f"theme: {{tick_size: {larger}}}, or a size as wide as 16:9; this one is {size.width}x{size.height}"
    if showing.stage.canvas.scale < 1:
        hint = "all is drawn smaller for want of room: fewer panels, another layout, a shorter title, or a taller size"
    yield Finding(
        f"{quoted(smallest.said)}{others} is {smallest.size:.1f} pixels high in a picture of 720 lines; "
        f"the last row reads {short(SMALLEST)}",
        hint,
        smallest.size,
        SMALLEST,
        ("output", "size"),
    )
