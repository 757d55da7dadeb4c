"""Curves of validation losses enter, a mark leaves: the best step so far of each training that early stopping ends."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from render.drawing.axes import dot, halo
from render.drawing.panels import Moving, Runs
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

ASIDE = 8.0
"""From the line to its name, in pixels of a picture 720 lines high."""
LATE = 0.25
"""Share of the width from which on the name stands at the left of its line: there, losses were larger and their curves
are higher up."""


class BestStepTexts(Texts, speaker="best"):
    """Beside the line."""

    best = "best"


def with_best(
    axes: "Axes",
    runs: Runs,
    theme: "Theme",
    watched: "Sequence[tuple[Recording, str, NDArray[Any]]]",
    moving: Moving,
) -> Moving:
    """Return what moves with a mark at the best step so far of each training that early stopping ends.

    `watched` are recordings, the colours of their validation losses and these, (S + 1,). While the best step is the
    present one, the head of the curve shows where it is.
    """
    marks = []
    for recording, ink, values in watched:
        best = recording.best_so_far
        if best is not None:
            line = axes.axvline(0, color=ink, linewidth=theme.grid_width, dashes=(1, 2), zorder=2.6)
            ring = dot(axes, theme, ink, size=2.4, marker=runs.marker(recording), clip_on=False, zorder=5)
            ring.set(markerfacecolor="none", markeredgecolor=ink, markeredgewidth=0.5 * theme.line_width)
            placed: dict[str, Any] = {"xycoords": axes.get_xaxis_transform(), "textcoords": "offset points"}
            name = axes.annotate(runs.words.of(BestStepTexts).best, (0, 0), xytext=(0, 0), va="bottom", **placed)
            name.set(color=ink, size=theme.tick_size, weight=600)
            halo(name, theme)
            marks.append((recording, best, values, line, ring, name))
    if not marks:
        return moving
    share = axes.transScale + axes.transLimits

    def show(moment: "Moment") -> None:
        moving.show(moment)
        for recording, best, values, line, ring, name in marks:
            step = recording.reached(moment.position)
            at = int(best[step])
            line.set_xdata([at, at])
            ring.set_data([at], [values[at]])
            name.xy = (at, 0)
            behind = share.transform((at, values[at]))[0] > LATE
            name.set(ha="right" if behind else "left", position=(-ASIDE if behind else ASIDE, ASIDE))
            for artist in (line, ring, name):
                artist.set_visible(0 < at < step)

    artists = [artist for *_, line, ring, name in marks for artist in (line, ring, name)]
    return replace(moving, artists=[*moving.artists, *artists], show=show)
