"""Texts: each is drawn once and then copied; of a number, only the digits that change."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import NDArray

from render.drawing.frame import Rect, hull, within
from render.drawing.inks import Ink

TABULAR = frozenset("0123456789,.\N{MINUS SIGN}")
"""Numbers of these characters are set one character at a time, each of them drawn once a film."""
MOST_SPRITES = 512
"""Texts that an ink remembers."""
SHORT = 12
"""Characters of texts that all inks of a picture draw once."""

_SHORT_ONES: "WeakKeyDictionary[RendererAgg, dict[tuple[Any, ...], Sprite | None]]" = WeakKeyDictionary()
"""Short texts and characters of numbers of a picture: tables have many of them, all in one typeface."""


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

    def __init__(self, artist: Text, renderer: RendererAgg) -> None:
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
        self._placed = self._place(said, style, int(key[2]), int(key[3])) if np.isfinite(x + y) else []
        rects = [placed.rect for placed in self._placed]
        self.extent = hull(rects) if rects else None
        return [placed.rect for placed in {*before} ^ {*self._placed}]

    def _place(self, said: str, style: tuple[Any, ...], x: int, y: int) -> list[Placed]:
        """Return the pieces of the text `said`, anchored at x, y from the bottom left."""
        if not said:
            return []
        # Where lines have a distance of their own, Matplotlib puts the middle of a character where the line's would be.
        apart = self._artist.get_linespacing() != "normal"
        whole = bool(set(said) - TABULAR or self._artist.get_path_effects() or apart)
        pieces = [(part, style) for part in ([said] if whole else said)]
        sprites = [self._sprite(piece) for piece in pieces]
        # A character alone is aligned as the artist is.
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[style[2]]
        advances = [sprite.advance if sprite else 0.0 for sprite in sprites]
        starts = np.cumsum(advances) - share * sum(advances) - (1 - share) * np.array(advances)
        placed = []
        for piece, sprite, start in zip(pieces, sprites, starts, strict=True):
            if sprite:
                left, top = x + round(start) + sprite.left, self._size[1] - y + sprite.top
                height, width = sprite.image.shape[:2]
                if rect := within(left, top, left + width, top + height, *self._size):
                    placed.append(Placed(piece, rect, left, self._size[1] - top - height))
        return placed

    def _sprite(self, piece: tuple[Any, ...]) -> Sprite | None:
        if piece not in self._sprites:
            text = self._artist
            if len(piece[0]) > SHORT or text.get_path_effects():
                self._sprites[piece] = self._drawn(piece[0])
            else:
                lines = text.get_verticalalignment(), text.get_rotation(), text.get_linespacing()
                face = (text.get_fontproperties().copy(), *lines)
                shared = _SHORT_ONES.setdefault(self._renderer, {})
                if (piece, face) not in shared:
                    shared[piece, face] = self._drawn(piece[0])
                self._sprites[piece] = shared[piece, face]
        return self._sprites[piece]

    def _drawn(self, piece: str) -> Sprite | None:
        """Draw a piece of text as Matplotlib draws it, in a picture of its own."""
        text = self._artist
        said, transform, clipped = text.get_text(), text.get_transform(), text.get_clip_on()
        position = text.get_position()
        try:
            text.set(text=piece, clip_on=False, transform=IdentityTransform(), position=(0, 0))
            box = text.get_window_extent(self._renderer)
            advance = box.width
            if len(piece) == 1:
                # All digits are as wide as a zero; some fonts move two ones together.
                twin = "0" if piece.isdecimal() else piece
                advance = (self._width(11 * twin) - self._width(twin)) / 10
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

    def _width(self, said: str) -> float:
        self._artist.set_text(said)
        return float(self._artist.get_window_extent(self._renderer).width)

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
