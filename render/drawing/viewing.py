"""Axes, a relief and paths enter, the view of it leaves that shows most of the paths, with all drawn that never moves.

Coordinates of the Axes become pixels of a picture 720 lines high.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from render.drawing.axes import dot, height, text_width, width
from render.drawing.labels import Place, around, back, put
from render.drawing.landform import CORNERS, Setting, contour_lines, floor, rings, surface
from render.drawing.relief import Relief, View
from render.drawing.ticks import Ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme

SIDES = (30.0, -30.0, 60.0, -60.0, 120.0, -120.0, 150.0, -150.0)
"""Azimuths from which it may be seen, the best one first where as much of the paths is seen from several."""
BETTER = 0.05
"""Share of the paths that has to be seen more for a later one to be taken."""
LOOKED_AT = 200
"""Places of a path, evenly along it, that are looked for."""
GAP = 0.36
"""From the floor to the lowest place of the surface, in sides of the square."""
HIGHEST, LOWEST = 0.8, 0.45
"""How high the surface may be and has to be, in sides of the square."""
MANY, ASIDE, REACH = 1_000, 16.0, 6.0
"""Places of paths that the minimum's name keeps away from, how far it stands from it, and around a path."""
WIDEST = 1.5
"""How many times as wide as high Axes are, at most."""
TICKS = 3
INSIDE, BESIDE = 0.06, (70.0, 20.0)
"""Share of a side at each end without ticks, and how far a name may go beyond the left and the right of the Axes."""
TICK, AWAY = 7.0, 8.0
"""How long a tick is, and from there to its label."""


class Words(NamedTuple):
    """The names of both ways, each of them long and short, and of the minimum."""

    ways: Sequence[Sequence[str]]
    minimum: str


def framed(
    axes: "Axes",
    relief: Relief,
    azimuth: float | None,
    elevation: float,
    paths: "Sequence[NDArray[np.float64]]",
) -> Setting:
    """Return how a `relief` is set into `axes`: as large as it can be, from where most of `paths` (K, 2) is seen."""
    looked_at = np.concatenate([relief.inside(_evenly(relief.local(path), LOOKED_AT)) for path in paths])
    _narrowed(axes)
    wide, tall = width(axes), height(axes)
    axes.set(xlim=(0, wide), ylim=(0, tall))
    axes.set_axis_off()
    rise = HIGHEST
    side = _best_side(relief, elevation, looked_at) if azimuth is None else azimuth
    while True:
        view = View(relief, side, elevation, rise, GAP)
        low, high = _extent(view)
        scale = wide / (high[0] - low[0])
        if scale * (high[1] - low[1]) <= tall or rise <= LOWEST:
            break
        rise -= 0.05
    scale = min(scale, tall / (high[1] - low[1]))
    return Setting(view, scale, np.array([wide, tall]) / 2 - scale * (low + high) / 2)


def _narrowed(axes: "Axes") -> None:
    """Make wide `axes` narrower: names at their right side then stand beside what they name. Their left edge stays."""
    place = axes.get_position()
    share = min(1.0, WIDEST * height(axes) / width(axes))
    axes.set_position((place.x0, place.y0, place.width * share, place.height))


def _evenly(path: "NDArray[np.float64]", count: int) -> "NDArray[np.float64]":
    """Return places along a `path` (K, 2) as far as all steps are near, `count` of them."""
    path = np.clip(path, -1, 1)
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    at = np.linspace(0, gone[-1], count)
    return np.stack([np.interp(at, gone, each) for each in path.T], axis=1)


def _best_side(relief: Relief, elevation: float, places: "NDArray[np.float64]") -> float:
    def seen(side: float) -> float:
        view = View(relief, side, elevation, (HIGHEST + LOWEST) / 2, GAP)
        return float(np.mean(~view.hidden(places)) + np.mean(~view.hidden(places, floor=True)) / 2)

    if not len(places):
        return SIDES[0]
    shares = {side: seen(side) for side in SIDES}
    enough = max(shares.values()) - BETTER
    return next(side for side in SIDES if shares[side] >= enough)


def _extent(view: View) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return the lower left and the upper right corner of all that is seen."""
    relief, line = view.relief, np.linspace(-0.5, 0.5, len(view.relief.heights))
    places = np.stack(np.meshgrid(line, line), axis=-1)
    there = relief.there(places, relief.heights)
    seen = [view.on_floor(CORNERS), view.seen(places[there], view.up(relief.heights[there]))]
    every = np.concatenate(seen)
    return every.min(axis=0), every.max(axis=0)


def draw(
    axes: "Axes",
    setting: Setting,
    levels: int,
    words: Words,
    minima: "NDArray[np.float64]",
    paths: "Sequence[NDArray[np.float64]]",
    theme: "Theme",
) -> None:
    """Draw the surface, the contours on the floor with the `minima`, places (m, 2), and the axes."""
    heights = rings(levels, setting.view.relief.log)
    floor(axes, setting, heights, theme)
    surface(axes, setting, heights, theme)
    contour_lines(axes, setting, heights, theme)
    _minimum(axes, setting, words.minimum, minima, paths, theme)
    front = int(np.argmin(CORNERS @ setting.view.ways[1]))
    sides = [_Side.of(axes, setting, CORNERS[front], CORNERS[other], theme) for other in (front - 1, (front + 1) % 4)]
    # Both names are the long ones, or neither.
    choices = zip(*words.ways, strict=True)
    names = next((each for each in choices if all(side.has_room(axes, each, theme) for side in sides)), None)
    for side in sides:
        side.draw(axes, setting, names or [each[-1] for each in words.ways], theme)
    _upward(axes, setting, theme)


def _minimum(
    axes: "Axes",
    setting: Setting,
    said: str,
    minima: "NDArray[np.float64]",
    paths: "Sequence[NDArray[np.float64]]",
    theme: "Theme",
) -> None:
    """Mark the minima on the surface and on the floor, where they are seen, and name one, away from the paths."""
    view = setting.view
    local = view.relief.inside(view.relief.local(minima))
    seen = [(view.on_floor, view.hidden(local, floor=True)), (view.on_surface, view.hidden(local))]
    marked = [at for place, hides in seen for at in setting.put(place(local[~hides]))]
    for at in marked:
        mark = dot(axes, theme, theme.truth, size=2.2, marker="P", zorder=3.6)
        mark.set_data(*at[:, np.newaxis])
    if not marked:
        return
    passed = np.concatenate([view.relief.inside(_evenly(view.relief.local(path), MANY)) for path in paths])
    drawn = np.concatenate([setting.put(view.on_floor(passed)), setting.put(view.on_surface(passed))])
    name = axes.annotate(said, tuple(marked[0]), xytext=(0, 0), textcoords="offset points", zorder=3.7)
    name.set(color=theme.truth, size=theme.tick_size, weight=600)
    back(name, theme)
    places = [
        Place(ASIDE * across, up, "left" if across > 0 else "right" if across < 0 else "center", va)
        for up, va in ((0, "center"), (-ASIDE, "top"), (ASIDE, "baseline"))
        for across in (1, -1, 0, 5, -5)
        if across or up
    ]
    put(name, places, [around(axes.transData.transform(drawn), REACH * axes.figure.dpi / 72)])


class _Side(NamedTuple):
    """A side of the floor from its `front` corner, along the `way` 0 or 1, with ticks at `places` that read `texts`.

    They stand on its side `out` (2,); its name `at` (2,).
    """

    front: "NDArray[np.float64]"
    way: int
    places: Sequence[float]
    texts: Sequence[str]
    out: "NDArray[np.float64]"
    at: "NDArray[np.float64]"

    @classmethod
    def of(
        cls,
        axes: "Axes",
        setting: Setting,
        front: "NDArray[np.float64]",
        other: "NDArray[np.float64]",
        theme: "Theme",
    ) -> "_Side":
        """Return that from a `front` corner to an `other` one."""
        relief, way = setting.view.relief, int(np.abs(other - front).argmax())
        begin, end, middle = setting.put(setting.view.on_floor(np.stack([front, other, (front + other) / 2])))
        along = (end - begin) / np.hypot(*(end - begin))
        out = np.array([along[1], -along[0]]) * (-1 if along[0] < 0 else 1)
        low, high = relief.corner[way] + relief.side * np.array([INSIDE, 1 - INSIDE])
        every = MaxNLocator(TICKS, prune="both").tick_values(low, high)
        places = [place for place in every if low <= place <= high]
        texts = Ticks().labels(places).texts
        wide = max((text_width(axes, said, theme.tick_size, weight=400) for said in texts), default=0.0)
        steep = abs(along[1])
        away = TICK + AWAY + max(steep * wide, (1 - steep) * theme.tick_size) + 0.5 * theme.tick_size
        return cls(front, way, places, texts, out, middle + away * out)

    def has_room(self, axes: "Axes", names: Sequence[str], theme: "Theme") -> bool:
        """Return whether its one of the `names` of both ways has room to the edge of the picture, or the next panel."""
        room = self.at[0] + BESIDE[0] if self.out[0] < 0 else width(axes) - self.at[0] + BESIDE[1]
        return bool(text_width(axes, names[self.way], theme.label_size, weight=400) <= room)

    def draw(self, axes: "Axes", setting: Setting, names: Sequence[str], theme: "Theme") -> None:
        """Draw the ticks, their labels and its one of the `names`."""
        relief = setting.view.relief
        style: dict[str, Any] = {"color": theme.quiet, "va": "top", "clip_on": False}
        style["ha"] = "right" if self.out[0] < 0 else "left"
        for place, said in zip(self.places, self.texts, strict=True):
            local = self.front.copy()
            local[self.way] = (place - relief.corner[self.way]) / relief.side - 0.5
            at = setting.put(setting.view.on_floor(local[np.newaxis]))[0]
            tick = np.stack([at, at + TICK * self.out])
            axes.plot(*tick.T, color=theme.quiet, linewidth=0.6 * theme.grid_width, clip_on=False)
            x, y = at + (TICK + 3) * self.out + np.array([0, 4])
            axes.text(x, y, said, size=theme.tick_size, **style)
        axes.text(self.at[0], self.at[1], names[self.way], size=theme.label_size, **style)


def _upward(axes: "Axes", setting: Setting, theme: "Theme") -> None:
    """Draw the axis of the loss above the left corner of the floor, as high as the surface, with few ticks."""
    view, relief = setting.view, setting.view.relief
    corner = CORNERS[int(np.argmin(CORNERS @ view.ways[0]))][np.newaxis]
    foot, top = (setting.put(view.seen(corner, view.up(np.array([share]))))[0] for share in (0.0, 1.0))
    axes.plot(*np.stack([foot, top]).T, color=theme.quiet, linewidth=0.6 * theme.grid_width, clip_on=False)
    ticks = _powers(relief) if relief.log else MaxNLocator(TICKS).tick_values(relief.low, relief.cut)
    places = [place for place in ticks if relief.low <= place <= relief.cut]
    for place, said in zip(places, Ticks(log=relief.log).labels(places).texts, strict=True):
        at = setting.put(view.seen(corner, view.up(relief.height(np.array([place])))))[0]
        axes.plot(
            [at[0] - TICK, at[0]], [at[1]] * 2, color=theme.quiet, linewidth=0.6 * theme.grid_width, clip_on=False
        )
        text = axes.text(at[0] - TICK - AWAY, at[1], said, color=theme.quiet, size=theme.tick_size, ha="right")
        text.set(va="center", clip_on=False)


def _powers(relief: Relief) -> list[float]:
    """Return powers of ten, at most so many that their labels have room."""
    first, last = np.ceil(np.log10(relief.low)), np.floor(np.log10(relief.cut))
    stride = max(1, int(np.ceil((last - first) / TICKS)))
    return [float(10.0**power) for power in np.arange(first, last + 1, stride)]
