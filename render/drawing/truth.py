"""What is to be reached enters, and the names of the lines: its dashes leave, and what stands back in slow motion."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from render.drawing.dimming import faint
from render.drawing.emphasis import Dimmer
from render.drawing.panels import Moving, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

DASH, GAP = 2.3, 1.2
"""Of what is to be reached, in widths of its line."""
UNGUESSED = ("loss", "gradient")
"""Beats in which the guess stands back for what hangs on it."""


def dashed(axes: "Axes", lines: "Sequence[Line2D]") -> Moving:
    """Dash the line, if there is one: it begins and ends with a dash. Others of `lines` have the dashes of the first.

    In each view of a camera, dashes are others.
    """
    known: list[tuple[float, float]] = []

    def dash() -> None:
        if not lines or known == [limits := axes.get_ylim()]:
            return
        known[:] = [limits]
        pixels = axes.transData.transform(lines[0].get_xydata())
        wide = lines[0].get_linewidth()
        length = float(np.hypot(*np.diff(pixels, axis=0).T).sum()) * 72 / axes.figure.dpi / wide
        count = max(1, round((length + GAP) / (DASH + GAP)))
        stretch = length / (count * (DASH + GAP) - GAP)
        for line in lines:
            share = stretch * wide / line.get_linewidth()
            line.set_dashes((DASH * share, GAP * share))

    dash()
    return Moving([], lambda moment: dash())


def quiet_truth(lines: "Sequence[Line2D]", theme: "Theme") -> Moving:
    """Return the `lines` that are to be reached: no beat of a step is about them."""

    def show(moment: "Moment") -> None:
        for line in lines:
            line.set_color(faint(theme.truth, theme.paper) if moment.present else theme.truth)

    return Moving(lines, show)


def quiet_names(axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
    """Return the names of the lines in `axes`, which stand back as their lines do."""
    truth, guess = ([text for text in axes.texts if text.get_color() == color] for color in (theme.truth, *runs.colors))
    known, guessed = Dimmer(truth, theme), Dimmer(guess, theme)

    def show(moment: "Moment") -> None:
        known.dim(bool(moment.present))
        guessed.dim(moment.present in UNGUESSED)

    return Moving(truth, show)
