"""Moving artists enter; which pixels each has changed leaves, and what it draws there.

A panel changes its artists as it likes. Their inks find out what that means for the picture: nothing, the end of a
curve, a digit. That, not the drawing, is what makes a frame cheap.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import Collection
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform
from numpy.typing import NDArray

from render.drawing.frame import Rect

GRID = 4
"""Points of lines are at whole multiples of this part of a pixel: what moves less than half of it stays as it is."""
TABULAR = frozenset("0123456789,.\N{MINUS SIGN}")
"""Numbers of these characters are set one character at a time, each of them drawn once a film."""
MOST_SPRITES = 512
"""Texts that an ink remembers."""


def ink(artist: Artist, renderer: RendererAgg) -> "Ink":
    """Return the ink of `artist`, which is drawn with `renderer`."""
    plain = not artist.get_path_effects()
    if isinstance(artist, Line2D) and plain:
        return LineInk(artist, renderer)
    # An annotation moves with what it points at, and is more than its text.
    return TextInk(artist, renderer) if type(artist) is Text else AnyInk(artist, renderer)


class Ink(ABC):
    """What an artist leaves in the picture. `extent` are the pixels that it may have touched, if any."""

    extent: Rect | None = None

    def __init__(self, artist: Artist, renderer: RendererAgg) -> None:
        self._artist, self._renderer = artist, renderer
        self._size = round(renderer.width), round(renderer.height)
        self._unit = renderer.dpi / 72
        clipped = artist.axes is not None and artist.get_clip_on()
        self._room = (
            [float(edge) for edge in artist.axes.bbox.extents] if clipped and artist.axes else [0.0, 0.0, *self._size]
        )

    @abstractmethod
    def look(self) -> Sequence[Rect]:
        """Return the rectangles in which the artist looks otherwise than at the last look."""

    @abstractmethod
    def draw(self, rect: Rect) -> None:
        """Draw what is within `rect`, and nothing outside of it."""

    def _rect(self, corners: NDArray[Any], pad: float) -> Rect | None:
        """Return the pixels within `pad` of the box around points (n, 2), as far as the artist may draw there."""
        if not len(corners):
            return None
        (width, height), room = self._size, self._room
        left, bottom = corners.min(axis=0).tolist()
        right, top = corners.max(axis=0).tolist()
        # A point far outside must not overflow an integer.
        left, right = max(left, room[0] - 2) - pad, min(right, room[2] + 2) + pad + 1
        bottom, top = max(bottom, room[1] - 2) - pad, min(top, room[3] + 2) + pad
        return _inside(left, height - top, right, height - bottom + 1, width, height)

    def _box(self, rect: Rect, copied: bool = False) -> Bbox | None:
        """Return `rect` as Matplotlib counts, from the bottom, as far as the artist may draw there, if at all.

        For what Agg draws once and then copies (markers, images), right and bottom edge belong to the box.
        """
        height, edge = self._size[1], int(copied)
        left, bottom = max(rect.left, self._room[0]), max(height - rect.bottom + edge, self._room[1])
        right, top = min(rect.right - edge, self._room[2]), min(height - rect.top, self._room[3])
        return Bbox.from_extents(left, bottom, right, top) if left < right and bottom < top else None


class LineInk(Ink):
    """Lines and dots. Of a curve that grows, only what was added has changed."""

    _artist: Line2D

    def __init__(self, artist: Artist, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer)
        self._points = np.empty((0, 2))
        self._style: tuple[Any, ...] = ()
        # They draw in pixels what the artist says in data.
        self._stroke, self._dots = Line2D([], []), Line2D([], [])

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
            now = np.round(at * GRID) / GRID
            now = now[np.isfinite(now).all(axis=1)]
        else:
            now = points[:0]
        shared = min(len(points), len(now))
        equal = (points[:shared] == now[:shared]).all(axis=1)
        if equal.all() and len(points) == len(now) and not restyled:
            return ()
        if restyled:
            self._restyle(style)
        first = 0 if restyled or not shared else max(0, shared - 1 if equal.all() else int(equal.argmin()) - 1)
        self._points = now
        self.extent = self._rect(now, self._pad)
        changed = (self._rect(points[first:], self._pad), self._rect(now[first:], self._pad))
        return [rect for rect in changed if rect]

    def _restyle(self, style: tuple[Any, ...]) -> None:
        line = self._artist
        for pen, left_out in ((self._stroke, {"marker": "None"}), (self._dots, {"linestyle": "None"})):
            pen.update_from(line)
            # A curve must not jump when it stops being level: Matplotlib would move level ones to whole pixels.
            pen.set(transform=IdentityTransform(), figure=line.figure, visible=True, snap=False, **left_out)
        # A diamond's corners and a rim reach farther than half the size of the marker.
        dots = 0.75 * line.get_markersize() + line.get_markeredgewidth() if line.get_marker() != "None" else 0.0
        self._pad = 2.0 + self._unit * max(line.get_linewidth(), dots)
        self._style = style

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
        pen.set_data(*points.T)
        pen.get_path().should_simplify = False
        pen.set_clip_box(box)
        pen.draw(self._renderer)


class Sprite(NamedTuple):
    """A text as RGBA (height, width, 4), upside down, and where its left and top are from where it is anchored."""

    image: NDArray[np.uint8]
    left: int
    top: int
    advance: float


class Placed(NamedTuple):
    """A piece of text in its style, the part of the picture that it takes, and where its left and bottom edge are."""

    piece: tuple[Any, ...]
    rect: Rect
    left: int
    bottom: int


class TextInk(Ink):
    """Texts, at whole pixels. Each is drawn once and then copied; numbers are, character by character."""

    _artist: Text

    def __init__(self, artist: Artist, renderer: RendererAgg) -> None:
        super().__init__(artist, renderer)
        self._sprites: dict[tuple[Any, ...], Sprite | None] = {}
        self._placed: list[Placed] = []
        self._key: tuple[Any, ...] = ()

    def look(self) -> Sequence[Rect]:  # noqa: D102
        text = self._artist
        if not text.stale:
            return ()
        text.stale = False
        said = text.get_text() if text.get_visible() else ""
        x, y = text.get_transform().transform(text.get_unitless_position())
        style = (text.get_color(), text.get_alpha(), text.get_horizontalalignment(), text.get_fontsize())
        key = (said, style, np.rint(x), np.rint(y))
        if key == self._key:
            return ()
        self._key, before = key, self._placed
        if len(self._sprites) > MOST_SPRITES:
            self._sprites = {placed.piece: self._sprites[placed.piece] for placed in before}
        self._placed = list(self._place(said, style, int(np.rint(x)), int(np.rint(y)))) if np.isfinite(x + y) else []
        rects = [placed.rect for placed in self._placed]
        self.extent = hull(rects) if rects else None
        return [placed.rect for placed in {*before} ^ {*self._placed}]

    def _place(self, said: str, style: tuple[Any, ...], x: int, y: int) -> "Sequence[Placed]":
        """Return the pieces of the text `said`, anchored at x, y from the bottom left."""
        if not said:
            return ()
        if set(said) - TABULAR or self._artist.get_path_effects():
            starts = [(said, 0.0)]
        else:
            advances = [sprite.advance if (sprite := self._sprite((c, style), x, y)) else 0.0 for c in said]
            share = {"left": 0.0, "center": 0.5, "right": 1.0}[style[2]]
            ends = np.cumsum(advances) - share * sum(advances)
            # A character alone is aligned as the artist is.
            shifts = ends - [(1 - share) * advance for advance in advances]
            starts = list(zip(said, shifts, strict=True))
        placed = []
        for part, shift in starts:
            sprite = self._sprite((part, style), x, y)
            if sprite:
                left, top = x + round(shift) + sprite.left, self._size[1] - y + sprite.top
                height, width = sprite.image.shape[:2]
                rect = _inside(left, top, left + width, top + height, *self._size)
                if rect:
                    placed.append(Placed((part, style), rect, left, self._size[1] - top - height))
        return placed

    def _sprite(self, piece: tuple[Any, ...], x: int, y: int) -> Sprite | None:
        if piece not in self._sprites:
            self._sprites[piece] = self._drawn(piece[0])
        return self._sprites[piece]

    def _drawn(self, piece: str) -> Sprite | None:
        """Draw a piece of text as Matplotlib draws it, in a picture of its own."""
        text = self._artist
        said, transform, clipped = text.get_text(), text.get_transform(), text.get_clip_on()
        position = text.get_position()
        try:
            text.set(text=piece, clip_on=False, transform=IdentityTransform(), position=(0, 0), visible=True)
            box = text.get_window_extent(self._renderer)
            advance = box.width
            if len(piece) == 1:
                text.set_text(11 * piece)
                advance = (text.get_window_extent(self._renderer).width - box.width) / 10
                text.set_text(piece)
            pad = 6 * self._unit
            left, bottom = int(np.floor(box.x0 - pad)), int(np.floor(box.y0 - pad))
            width, height = int(np.ceil(box.x1 + pad)) - left, int(np.ceil(box.y1 + pad)) - bottom
            paper = RendererAgg(width, height, self._renderer.dpi)  # type: ignore[no-untyped-call]
            text.set_transform(Affine2D().translate(-left, -bottom))
            text.draw(paper)
        finally:
            text.set(text=said, clip_on=clipped, transform=transform, position=position)
        image = np.asarray(paper.buffer_rgba())  # type: ignore[no-untyped-call]
        rows, columns = np.flatnonzero(image[..., 3].any(axis=1)), np.flatnonzero(image[..., 3].any(axis=0))
        if not len(rows):
            return None
        cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return Sprite(cut[::-1].copy(), left + int(columns[0]), int(rows[0]) - bottom - height, advance)

    def draw(self, rect: Rect) -> None:  # noqa: D102
        renderer, box = self._renderer, self._box(rect, copied=True)
        if not box:
            return
        gc = renderer.new_gc()
        gc.set_clip_rectangle(box)
        for piece, place, left, bottom in self._placed:
            if place.overlaps(rect) and (sprite := self._sprites[piece]):
                renderer.draw_image(gc, left, bottom, sprite.image)
        gc.restore()


class AnyInk(Ink):
    """Any other artist: all of it has changed whenever Matplotlib calls it stale."""

    def look(self) -> Sequence[Rect]:  # noqa: D102
        artist = self._artist
        if not artist.stale:
            return ()
        artist.stale = False
        before = self.extent
        self.extent = self._rect(*self._around()) if artist.get_visible() else None
        return [rect for rect in (before, self.extent) if rect]

    def _around(self) -> tuple[NDArray[Any], float]:
        """Return the corners of the artist, and how far its lines reach beyond them."""
        artist = self._artist
        wide = getattr(artist, "get_linewidth", lambda: 0.0)()
        pad = 2.0 + self._unit * float(np.max(wide, initial=0.0))
        if not isinstance(artist, Collection):
            return np.nan_to_num(artist.get_window_extent(self._renderer).get_points()), pad
        # A collection knows no extent of its own where it has no offsets.
        vertices = [path.vertices for path in artist.get_paths()]
        return artist.get_transform().transform(np.concatenate(vertices)) if vertices else np.empty((0, 2)), pad

    def draw(self, rect: Rect) -> None:  # noqa: D102
        artist = self._artist
        own, clipped = artist.get_clip_box(), artist.get_clip_on()
        if box := self._box(rect):
            artist.set(clip_box=box, clip_on=True)
            artist.draw(self._renderer)
            artist.set(clip_box=own, clip_on=clipped)
            artist.stale = False


def hull(rects: Sequence[Rect]) -> Rect:
    """Return the smallest rectangle around all `rects`."""
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))


def apart(rects: Sequence[Rect]) -> list[Rect]:
    """Return rectangles that cover `rects` and do not overlap."""
    done: list[Rect] = []
    for rect in rects:
        while touched := [other for other in done if other.overlaps(rect)]:
            done = [other for other in done if other not in touched]
            rect = hull([rect, *touched])  # noqa: PLW2901
        done.append(rect)
    return done


def _inside(left: float, top: float, right: float, bottom: float, width: int, height: int) -> Rect | None:
    if not (left < width and top < height and right > 0 and bottom > 0):
        return None
    rect = Rect(max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom)))
    return rect if rect.left < rect.right and rect.top < rect.bottom else None
