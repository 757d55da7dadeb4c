"""Runs and a hidden layer enter, with which weights its units are added up leaves: bars and numbers below tiles."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from render.drawing.axes import text_width
from render.drawing.classes import color_of
from render.drawing.limits import FIRST_STEPS
from render.drawing.panels import Moving, Runs
from render.drawing.points import even_choice
from render.drawing.tiles import Tile
from render.numbers import MINUS, PLUS
from render.training.decimals import fixed
from render.training.layers import begins
from render.training.passes import through

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

Floats = NDArray[np.float64]

BAR, BARS_APART = 6.0, 9.0
"""How high the bar of a weight is, and from one to the next below it."""
BELOW = 12.0
"""From a tile to the middle of the first bar."""
LINE = 1.25
"""Height of a number, in sizes."""
LOOKED_AT = 24
"""Steps that tell how large the values of units become."""
DIGITS = 3
"""Of the largest weight."""


def pair(theme: "Theme", classes: int) -> tuple[str, str]:
    """Return the colours of what is negative and of what is positive.

    Of two classes, they are those of these: a positive one speaks for the second. Of more, they are those that no
    third class has, and of numbers the same as of weights anywhere.
    """
    if not classes:
        return theme.guess, theme.loss
    first = 0 if classes == 2 else 3
    return color_of(theme, first), color_of(theme, first + 1)


def rows_of(recording: "Recording") -> NDArray[np.intp]:
    """Return the kept steps whose numbers have room: of a training that leaves its minimum, the first ones."""
    return np.arange(len(recording.kept) if recording.settles else min(len(recording.kept), FIRST_STEPS + 1))


def handed_on(recording: "Recording", layer: int) -> tuple[Floats, Floats]:
    """Return the weights (K, units, outputs) of the last layer at those steps, and its biases (K, outputs).

    Its `layer` before is the last hidden one, counted from 1.
    """
    both = _summed(recording, layer, recording.parameters[rows_of(recording)].astype(np.float64))
    return both[:, :-1], both[:, -1]


def values_of(recording: "Recording", layer: int, x: NDArray[np.floating]) -> tuple[Floats, NDArray[np.intp]]:
    """Return what units of a `layer` make of inputs `x` (n, D) at some steps, (k, n, units), and their rows (k,)."""
    known = rows_of(recording)
    rows = known[even_choice(len(known), LOOKED_AT)]
    found = [through(recording.run, theta, x) for theta in recording.parameters[rows]]
    return np.stack([each[1][layer - 1].value for each in found if each]), rows


def foot(theme: "Theme", outputs: int, *, numbers: bool) -> float:
    """Return the room below a tile that the bars of so many outputs need, and a number, if there is one."""
    return BELOW + BARS_APART * (outputs - 1) + 1.5 * BAR + numbers * LINE * theme.tick_size


def widest(axes: "Axes", runs: Runs, theme: "Theme", layer: int) -> float:
    """Return the width of the widest number of a weight."""
    weights, _ = handed_on(runs.alone, layer)
    write = _writer(weights)
    return max(text_width(axes, write(value), theme.tick_size) for value in (weights.min(), weights.max()))


def bars(
    axes: "Axes",
    runs: Runs,
    theme: "Theme",
    layer: int,
    below: list[Tile],
    whole: Tile,
    said: str,
    *,
    numbers: bool,
) -> Moving:
    """Return the weight with which each unit is added up, a bar to the left or to the right of the middle of its tile,
    and its number; and the bias, which is `said` below the `whole`.

    Of several outputs, there is a bar for each, in the colour of its class.
    """
    recording = runs.alone
    classes = recording.run.samples.task.classes
    every = [handed_on(each, layer) for each in runs.every]
    most = max(float(np.abs(weights).max()) for weights, _ in every) or 1.0
    write = _writer(np.concatenate([part.ravel() for parts in every for part in parts]))
    outputs = every[0][0].shape[-1]
    negative, positive = pair(theme, classes)
    lines, texts = [], []
    for tile in below:
        own = []
        for output in range(outputs):
            level = tile.bottom - BELOW - BARS_APART * output
            style: dict[str, Any] = {"linewidth": BAR, "solid_capstyle": "butt", "zorder": 4}
            own += axes.plot([], [], color=color_of(theme, output), **style)
            own[-1].set_ydata([level, level])
        reach = np.array([tile.bottom - BELOW + BAR, level - BAR])
        axes.plot([tile.middle] * 2, reach, color=theme.quiet, linewidth=theme.grid_width, zorder=3)
        lines.append(own)
        if numbers:
            under = tile.bottom - foot(theme, outputs, numbers=False)
            texts.append(axes.text(tile.middle, under, "", size=theme.tick_size, ha="center", va="top", weight=600))
            texts[-1].set_color(theme.text)
    if outputs == 1:
        under = whole.bottom - BELOW + BAR
        texts.append(axes.text(whole.middle, under, "", size=theme.tick_size, ha="center", va="top", color=theme.quiet))

    def show(moment: "Moment") -> None:
        now = _summed(recording, layer, recording.at(moment.position))
        for tile, own, weights in zip(below, lines, now, strict=False):
            for line, weight in zip(own, weights.tolist(), strict=True):
                far = tile.middle + float(np.clip(weight / most, -1, 1)) * tile.width / 2
                line.set_xdata([tile.middle, far])
                if outputs == 1:
                    line.set_color(positive if weight > 0 else negative)
        known = recording.weights_at(recording.reached(moment.position)).astype(np.float64)
        known = _summed(recording, layer, known)
        for text, weight in zip(texts, known[: len(below), 0].tolist(), strict=False):
            text.set_text(write(weight))
        if outputs == 1:
            texts[-1].set_text(said.format(value=write(float(known[-1, 0]))))

    return Moving([*(line for own in lines for line in own), *texts], show)


def _summed(recording: "Recording", layer: int, theta: NDArray[Any]) -> NDArray[Any]:
    """Return the weights behind a `layer` of `theta` (..., P), and below them the biases, (..., units + 1, outputs)."""
    known = recording.run.model.architecture(recording.run.samples.task)
    assert known
    start, (before, outputs) = begins(known.units)[layer], known.units[layer : layer + 2]
    return theta[..., start : start + (before + 1) * outputs].reshape(*theta.shape[:-1], before + 1, outputs)


def _writer(values: Floats) -> Any:
    """Return the function that writes any of `values` with its sign."""
    write = fixed(values, DIGITS, float(np.abs(values).max()))

    def signed(value: float) -> str:
        text = write(value)
        return text if text.startswith(MINUS) or not text.strip("0.") else PLUS + text

    return signed
