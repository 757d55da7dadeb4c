"""Axes in units and what colours stand for enter, a key leaves: a patch of each colour with its words, in few lines."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from render.drawing.axes import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme

PATCH, BESIDE, APART = 0.8, 0.4, 1.1
"""Side of a patch, from it to its words, and from these to the next patch, in sizes of the words."""
LINE = 1.35
"""From one line to the next, in sizes of the words."""


def lines_of_key(axes: "Axes", said: Sequence[str], wide: float, theme: "Theme") -> list[list[float]]:
    """Return where the patches of each line stand, from the left, if what is `said` has to fit in so many units."""
    size, lines, at = theme.tick_size, list[list[float]]([[]]), 0.0
    for words in said:
        room = (PATCH + BESIDE) * size + text_width(axes, words, size, weight=400)
        if lines[-1] and at + room > wide:
            lines, at = [*lines, []], 0.0
        lines[-1].append(at)
        at += room + APART * size
    return lines


def height_of_key(axes: "Axes", said: Sequence[str], wide: float, theme: "Theme") -> float:
    """Return how high a key is in which this is `said`, if it may be so wide."""
    return LINE * theme.tick_size * len(lines_of_key(axes, said, wide, theme))


def key(axes: "Axes", colors: Sequence[str], said: Sequence[str], top: float, wide: float, theme: "Theme") -> None:
    """Draw patches of `colors` and what is `said` of each, from `top` down, in so many units."""
    size = theme.tick_size
    lines = lines_of_key(axes, said, wide, theme)
    places = [(left, top + (row + 0.5) * LINE * size) for row, line in enumerate(lines) for left in line]
    for (left, middle), color, words in zip(places, colors, said, strict=True):
        side = PATCH * size
        rim: Any = {"edgecolor": theme.quiet, "linewidth": 0.7 * theme.grid_width}
        axes.add_patch(Rectangle((left, middle - side / 2), side, side, facecolor=color, clip_on=False, **rim))
        axes.text(left + (PATCH + BESIDE) * size, middle, words, color=theme.quiet, size=size, va="center_baseline")
