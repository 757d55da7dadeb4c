"""Axes of a loss enter, the sharpness above the same steps leaves, against the 2 / rate that it may have.

It has a scale of its own, from 0 at the foot of the Axes; the number beside the level tells it.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import NAME_SPACE, dot, height, side_name, text_width, width
from render.drawing.panels import Moving, Runs
from render.numbers import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

ROOM, HIGHEST = 1.15, 4.0
"""How much higher the scale goes than the level and the curve, of which no more is shown than so many levels."""
MAKING_WAY = 0.08
"""Share of the width on which a name moves out of the way of that of the level."""
DIGITS = 3


def level_value(runs: Runs) -> str | None:
    """Return the number 2 / rate as it is read; None where the rate changes."""
    rates = runs.alone.learning_rate
    return short(numerator(runs) / float(rates[0]), DIGITS) if (rates == rates[0]).all() else None


def numerator(runs: Runs) -> float:
    """Return what is divided by the rate, for the sharpness that it is stable up to: 2 of plain descent."""
    stable = runs.alone.run.optimizer.largest_stable_rate(1.0)
    assert stable
    return stable


def with_sharpness(axes: "Axes", runs: Runs, theme: "Theme", said: "Sequence[str]", moving: Moving) -> Moving:
    """Return what moves with the sharpness up to now and its head; the level never moves. What is `said` names both."""
    from render.training.sharpness import sharpness

    recording, ink = runs.alone, theme.second_weight
    steps, values = sharpness(recording)
    level = numerator(runs) / recording.learning_rate.astype(np.float64)
    most = float(level[: runs.steps + 1].max())
    top = ROOM * max(most, min(float(values.max()), HIGHEST * most))
    across: dict[str, Any] = {"transform": axes.get_xaxis_transform(), "color": ink}
    thin: dict[str, Any] = {"linewidth": theme.grid_width * 1.3, "dashes": (5, 3), "zorder": 2.6}
    axes.plot(np.arange(len(level)), level / top, drawstyle="steps-post", **across, **thin)
    (curve,) = axes.plot([], [], linewidth=0.6 * theme.line_width, solid_joinstyle="round", zorder=3, **across)
    head = dot(axes, theme, ink, size=2.4, marker="D", clip_on=False, zorder=5, transform=axes.get_xaxis_transform())
    names = [side_name(axes, each, ink, theme) for each in said]
    aside, apart = NAME_SPACE / width(axes), 1.1 * theme.tick_size / height(axes)
    wide, standing = text_width(axes, said[0], theme.tick_size) / width(axes), float(level[runs.steps - 1]) / top
    names[1].set_position((1 + aside, standing))
    shares = np.interp(np.arange(recording.steps + 1), steps, values / top)

    above = shares[-1] >= standing - apart

    def kept_off(up: float) -> float:
        """Return how far up the name stands beside that of the level: on the side of it where it ends."""
        return max(up, standing + apart) if above else min(up, standing - apart)

    def show(moment: "Moment") -> None:
        moving.show(moment)
        position = min(moment.position, recording.steps)
        past = steps[: np.searchsorted(steps, position, side="right")]
        now = float(np.interp(position, np.arange(len(shares)), shares))
        curve.set_data(np.append(past, position), np.append(shares[past], now))
        head.set_data([position], [now])
        head.set_visible(0 <= now <= 1)
        at = float((axes.transScale + axes.transLimits).transform((position, axes.get_ylim()[0]))[0])
        names[0].set_position((at + aside, now + _near(at + aside + wide) * (kept_off(now) - now)))

    return replace(moving, artists=[*moving.artists, curve, head, names[0]], show=show)


def _near(right: float) -> float:
    """Return how much a name that ends so far to the `right`, in widths of the Axes, has to make way for the other."""
    return float(np.clip((right - 1) / MAKING_WAY + 1, 0, 1))
