"""A diagram and what flows in it enter, its units and lines leave, as two sets of shapes for each layer.

Blue is positive, orange negative, and negative lines are dashed; answers have the colours of their classes, where
these are few. What is larger is wider, or stronger.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.path import Path

from render.drawing.classes import color_of as color_of_class
from render.drawing.classes import mixed
from render.drawing.diagram import Diagram

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme

WIDEST, WIDEST_OF_MANY = 10.0, 4.0
"""Width of the line of the largest weight; where many lines cross."""
SLIM = 0.3
"""Width of the widest line at the most, in radii of a unit."""
FINEST, FINEST_OF_MANY = 0.05, 0.25
"""Steps of widths: where many lines cross, what hardly changes is to stay as it is."""
HAIR = 0.7
"""Width of the line of a weight of 0: the units are connected."""
MANY, CALM = 30, 0.75
"""Lines of a layer from which on they are thinner, and how strong they are then at most."""
DASHES = 10.0, 5.0
"""Of negative lines: a dash and a gap, which do not wander when the width changes."""
TINT = 0.55
"""Share of the colour in a unit that is filled with the largest value."""
FAINT = 0.22
"""Share of its colour that a line has which stands back."""
SHADES = 64
RIM, LIT_RIM = 1.6, 3.2
"""Width of the rim of a unit, in widths of a grid line."""


def color_of(theme: "Theme", value: float) -> str:
    """Return the colour of a sign."""
    return theme.guess if value < 0 else theme.loss


def answered(theme: "Theme", values: "NDArray[Any]", classes: int) -> tuple[list[float], list[str]]:
    """Return how sure the answers with `values` (n,) are, from 0 to 1, and the colours of their classes.

    Of two classes, the value is the probability of the second one: of half, it is not sure at all.
    """
    if classes == 2:
        sure = (2 * values - 1).tolist()
        return sure, [color_of_class(theme, int(each > 0)) for each in sure]
    return values.tolist(), [color_of_class(theme, number) for number in range(len(values))]


class Lines:
    """The lines of a layer with `ends` (n, m, 2, 2), from unit to unit, which have a `radius`."""

    def __init__(self, axes: "Axes", ends: "NDArray[Any]", radius: float, theme: "Theme") -> None:
        """Draw them as if all weights were 0."""
        self._theme, self._before = theme, ""
        many = ends.shape[0] * ends.shape[1] > MANY
        self._widest, self._strongest = (WIDEST_OF_MANY, CALM) if many else (min(WIDEST, SLIM * radius), 1.0)
        self._finest = FINEST_OF_MANY if many else FINEST
        # From the beginning, some may have dashes: they are no bars.
        self.artist = LineCollection(list(ends.reshape(-1, 2, 2)), linestyle="--", capstyle="butt", clip_on=False)
        axes.add_collection(self.artist, autolim=False)

    def show(self, sizes: "NDArray[Any]", strength: float) -> None:
        """Show numbers (n, m), as shares of the largest one, with so much of their colour."""
        theme, flat = self._theme, np.clip(sizes.ravel(), -1, 1)
        fine = self._finest * np.rint(self._widest * np.abs(flat) / self._finest)
        widths = np.round(np.maximum(HAIR, fine), 2)
        share = round(SHADES * (FAINT + (1 - FAINT) * min(strength, self._strongest))) / SHADES
        plus, minus = (mixed(theme.paper, color_of(theme, sign), share) for sign in (1, -1))
        key = f"{widths.tolist()}{(flat < 0).tolist()}{plus}{minus}"
        if key == self._before:
            return
        self._before = key
        negative = flat < 0
        # Matplotlib scales dashes by the width: these have the same length on all lines.
        dashes: Any = [
            (0, tuple(np.array(DASHES) / wide)) if below else "-" for wide, below in zip(widths, negative, strict=True)
        ]
        self.artist.set_linewidth(widths)
        self.artist.set_linestyle(dashes)
        self.artist.set_color([minus if below else plus for below in negative])


class Units:
    """The units of all columns of a diagram."""

    def __init__(self, axes: "Axes", diagram: Diagram, theme: "Theme") -> None:
        """Draw them empty."""
        self._theme, self._before = theme, ""
        places = [(x, y) for x, column in zip(diagram.x, diagram.columns, strict=True) for y in column.y]
        circles = [Path.circle(place, diagram.radius) for place in places]
        self.artist = PathCollection(circles, clip_on=False)
        axes.add_collection(self.artist, autolim=False)

    def show(
        self,
        sizes: Sequence[float],
        colors: Sequence[str],
        filled: Sequence[float],
        quiet: Sequence[bool],
        rims: Sequence[str],
    ) -> list[str]:
        """Show values, as shares of the largest ones, in `colors`, each filled so far; return the colours of the fills.

        Those that have a colour for their rim stand out, those that are `quiet` stand back.
        """
        theme, fills, edges, widths = self._theme, [], [], []
        for size, color, share, back, rim in zip(sizes, colors, filled, quiet, rims, strict=True):
            tint = TINT * min(1.0, abs(size)) * share * (FAINT if back else 1.0)
            fills.append(mixed(theme.paper, color, round(SHADES * tint) / SHADES))
            edges.append(rim or mixed(theme.paper, theme.quiet, 0.4 if back or not share else 1.0))
            widths.append((LIT_RIM if rim else RIM) * theme.grid_width)
        key = f"{fills}{edges}"
        if key != self._before:
            self._before = key
            self.artist.set_facecolor(fills)
            self.artist.set_edgecolor(edges)
            self.artist.set_linewidth(widths)
        return fills


def grounds(axes: "Axes", boxes: "NDArray[Any]", theme: "Theme") -> PolyCollection:
    """Return the ground of numbers in boxes (k, 4), left, bottom, right and top: no line passes through them."""
    corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
    ground = PolyCollection(list(corners), facecolor=theme.paper, linewidth=0, clip_on=False)
    axes.add_collection(ground, autolim=False)
    return ground
