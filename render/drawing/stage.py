"""The picture that holds the panels: recordings and moments enter, pixels and what changed leave."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from render.drawing.settings import in_force, settings

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter

from render.drawing.axes import SEMIBOLD, AxesTexts, is_bold, label, text_width
from render.drawing.bands import Areas
from render.drawing.camera import Camera
from render.drawing.composition import TICK_PAD, compose, larger
from render.drawing.contents import Contents
from render.drawing.dimming import SMALL_TEXT, is_large, readable
from render.drawing.emphasis import standing_back
from render.drawing.frame import Frame, Rect, apart
from render.drawing.inks import Ink
from render.drawing.inks.axes import AxesInk
from render.drawing.inks.bands import BandsInk
from render.drawing.inks.bars import BarsInk, is_solid
from render.drawing.inks.lines import LineInk, StandingInk
from render.drawing.inks.mosaic import MosaicInk
from render.drawing.inks.others import AnyInk
from render.drawing.inks.texts import TextInk
from render.drawing.layout import Canvas
from render.drawing.mosaic import Mosaic
from render.drawing.names import fit
from render.drawing.panels import Box, Moving, Runs
from render.drawing.themes import Theme
from render.drawing.ticks import Ticks
from render.drawing.typefaces import Typefaces, typefaces
from render.drawing.vectors import Vectors
from render.timeline.moments import Moment

PHONE_DIGITS = 1
"""A tenth of a unit is a third of a point of light of the finest phones."""


class Stage:
    """Draws what never moves once, and for each moment only what does.

    `canvas` says how large the picture is, `figure` holds all that is drawn, and `moving` is the part of it that moves;
    `settings` are Matplotlib's, in force while it draws.
    """

    def __init__(self, contents: Contents) -> None:
        """Draw the background of a picture of these `contents`. Raises FilmError."""
        theme, words = contents.theme, contents.words
        samples = contents.runs.alone.run.samples
        named = [quantity.name for quantity in (*samples.inputs, samples.target)]
        texts = [contents.title, contents.author, *contents.captions, *named, *words.drawn]
        faces = typefaces(contents.fonts, texts, words.tag)
        self._theme, self.settings = theme, settings(_style(theme, faces))
        with in_force(self.settings):
            composed = compose(contents)
            figure, agg, canvas, moving = composed.figure, composed.agg, composed.canvas, [*composed.moving]
            for panel, box, runs, upper, lower, moment in composed.parts:
                axes = _axes(figure, canvas, box)
                drawn = panel.draw(axes, runs, theme)
                strip = panel.strip * larger(theme, "label_size")
                own = panel.of_weights and runs.mixed
                finish = partial(_finish, axes, theme, runs, canvas.unit, upper, lower, strip, own)
                finish()
                _fit_ticks(axes, panel.left, theme)
                if runs.slow:
                    drawn = standing_back(drawn, axes, theme, panel.tells)
                if len(drawn.views) > 1:
                    # Where limits change, what never moves does so, too: the Axes are a part of what moves.
                    camera = Camera(axes, drawn, finish, theme)
                    shown = [Moving([axes], camera.show), drawn, Moving(camera.above)]
                else:
                    shown = [drawn]
                moving += [part.at(moment) for part in shown] if moment else shown
                if canvas.phone and runs.compared and not runs.overlaid:
                    # There is no column below the name of its run.
                    style: dict[str, Any] = {"color": runs.colors[0], "weight": SEMIBOLD, "size": theme.tick_size}
                    axes.set_title(runs.names[0], loc="right", pad=14, **style)
            _set_off(figure, canvas, theme)
            self._shows = [part.show for part in moving]
            self._artists = [artist for part in moving for artist in part.artists]
            for artist in self._artists:
                artist.set_animated(True)
            agg.draw()  # type: ignore[no-untyped-call]
            renderer = agg.get_renderer()  # type: ignore[no-untyped-call]
            self._pixels = np.asarray(agg.buffer_rgba())  # type: ignore[no-untyped-call]
            self._background = self._pixels.copy()
            standing = {id(artist) for part in moving for artist in part.standing}
            bare = self._background.copy()
            self._inks = [
                AxesInk(artist, renderer, self._background, bare)
                if isinstance(artist, Axes)
                else ink(artist, renderer, id(artist) in standing)
                for artist in self._artists
            ]
        self.canvas, self.figure = canvas, figure
        self._whole = Rect(0, 0, self._pixels.shape[1], self._pixels.shape[0])
        self._last: Moment | None = None
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
        if moment._replace(seconds=0.0) == self._last:
            return Frame(self._pixels, [], moment.seconds)
        return self._drawn(moment)

    def _drawn(self, moment: Moment, anew: Sequence[Rect] = ()) -> Frame:
        self._last = moment._replace(seconds=0.0)
        with in_force(self.settings):
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
        digits = PHONE_DIGITS if self.canvas.phone else 2
        return Vectors(self.figure, self._artists, self._shows, self._theme, self.settings, digits)


def ink(artist: Artist, renderer: RendererAgg, standing: bool = False) -> Ink:
    """Return the ink of `artist`, which is drawn with `renderer`; a `standing` one never changes."""
    if isinstance(artist, Line2D) and not artist.get_path_effects():
        return (StandingInk if standing else LineInk)(artist, renderer)
    if isinstance(artist, Areas):
        return BandsInk(artist, renderer)
    if isinstance(artist, Mosaic):
        return MosaicInk(artist, renderer)
    if isinstance(artist, LineCollection) and is_solid(artist):
        return BarsInk(artist, renderer)
    # An annotation moves with what it points at, and is more than its text.
    return TextInk(artist, renderer) if type(artist) is Text else AnyInk(artist, renderer)


def _set_off(figure: Figure, canvas: Canvas, theme: Theme) -> None:
    """Give texts in the colour of what they name, where they are small, one that can be read at their size."""
    named = {color.lower() for said in theme.meaning for color in said}
    for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]:
        *_, opacity = to_rgba(text.get_color())
        large = is_large(float(text.get_fontsize()) * canvas.lines, is_bold(text))
        if not large and opacity == 1 and (color := to_hex(text.get_color())) in named:
            text.set_color(readable(color, theme.paper, theme.text, SMALL_TEXT))


def _style(theme: Theme, faces: Typefaces) -> dict[Any, Any]:
    """Return what Matplotlib's settings are changed to for a theme and its typefaces."""
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
        # Otherwise Matplotlib asks, each time, whether all that is near leaves room there.
        "axes.titley": 1.0,
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
        "xtick.major.pad": 6 * larger(theme, "tick_size"),
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


def _fit_ticks(axes: Axes, left: float, theme: Theme) -> None:
    """Make labels of the upright axis that are too wide for what is `left` of it, in units, as small as usual ones."""
    times = larger(theme, "tick_size")
    if times == 1 or not axes.axison:
        return
    texts = axes.yaxis.get_major_formatter().format_ticks(axes.get_yticks().tolist())
    widest = max((text_width(axes, text, theme.tick_size, weight=400) for text in texts), default=0.0)
    room = times * left - TICK_PAD
    if widest > room:
        axes.tick_params(axis="y", labelsize=theme.tick_size * max(1 / times, room / widest))


def _finish(
    axes: Axes,
    theme: Theme,
    runs: Runs,
    unit: float,
    upper: tuple[float, int],
    lower: tuple[float, int],
    strip: float,
    own: bool = False,
    close: bool | None = None,
) -> Text:
    """Give ticks that are no words short labels, and set the axes' names upright at the ends of the axes.

    Columns share the first one's, unless each has its `own`. The `upper` and the `lower` name may be so many units
    wide, in so many lines: a long name is smaller, and one that is still too long is cut. Return the upper one, which
    stands above a `strip`, in units; `close` says whether it is that of a view from nearby, or of another view than
    before.
    """
    for axis in (axes.xaxis, axes.yaxis):
        known = axis.get_major_formatter()
        if axes.axison and not isinstance(known, Ticks | FixedFormatter):
            label(axis, Ticks(log=axis.get_scale() == "log"), theme)
        elif close is not None and isinstance(known, Ticks):
            label(axis, known, theme)
    said = axes.get_ylabel() if runs.first else ""
    if close and said:
        said = runs.words.of(AxesTexts).close_up.format(name=said)
    title = axes.set_title(said, loc="left", pad=14 + strip, size=theme.label_size, color=theme.quiet)
    axes.set_ylabel("")
    if not (runs.first or own):
        axes.tick_params(labelleft=False)
    if not (runs.last or own):
        axes.set_xlabel("")
    axes.xaxis.label.set_multialignment("right")
    for text, (room, lines) in ((title, upper), (axes.xaxis.label, lower)):
        fit(text, room, lines, theme, unit)
    return title
