"""Samples of classes as marks: their shape and their colour tell classes apart; those that are held back are hollow."""

from typing import TYPE_CHECKING, Any

from render.drawing.points import is_held, point_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from numpy.typing import NDArray

    from render.drawing.themes import Theme

MARKERS = "os^DP"
"""The shape of each class, from the first on; of more classes they begin again, with another colour each."""
NEIGHBOURS, CROWDED = 150, 0.7
"""Samples from which on marks are smaller, and how much at least."""


def color_of(theme: "Theme", number: int) -> str:
    """Return the colour of a class, counted from 0."""
    return theme.classes[number % len(theme.classes)]


def mixed(paper: str, color: str, share: float) -> str:
    """Return `paper` with a `share` of another color in it."""
    both = zip(bytes.fromhex(paper[1:]), bytes.fromhex(color[1:]), strict=True)
    return "#" + bytes(round((1 - share) * one + share * other) for one, other in both).hex()


def marker_of(number: int) -> str:
    """Return the shape of a class, counted from 0."""
    return MARKERS[(number + number // len(MARKERS)) % len(MARKERS)]


def mark_size(theme: "Theme", count: int) -> float:
    """Return the size of each of `count` marks: of few they are larger; an author's size is held."""
    scale = point_scale(theme, count)
    if count >= NEIGHBOURS and not is_held(theme):
        scale *= CROWDED
    return 1.1 * theme.point_size * scale


def marks(
    axes: "Axes",
    theme: "Theme",
    x: "NDArray[Any]",
    y: "NDArray[Any]",
    of_class: "NDArray[Any]",
    *,
    hollow: bool = False,
    **more: Any,
) -> "list[Line2D]":
    """Draw a mark for each sample at `x` and `y` (N,), `of_class` (N,) being what it is; return a line for each class.

    With a rim of the background they keep apart from one another; `hollow` ones have a rim of their colour.
    """
    size = mark_size(theme, len(x))
    lines = []
    for number in sorted({int(each) for each in of_class}):
        color, own = color_of(theme, number), of_class == number
        rim = {"markerfacecolor": theme.paper, "markeredgecolor": color, "markeredgewidth": 1.3 * theme.grid_width}
        filled = {"color": color, "markeredgecolor": theme.paper, "markeredgewidth": 0.6 * theme.grid_width}
        style: dict[str, Any] = {"markersize": size, **(rim if hollow else filled), **more}
        lines += axes.plot(x[own], y[own], marker_of(number), **style)
    return lines
