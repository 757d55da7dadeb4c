"""Bars: lines from one point to another each, of which mostly one end moves."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba_array
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from render.drawing.frame import Rect
from render.drawing.inks import Ink

Color = tuple[float, float, float, float]
ENDS = 2
"""Points of a bar."""
BAR = np.array([Path.MOVETO, Path.LINETO], np.uint8)


class BarsInk(Ink):
    """Bars of one width, without dashes. Of one that grows, only what was added has changed."""

    _artist: LineCollection

    def __init__(self, artist: LineCollection, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer)
        self._bars = np.empty((0, ENDS, 2))
        self._width, self._colors = 0.0, np.empty((0, 4))
        self._gc, self._still = renderer.new_gc(), IdentityTransform()

    def look(self) -> Sequence[Rect]:  # noqa: D102
        artist = self._artist
        if not artist.stale:
            return ()
        artist.stale = False
        before, now = self._bars, self._found()
        width, colors = float(np.max(artist.get_linewidth())), to_rgba_array(artist.get_edgecolor())
        pad = 2.0 + self._unit * width
        if before.shape == now.shape and width == self._width and np.array_equal(colors, self._colors):
            moved = (before != now).any(axis=2)
            changed = [self._rect(np.concatenate([before[moved], now[moved]]), pad)]
        else:
            changed = [self.extent, self._rect(now.reshape(-1, 2), pad)]
        self._bars, self._pad, self._width, self._colors = now, pad, width, colors
        self.extent = self._rect(now.reshape(-1, 2), pad)
        return [rect for rect in changed if rect]

    def _found(self) -> NDArray[Any]:
        """Return both ends of each bar in pixels, (n, 2, 2)."""
        artist = self._artist
        paths = artist.get_paths() if artist.get_visible() else []
        if not paths:
            return np.empty((0, ENDS, 2))
        ends = np.concatenate([path.vertices for path in paths])
        found: NDArray[Any] = artist.get_transform().transform(ends).reshape(-1, ENDS, 2)
        return found

    def draw(self, rect: Rect) -> None:  # noqa: D102
        if not (box := self._box(rect)):
            return
        near = (self._bars.min(axis=1) - self._pad < box.max) & (self._bars.max(axis=1) + self._pad > box.min)
        touching = np.flatnonzero(near.all(axis=1))
        if not len(touching):
            return
        gc = self._gc
        gc.set_linewidth(self._width)
        gc.set_clip_rectangle(box)
        codes = np.tile(BAR, len(touching))
        for color, own in self._by_color(touching):
            # As one path: where bars share a pixel, they are no darker.
            path = Path(self._bars[own].reshape(-1, 2), codes[: ENDS * len(own)])
            path.should_simplify = False
            gc.set_foreground(color, isRGBA=True)
            self._renderer.draw_path(gc, path, self._still)  # type: ignore[no-untyped-call]

    def _by_color(self, bars: NDArray[np.intp]) -> Iterator[tuple[Color, NDArray[np.intp]]]:
        """Yield each colour of some of the `bars`, by their numbers (n,), and which of them have it."""
        colors: list[Color] = [(red, green, blue, alpha) for red, green, blue, alpha in self._colors.tolist()]
        if len(colors) == 1:
            yield colors[0], bars
            return
        numbers: dict[Color, list[int]] = {}
        for bar in bars.tolist():
            numbers.setdefault(colors[bar], []).append(bar)
        for color, own in numbers.items():
            yield color, np.array(own)


def is_solid(artist: LineCollection) -> bool:
    """Return whether none of the lines of `artist` has dashes."""
    styles: Any = artist.get_linestyle()
    return all(dashes is None for _, dashes in styles)
