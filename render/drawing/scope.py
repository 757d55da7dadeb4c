"""What moves in a panel enters, what its camera is to see leaves: limits for each shot, and when a shot is worth it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.timeline.shots import Shot

CLOSE = 0.36
"""Share of the picture from which on what still moves is small: then the camera goes close."""
SEEN = 0.12
"""Share of the closer picture that it has to move there."""
FAR = 9.0
"""Pictures as large as the first one, within which a run that leaves is followed."""
LEAST = 0.04
"""Share of the first picture that is the least one: nearer there is nothing more to be seen."""


class Track(NamedTuple):
    """Where what moves of a run is: at each of `steps` (K,) from `low` (K, A) to `high` (K, A), along A axes."""

    steps: NDArray[np.intp]
    low: NDArray[Any]
    high: NDArray[Any]
    settles: bool

    def beyond(self, limits: NDArray[Any]) -> NDArray[np.bool_]:
        """Return at which steps (K,) nothing of it is within `limits` (A, 2)."""
        outside = (self.low > limits[:, 1]) | (self.high < limits[:, 0])
        return np.asarray(outside.any(axis=1))


def latest(steps: Sequence[int | None]) -> int | None:
    """Return the last one of `steps`; None if one of them never comes."""
    known = [step for step in steps if step is not None]
    return max(known) if len(known) == len(steps) else None


@dataclass(frozen=True)
class Scope:
    """What a panel shows: at first the limits `whole` (A, 2), and always what is `fixed` (A, 2); runs have tracks.

    Around what is to be seen, `margin` shares of it are left free on each side. On `one_scale`, the
    largest span counts.
    """

    whole: NDArray[np.float64]
    fixed: NDArray[np.float64]
    tracks: Sequence[Track]
    margin: float
    one_scale: bool = False

    def limits(self, shot: Shot) -> NDArray[np.float64]:
        """Return the limits (A, 2) after a `shot`."""
        if shot.to == "all":
            return self._all
        boxes = [self.fixed]
        if shot.to == "fit":
            boxes += [self._from(track, shot.step) for track in self._staying]
        box = np.stack([np.min(boxes, axis=0)[:, 0], np.max(boxes, axis=0)[:, 1]], axis=1)
        return self._padded(box)

    def closes(self) -> int | None:
        """Return the step from which on all that still moves is small; None if it never is, or hardly moves then."""
        if not self._staying:
            return None
        steps = max((track.steps for track in self._staying), key=lambda each: int(each[-1]))
        lows, highs = zip(*(self._ahead(track, steps) for track in self._staying), strict=True)
        low = np.minimum(np.min(lows, axis=0), self.fixed[:, 0])
        high = np.maximum(np.max(highs, axis=0), self.fixed[:, 1])
        size = (1 + 2 * self.margin) * (high - low)
        whole = np.ptp(self.whole, axis=1)
        if self.one_scale:
            size, whole = (np.broadcast_to(each.max(axis=-1, keepdims=True), each.shape) for each in (size, whole))
        small = (size <= CLOSE * whole).all(axis=1)
        row = int(small.argmax())
        if not small[row] or not row:
            return None
        begin = int(steps[row])
        parts = [slice(int(np.searchsorted(track.steps, begin)), None) for track in self._staying]
        moved = max(
            float((np.ptp(each[part], axis=0) / size[row]).max())
            for track, part in zip(self._staying, parts, strict=True)
            for each in (track.low, track.high)
            if len(each[part])
        )
        return begin if moved >= SEEN else None

    def leaves(self) -> tuple[int, int | None] | None:
        """Return at which step a run leaves the first picture, and from which on no such run comes back into the one of
        all; None for what does not happen."""
        out, left = [], []
        for track in self.tracks:
            gone = track.beyond(self.whole)
            if track.settles or not gone.any():
                continue
            out.append(int(track.steps[gone.argmax()]))
            within = np.flatnonzero(~track.beyond(self._all))
            row = int(within[-1]) + 1 if len(within) else 0
            left.append(int(track.steps[row]) if row < len(track.steps) else None)
        return (min(out), latest(left)) if out else None

    @cached_property
    def _staying(self) -> Sequence[Track]:
        return [track for track in self.tracks if track.settles]

    @cached_property
    def _all(self) -> NDArray[np.float64]:
        """The limits around all that moves, as far as it can be followed."""
        middle, half = self.whole.mean(axis=1), np.ptp(self.whole, axis=1) / 2
        low, high = middle - FAR * half, middle + FAR * half
        lowest = np.min([self.whole[:, 0], *(np.clip(track.low, low, high).min(axis=0) for track in self.tracks)], 0)
        highest = np.max([self.whole[:, 1], *(np.clip(track.high, low, high).max(axis=0) for track in self.tracks)], 0)
        return np.stack([lowest, highest], axis=1)

    def _ahead(self, track: Track, steps: NDArray[np.intp]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the lowest and the highest place (n, A) of a track from each of `steps` (n,) on."""
        low = np.minimum.accumulate(track.low[::-1], axis=0)[::-1]
        high = np.maximum.accumulate(track.high[::-1], axis=0)[::-1]
        rows = np.minimum(np.searchsorted(track.steps, steps), len(track.steps) - 1)
        return low[rows], high[rows]

    def _from(self, track: Track, step: int) -> NDArray[np.float64]:
        low, high = self._ahead(track, np.array([step]))
        return np.stack([low[0], high[0]], axis=1)

    def _padded(self, box: NDArray[np.float64]) -> NDArray[np.float64]:
        span = np.maximum((1 + 2 * self.margin) * np.ptp(box, axis=1), LEAST * np.ptp(self.whole, axis=1))
        middle = box.mean(axis=1)
        return np.stack([middle - span / 2, middle + span / 2], axis=1)
