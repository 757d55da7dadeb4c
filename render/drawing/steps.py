"""Axes and runs enter; an axis of steps leaves, and the names of the phases, with the places where each may stand."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from render.drawing.axes import AxesTexts, height, label, text_width, width
from render.drawing.labels import BEYOND, Place, Placed
from render.drawing.ticks import Ticks
from render.training.decimals import NumberTexts, phase_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.panels import Runs
    from render.drawing.themes import Theme

COUNTED = 3
"""From this power of ten on, steps have commas, as where they are counted."""
ASIDE = 8.0
"""From the line where a phase begins to its name, in pixels of a picture 720 lines high."""
FAR = 0.7
"""Share of the Axes from which on the name stands at the left of the line."""
LINE = 1.2
"""From the name of a phase to one below it, in sizes of its type."""


def step_axis(axes: "Axes", runs: "Runs", theme: "Theme", scale: Literal["linear", "log"] = "linear") -> list[Placed]:
    """Make x the step, from 0 to the last one, and mark where a phase begins; return the names of the phases."""
    last, words, step = runs.steps or 1, runs.words.of(AxesTexts), runs.words.of(NumberTexts).step
    axes.set_xlabel(step if scale == "linear" else words.log_scale.format(name=step))
    if scale == "log":
        axes.set_xscale("symlog", linthresh=1, linscale=0.5)
        decades = int(np.log10(last))
        stride = 1 + decades // 4
        axes.set_xticks([0, *(10**power for power in range(decades % stride, decades + 1, stride))])
        axes.set_xticks([], minor=True)
    else:
        axes.locator_params(axis="x", nbins=4, integer=True)
    axes.set_xlim(0, last)
    label(axes.xaxis, Ticks(log=scale == "log", least=COUNTED), theme)
    run, named = runs.alone.run, []
    for index, (start, phase) in enumerate(zip(run.starts[1:], run.phases[1:], strict=True), start=1):
        if start >= last:
            break
        axes.axvline(start, color=theme.quiet, linewidth=theme.grid_width, dashes=(2, 2))
        more = words.more_steps.format(steps=f"{phase.steps:,}")
        name = more if phase.goes_on_after(run.phases[index - 1]) else phase_name(phase, runs.words)
        at = (axes.transData.transform((start, 0))[0] - axes.bbox.x0) * 72 / axes.figure.dpi
        left = at > FAR * width(axes)
        if not left and at + ASIDE + text_width(axes, name, theme.tick_size, weight=400) > width(axes) + BEYOND:
            name = "\n".join(name.rsplit(" ", 1))
        style: dict[str, Any] = {"xycoords": axes.get_xaxis_transform(), "textcoords": "offset points"}
        text = axes.annotate(name, (start, 1), xytext=(0, 0), **style)
        text.set(size=theme.tick_size, color=theme.quiet)
        sides = [(ASIDE, "left"), (-ASIDE, "right")]
        line = LINE * theme.tick_size
        places = [
            Place(across, -line * number, ha, "top")
            for across, ha in (sides[::-1] if left else sides)
            for number in range(max(1, int(height(axes) / line) - name.count("\n") - 1))
        ]
        named.append((text, places))
    return named
