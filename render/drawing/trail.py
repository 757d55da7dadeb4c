"""Axes and a run enter, its earlier guesses leave: lines for step 0 and for each power of two, fainter with age."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from render.drawing.panels import Moving, Runs
from render.training.kept import nearest
from render.training.recording import kept_by_all

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

OPACITIES = 0.5, 0.35, 0.25
"""Of the last guess, of the one before it and of all older ones: each that changes is a picture of its own."""
GHOST = 0.3
"""Opacity of the start, which stays."""
BACK = 0.5
"""What is left of the opacity when a beat of slow motion is told."""


def trail(
    axes: "Axes", runs: Runs, theme: "Theme", x: "NDArray[Any]", taught: "Callable[[float], float] | None" = None
) -> Moving:
    """Return the earlier guesses of one run at `x` (n,).

    Those of columns are of the same steps, and equally faint; a run that has ended has none of later ones. They go, but
    for the start, as what is `taught` at a position, from 1 to 0, ends; without it they stay.
    """
    recording, kept = runs.alone, kept_by_all(runs.every)
    doubled = [0, *(2**power for power in range(runs.steps.bit_length()))]
    steps = sorted({nearest(kept, step) for step in doubled})
    lines = []
    for step in (step for step in steps if step <= recording.steps):
        style: dict[str, Any] = {"color": runs.colors[0], "linewidth": 0.5 * theme.line_width, "zorder": 2.5}
        lines += axes.plot(x, recording.predict(step, x[:, None]), **style)
    if taught:
        lines[0].set_linewidth(0.3 * theme.line_width)

    shown: list[tuple[int, float]] = []

    def show(moment: "Moment") -> None:
        past = sum(step < moment.position for step in steps)
        left = (taught(moment.position) if taught else 1.0) * (BACK if moment.present else 1.0)
        if shown == [(past, left)]:
            return
        shown[:] = [(past, left)]
        for index, line in enumerate(lines):
            age = past - 1 - index
            opacity = left * OPACITIES[min(max(0, age), len(OPACITIES) - 1)]
            if taught and index == 0:
                opacity = max(GHOST, opacity)
            line.set_visible(age >= 0 and opacity > 0)
            line.set_alpha(opacity)

    return Moving(lines, show)
