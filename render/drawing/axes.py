"""What several panels do to their Axes: limits that hold for all steps, an axis of steps, names that keep apart."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter
from numpy.typing import NDArray

from render.drawing.ticks import DateTicks, RoundTicks, Ticks
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    from render.drawing.themes import Theme
    from render.training.samples import Quantity

SEMIBOLD = 600
NAME_SPACE = 14.0
"""Between a line or a dot and its name, in pixels of a picture 720 lines high."""
HALO_WIDTH = 4.0
"""Of the rim of a text, half of it outside, in pixels of a picture 720 lines high."""
MOST_TICKS = 6
TICK_LINE = 1.15
"""From the label of a tick to that of one above it, in sizes of their type, at the least."""
TICK_SPACE = 12.0
"""Between the labels of two ticks, in pixels of a picture 720 lines high."""
FEWEST_WHOLE = 5.0
"""Span of whole numbers from which on ticks stand at whole numbers only."""


class AxesTexts(Texts, speaker="axes"):
    """Names of a logarithmic axis and of Axes seen from nearby; a phase that goes on with the same learning rate."""

    log_scale = "{name}, log scale"
    close_up = "{name}, close up"
    more_steps = "{steps} more steps"


def label(axis: "Axis", ticks: Ticks, theme: "Theme") -> None:
    """Give the ticks of `axis` labels, as few as have room, and its name what these leave out.

    Where its limits have changed, this is to be done again.
    """
    axes: Axes = axis.axes
    if ticks.named is None:
        ticks.named = axis.get_label_text()
    axis.set_major_formatter(ticks)
    axis.set_minor_formatter(NullFormatter())

    def places() -> "Sequence[float]":
        every = axis.get_majorticklocs()
        return [place for place, seen in zip(every, ticks.inside(every), strict=True) if seen]

    def crowded() -> bool:
        texts = ticks.labels(places()).texts
        at = axes.transData.transform([(place, place) for place in places()]) * 72 / axes.figure.dpi
        if axis is axes.yaxis:
            return bool((abs(np.diff(at[:, 1])) < TICK_LINE * theme.tick_size).any())
        half = np.array([text_width(axes, text, theme.tick_size, weight=400) for text in texts]) / 2
        return bool((np.diff(at[:, 0]) < half[1:] + half[:-1] + TICK_SPACE).any())

    fewer = MOST_TICKS
    while fewer > 1 and crowded():
        fewer -= 1
        locator: Any = axis.get_major_locator()
        if isinstance(locator, FixedLocator):
            axis.set_ticks(places()[::-2][::-1])
        else:
            locator.set_params(nbins=fewer)
    name = axes.set_xlabel if axis is axes.xaxis else axes.set_ylabel
    name(ticks.labels(places()).name(ticks.named))


def data_axis(axis: "Axis", quantity: "Quantity", values: NDArray[Any], count: int, theme: "Theme") -> None:
    """Make `axis` that of a `quantity` with the float32 `values`: its name, and about `count` ticks."""
    origin = quantity.origin
    if quantity.is_date:
        axis.set_major_locator(DateTicks(origin, count))
    else:
        whole = float(np.ptp(values)) >= FEWEST_WHOLE and bool((values == np.round(values)).all())
        axis.set_major_locator(RoundTicks(origin, count, integer=whole and origin == round(origin)))
    axis.set_label_text(quantity.name)
    label(axis, Ticks(quantity), theme)


def word_ticks(axis: "Axis", places: Sequence[float], words: Sequence[str]) -> None:
    """Give `axis` ticks at `places` only, with `words` that stay as they are."""
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(list(words)))


def height(axes: "Axes") -> float:
    """Return the height of `axes` in pixels of a picture 720 lines high."""
    return float(axes.bbox.height * 72 / axes.figure.dpi)


def width(axes: "Axes") -> float:
    """Return the width of `axes` in pixels of a picture 720 lines high."""
    return float(axes.bbox.width * 72 / axes.figure.dpi)


def spread(places: NDArray[Any], apart: float, low: float, high: float) -> NDArray[Any]:
    """Return `places` (n,) moved as little as needed to be `apart`, in their order, between `low` and `high`.

    The least squares under an order are the isotonic regression, by pooling neighbours that violate it (Ayer et al.,
    "An empirical distribution function for sampling with incomplete information", 1955).
    """
    order = np.argsort(places, kind="stable")
    steps = apart * np.arange(len(places))
    pools: list[list[float]] = []
    for place in places[order] - steps:
        pools.append([float(place)])
        while len(pools) > 1 and np.mean(pools[-2]) > np.mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = np.repeat([np.mean(pool) for pool in pools], [len(pool) for pool in pools])
    moved = np.empty(len(places))
    moved[order] = np.maximum(np.minimum(level, high - apart * (len(places) - 1)), low) + steps
    return moved


def dot(axes: "Axes", theme: "Theme", color: str, size: float = 3.0, marker: str = "o", **more: Any) -> "Line2D":
    """Return a dot with a rim of the background, `size` times as wide as a line; where it stands is yet to be set."""
    (head,) = axes.plot([], [], marker, color=color, markersize=size * theme.line_width, **more)
    head.set(markeredgecolor=theme.paper, markeredgewidth=theme.grid_width)
    return head


def side_name(axes: "Axes", name: str, color: str, theme: "Theme", **more: Any) -> "Text":
    """Return a name at the right of `axes`, whose height is yet to be set, as a share of theirs."""
    style = {"size": theme.tick_size, "weight": 600, "va": "center", "transform": axes.transAxes, **more}
    text = axes.text(1 + NAME_SPACE / width(axes), 0, name, color=color, **style)
    halo(text, theme)
    return text


def halo(text: "Text", theme: "Theme") -> None:
    """Give `text` a rim of the background, so that it is readable over lines."""
    text.set_path_effects([withStroke(linewidth=HALO_WIDTH, foreground=theme.paper)])


def thinned(
    values: NDArray[Any], columns: int = 2000, scale: str = "linear", steps: NDArray[np.intp] | None = None
) -> NDArray[np.intp]:
    """Return the indices that are enough to draw `values` (n,): those of each column's smallest and largest one.

    The values are those at `steps` (n,), by default at each step.
    """
    count = len(values)
    if count <= 2 * columns:
        return np.arange(count)
    steps = np.arange(count) if steps is None else steps
    end = int(steps[-1]) + 1
    bounds = np.linspace(0, end, columns + 1) if scale == "linear" else np.geomspace(1, end + 1, columns + 1) - 1
    starts = np.unique(np.searchsorted(steps, bounds[:-1].astype(int)))
    parts = zip(starts, [*starts[1:], count], strict=True)
    extremes = [(a + values[a:b].argmin(), a + values[a:b].argmax()) for a, b in parts]
    return np.unique([0, *np.ravel(extremes), count - 1])


def is_bold(text: "Text") -> bool:
    """Return whether `text` is set in the boldest face of a film."""
    weight = text.get_fontweight()
    known = weight if isinstance(weight, int) else {"bold": 700, "semibold": SEMIBOLD}.get(str(weight), 400)
    return known >= SEMIBOLD


def set_apart(text: "Text", apart: float, size: float) -> None:
    """Set the lines of `text`, which is `size` pixels large, that many sizes apart, whatever its typeface.

    Matplotlib counts in heights of the typeface, which differ.
    """
    said = text.get_text()
    text.set(text="x", linespacing=1.0)
    text.set(text=said, linespacing=apart / round(float(text.get_window_extent().height) / size, 3))


def fixed_width(axes: "Axes") -> tuple[list[str], float]:
    """Return the families of the fixed-width typeface, and how wide its characters are, as a share of their size."""
    families = list(rcParams["font.monospace"])
    return families, round(text_width(axes, 10 * "0", 1000.0, family=families, weight=400) / 10_000, 3)


def text_width(axes: "Axes", s: str, size: float, **style: Any) -> float:
    """Return the width of `s`, half bold if `style` says nothing else, in pixels of a picture 720 lines high."""
    text = axes.text(0, 0, s, **{"size": size, "weight": SEMIBOLD, **style})
    wide = float(text.get_window_extent().width) * 72 / axes.figure.dpi
    text.remove()
    return wide
