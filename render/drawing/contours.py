"""Axes over a plane of weights and the camera's views enter, what is drawn of the loss leaves: contours and minimum."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from render.drawing.axes import dot, width
from render.drawing.labels import Place, around, back, put
from render.drawing.panels import Moving

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    from render.drawing.planes import Plane
    from render.drawing.themes import Theme
    from render.training.recording import Recording

FINEST, GRID, COARSEST = 240, 160, 24
"""Places along each side of a view at which the loss is computed for its contours: of a function, which may have many
small bowls; and of samples, at most and at least."""
COARSE = 48
"""Places along each side of all that is ever seen, where the contours of a view go on outside of it."""
MOST_LOSSES = 200_000_000
"""Losses of single samples that are computed for them, where no closed form is known."""
MOST_PRODUCTS, BENT, FEWEST = 2_000_000_000, 64, 16
"""Products of a weight that are computed for them, and places along a side at most and at least, where layers
bend the loss: each place is a way through all of them."""
LEVELS, FEWEST_LEVELS, APART = 12, 4, 8
"""Contours, where an author does not say how many: at most, and at least where they would be less than so many pixels
apart on average, of a picture 720 lines high."""
LINES = 0.35
"""The opacity of their lines."""
COMING = 0.8
"""The share of a move from which on the contours of the next view come: each mixture of two views is dear to a file."""
ASIDE, ABOVE, BELOW, REACH = 14, 12, -26, 6.0
"""From the minimum to its name, and around a path, in pixels of a picture 720 lines high."""

Views = Sequence["NDArray[np.float64]"]
"""Limits of x and y, (2, 2) each."""


class Part(NamedTuple):
    """Contours of one kind, areas or lines, and their opacity."""

    artist: "Artist"
    opacity: float
    lined: bool = False


def contours(
    axes: "Axes",
    recording: "Recording",
    plane: "Plane",
    views: Views,
    levels: int | None,
    theme: "Theme",
) -> "tuple[NDArray[np.float64], Moving]":
    """Return the lowest place (1, 2) of the first of `views`, and contours that change with them.

    There are as many as `levels` says, or as a picture has room for, LEVELS at most.
    There is none (0, 2) if it is at the edge: the minimum lies outside.
    """
    whole = np.stack([np.min(views, axis=0)[:, 0], np.max(views, axis=0)[:, 1]], axis=1)
    drawn = [_of_view(axes, recording, plane, view, whole, levels, theme) for view in views]
    shown: list[float] = []

    def show(view: float) -> None:
        if shown == [view]:
            return
        shown[:] = [view]
        # Lines that move through all of the picture are dear, and restless: on the way, areas do without.
        lined = float(np.clip(2 * abs(1 - 2 * (view % 1)) - 1, 0, 1)) ** 2
        came = float(np.clip((view % 1 - COMING) / (1 - COMING), 0, 1))
        for number, (_, parts) in enumerate(drawn):
            share = {0: 1 - came, 1: came}.get(number - min(int(view), len(drawn) - 1), 0.0)
            for part in parts:
                seen = share * (lined if part.lined else 1.0)
                part.artist.set(alpha=part.opacity * seen, visible=seen > 0)

    show(0.0)
    return drawn[0][0], Moving([], lambda moment: show(moment.view))


def fineness(recording: "Recording") -> int:
    """Return at how many places along each side of a view the loss is computed.

    Without a closed form of the loss, they are fewer, the more samples it is the mean of.
    """
    objective = recording.run.objective
    if not objective.samples.task.has_samples:
        return FINEST
    if not objective.model.linear:
        products = len(objective.samples.y) * len(objective.names)
        return int(np.clip((MOST_PRODUCTS / products) ** 0.5, FEWEST, BENT))
    if not objective.quadratic:
        return int(np.clip((MOST_LOSSES / len(objective.samples.y)) ** 0.5, COARSEST, GRID))
    return GRID


def losses(recording: "Recording", plane: "Plane", places: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return what is made small at `places` (n, m, 2) of a `plane`, (n, m).

    Row by row: of many weights, those of all places would fill the memory.
    """
    return np.stack([recording.run.objective.at(plane.thetas(row)) for row in places])


def minima(
    axes: "Axes",
    said: str,
    places: "NDArray[Any]",
    paths: "NDArray[Any]",
    views: Views,
    theme: "Theme",
    *,
    saddles: bool = False,
) -> Moving:
    """Return the marks of minima, or of `saddles`, at `places` (m, 2), and the name of the first, away from the `paths`
    (n, 2), in each view.

    Nothing where they are not known.
    """
    if not len(places):
        return Moving([])
    ink = theme.text if saddles else theme.truth
    mark = dot(axes, theme, ink, marker="X" if saddles else "P", zorder=7)
    mark.set_data(*places.T)
    place = places[0]
    name = axes.annotate(said, (float(place[0]), float(place[1])), xytext=(0, 0), textcoords="offset points")
    name.set(color=ink, size=theme.tick_size, weight=600)
    back(name, theme)
    looks = [_free(axes, name, paths, view) for view in views]

    def show(view: float) -> None:
        across, up, ha, va = looks[min(round(view), len(looks) - 1)]
        if name.xyann != (across, up):
            name.xyann = (across, up)
            name.set(ha=ha, va=va)

    show(0.0)
    return Moving([mark, name], lambda moment: show(moment.view))


def _free(
    axes: "Axes", name: "Annotation", paths: "NDArray[Any]", view: "NDArray[np.float64]"
) -> tuple[float, float, str, str]:
    """Return how a `name` stands in a `view`: at one of the corners of what it names, away from the `paths`."""
    before = axes.get_xlim(), axes.get_ylim()
    axes.set(xlim=view[0], ylim=view[1])
    places = [
        Place(ASIDE * side, up, "left" if side > 0 else "right", va)
        for up, va in ((ABOVE, "baseline"), (BELOW, "baseline"), (0, "center"))
        for side in (-1, 1)
    ]
    put(name, places, [around(axes.transData.transform(paths), REACH * axes.figure.dpi / 72)])
    found = (*name.xyann, name.get_horizontalalignment(), name.get_verticalalignment())
    axes.set(xlim=before[0], ylim=before[1])
    return found


def _of_view(
    axes: "Axes",
    recording: "Recording",
    plane: "Plane",
    view: "NDArray[np.float64]",
    whole: "NDArray[np.float64]",
    levels: int | None,
    theme: "Theme",
) -> "tuple[NDArray[np.float64], list[Part]]":
    """Draw the contours of a `view`, which go on in the `whole`; return its lowest place, and them."""
    grid = fineness(recording)
    lines = [_places(*each, grid) for each in zip(view, whole, strict=True)]
    across, upward = np.meshgrid(*lines)
    height = losses(recording, plane, np.stack([across, upward], axis=-1))
    inside = height[np.ix_(_within(lines[1], view[1]), _within(lines[0], view[0]))]
    evenly = not recording.run.samples.task.has_samples
    rings = _rings(inside, levels or LEVELS, evenly)
    if evenly and not levels:
        # Many small bowls have as many rings each: then there are fewer.
        crossed = np.abs(np.diff(np.searchsorted(rings, inside), axis=1)).sum(axis=1).mean()
        roomy = round(LEVELS * width(axes) / (APART * crossed))
        rings = _rings(inside, min(LEVELS, max(FEWEST_LEVELS, roomy)), evenly)
    shades = np.linspace(0.12, 0.02, len(rings))
    parts: list[Part] = []
    for ring, shade in zip(rings, shades, strict=True):
        steps, alpha = [height.min() - 1, ring], float(shade) / 2
        parts.append(Part(axes.contourf(across, upward, height, levels=steps, colors=[theme.loss], alpha=alpha), alpha))
    style: dict[str, Any] = {"colors": [theme.loss], "linewidths": theme.grid_width, "alpha": LINES}
    parts.append(Part(axes.contour(across, upward, height, levels=rings, **style), LINES, lined=True))
    row, column = divmod(int(height.argmin()), len(lines[0]))
    surrounded = 0 < row < len(lines[1]) - 1 and 0 < column < len(lines[0]) - 1
    return np.array([[across[row, column], upward[row, column]]] * surrounded).reshape(-1, 2), parts


def _rings(heights: "NDArray[np.float64]", levels: int, evenly: bool) -> "NDArray[np.float64]":
    """Return `levels` of `heights`, the last one being the highest of all.

    In equal steps of the square root, those of a quadratic bowl are evenly spaced rings; or, if they are to lie
    `evenly`, those of any function enclose as much of the picture as such rings do: where it has steep corners, all
    would lie there otherwise.
    """
    parts = np.arange(1, levels + 1) / levels
    least, root = heights.min(), np.sqrt(np.ptp(heights))
    found: NDArray[np.float64] = np.quantile(heights, parts**2) if evenly else np.linspace(0, root, levels + 1)[1:] ** 2
    return found if evenly else found + least


def _places(limits: "NDArray[np.float64]", whole: "NDArray[np.float64]", count: int) -> "NDArray[np.float64]":
    """Return `count` places between `limits`, and coarser ones between these and the limits of the `whole`."""
    beyond, fine = np.linspace(whole[0], whole[1], min(count, COARSE)), np.linspace(limits[0], limits[1], count)
    places: NDArray[np.float64] = np.union1d(fine, beyond[(beyond < limits[0]) | (beyond > limits[1])])
    return places


def _within(places: "NDArray[np.float64]", limits: "NDArray[np.float64]") -> "NDArray[np.intp]":
    """Return the indices of those `places` (n,) that lie within `limits`."""
    return np.flatnonzero((places >= limits[0]) & (places <= limits[1]))
