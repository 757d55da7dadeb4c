"""One of the samples that are learned from: which one teaches most, where it stands and what the model makes of it."""

from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.panels import Moving, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

WATCHED = 3
"""A sample is chosen for its loss when this part of a training has passed: by then a model is sure of its answers."""


def chosen(runs: Runs, sample: int | None) -> int:
    """Return the index of the `sample` that an author has chosen, or else of the one that teaches most.

    That is the one with the largest loss in the first run when a third of its steps have passed.
    """
    if sample is not None:
        return sample
    recording = runs.every[0]
    samples, theta = recording.run.samples, recording.at(recording.steps // WATCHED)
    return int(recording.run.objective.each(theta[np.newaxis], samples.x, samples.y).argmax())


def loss_of(recording: "Recording", sample: int, thetas: "NDArray[np.floating]") -> "NDArray[np.float64]":
    """Return the loss (M,) of a sample with each of the weights `thetas` (M, P)."""
    samples, one = recording.run.samples, slice(sample, sample + 1)
    return recording.run.objective.each(thetas, samples.x[one], samples.y[one])[:, 0]


def loss_at(recording: "Recording", sample: int, position: float) -> float:
    """Return the loss of a sample with the weights at a position."""
    return float(loss_of(recording, sample, recording.at(position)[np.newaxis])[0])


def circled(
    axes: "Axes", runs: Runs, theme: "Theme", heights: "NDArray[np.floating]", sample: int | None
) -> Moving | None:
    """Draw a ring around a `sample`, which stands at its height of `heights` (N,); return its stick to each guess.

    Of several runs there is a dot on each, without a stick.
    """
    if sample is None:
        return None
    samples = runs.alone.run.samples
    one, height = samples.x[sample : sample + 1], float(heights[sample])
    place, ink = float(samples.alone[sample]), theme.text if runs.overlaid else runs.colors[0]
    ring: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": ink, "zorder": 4.4, "clip_on": False}
    axes.plot(place, height, "o", markersize=3 * theme.point_size, markeredgewidth=0.6 * theme.line_width, **ring)
    sticks, dots = [], []
    for recording, color in runs:
        style: dict[str, Any] = {"color": color, "linewidth": 0.6 * theme.line_width, "zorder": 3.6}
        sticks += axes.plot([], [], solid_capstyle="butt", visible=not runs.overlaid, **style)
        dots += axes.plot([], [], runs.marker(recording), color=color, markersize=2.4 * theme.line_width, zorder=4.6)
    for dot in dots:
        dot.set(markeredgecolor=theme.paper, markeredgewidth=theme.grid_width)

    def show(moment: "Moment") -> None:
        for stick, dot, recording in zip(sticks, dots, runs.shown, strict=True):
            predicted = float(recording.predict(moment.position, one)[0])
            stick.set_data([place, place], [height, predicted])
            dot.set_data([place], [predicted])

    return Moving([*sticks, *dots], show)
