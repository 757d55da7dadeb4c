"""What several panels do to their Axes: limits that hold for all steps, and an axis of steps."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from render.drawing.themes import Theme
    from render.training.recording import Recording


def hull(usual: NDArray[Any], every: NDArray[Any], recording: "Recording", margin: float = 0.06) -> tuple[float, float]:
    """Return limits around all `usual` values, and around `every` one unless the training leaves its minimum.

    What leaves is seen to leave: it goes out of the picture after one more span of the usual values.
    """
    bottom, top = float(usual.min()), float(usual.max())
    span = top - bottom or max(1.0, abs(top))
    lowest, highest = float(every.min()), float(every.max())
    room = np.inf if recording.settles else span
    bottom, top = min(bottom, max(lowest, bottom - room)), max(top, min(highest, top + room))
    pad = margin * (top - bottom or span)
    return bottom - pad, top + pad


def height(axes: "Axes") -> float:
    """Return the height of `axes` in pixels of a picture 720 lines high."""
    return float(axes.bbox.height * 72 / axes.figure.dpi)


def row(axes: "Axes", theme: "Theme") -> float:
    """Return the height of a label's line in units of the y axis, whose limits must be set."""
    bottom, top = axes.get_ylim()
    return theme.label_size * (top - bottom) / height(axes)


def dot(axes: "Axes", theme: "Theme", color: str, size: float = 3.0, **more: Any) -> "Line2D":
    """Return a dot with a rim of the background, `size` times as wide as a line; where it stands is yet to be set."""
    (head,) = axes.plot([], [], "o", color=color, markersize=size * theme.line_width, **more)
    head.set(markeredgecolor=theme.background, markeredgewidth=theme.grid_width)
    return head


def step_axis(axes: "Axes", recording: "Recording", theme: "Theme") -> None:
    """Make x the step, from 0 to the last one, and mark where a phase begins."""
    run = recording.run
    axes.set_xlim(0, recording.steps or 1)
    axes.locator_params(axis="x", nbins=4, integer=True)
    axes.set_xlabel("step")
    for start, before, phase in zip(run.starts[1:], run.phases, run.phases[1:], strict=False):
        if start >= recording.steps:
            break
        axes.axvline(start, color=theme.quiet, linewidth=theme.grid_width, dashes=(2, 2))
        same = phase.learning_rate == before.learning_rate
        name = "goes on" if same else f"rate {phase.learning_rate:g}"
        left = start > 0.7 * recording.steps
        axes.annotate(
            name,
            (start, 1),
            xycoords=axes.get_xaxis_transform(),
            xytext=(-8 if left else 8, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="top",
            size=theme.tick_size,
            color=theme.quiet,
        )


def thinned(values: NDArray[Any], columns: int = 2000) -> NDArray[np.intp]:
    """Return the steps that are enough to draw `values` (S + 1,): each column's smallest and largest one."""
    if len(values) <= 2 * columns:
        return np.arange(len(values))
    starts = np.linspace(0, len(values), columns, endpoint=False).astype(int)
    parts = zip(starts, [*starts[1:], len(values)], strict=True)
    extremes = [(a + values[a:b].argmin(), a + values[a:b].argmax()) for a, b in parts]
    return np.unique([0, *np.ravel(extremes), len(values) - 1])
