"""What a picture holds enters; its canvas leaves, with the header, the captions and a box for the Axes of each panel.

Everything has one measure, the unit. Where panels would get less room than they need to be read, they stand in another
way, if they may, and then closer together; where this does not help, the unit is shorter, and so all texts and lines
are smaller.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil, log
from typing import NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from render.drawing.beat_strip import BeatStrip
from render.drawing.captions import CaptionStrip
from render.drawing.contents import Contents
from render.drawing.foot import Foot
from render.drawing.header import Header
from render.drawing.layout import GAP, PHONE_MARGIN, Canvas, Need, arrangements, in_columns
from render.drawing.names import LINES, extra_height
from render.drawing.panels import Box, Moving, Panel, Runs
from render.drawing.themes import Theme
from render.drawing.widths import width_of
from render.timeline.moments import Moment

NAME_SPACE = 20.0
"""Between Axes and the name of a run beside them, in units."""
TICK_PAD = 12.0
"""Between Axes and the words at their left, in units."""
SPARE = 120.0
"""Height of Axes from which on a name may take some of it, in units."""
UNIT_DPI = 72
"""At this resolution a point is a pixel, so that sizes in points are sizes in units."""
HIGHEST = 4000
"""Pixels of a picture for a phone, of which it is not yet known how high it has to be."""
NARROWER = 0.75
"""How narrow Axes may be on a phone, as a share of the least elsewhere."""
SHRINKING, SHORTEST_UNIT = 0.95, 0.07
"""By what the unit is shortened, and its end, in pixels: there, the smallest type is one pixel high. Even the longest
texts in the largest type have room before that."""


TIGHT = 0.9
"""Share of the room that panels need with which they do, where otherwise all texts would be smaller."""


class Part(NamedTuple):
    """A panel with the box of its Axes and the runs that it shows.

    The names above and below the Axes may be so many units wide, in so many lines. Of several
    moments side by side, it shows one.
    """

    panel: Panel
    box: Box
    runs: Runs
    upper: tuple[float, int]
    lower: tuple[float, int]
    moment: Moment | None = None

    @classmethod
    def of(cls, panel: Panel, box: Box, runs: Runs, room: float) -> "Part":
        """Return a part with names of one line, the upper one of which has `room` units.

        A long one keeps away from the lines' names at the right; above the columns of a comparison it may go on to the
        last one.
        """
        column = runs.compared and not runs.overlaid
        across = box.width if any(panel.named(runs)) and not column else room
        return cls(panel, box, runs, (across, 1), (box.width + panel.left, 1))


@dataclass(frozen=True)
class Composition:
    """A figure with all but its panels; `moving` are the numbers and the captions, `fits` says if all have room."""

    figure: Figure
    agg: FigureCanvasAgg
    canvas: Canvas
    moving: Sequence[Moving]
    parts: Sequence[Part]
    fits: bool


def compose(contents: Contents) -> Composition:
    """Return the composition of `contents` with the longest unit at which all of it has room."""
    # Where a strip of the beats takes the panels their room, their sentences tell as well where the film has come to.
    for strip in [True, False] if contents.slow else [False]:
        for share in (1.0, TIGHT):
            usual = _composed(contents, 1.0, share, strip)
            if usual.fits:
                return usual
    attempt = cache(lambda shrinks: _composed(contents, SHRINKING**shrinks, TIGHT))
    most = int(log(SHORTEST_UNIT / usual.canvas.unit, SHRINKING))
    return attempt(bisect_left(range(most), True, lo=1, key=lambda shrinks: attempt(shrinks).fits))


def _composed(contents: Contents, scale: float, share: float = 1.0, strip: bool = False) -> Composition:
    """Return the composition with a `scale` of the unit and Axes that have a `share` of the room that they need."""
    if contents.phone:
        columns = max(1, len(contents.moments))
        height = _for_phone(contents, Canvas.for_phone(HIGHEST, scale, columns, contents.density))[1]
        return _for_phone(contents, Canvas.for_phone(height, scale, columns, contents.density))[0]
    size, whole, theme = contents.size, contents.runs, contents.theme
    panels, layout = contents.panels, contents.layout
    canvas = Canvas.of(*size, scale)
    figure, agg = _figure(*size, canvas)
    runs = len(whole.every)
    columns = in_columns(panels, layout, runs, mixed=whole.mixed)
    needs = [_need(figure, canvas, panel, whole, theme, columns) for panel in panels]
    needs = [need._replace(width=share * need.width, height=share * need.height) for need in needs]
    lefts = canvas.column_edges(needs, runs)[0] if columns else []
    header = Header(figure, canvas, contents.title, whole, theme, lefts)
    bottom, beats = Foot(figure, canvas, contents.author, theme).top, None
    if strip:
        beats = BeatStrip(figure, canvas, whole, theme, bottom)
        bottom = beats.top
    captions = CaptionStrip(figure, canvas, contents.captions, theme, bottom)
    if columns:
        rows = canvas.columns(needs, runs, header.bottom, captions.top)
        found = [
            [
                Part.of(panel, box, _column(whole, run), row[-1].left + row[-1].width - box.left)
                for panel, row in zip(panels, rows, strict=True)
                for run, box in enumerate(row)
            ]
        ]
    else:
        found = [
            [
                Part.of(panel, box, whole, box.width + need.right)
                for panel, box, need in zip(panels, boxes, needs, strict=True)
            ]
            for each in arrangements(len(panels), layout, canvas.wide)
            for boxes in [canvas.boxes(panels, each, header.bottom, captions.top, needs)]
        ]
    least = {panel: (need.width, need.height) for panel, need in zip(panels, needs, strict=True)}
    roomy = next((parts for parts in found if all(_holds(part.box, *least[part.panel]) for part in parts)), None)
    fits = header.fits and roomy is not None and (beats is None or beats.fits)
    parts = _with_long_names(roomy or found[0], theme, lambda said, size: width_of(figure, canvas, said, size))
    moving = [part.moving for part in (header, captions, beats) if part]
    return Composition(figure, agg, canvas, moving, parts, fits)


def _for_phone(contents: Contents, canvas: Canvas) -> tuple[Composition, int]:
    """Return the composition on a `canvas` for a phone, and how high in pixels its picture has to be.

    Several moments have a column each, as wide as a phone, below one title.
    """
    whole, theme, moments = contents.runs, contents.theme, contents.moments
    figure, agg = _figure(round(canvas.width * canvas.unit), round(canvas.height * canvas.unit), canvas)
    bottom = Foot(figure, canvas, contents.author, theme).top
    if not moments:
        header = Header(figure, canvas, contents.title, whole, theme)
        parts, end = _stacked(figure, canvas, contents, header.bottom)
        composition = Composition(figure, agg, canvas, [header.moving], parts, header.fits and _wide_enough(parts))
        return composition, ceil((end + canvas.height - bottom) * canvas.unit)
    header = Header(figure, canvas, contents.title, whole, theme, parts="title")
    moving, parts, end, fits = [header.moving.at(moments[0])], [], 0.0, header.fits
    for index, moment in enumerate(moments):
        column = canvas.column(index, len(moments), header.bottom)
        numbers = Header(figure, column, "", whole, theme, parts="numbers")
        strip = CaptionStrip(figure, column, contents.captions, theme, bottom)
        placed, end = _stacked(figure, column, contents, numbers.bottom)
        parts += [part._replace(moment=moment) for part in placed]
        moving += [numbers.moving.at(moment), strip.moving.at(moment)]
        fits &= numbers.fits and _wide_enough(placed)
    return Composition(figure, agg, canvas, moving, parts, fits), ceil((end + canvas.height - strip.top) * canvas.unit)


def _stacked(figure: Figure, canvas: Canvas, contents: Contents, top: float) -> tuple[Sequence[Part], float]:
    """Return the panels below one another from `top` on, and where they end.

    Where each run has Axes of its own, these stand below one another, too.
    """
    whole, theme = contents.runs, contents.theme
    apart = in_columns(contents.panels, contents.layout, len(whole.every), mixed=whole.mixed)
    shown = [replace(_column(whole, run), first=True, last=True) for run in range(len(whole.every))]
    every = [(panel, runs) for panel in contents.panels for runs in (shown if apart else [whole])]
    needs = [_need_on_phone(_need(figure, canvas, panel, runs, theme, columns=False), panel) for panel, runs in every]
    boxes, end = canvas.stacked(needs, top)
    parts = [
        Part(panel, box, runs, (box.width + need.right, 1), (box.width + need.left, 1))
        for (panel, runs), box, need in zip(every, boxes, needs, strict=True)
    ]
    return _with_long_names(parts, theme, lambda said, size: width_of(figure, canvas, said, size)), end


def _wide_enough(parts: Sequence[Part]) -> bool:
    return all(part.box.width >= NARROWER * part.panel.least[0] for part in parts)


def _need_on_phone(need: Need, panel: Panel) -> Need:
    """Return what a panel needs on a phone, given what it needs elsewhere: ticks stand in the margin as well."""
    return need._replace(left=max(0.0, need.left - PHONE_MARGIN / 2), height=panel.height_on_phone)


def _figure(width: int, height: int, canvas: Canvas) -> tuple[Figure, FigureCanvasAgg]:
    """Return an empty figure of so many pixels, in which a point is a unit, and what draws it."""
    dpi = UNIT_DPI * canvas.unit
    figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
    return figure, FigureCanvasAgg(figure)


def _with_long_names(parts: Sequence[Part], theme: Theme, width: Callable[[str, float], float]) -> Sequence[Part]:
    """Return `parts` with room for names of several lines above and below all Axes, if these have it to spare.

    `width` returns the width of a text of a size.
    """
    above = below = 0.0
    for panel, _, runs, upper, lower, _moment in parts:
        x, y = panel.named(runs)
        if runs.last:
            below = max(below, extra_height(x, lower[0], theme, width))
        if runs.first:
            above = max(above, extra_height(y, upper[0], theme, width))
    if not (above or below) or min(part.box.height for part in parts) <= SPARE:
        return parts
    return [
        part._replace(
            box=part.box._replace(top=part.box.top + above, height=part.box.height - above - below),
            upper=(part.upper[0], LINES if above else 1),
            lower=(part.lower[0], LINES if below else 1),
        )
        for part in parts
    ]


def _holds(box: Box, width: float, height: float) -> bool:
    # Parts of a length add up to it within a rounding error.
    return box.width >= width - 1e-6 and box.height >= height - 1e-6


def _need(figure: Figure, canvas: Canvas, panel: Panel, runs: Runs, theme: Theme, columns: bool) -> Need:
    """Return what `panel` needs: larger type takes more. At the right, a name alone may reach into the gap."""
    ticks, labels = larger(theme, "tick_size"), larger(theme, "label_size")
    right, names = panel.right, panel.beside(_column(runs, len(runs.every) - 1) if columns else runs)
    if names:
        alone = columns or not runs.overlaid
        size, space = (theme.label_size, NAME_SPACE - GAP) if alone else (theme.tick_size, NAME_SPACE)
        right = max(right, max(width_of(figure, canvas, name, size) for name in names) + space)
    words = panel.before(runs)
    left = max((width_of(figure, canvas, word, theme.tick_size) + TICK_PAD for word in words), default=0.0)
    top, bottom = labels * (panel.top + panel.strip), max(ticks, labels) * panel.bottom
    again = columns and runs.mixed and panel.of_weights
    return Need(max(ticks * panel.left, left), right, top, bottom, *panel.least, again)


def larger(theme: Theme, size: str) -> float:
    """Return how many times larger than usual a `size` of type is: what it needs around Axes grows with it."""
    return max(1.0, float(getattr(theme, size)) / float(Theme.model_fields[size].default))


def _column(runs: Runs, index: int) -> Runs:
    """Return the part of `runs` that stands in a column of its own."""
    last = len(runs.every) - 1
    shown, colors = runs.shown[index : index + 1], runs.colors[index : index + 1]
    return replace(runs, shown=shown, colors=colors, first=index == 0, last=index == last)
