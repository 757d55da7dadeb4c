"""Axes of tiles and a hidden layer enter; what each unit makes of two inputs leaves, in bands, and their sum."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from render.drawing.bands import SUREST, TINTS, Areas, areas_on, border, compound, tint
from render.drawing.classes import color_of, mark_size, marker_of, marks, mixed
from render.drawing.limits import hull
from render.drawing.panels import Moving, Runs
from render.drawing.places import Grid
from render.drawing.points import even_choice
from render.drawing.tiles import Tile, Tiles
from render.drawing.unit_weights import pair, values_of
from render.training.classes import logits_of
from render.training.passes import through

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

Floats = NDArray[np.float64]

STRONG = (0.12, 0.28, 0.44, 0.6)
"""Shares of the colour in the bands of a unit: its tile is small."""
COARSE = 15
"""Places along each side of a tile that tell how large relu becomes."""
MOST_MARKS, MARK, FAINT = 80, 3.6, 0.6
"""Samples on the tile of a unit, how large they are, and how opaque."""
ALMOST = 0.999
"""Of the whole scale, what has log-odds."""
MARGIN = 0.09


def planes(axes: "Axes", runs: Runs, theme: "Theme", layer: int, stands: Tiles, shown: int) -> Moving:
    """Return bands of the activation of each of `shown` units, and a line where its sum is 0; bands of the answer.

    Bands begin at 1/5, 1/2 and 4/5 of the largest activation, of relu the largest of the film: of the logistic
    function, that is where those of a boundary do.
    """
    recording = runs.alone
    run, task = recording.run, recording.run.samples.task
    x, _ = run.samples.everything
    limits = np.array([hull(x[:, index], [x[:, index]], settle=True, margin=MARGIN) for index in (0, 1)])
    known = run.model.architecture(task)
    assert known
    negative, positive = ([mixed(theme.paper, color, share) for share in STRONG] for color in pair(theme, task.classes))
    bent = known.activation == "relu"
    colors = [[theme.paper] * len(STRONG) if bent else negative, positive]
    below = stands.units[:shown]
    grids = [Grid(axes, tile.part(axes, limits)) for tile in below]
    areas = [_areas(axes, grid, colors, theme) for grid in grids]
    lines = border(axes, theme, "butt")
    largest = 1.0
    if bent:
        across, up = np.meshgrid(*np.linspace(limits[:, 0], limits[:, 1], COARSE).T)
        places = np.stack([across.ravel(), up.ravel()], axis=1)
        largest = max(float(values_of(each, layer, places)[0].max()) for each in runs.every) or 1.0
    scale = {"tanh": 2.0, "sigmoid": 1.0, "relu": 1 / largest}[known.activation]
    dots = _dots(axes, runs, theme, below, limits)
    answer = _answer(axes, runs, theme, stands.whole, limits) if stands.whole else Moving([])
    drawn: list[Floats] = []

    def show(moment: "Moment") -> None:
        theta = recording.at(moment.position)
        if drawn and np.array_equal(drawn[0], theta):
            return
        drawn[:] = [theta]
        found = through(run, theta, grids[0].places)
        assert found
        odds = np.nan_to_num(scale * found[1][layer - 1].z, posinf=SUREST, neginf=-SUREST)
        if bent:
            odds = 2 * np.arctanh(np.clip(odds, -ALMOST, ALMOST))
        turns = []
        for grid, area, each in zip(grids, areas, odds.T[:shown], strict=True):
            logits = np.stack([np.zeros_like(each), each])
            area.set_logits(logits)
            turns += grid.borders(logits)
        lines.set(path=compound(turns))
        answer.show(moment)

    return Moving([*areas, *dots, lines, *answer.artists], show, [*dots, *answer.standing])


def _answer(axes: "Axes", runs: Runs, theme: "Theme", whole: Tile, limits: Floats) -> Moving:
    """Return bands of what is answered on the tile `whole`: of classes those of a boundary, of numbers from the middle
    of the targets on."""
    run = runs.alone.run
    classes, y = run.samples.task.classes, run.objective.scaled_targets(run.samples.everything[1])
    grid = Grid(axes, whole.part(axes, limits))
    colors = [[tint(theme, number, band) for band in range(len(TINTS))] for number in range(classes)]
    if not classes:
        colors = [[mixed(theme.paper, color, share) for share in STRONG] for color in pair(theme, classes)]
    area, lines = _areas(axes, grid, colors, theme), border(axes, theme, "butt")
    outputs = run.objective.outputs_at(grid.places)
    low, high = float(y.min()), float(y.max())
    size = min(1.0, whole.width / 300) * mark_size(theme, len(y))
    across, up = _on(whole, run.samples.x, limits).T
    points = marks(axes, theme, across, up, run.samples.y, markersize=size) if classes else []

    def show(moment: "Moment") -> None:
        theta = runs.alone.at(moment.position)[np.newaxis]
        found = np.nan_to_num(outputs(theta)[0], posinf=SUREST, neginf=-SUREST)
        if not classes:
            share = (2 * found - low - high) / ((high - low) or 1.0)
            found = 2 * np.arctanh(np.clip(share, -ALMOST, ALMOST))
        logits = np.ascontiguousarray(logits_of(found, classes or 2).T)
        area.set_logits(logits)
        lines.set(path=compound(grid.borders(logits)))

    return Moving([area, lines, *points], show, points)


def _areas(axes: "Axes", grid: Grid, colors: list[list[str]], theme: "Theme") -> Areas:
    areas = areas_on(axes, grid, colors, theme)
    areas.set_clip_box(Bbox.from_bounds(grid.left, grid.bottom, *grid.size))
    return areas


def _dots(axes: "Axes", runs: Runs, theme: "Theme", below: list[Tile], limits: Floats) -> "list[Line2D]":
    """Draw samples on the tiles of units, faint."""
    samples = runs.alone.run.samples
    some = even_choice(len(samples.y), MOST_MARKS)
    dots = []
    for number in range(max(1, len(samples.classes))):
        own = some[samples.y[some] == number] if samples.classes else some
        places = np.concatenate([_on(tile, samples.x[own], limits) for tile in below])
        color = color_of(theme, number) if samples.classes else theme.text
        style: dict[str, Any] = {"markersize": MARK, "markeredgewidth": 0, "alpha": FAINT, "color": color}
        dots += axes.plot(*places.T, marker_of(number), **style)
    return dots


def _on(tile: Tile, x: NDArray[np.floating], limits: Floats) -> Floats:
    """Return where inputs `x` (n, 2) are on a `tile`."""
    across, up = ((x - limits[:, 0]) / np.ptp(limits, axis=1)).T
    return tile.at(across, up)


def frames(axes: "Axes", theme: "Theme", stands: Tiles) -> None:
    """Draw a frame around each tile."""
    for tile in [*stands.units, *([stands.whole] if stands.whole else [])]:
        rim: dict[str, Any] = {"edgecolor": theme.grid, "linewidth": 2 * theme.grid_width, "clip_on": False}
        axes.add_patch(Rectangle(tile[:2], tile.width, tile.height, fill=False, **rim))
