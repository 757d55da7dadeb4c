"""Lines and dots: of a curve that grows, only its end; of one that moves on, both ends."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform
from numpy.typing import NDArray

from render.drawing.frame import Rect
from render.drawing.inks import Ink

GRID = 4
"""Points of lines are at whole multiples of this part of a pixel: what moves less than half of it stays as it is."""
MIDDLE = 0.5 + 1e-6
"""What lies in the middle of two places on this grid is at the right, or upper one: rounding errors, which are not
the same in each run, must not decide."""
OPAQUE = np.uint16(255)
AS_IT_IS = IdentityTransform()


class Strokes(RendererBase):
    """Notes how Matplotlib would draw a line, which is the same wherever its points are: `lines` and `markers`."""

    def __init__(self, renderer: RendererAgg) -> None:
        super().__init__()
        self._renderer = renderer
        self.lines: list[GraphicsContextBase] = []
        self.markers: list[tuple[GraphicsContextBase, Path, Any, Any]] = []

    def points_to_pixels(self, points: Any) -> Any:  # noqa: D102
        return self._renderer.points_to_pixels(points)  # type: ignore[no-untyped-call]

    def draw_path(self, gc: GraphicsContextBase, *others: Any, **more: Any) -> None:  # noqa: D102
        self.lines.append(gc)

    def draw_markers(  # noqa: D102
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Any,
        path: Path,
        trans: Any,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        self.markers.append((gc, marker_path, marker_trans.frozen(), rgbFace))

    def draw(self, renderer: RendererAgg, points: NDArray[Any], box: Bbox) -> None:
        """Draw a line through `points` (n, 2) in pixels in the same way, within a `box`."""
        path = Path(points)
        path.should_simplify = False
        for gc in self.lines:
            gc.set_clip_rectangle(box)
            renderer.draw_path(gc, path, AS_IT_IS)  # type: ignore[no-untyped-call]
        for gc, marker, size, face in self.markers:
            gc.set_clip_rectangle(box)
            renderer.draw_markers(gc, marker, size, path, AS_IT_IS, face)


class LineInk(Ink):
    """Lines and dots. Of a curve that grows, only what was added has changed; what is let go at its beginning, too."""

    _artist: Line2D

    def __init__(self, artist: Line2D, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer)
        self._points = np.empty((0, 2))
        self._style: tuple[Any, ...] = ()
        # They draw in pixels what the artist says in data.
        self._stroke, self._dots = Line2D([0], [0]), Line2D([0], [0])

    def look(self) -> Sequence[Rect]:  # noqa: D102
        line = self._artist
        if not line.stale:
            return ()
        line.stale = False
        solid = line.get_linestyle() == "-"
        style = (
            solid,
            line.get_color(),
            line.get_alpha(),
            line.get_linewidth(),
            line.get_markersize(),
            line.get_marker(),
        )
        restyled = style != self._style
        points = self._points
        if line.get_visible():
            at = line.get_transform().transform(line.get_xydata())
            now = np.floor(at * GRID + MIDDLE) / GRID
            # A point that is no number (NaN) is a gap; one without end is left out.
            now = now[~np.isinf(now).any(axis=1)]
        else:
            now = points[:0]
        cut: list[Rect | None] = []
        # Dashes and chosen dots are counted from the beginning; other lines are the same without it.
        counted = line.get_linestyle() not in ("-", "None") or line.get_markevery() is not None
        if not (restyled or counted) and len(points) and len(now):
            begins = np.flatnonzero((points == now[0]).all(axis=1))
            if len(begins) and begins[0]:
                cut = [self._rect(points[: begins[0] + 1], self._pad)]
                points = points[begins[0] :]
        shared = min(len(points), len(now))
        equal = ((points[:shared] == now[:shared]) | (np.isnan(points[:shared]) & np.isnan(now[:shared]))).all(axis=1)
        if equal.all() and len(points) == len(now) and not restyled and not cut:
            return ()
        if restyled:
            self._restyle(style)
        first = 0 if restyled or not shared else max(0, shared - 1 if equal.all() else int(equal.argmin()) - 1)
        self._points = now
        self.extent = self._rect(now, self._pad)
        changed = (*cut, self._rect(points[first:], self._pad), self._rect(now[first:], self._pad))
        return [rect for rect in changed if rect]

    def _rect(self, corners: NDArray[Any], pad: float) -> Rect | None:
        return super()._rect(corners[~np.isnan(corners).any(axis=1)], pad)

    def _restyle(self, style: tuple[Any, ...]) -> None:
        line = self._artist
        for pen, left_out in ((self._stroke, {"marker": "None"}), (self._dots, {"linestyle": "None"})):
            pen.update_from(line)
            pen.set_markevery(line.get_markevery())
            # A curve must not jump when it stops being level: Matplotlib would move level ones to whole pixels.
            pen.set(transform=AS_IT_IS, figure=line.figure, visible=True, snap=False, **left_out)
        # A diamond's corners and a rim reach farther than half the size of the marker.
        dots = 0.75 * line.get_markersize() + line.get_markeredgewidth() if line.get_marker() != "None" else 0.0
        self._pad = 2.0 + self._unit * max(line.get_linewidth(), dots)
        self._style = style
        # What is drawn elsewhere than at the points themselves is worked out for these.
        simple = line.get_markevery() is None and line.get_drawstyle() == "default"
        self._strokes = {pen: self._strokes_of(pen) for pen in (self._stroke, self._dots)} if simple else {}

    def _strokes_of(self, pen: Line2D) -> Strokes:
        strokes = Strokes(self._renderer)
        pen.draw(strokes)
        return strokes

    def draw(self, rect: Rect) -> None:  # noqa: D102
        points = self._points
        if len(points) > 2 and self._style[0]:
            # Where no part of the line can touch the rectangle, it need not be followed.
            low = np.minimum(points[:-1], points[1:]) - self._pad
            high = np.maximum(points[:-1], points[1:]) + self._pad
            height = self._size[1]
            near = (low < (rect.right, height - rect.top)) & (high > (rect.left, height - rect.bottom))
            touching = np.flatnonzero(near.all(axis=1))
            points = points[touching[0] : touching[-1] + 2] if len(touching) else points[:0]
        if not len(points):
            return
        if self._artist.get_linestyle() != "None":
            self._draw(self._stroke, points, self._box(rect))
        if self._artist.get_marker() != "None":
            self._draw(self._dots, points, self._box(rect, copied=True))

    def _draw(self, pen: Line2D, points: NDArray[Any], box: Bbox | None) -> None:
        if not box:
            return
        if strokes := self._strokes.get(pen):
            strokes.draw(self._renderer, points, box)
            return
        pen.set_data(*points.T)
        pen.get_path().should_simplify = False
        pen.set_clip_box(box)
        pen.draw(self._renderer)


class StandingInk(LineInk):
    """Lines and dots that stay as they are: drawn once, and then the pixels that they cover are laid over others."""

    def __init__(self, artist: Line2D, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer)
        self._picture = np.asarray(renderer.buffer_rgba()).view(np.uint32).reshape(-1)  # type: ignore[no-untyped-call]

    def look(self) -> Sequence[Rect]:  # noqa: D102
        changed = super().look()
        if changed:
            self._cover()
        return changed

    def _cover(self) -> None:
        """Find which pixels of the picture are covered, with which colour, and how much is left of what is there."""
        width, height = self._size
        paper = RendererAgg(width, height, self._renderer.dpi)  # type: ignore[no-untyped-call]
        self._renderer, renderer = paper, self._renderer
        super().draw(Rect(0, 0, width, height))
        self._renderer = renderer
        layer = np.asarray(paper.buffer_rgba()).reshape(-1, 4)  # type: ignore[no-untyped-call]
        self._places = np.flatnonzero(layer[:, 3])
        self._columns = self._places % width
        covered = layer[self._places].astype(np.uint16)
        share = covered[:, 3:].copy()
        # The picture is opaque, and stays so.
        covered[:, 3] = OPAQUE
        self._over = covered * share + OPAQUE // 2
        self._left = np.repeat(OPAQUE - share, 4, axis=1)

    def draw(self, rect: Rect) -> None:  # noqa: D102
        places, over, left, own = self._places, self._over, self._left, self.extent
        if own and not (
            rect.left <= own.left and rect.top <= own.top and rect.right >= own.right and rect.bottom >= own.bottom
        ):
            rows = slice(*np.searchsorted(places, (rect.top * self._size[0], rect.bottom * self._size[0])).tolist())
            places, over, left, columns = places[rows], over[rows], left[rows], self._columns[rows]
            inside = (columns >= rect.left) & (columns < rect.right)
            places, over, left = places[inside], over[inside], left[inside]
        there = self._picture.take(places).view(np.uint8).reshape(-1, 4)
        mixed = (there * left + over) // OPAQUE
        self._picture[places] = mixed.astype(np.uint8).view(np.uint32).reshape(-1)
