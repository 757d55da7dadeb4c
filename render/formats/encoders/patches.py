"""Frames enter; what has to be painted over the picture so far leaves, for formats that keep it between frames."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.drawing.frame import Frame, Rect, hull

SHORTEST = 0.012
"""Seconds; browsers show frames that have 10 ms or less for 100."""


class Patch(NamedTuple):
    """What is painted at `rect`: RGBA `pixels` (height, width, 4), from `start` to `end` in seconds.

    With `over`, transparent pixels leave what is there; without it, all of the rectangle is replaced.
    """

    rect: Rect
    pixels: NDArray[np.uint8]
    over: bool
    start: float
    end: float


class Patches:
    """Takes frames one by one and hands on a patch when its time is known: when the next frame looks otherwise."""

    def __init__(self, hand_on: Callable[[Patch], None], grid: int = 1) -> None:
        """Have patches begin at whole multiples of `grid` pixels."""
        self._hand_on, self._grid = hand_on, grid
        self._drawn = self._shown = np.empty((0, 0), np.uint32)
        self._changed: list[Rect] = []
        self._began = self._elapsed = 0.0

    def add(self, frame: Frame) -> None:
        """Take the next frame. One that would be shown for less than SHORTEST gives way to it."""
        colors = frame.pixels.view("<u4")[..., 0]
        now = self._elapsed
        self._elapsed += frame.seconds
        if not self._drawn.size:
            self._drawn = colors.copy()
            return
        new = [rect for rect in frame.changed if (colors[rect.area] != self._drawn[rect.area]).any()]
        if new and now - self._began >= SHORTEST:
            self._flush(now)
        for rect in new:
            self._drawn[rect.area] = colors[rect.area]
        self._changed += new

    def close(self) -> None:
        """Hand on the last patch."""
        if self._drawn.size:
            self._flush(self._elapsed)

    def _flush(self, now: float) -> None:
        if not self._shown.size:
            height, width = self._drawn.shape
            whole = Rect(0, 0, width, height)
            self._shown = self._drawn.copy()
            self._hand(whole, self._drawn.copy(), False, now)
            return
        near = hull(self._changed)
        self._changed.clear()
        differs = self._drawn[near.area] != self._shown[near.area]
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        # What went and came back needs its time all the same: one pixel, painted as it is.
        top, bottom = (int(rows[0]), int(rows[-1])) if len(rows) else (0, 0)
        left, right = (int(columns[0]), int(columns[-1])) if len(columns) else (0, 0)
        x, y = ((edge // self._grid) * self._grid for edge in (near.left + left, near.top + top))
        rect = Rect(x, y, near.left + right + 1, near.top + bottom + 1)
        drawn, shown = self._drawn[rect.area], self._shown[rect.area]
        differs = drawn != shown
        # What has become less opaque cannot be painted over; then all of the rectangle is replaced.
        over = bool((drawn[differs] >> 24 == 255).all())
        pixels = np.where(differs, drawn, np.uint32(0)) if over else drawn.copy()
        shown[...] = drawn
        self._hand(rect, pixels, over, now)

    def _hand(self, rect: Rect, colors: NDArray[np.uint32], over: bool, now: float) -> None:
        pixels = colors.astype("<u4", copy=False).view(np.uint8).reshape(*colors.shape, 4)
        self._hand_on(Patch(rect, pixels, over, self._began, now))
        self._began = now
