"""The picture that holds the panels: recordings and moments enter, pixels and what changed leave."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from render.drawing.axes import label
from render.drawing.captions import CaptionStrip
from render.drawing.foot import Foot
from render.drawing.frame import Frame, Rect, apart
from render.drawing.header import Header, width_of
from render.drawing.inks import Ink
from render.drawing.inks.lines import LineInk
from render.drawing.inks.others import AnyInk
from render.drawing.inks.texts import TextInk
from render.drawing.layout import GAP, Canvas, Layout, in_columns
from render.drawing.names import LINES, extra_height, fit
from render.drawing.panels import Box, Panel, Runs
from render.drawing.themes import Theme
from render.drawing.ticks import Ticks
from render.drawing.typefaces import Typefaces, typefaces
from render.drawing.vectors import Vectors
from render.errors import FilmError
from render.languages import Language
from render.languages.en import English
from render.timeline.moments import Moment
from render.training.recording import Recording

SMALLEST = Box(0, 0, 60.0, 30.0)
"""Axes that are smaller show nothing."""
NAME_SPACE = 20.0
"""Between Axes and the name of a run beside them, in units."""
SPARE = 120.0
"""Height of Axes from which on a name may take some of it, in units."""
UNIT_DPI = 72
"""At this resolution a point is a pixel, so that sizes in points are sizes in units."""


class Stage:
    """Draws what never moves once, and for each moment only what does.

    `canvas` says how large the picture is, `figure` holds all that is drawn, and `moving` is the part of it that moves.
    """

    def __init__(
        self,
        title: str,
        recordings: Sequence[Recording],
        panels: Sequence[Panel],
        theme: Theme,
        size: tuple[int, int],
        layout: Layout = "auto",
        captions: Sequence[str] = (),
        author: str = "",
        fonts: Mapping[str, bytes] | None = None,
        words: Language | None = None,
    ) -> None:
        """Draw the background of a picture of `size` (width, height) pixels, with room for the `captions` to come.

        `fonts` are the contents of font files: regular, semibold, italic, mono. Texts are in the language of `words`,
        by default English. Raises FilmError.
        """
        width, height = size
        canvas = Canvas.of(width, height)
        dpi = UNIT_DPI * canvas.unit
        colors = theme.runs if len(recordings) > 1 else (theme.guess,)
        words = words or English()
        whole = Runs(recordings, recordings, colors[: len(recordings)], words)
        columns = in_columns(panels, layout, len(recordings))
        points = whole.alone.run.points
        faces = typefaces(fonts or {}, [title, author, *captions, points.x_axis.name, points.y_axis.name, *words.drawn])
        self._theme, self._style = theme, _style(theme, faces)
        with rc_context(self._style):
            figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
            agg = FigureCanvasAgg(figure)
            rights = [_right(figure, canvas, panel, whole, theme, columns) for panel in panels]
            lefts = canvas.column_edges(panels, len(recordings), rights)[0] if columns else []
            header = Header(figure, canvas, title, whole, theme, lefts)
            strip = CaptionStrip(figure, canvas, captions, theme, Foot(figure, canvas, author, theme).top)
            moving = [header.moving, strip.moving]
            if columns:
                rows = canvas.columns(panels, len(recordings), header.bottom, strip.top, rights)
                parts = [
                    (panel, box, _column(whole, run), row[-1].left + row[-1].width - box.left)
                    for panel, row in zip(panels, rows, strict=True)
                    for run, box in enumerate(row)
                ]
            else:
                boxes = canvas.boxes(panels, layout, header.bottom, strip.top, rights)
                parts = [
                    (panel, box, whole, box.width + right)
                    for panel, box, right in zip(panels, boxes, rights, strict=True)
                ]
            if any(box.width < SMALLEST.width or box.height < SMALLEST.height for _, box, *_ in parts):
                said = f"{len(panels)} panels do not fit into {width}x{height} pixels"
                raise FilmError(f"{said}; choose fewer of them, another layout, or a larger size")
            above, below = _names(figure, canvas, parts, theme)
            for panel, whole_box, runs, room in parts:
                box = whole_box._replace(top=whole_box.top + above, height=whole_box.height - above - below)
                axes = _axes(figure, canvas, box)
                moving.append(panel.draw(axes, runs, theme))
                upper = _across(panel, box, runs, room)
                _finish(axes, theme, runs, canvas.unit, (upper, above), (box.width + panel.left, below))
            self._shows = [part.show for part in moving]
            self._artists = [artist for part in moving for artist in part.artists]
            for artist in self._artists:
                artist.set_animated(True)
            agg.draw()  # type: ignore[no-untyped-call]
        renderer = agg.get_renderer()  # type: ignore[no-untyped-call]
        self.canvas, self.figure = canvas, figure
        self._pixels = np.asarray(agg.buffer_rgba())  # type: ignore[no-untyped-call]
        self._background = self._pixels.copy()
        self._whole = Rect(0, 0, width, height)
        self._inks = [ink(artist, renderer) for artist in self._artists]
        for artist in self._artists:
            artist.stale = True

    def frames(self, moments: Iterable[Moment]) -> Iterator[Frame]:
        """Yield a frame for each moment; for the first one, all has changed."""
        draw = self.still
        for moment in moments:
            yield draw(moment)
            draw = self.frame

    def still(self, moment: Moment) -> Frame:
        """Return the picture of `moment`, all of it drawn anew: the same whatever was drawn before."""
        return self._drawn(moment, [self._whole])

    @property
    def moving(self) -> Sequence[Artist]:
        """What moves, from back to front."""
        return self._artists

    def frame(self, moment: Moment) -> Frame:
        """Return the picture of `moment`, of which only what has changed is drawn: edges may differ by 2 of 255."""
        return self._drawn(moment)

    def _drawn(self, moment: Moment, anew: Sequence[Rect] = ()) -> Frame:
        for show in self._shows:
            show(moment)
        changed = [rect for each in self._inks for rect in each.look()]
        changed = list(anew) or apart(changed)
        for rect in changed:
            self._pixels[rect.area] = self._background[rect.area]
            for each in self._inks:
                if each.extent and each.extent.overlaps(rect):
                    each.draw(rect)
        return Frame(self._pixels, changed, moment.seconds)

    def vectors(self) -> Vectors:
        """Return the pictures as vectors. The stage then draws no frames any more."""
        return Vectors(self.figure, self._artists, self._shows, self._theme, self._style)


def ink(artist: Artist, renderer: RendererAgg) -> Ink:
    """Return the ink of `artist`, which is drawn with `renderer`."""
    if isinstance(artist, Line2D) and not artist.get_path_effects():
        return LineInk(artist, renderer)
    # An annotation moves with what it points at, and is more than its text.
    return TextInk(artist, renderer) if type(artist) is Text else AnyInk(artist, renderer)


def _style(theme: Theme, faces: Typefaces) -> dict[Any, Any]:
    """Return Matplotlib's settings for a theme and its typefaces."""
    return {
        "font.family": [*faces.sans],
        "font.monospace": [*faces.mono],
        "font.size": theme.label_size,
        "figure.facecolor": theme.ground,
        "axes.facecolor": theme.ground,
        "axes.edgecolor": theme.quiet,
        "axes.labelcolor": theme.quiet,
        "axes.labelsize": theme.label_size,
        "axes.labelpad": 2,
        "xaxis.labellocation": "right",
        "axes.linewidth": theme.grid_width,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": theme.grid,
        "grid.linewidth": theme.grid_width,
        "xtick.labelsize": theme.tick_size,
        "ytick.labelsize": theme.tick_size,
        "xtick.color": theme.quiet,
        "ytick.color": theme.quiet,
        "xtick.major.size": 6,
        "xtick.major.width": theme.grid_width,
        "ytick.major.size": 0,
        "ytick.minor.size": 0,
        "xtick.major.pad": 6,
        "ytick.major.pad": 10,
        "text.parse_math": False,
        "mathtext.fontset": "custom",
        "mathtext.rm": faces.math,
        "mathtext.it": f"{faces.math_italic}:italic",
        "mathtext.bf": f"{faces.math}:semibold",
    }


def _axes(figure: Figure, canvas: Canvas, box: Box) -> Axes:
    bottom = canvas.height - box.top - box.height
    return figure.add_axes(
        (box.left / canvas.width, bottom / canvas.height, box.width / canvas.width, box.height / canvas.height)
    )


def _right(figure: Figure, canvas: Canvas, panel: Panel, runs: Runs, theme: Theme, columns: bool) -> float:
    """Return the room that `panel` needs at the right of its Axes, in units: a name alone may reach into the gap."""
    names = panel.beside(_column(runs, len(runs.every) - 1) if columns else runs)
    if not names:
        return panel.right
    alone = columns or not runs.overlaid
    size, space = (theme.label_size, NAME_SPACE - GAP) if alone else (theme.tick_size, NAME_SPACE)
    return max(panel.right, max(width_of(figure, canvas, name, size) for name in names) + space)


def _column(runs: Runs, index: int) -> Runs:
    """Return the part of `runs` that stands in a column of its own."""
    last = len(runs.every) - 1
    shown, colors = runs.shown[index : index + 1], runs.colors[index : index + 1]
    return Runs(shown, runs.every, colors, runs.words, index == 0, index == last)


def _names(
    figure: Figure, canvas: Canvas, parts: Sequence[tuple[Panel, Box, Runs, float]], theme: Theme
) -> tuple[float, float]:
    """Return the height that long names need more above and below all Axes, if these have it to spare."""

    def width(said: str, size: float) -> float:
        return width_of(figure, canvas, said, size)

    above = below = 0.0
    for panel, box, runs, room in parts:
        x, y = panel.named(runs)
        if runs.last:
            below = max(below, extra_height(x, box.width + panel.left, theme, width))
        if runs.first:
            above = max(above, extra_height(y, _across(panel, box, runs, room), theme, width))
    spare = min(box.height for _, box, *_ in parts) > SPARE
    return (above, below) if spare else (0.0, 0.0)


def _across(panel: Panel, box: Box, runs: Runs, room: float) -> float:
    """Return how much of its `room` the upper name may take: a long one keeps away from the lines' names at the right.

    Above the columns of a comparison it may go on to the last one.
    """
    column = runs.compared and not runs.overlaid
    return box.width if any(panel.named(runs)) and not column else room


def _finish(
    axes: Axes, theme: Theme, runs: Runs, unit: float, upper: tuple[float, float], lower: tuple[float, float]
) -> None:
    """Give ticks short labels, and set the axes' names upright at the ends of the axes; columns share the first's.

    The `upper` and the `lower` name have so many units, and a second line if there is height for it: a long name is
    smaller, and one that is still too long is cut.
    """
    for axis in (axes.xaxis, axes.yaxis):
        if axes.axison and not isinstance(axis.get_major_formatter(), Ticks):
            label(axis, Ticks(log=axis.get_scale() == "log"), theme)
    said = axes.get_ylabel() if runs.first else ""
    title = axes.set_title(said, loc="left", pad=14, size=theme.label_size, color=theme.quiet)
    axes.set_ylabel("")
    if not runs.first:
        axes.tick_params(labelleft=False)
    if not runs.last:
        axes.set_xlabel("")
    axes.xaxis.label.set_multialignment("right")
    for text, (room, more) in ((title, upper), (axes.xaxis.label, lower)):
        fit(text, room, LINES if more else 1, theme, unit)
