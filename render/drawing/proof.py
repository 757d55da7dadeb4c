"""A stage enters, what stands in its picture at a moment leaves: its texts as they are set, its lines and points."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from render.drawing.settings import in_force

from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from render.drawing.axes import is_bold
from render.drawing.stage import Stage


class Lettering(NamedTuple):
    """One text of a picture, the `place` of which among all of them stays the same.

    `size` is that of its smallest character, in pixels of a picture 720 lines high; an upright or about square one,
    which is held in a hand, counts as 840 pixels wide. `color` is #rrggbb, with an `opacity` from 0 to 1; `box` is its
    left, bottom, right and top edge in pixels, from the bottom left.
    """

    place: int
    said: str
    size: float
    bold: bool
    color: str
    opacity: float
    box: tuple[float, float, float, float]


class Proof:
    """Reads what a stage shows, without drawing it."""

    def __init__(self, stage: Stage) -> None:
        """Get ready to read what a stage shows."""
        self.stage = stage
        self._artists = {id(artist) for artist in stage.moving}
        self._changing = [axes for axes in stage.figure.axes if axes.get_animated()]
        self._places: dict[int, int] = {}
        self._known: dict[tuple[object, ...], Lettering] = {}
        self._boxes: dict[tuple[object, ...], Bbox] = {}
        self._view: list[object] | None = None

    def _look(self) -> None:
        """Find which texts there are in the present view of the camera, and read those that do not move in it."""
        with in_force(self.stage.settings):
            texts = [(self._places.setdefault(id(text), len(self._places)), text) for text in drawn_texts(self.stage)]
            self._moving = [(place, text) for place, text in texts if id(text) in self._artists]
            self._still = {place: self._read(place, text) for place, text in texts if id(text) not in self._artists}

    def texts(self) -> tuple[Lettering, ...]:
        """Return the texts that are now shown; two equal ones are the same object."""
        view: list[object] = [(axes.get_xlim(), axes.get_ylim()) for axes in self._changing]
        if view != self._view:
            self._view = view
            self._look()
        with in_force(self.stage.settings):
            now = self._still | {place: self._read(place, text) for place, text in self._moving}
        return tuple(text for _, text in sorted(now.items()) if text)

    def inks(self) -> Iterator[tuple[str, float]]:
        """Yield the colour, #rrggbb, and the opacity of each line and each set of points or areas that is now shown."""
        for axes in self.stage.figure.axes:
            inked: list[Line2D | Collection] = [*axes.lines, *axes.collections]
            for artist in inked:
                if artist.get_visible():
                    for color in _colors(artist):
                        *_, opacity = to_rgba(color, artist.get_alpha())
                        if opacity:
                            yield to_hex(color).upper(), opacity

    def _read(self, place: int, text: Text) -> Lettering | None:
        said = text.get_text()
        *_, opacity = to_rgba(text.get_color(), text.get_alpha())
        if not (text.get_visible() and said.strip() and opacity):
            return None
        x, y = text.get_transform().transform(text.get_unitless_position())
        set_as = place, said, text.get_horizontalalignment(), text.get_verticalalignment(), text.get_fontsize()
        key = (*set_as, x, y, text.get_color(), opacity)
        if key not in self._known:
            if set_as not in self._boxes:
                self._boxes[set_as] = text.get_window_extent().translated(-x, -y)
            box: Bbox | None = self._boxes[set_as].translated(x, y)
            clip = text.get_clip_box()
            if box and clip and text.get_clip_on():
                box = Bbox.intersection(box, clip)
            if not box:
                return None
            smallest = _smallest(said, text.get_fontproperties()) if text.get_parse_math() and "$" in said else 1.0
            self._known[key] = Lettering(
                place,
                said,
                round(float(text.get_fontsize()) * smallest * self.stage.canvas.lines, 2),
                is_bold(text),
                to_hex(text.get_color()).upper(),
                opacity,
                (box.x0, box.y0, box.x1, box.y1),
            )
        return self._known[key]


def drawn_texts(stage: Stage) -> list[Text]:
    """Return the texts of a stage that are drawn when they say something.

    Matplotlib also keeps labels of ticks that lie outside the Axes.
    """
    outside = set()
    for axes in stage.figure.axes:
        limits = (axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())
        for axis, (low, high) in limits:
            ticks: Sequence[tuple[float, Text]] = list(
                zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
            )
            outside |= {
                id(label) for at, label in ticks if not (min(low, high) <= at <= max(low, high) and axes.axison)
            }
    return [text for text in stage.figure.findobj(Text) if isinstance(text, Text) and id(text) not in outside]


def _colors(artist: Line2D | Collection) -> Sequence[Any]:
    if isinstance(artist, Line2D):
        lined = artist.get_linestyle() != "None" and artist.get_linewidth() > 0
        dotted = artist.get_marker() not in {"None", "", None} and artist.get_markersize() > 0
        return [artist.get_color()] * lined + [artist.get_markerfacecolor()] * dotted
    return [*artist.get_facecolor(), *artist.get_edgecolor()]


@lru_cache(maxsize=64)
def _smallest(formula: str, properties: FontProperties) -> float:
    """Return the size of the smallest character of a `formula`, as a share of the formula's."""
    glyphs = MathTextParser("path").parse(formula, 72, properties).glyphs
    return min(size for _, size, *_ in glyphs) / float(properties.get_size_in_points()) if glyphs else 1.0
