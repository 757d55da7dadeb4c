"""Axes of two classes over one input: the samples stand on two rails, the model's probability goes from one to the
other, and a dashed line says where its answer changes.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import halo, height, text_width, width, word_ticks
from render.drawing.classes import color_of, mark_size, marks
from render.drawing.panels import Moving, Runs
from render.drawing.points import MANY
from render.drawing.wrapping import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.samples import Samples

LEVELS = 4
"""Rows of marks at a rail, at most: more would take the curve its room."""
APART = 0.8
"""From one mark to the next at which both are seen, and from one row to the next, in marks."""
ROOM = 10.0
"""Between the last row of marks and the end of the Axes, in pixels of a picture 720 lines high."""
SHORTEST, LONGEST, LINES = 8, 14, 2
"""Characters of a line of a class's name at its rail, and its lines."""
LINE = 1.3
"""From one line of ticks to the next, in sizes of their type."""
SAID_AT = 0.13
"""From the rail to the words beside the line where the answer changes."""
SPACE = 10.0
"""Around these words, in pixels of a picture 720 lines high."""
TALLEST, THINNEST, BAR = 44.0, 1.5, 7.0
"""Of bars in place of very many marks: the height of the tallest, the least height, and about how wide each is."""
SLOW = ("loss", "gradient")
"""Beats in which bars stand on the rails."""


def rail_names(samples: "Samples") -> list[str]:
    """Return the names of the classes in lines: as few characters a line as the words allow."""
    return [_in_lines(name) for name in samples.classes]


def _in_lines(name: str) -> str:
    longest = max(map(len, name.split()), default=0)
    columns = min(LONGEST, max(SHORTEST, longest))
    lines = lines_of(name, columns)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LONGEST - 1].rstrip()}…"]
    return "\n".join(lines)


def rails(axes: "Axes", samples: "Samples", theme: "Theme") -> "NDArray[np.float64]":
    """Draw the rails and all samples, those held back hollow; return the height of each (N,) that is learned from.

    The horizontal limits have to be there. Samples stand just beyond their rail, where no curve hides them, and one
    that would hide another one in a row farther out.
    """
    x, y = samples.everything
    size, crowded = mark_size(theme, len(y)), len(y) > MANY
    left, right = axes.get_xlim()
    across = (x[:, 0].astype(float) - left) / (right - left) * width(axes)
    rows = np.zeros(len(y), int)
    for number in range(0 if crowded else len(samples.classes)):
        own = y == number
        rows[own] = _rows(across[own], APART * size)
    # The rails keep the room that the rows need beyond them, whatever the height of the Axes.
    out = (size + theme.line_width) / 2 + APART * size * rows
    beyond = (TALLEST + theme.line_width / 2 if crowded else float(out.max()) + size / 2) + ROOM
    up = 1 / max(1.0, height(axes) - 2 * beyond)
    axes.set_ylim(-beyond * up, 1 + beyond * up)
    heights = np.where(y > 0, 1 + out * up, -out * up)
    lower, upper = rail_names(samples)
    lines = 1 + max(name.count("\n") for name in (lower, upper))
    if (lines + 1) * LINE * theme.tick_size < 1 / up:
        word_ticks(axes.yaxis, [0, 0.5, 1], [lower, "½", upper])
    elif lines * LINE * theme.tick_size < 1 / up:
        word_ticks(axes.yaxis, [0, 1], [lower, upper])
    else:
        word_ticks(axes.yaxis, [1], [upper])
    learned, held = slice(len(samples.y)), slice(len(samples.y), None)
    if crowded:
        _counts(axes, samples, theme, up)
        return heights[learned]
    for part, hollow in ((learned, False), (held, True)):
        marks(axes, theme, x[part, 0], heights[part], y[part], hollow=hollow, markersize=size, zorder=2.7)
    return heights[learned]


def _counts(axes: "Axes", samples: "Samples", theme: "Theme", up: float) -> None:
    """Draw how many samples of each class lie where, as bars out of its rail, a pixel being `up`; those held back are
    outlined."""
    held = samples.validation
    parts = [(samples.x[:, 0], samples.y, True), *([(held.x[:, 0], held.y, False)] if held else [])]
    edges = np.linspace(*axes.get_xlim(), max(2, round(width(axes) / BAR)))
    counts = {
        (number, filled): np.histogram(x[y == number], edges)[0]
        for number in range(len(samples.classes))
        for x, y, filled in parts
    }
    most = max(int(each.max()) for each in counts.values())
    for (number, filled), each in counts.items():
        # One that is there is seen, beside however many.
        tall = np.maximum(each / most * TALLEST, THINNEST) + theme.line_width / 2
        rail, out = (1, 1) if number else (0, -1)
        ends = np.where(each > 0, rail + out * tall * up, np.nan)
        style: dict[str, Any] = {"color": color_of(theme, number), "fill": True, "linewidth": 0, "baseline": rail}
        if not filled:
            style = {"color": theme.text, "linewidth": theme.grid_width, "baseline": None}
        axes.stairs(ends, edges, zorder=2.7, **style)


def _rows(across: "NDArray[np.float64]", apart: float) -> "NDArray[np.int_]":
    """Return the row of each mark at `across` (n,): from left to right, the first in which it hides no other one.

    Where there is none, it is the one whose last mark is farthest away.
    """
    rows, ends = np.zeros(len(across), int), np.full(LEVELS, -np.inf)
    for index in np.argsort(across, kind="stable"):
        free = np.flatnonzero(across[index] - ends >= apart)
        rows[index] = free[0] if len(free) else ends.argmin()
        ends[rows[index]] = across[index]
    return rows


def half_line(
    axes: "Axes",
    runs: Runs,
    theme: "Theme",
    x: "NDArray[np.float64]",
    says: "Sequence[str]",
    sample: int | None,
    bars: bool,
) -> Moving | None:
    """Return a dashed line wherever the model of one run has a probability of one half, as far as `x` (n,) goes.

    Beside it stands what the model `says` at its right, or at its left, where there is room: the second class near the
    lower rail, or else the first one near the upper one. The words keep away from the stick of a `sample` and from the
    curves, and give way to `bars`.
    """
    if runs.overlaid:
        return None
    recording, inputs = runs.alone, x[:, np.newaxis]
    samples, objective = recording.run.samples, recording.run.objective
    style: dict[str, Any] = {"color": theme.quiet, "linewidth": 1.2 * theme.grid_width, "zorder": 2.9}
    line = axes.vlines([], [], [], linestyles=(0, (4, 3)), **style)
    text = axes.text(0, 0, "", color=theme.quiet, size=theme.tick_size, va="center", zorder=3.2)
    halo(text, theme)
    ends, (bottom, top) = axes.get_xlim(), axes.get_ylim()
    unit = (ends[1] - ends[0]) / width(axes)
    words = [[each.format(name=name) for each in says] for name in samples.classes]
    wide = {said: unit * text_width(axes, said, theme.tick_size, weight=400) for pair in words for said in pair}
    high = (top - bottom) / height(axes) * 0.6 * theme.tick_size
    best = objective.shown(inputs)
    stick = None if sample is None else float(samples.alone[sample])

    def beside(place: float, rises: bool, guess: "NDArray[np.float64]", probable: "tuple[float, float] | None") -> None:
        """Write what has room beside the line at a `place`, and beside the `guess` (n,); `probable` is where the stick
        begins and ends."""
        curves = [guess] if best is None else [guess, best]
        for number, level in ((1, SAID_AT), (0, 1 - SAID_AT)):
            to_the_right = rises == (number == 1)
            said = words[number][0 if to_the_right else 1]
            near = place + (SPACE if to_the_right else -SPACE) * unit
            far = near + (wide[said] if to_the_right else -wide[said])
            left, right = sorted((near, far))
            met = stick is not None and probable is not None and left - SPACE * unit < stick < right + SPACE * unit
            if left < ends[0] or right > ends[1] or (met and probable and min(probable) < level < max(probable)):
                continue
            under = (left < x) & (x < right)
            if any((np.abs(curve[under] - level) < high).any() for curve in curves):
                continue
            text.set(text=said, x=near, y=level, ha="left" if to_the_right else "right")
            return

    def show(moment: "Moment") -> None:
        theta = recording.at(moment.position)[np.newaxis]
        logits = objective.outputs(theta, inputs)[0]
        (before,) = np.nonzero((logits[1:] > 0) != (logits[:-1] > 0))
        low, after = logits[before], logits[before + 1]
        places = x[before] - low * (x[before + 1] - x[before]) / (after - low)
        line.set_segments([[(place, bottom), (place, top)] for place in places])
        text.set_text("")
        if len(places) == 1 and not bars and moment.beat not in SLOW:
            probable = None
            if sample is not None:
                one = samples.x[sample : sample + 1]
                probable = float(samples.y[sample]), float(recording.predict(moment.position, one)[0])
            guess = recording.predict(moment.position, inputs)
            beside(float(places[0]), bool(after[0] > low[0]), guess, probable)

    return Moving([line, text], show)
