"""Axes and samples of classes enter, what each mark stands for leaves: names at the right, level with the samples."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import NAME_SPACE, height, side_name, spread, width
from render.drawing.classes import color_of, marker_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme

APART = 1.35
"""From one of the names to the next, in sizes."""
BEFORE = 24.0
"""From the left of a mark to its name, in pixels of a picture 720 lines high."""


def class_names(
    axes: "Axes",
    theme: "Theme",
    names: Sequence[str],
    at: "NDArray[Any]",
    others: Sequence[tuple[str, Sequence[dict[str, Any]]]],
) -> None:
    """Write the `names` of the classes, as high as `at` (C,) in data, as far as they keep apart.

    At the bottom stand the `others`, each with how what makes its mark is drawn: as many of them, from the last one, as
    have room.
    """
    high, wide = height(axes), width(axes)
    size = min(theme.tick_size, high / (APART * len(names)))
    apart = APART * size / high
    room = round(1 / apart - 0.5) - len(names)
    others = others[max(0, len(others) - max(0, room)) :]
    share = axes.transData + axes.transAxes.inverted()
    means = share.transform(np.stack([np.zeros(len(at)), at], axis=1))[:, 1]
    levels = spread(means, apart, apart * (len(others) + 0.5), 1 - apart / 2)
    lower = apart * (0.5 + np.arange(len(others))[::-1])
    classes = [
        (name, color_of(theme, number), 600, [{"marker": marker_of(number), "color": color_of(theme, number)}])
        for number, name in enumerate(names)
    ]
    every = [*classes, *((name, theme.quiet, 400, styles) for name, styles in others)]
    for (name, color, weight, styles), level in zip(every, [*levels, *lower], strict=True):
        text = side_name(axes, name, color, theme, size=size, weight=weight)
        text.set_position((1 + (NAME_SPACE + BEFORE) / wide, level))
        place = 1 + (NAME_SPACE + BEFORE / 2 - 4) / wide
        usual: dict[str, Any] = {"linestyle": "none", "markersize": 1.2 * theme.point_size, "markeredgewidth": 0}
        for style in styles:
            axes.plot(place, level, transform=axes.transAxes, clip_on=False, **usual | style)
