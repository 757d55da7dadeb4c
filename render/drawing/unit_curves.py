"""Axes of tiles and a hidden layer enter; what each unit makes of one input leaves, as a curve, and their sum."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from render.drawing.classes import color_of, marker_of
from render.drawing.limits import hull
from render.drawing.panels import Moving, Runs
from render.drawing.points import even_choice
from render.drawing.tiles import Tile, Tiles
from render.drawing.unit_weights import handed_on, pair, rows_of, values_of
from render.training.passes import through

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

Floats = NDArray[np.float64]

PLACES = 120
"""Of a curve."""
MOST_MARKS, MARGIN = 60, 0.03
"""Samples that are drawn, and shares of their span that are left free on each side."""
THINNER = 0.5
"""Widths of a line that the curve of a unit has."""


def curves(axes: "Axes", runs: Runs, theme: "Theme", layer: int, stands: Tiles, shown: int) -> Moving:
    """Return the activation of each of `shown` units, quiet, and what it adds to the answer, which is this times its
    weight, all on one scale; the answer, among the samples, on that of the samples."""
    recording = runs.alone
    run, task = recording.run, recording.run.samples.task
    samples = run.samples
    x = samples.everything[0][:, 0].astype(np.float64)
    beyond = MARGIN * float(np.ptp(x))
    places = np.linspace(x.min() - beyond, x.max() + beyond, PLACES)
    share = np.linspace(0, 1, PLACES)
    limits = _limits(runs, layer, places[:, np.newaxis], summed=stands.whole is not None)
    negative, positive = pair(theme, task.classes)
    quiet, weighted = [], []
    for tile in stands.units[:shown]:
        zero = tile.at(np.array([0.0, 1.0]), _up(np.zeros(2), limits))
        axes.plot(*zero.T, color=theme.grid, linewidth=theme.grid_width, zorder=2)
        style: dict[str, Any] = {"linewidth": THINNER * theme.line_width, "solid_capstyle": "butt"}
        quiet += axes.plot([], [], color=theme.data, zorder=3, **style)
        weighted += axes.plot([], [], zorder=4, **style)
    answer = _answer(axes, runs, theme, stands.whole, places) if stands.whole else Moving([])

    def show(moment: "Moment") -> None:
        theta = recording.at(moment.position)
        found = through(run, theta, places[:, np.newaxis])
        assert found
        layers, signals = found
        values = signals[layer - 1].value
        for index, tile in enumerate(stands.units[:shown]):
            quiet[index].set_data(*tile.at(share, _up(values[:, index], limits)).T)
            if stands.whole:
                weight = float(layers[layer].w[index, 0])
                weighted[index].set_data(*tile.at(share, _up(weight * values[:, index], limits)).T)
                weighted[index].set_color(positive if weight > 0 else negative)
        answer.show(moment)

    return Moving([*quiet, *(weighted if stands.whole else []), *answer.artists], show, answer.standing)


def _answer(axes: "Axes", runs: Runs, theme: "Theme", whole: Tile, places: Floats) -> Moving:
    """Return what is answered at `places` (n,) on the tile `whole`, and the samples there."""
    recording = runs.alone
    samples, inputs = recording.run.samples, places[:, np.newaxis]
    usual = np.array([0.0, 1.0]) if samples.classes else samples.everything[1].astype(np.float64)
    rows = rows_of(recording)
    predicted = [recording.predictions(inputs, rows[even_choice(len(rows), MOST_MARKS)])]
    limits = (
        hull(usual, [] if samples.classes else predicted, recording.settles) if not samples.classes else (-0.1, 1.1)
    )
    some = even_choice(len(samples.y), MOST_MARKS)
    for number in range(max(1, len(samples.classes))):
        own = some[samples.y[some] == number] if samples.classes else some
        across = (samples.x[own, 0] - places[0]) / (places[-1] - places[0])
        at = whole.at(across, _up(samples.y[own].astype(np.float64), limits))
        color = color_of(theme, number) if samples.classes else theme.data
        axes.plot(*at.T, marker_of(number), color=color, markersize=0.8 * theme.point_size, markeredgewidth=0, zorder=3)
    (curve,) = axes.plot([], [], color=runs.colors[0], linewidth=theme.line_width, zorder=5, solid_capstyle="butt")
    share = np.linspace(0, 1, len(places))

    def show(moment: "Moment") -> None:
        curve.set_data(*whole.at(share, _up(recording.predict(moment.position, inputs), limits)).T)

    return Moving([curve], show)


def _limits(runs: Runs, layer: int, x: Floats, *, summed: bool) -> tuple[float, float]:
    """Return limits around activations, and around what they add to the answer, of every run."""
    every = [np.zeros(1)]
    for recording in runs.every:
        values, rows = values_of(recording, layer, x)
        every.append(values.ravel())
        if summed:
            weights, _ = handed_on(recording, layer)
            every.append((values * weights[rows][:, np.newaxis, :, 0]).ravel())
    return hull(np.zeros(1), every, settle=True)


def _up(values: Floats, limits: tuple[float, float]) -> Floats:
    """Return how far up between `limits` values (n,) are, as shares; those beyond are at the edges."""
    return np.clip((values - limits[0]) / (limits[1] - limits[0]), 0, 1)
