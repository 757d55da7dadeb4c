"""Is the film safe for people whom flashes can give seizures?"""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.lint import Finding, Showing
from render.numbers import short

MOST = 3
"""Flashes in any second (WCAG 2.1, success criterion 2.3.1)."""
SCREEN, FIELD = (1024, 768), (341, 256)
"""A screen, and what 10 degrees of the visual field cover of it, in pixels: same place, "general flash and red flash
thresholds"."""
SHARE = 0.25
"""Of that field; smaller flashes are safe."""
CELL = 4
"""Pixels of that screen from one to the next that is looked at."""
DARK = 0.8
"""Of two luminances that flash, the darker one is below this."""
LIGHT_STEP, RED_STEP = 0.1, 20 / 320
"""How far luminance, and red, have to change, in shares of the most that there can be."""
SATURATED = 0.8
"""The share of red in a saturated red."""
# https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
LINEAR = np.array(
    [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.arange(256) / 255], np.float32
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
XYZ = np.array([[0.4124, 0.3576, 0.1805], LUMINANCE, [0.0193, 0.1192, 0.9505]], np.float32)
"""From linear red, green and blue to those of CIE 1931 (IEC 61966-2-1)."""
HUE_STEP = 0.02
"""How far u' or v' of CIE 1976 have to change: five times what can just be seen of two colours side by side. Fields of
classes are as light as one another, so that one may take the other's place without a flash of light."""
BLACK = 0.01
"""Luminance below which no colour is seen."""


class Worst(NamedTuple):
    """The largest share of a field that flashes together, when, in seconds, and how many times in that second."""

    share: float = 0.0
    at: float = 0.0
    flashes: float = 0.0


class Flashes:
    """Counts how often each place of a picture goes up and down by `step`, in any second."""

    def __init__(self, shape: tuple[int, int], step: float, dark: float) -> None:
        """Know nothing of a picture of `shape` (rows, columns) yet."""
        self._step, self._dark = step, dark
        self._high, self._low = np.full(shape, -np.inf, np.float32), np.full(shape, np.inf, np.float32)
        self._way = np.zeros(shape, np.int8)
        self._count = np.zeros(shape, np.int16)
        self._past: deque[tuple[float, NDArray[np.bool_]]] = deque()

    def see(self, time: float, values: NDArray[np.float32]) -> NDArray[np.int16]:
        """Return how many times each place has turned in the second up to `time`; a flash is two turns."""
        high, low = np.maximum(self._high, values), np.minimum(self._low, values)
        fell = (self._way >= 0) & (high - values >= self._step) & (values < self._dark)
        rose = (self._way <= 0) & (values - low >= self._step) & (low < self._dark) & ~fell
        turned = fell | rose
        self._way[fell], self._way[rose] = -1, 1
        # From a turn on, what counts is how far it goes from there.
        self._high, self._low = np.where(turned, values, high), np.where(turned, values, low)
        while self._past and self._past[0][0] <= time - 1:
            self._count -= self._past.popleft()[1]
        if turned.any():
            self._past.append((time, turned))
            self._count += turned
        return self._count


def flashing(showing: Showing) -> Iterator[Finding]:
    """Say where more than three flashes come in a second, of light or of red, over a quarter of the field of view.

    Where colours take one another's place as often, without a flash, this is said, too: nobody can look at it.
    """
    width, height = showing.scene.output.size
    scale = min(SCREEN[0] / width, SCREEN[1] / height) / CELL
    shape = round(height * scale), round(width * scale)
    rows, columns = (((np.arange(n) + 0.5) * of / n).astype(int) for n, of in zip(shape, (height, width), strict=True))
    light, red = Flashes(shape, LIGHT_STEP, DARK), Flashes(shape, RED_STEP, np.inf)
    hues = Flashes(shape, HUE_STEP, np.inf), Flashes(shape, HUE_STEP, np.inf)
    worst = {"light": Worst(), "red": Worst(), "colour": Worst()}
    for time, pixels in showing.frames():
        colors = LINEAR[pixels[rows[:, np.newaxis], columns, :3]]
        luminance = colors @ LUMINANCE
        reds = colors[..., 0] - colors[..., 1] - colors[..., 2]
        # What is no saturated red counts as none: this finds rather more flashes than the definition.
        reds[colors[..., 0] < SATURATED * colors.sum(axis=2)] = 0.0
        turned = {
            "light": light.see(time, luminance),
            "red": red.see(time, np.maximum(reds, 0)),
            "colour": np.maximum(*(each.see(time, hue) for each, hue in zip(hues, _hues(colors), strict=True))),
        }
        for what, turns in turned.items():
            worst[what] = max(worst[what], Worst(_share(turns > 2 * MOST), time, int(turns.max()) / 2))
    flashed = False
    for what, (share, at, flashes) in worst.items():
        if share < SHARE or (what == "colour" and flashed):
            continue
        flashed = True
        where = f"in the second before {at:.1f} s, over {share:.0%} of the field of view"
        said = f"{short(flashes)} flashes of {what} {where}"
        why = f"more than {MOST} over {SHARE:.0%} can give seizures"
        hint = "bars fill no area: panels: [{kind: fit, residuals: bars}]; or show fewer steps a second"
        if what == "colour":
            said = f"fields change their colour to and fro {short(flashes)} times {where}"
            why = f"more than {MOST} over {SHARE:.0%} are a flicker that nobody can look at"
            hint = "write a smaller learning_rate, with which answers stay; or show fewer steps a second"
        yield Finding(f"{said}; {why}", hint, flashes, MOST, ("pacing",))


def _hues(colors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return u' and v' (CIE 1976) of linear colours (..., 3), of what is black those of white."""
    x, y, z = np.moveaxis(np.where((colors @ LUMINANCE < BLACK)[..., np.newaxis], 1.0, colors) @ XYZ.T, -1, 0)
    all_of = x + 15 * y + 3 * z
    return (4 * x / all_of).astype(np.float32), (9 * y / all_of).astype(np.float32)


def _share(flashing: NDArray[np.bool_]) -> float:
    """Return the largest part of any field of view that is `flashing`."""
    across, down = (round(side / CELL) for side in FIELD)
    if flashing.sum() < SHARE * across * down:
        return 0.0
    rows, columns = flashing.shape
    sums = np.zeros((rows + 1, columns + 1), np.int64)
    sums[1:, 1:] = flashing.cumsum(axis=0).cumsum(axis=1)
    down_to, across_to = min(down, rows), min(across, columns)
    inside = sums[down_to:, across_to:] - sums[:-down_to, across_to:] - sums[down_to:, :-across_to]
    return float((inside + sums[:-down_to, :-across_to]).max()) / (across * down)
