"""Axes over a plane of weights and the camera's views enter, what is drawn of the loss leaves: contours and minimum."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from render.drawing.axes import dot
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

GRID, COARSEST = 160, 24
"""Places along each side of a view at which the loss is computed for its contours: at most, and at least."""
COARSE = 48
"""Places along each side of all that is ever seen, where the contours of a view go on outside of it."""
MOST_LOSSES = 200_000_000
"""Losses of single samples that are computed for them, where no closed form is known."""
MOST_PRODUCTS, BENT, FEWEST = 2_000_000_000, 64, 16
"""Products of a weight that are computed for them, and places along a side at most and at least, where layers
bend the loss: each place is a way through all of them."""
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
    levels: int,
    theme: "Theme",
) -> "tuple[NDArray[np.float64] | None, Moving]":
    """Return the lowest place of the first of `views`, and contours that change with them.

    The place is None if it is at the edge: the minimum lies outside.
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


def minimum(
    axes: "Axes", said: str, place: "NDArray[Any] | None", paths: "NDArray[Any]", views: Views, theme: "Theme"
) -> Moving:
    """Return the mark of the minimum at a `place` (2,), and its name, away from the `paths` (n, 2), in each view.

    Nothing where it is not known.
    """
    if place is None:
        return Moving([])
    mark = dot(axes, theme, theme.truth, marker="P", zorder=7)
    mark.set_data(*place[:, np.newaxis])
    name = axes.annotate(said, (float(place[0]), float(place[1])), xytext=(0, 0), textcoords="offset points")
    name.set(color=theme.truth, size=theme.tick_size, weight=600)
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
    levels: int,
    theme: "Theme",
) -> "tuple[NDArray[np.float64] | None, list[Part]]":
    """Draw the contours of a `view`, which go on in the `whole`; return its lowest place, and them."""
    grid = fineness(recording)
    lines = [_places(*each, grid) for each in zip(view, whole, strict=True)]
    across, upward = np.meshgrid(*lines)
    height = losses(recording, plane, np.stack([across, upward], axis=-1))
    inside = height[np.ix_(_within(lines[1], view[1]), _within(lines[0], view[0]))]
    # Equal steps of the square root: of a quadratic bowl, these are evenly spaced rings.
    rings = np.linspace(0, np.sqrt(inside.max() - inside.min()), levels + 1)[1:] ** 2 + inside.min()
    shades = np.linspace(0.12, 0.02, levels)
    parts: list[Part] = []
    for ring, shade in zip(rings, shades, strict=True):
        steps, alpha = [height.min() - 1, ring], float(shade) / 2
        parts.append(Part(axes.contourf(across, upward, height, levels=steps, colors=[theme.loss], alpha=alpha), alpha))
    style: dict[str, Any] = {"colors": [theme.loss], "linewidths": theme.grid_width, "alpha": LINES}
    parts.append(Part(axes.contour(across, upward, height, levels=rings, **style), LINES, lined=True))
    row, column = divmod(int(height.argmin()), len(lines[0]))
    surrounded = 0 < row < len(lines[1]) - 1 and 0 < column < len(lines[0]) - 1
    return np.array([across[row, column], upward[row, column]]) if surrounded else None, parts


def _places(limits: "NDArray[np.float64]", whole: "NDArray[np.float64]", count: int) -> "NDArray[np.float64]":
    """Return `count` places between `limits`, and coarser ones between these and the limits of the `whole`."""
    beyond, fine = np.linspace(whole[0], whole[1], min(count, COARSE)), np.linspace(limits[0], limits[1], count)
    places: NDArray[np.float64] = np.union1d(fine, beyond[(beyond < limits[0]) | (beyond > limits[1])])
    return places


def _within(places: "NDArray[np.float64]", limits: "NDArray[np.float64]") -> "NDArray[np.intp]":
    """Return the indices of those `places` (n,) that lie within `limits`."""
    return np.flatnonzero((places >= limits[0]) & (places <= limits[1]))
