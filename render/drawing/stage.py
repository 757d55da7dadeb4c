"""The picture that holds the panels: a scene, its recording and moments enter, pixels and what changed leave."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import font_manager, rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from render.drawing.frame import Frame, Rect
from render.drawing.header import Header
from render.drawing.layout import Canvas
from render.drawing.numbers import power_of_ten, short
from render.drawing.panels import Box, Panel
from render.drawing.themes import Theme
from render.timeline.moments import Moment
from render.training.recording import Recording

UNIT_DPI = 72
"""At this resolution a point is a pixel, so that sizes in points are sizes in units."""

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
for _font in sorted(Path(__file__).with_name("fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(_font)


class Stage:
    """Draws what never moves once, and for each moment only what does."""

    def __init__(
        self, title: str, recording: Recording, panels: Sequence[Panel], theme: Theme, size: tuple[int, int]
    ) -> None:
        """Draw the background of a picture of `size` (width, height) pixels."""
        width, height = size
        canvas = Canvas.of(width, height)
        dpi = UNIT_DPI * canvas.unit
        with rc_context(_style(theme)):
            figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
            agg = FigureCanvasAgg(figure)
            header = Header(figure, canvas, title, recording, theme)
            moving = [header.moving]
            for panel, box in zip(panels, canvas.axes_boxes(panels, header.bottom), strict=True):
                axes = _axes(figure, canvas, box)
                moving.append(panel.draw(axes, recording, theme))
                _finish(axes, theme)
            self._shows = [part.show for part in moving]
            self._artists = [artist for part in moving for artist in part.artists]
            for artist in self._artists:
                artist.set_animated(True)
            agg.draw()  # type: ignore[no-untyped-call]
        self._renderer = agg.get_renderer()  # type: ignore[no-untyped-call]
        self._pixels = np.asarray(agg.buffer_rgba())  # type: ignore[no-untyped-call]
        self._background = self._pixels.copy()
        self._whole = Rect(0, 0, width, height)
        self._extents: list[Rect | None] = [None] * len(self._artists)
        for artist in self._artists:
            artist.stale = True
        self._restart = True

    def frames(self, moments: Iterable[Moment]) -> Iterator[Frame]:
        """Yield a frame for each moment; for the first one, all has changed."""
        self._restart = True
        for moment in moments:
            yield self.frame(moment)

    def frame(self, moment: Moment) -> Frame:
        """Return the picture of `moment`."""
        for show in self._shows:
            show(moment)
        now = [self._extent(a) if a.stale else old for a, old in zip(self._artists, self._extents, strict=True)]
        redrawn = self._to_redraw(now)
        old = [extent for index in redrawn if (extent := self._extents[index])]
        for rect in old:
            self._pixels[rect.area] = self._background[rect.area]
        for index in redrawn:
            self._artists[index].draw(self._renderer)
        self._extents = now
        changed = [*old, *(extent for index in redrawn if (extent := now[index]))]
        if self._restart:
            self._restart, changed = False, [self._whole]
        return Frame(self._pixels, changed, moment.seconds)

    def _to_redraw(self, now: Sequence[Rect | None]) -> list[int]:
        """Return the artists to draw again: those that changed, and those that share pixels with them."""
        chosen = {index for index, artist in enumerate(self._artists) if artist.stale}
        waiting = list(chosen)
        while waiting:
            index = waiting.pop()
            touched = [rect for rect in (self._extents[index], now[index]) if rect]
            for other, rect in enumerate(now):
                if other not in chosen and rect and any(rect.overlaps(area) for area in touched):
                    chosen.add(other)
                    waiting.append(other)
        return sorted(chosen)

    def _extent(self, artist: Artist) -> Rect | None:
        """Return the pixels that `artist` may have touched, if any."""
        box = artist.get_window_extent(self._renderer)
        pad = 2.0
        if get_linewidth := getattr(artist, "get_linewidth", None):
            pad += float(np.max(get_linewidth(), initial=0)) * artist.figure.dpi / 72
        height, width = self._pixels.shape[:2]
        limits = artist.axes.bbox.extents if artist.axes and artist.get_clip_on() else (0, 0, width, height)
        left, bottom, right, top = np.clip(
            np.nan_to_num(box.extents), np.tile(limits[:2], 2) - 2, np.tile(limits[2:], 2) + 2
        )
        rect = Rect(
            max(0, int(left - pad)),
            max(0, int(height - top - pad)),
            min(width, int(right + pad) + 1),
            min(height, int(height - bottom + pad) + 1),
        )
        return rect if rect.left < rect.right and rect.top < rect.bottom else None


def _style(theme: Theme) -> dict[Any, Any]:
    """Return Matplotlib's settings for a theme."""
    return {
        "font.family": ["IBM Plex Sans", "DejaVu Sans"],
        "font.size": theme.label_size,
        "figure.facecolor": theme.background,
        "axes.facecolor": theme.background,
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
    }


def _axes(figure: Figure, canvas: Canvas, box: Box) -> Axes:
    bottom = canvas.height - box.top - box.height
    return figure.add_axes(
        (box.left / canvas.width, bottom / canvas.height, box.width / canvas.width, box.height / canvas.height)
    )


def _finish(axes: Axes, theme: Theme) -> None:
    """Give ticks short labels, and set the axes' names upright at the ends of the axes."""
    many_decades = axes.get_yscale() == "log" and axes.get_ylim()[1] > 1e8 * axes.get_ylim()[0]
    axes.xaxis.set_major_formatter(short)
    axes.yaxis.set_major_formatter(power_of_ten if many_decades else short)
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_title(axes.get_ylabel(), loc="left", pad=14, size=theme.label_size, color=theme.quiet)
    axes.set_ylabel("")
