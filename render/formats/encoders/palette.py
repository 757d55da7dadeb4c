"""Colours of a film as indices into one palette."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

EXACT = 8
"""One colour in this many is one of the most frequent ones: flat areas stay exactly as they were drawn."""
STRIDE = 3
"""One pixel in this many is looked at: edges have all of their colours in each third."""
MOST = 4000
"""So many of the colours that are seen decide; the others are rare."""
ROUNDS = 12
HEAVIEST = 100
"""A colour counts this many times at most where k-means begins, so that rare ones are not left out."""


class Palette:
    """Some `colors` (n,), packed, that stand for all others."""

    def __init__(self, colors: NDArray[np.uint32]) -> None:
        self.colors = np.unique(colors).astype(np.uint32)
        self._channels = _unpack(self.colors).astype(np.int32)
        self._index_plus_one = np.zeros(1 << 24, np.uint16)
        self._index_plus_one[self.colors] = np.arange(1, len(self.colors) + 1)

    @classmethod
    def of_film(cls, samples: Sequence[NDArray[np.uint8]], size: int) -> "Palette":
        """Return at most `size` colours for a film with frames like `samples`, each (height, width, 4), RGBA."""
        flat = [packed(sample).ravel()[::STRIDE] for sample in samples]
        values, many = np.unique(flat[0], return_counts=True)
        # Most of every frame: to sort it again and again would take longer than all the rest.
        background = values[many.argmax()]
        inked = np.concatenate([each[each != background] for each in flat])
        return cls(np.append(_chosen(inked, size - 1), background))

    @classmethod
    def of_frame(cls, colors: NDArray[np.uint32], size: int) -> "Palette":
        """Return at most `size` colours for the packed `colors` (n,) of one frame."""
        return cls(_chosen(colors, size))

    @property
    def rgb(self) -> bytes:
        """The colours, three bytes each."""
        return self._channels.astype(np.uint8).tobytes()

    def indices(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the index of the nearest colour for each of the packed `colors` (n,)."""
        found = self._index_plus_one[colors]
        if not found.all():
            unknown = np.unique(colors[found == 0])
            for part in np.array_split(unknown, 1 + len(unknown) // 4096):
                away = _unpack(part).astype(np.int32)[:, np.newaxis] - self._channels
                self._index_plus_one[part] = (away**2).sum(axis=2).argmin(axis=1) + 1
            found = self._index_plus_one[colors]
        return (found - 1).astype(np.uint8)

    def known(self, colors: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Return which of the packed `colors` (n,) are exactly in the palette."""
        near = np.searchsorted(self.colors, colors).clip(max=len(self.colors) - 1)
        exact: NDArray[np.bool_] = self.colors[near] == colors
        return exact


def packed(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return RGBA pixels (..., 4) as numbers (...): red in the lowest byte, alpha left out."""
    return np.ascontiguousarray(pixels).view("<u4")[..., 0] & np.uint32(0xFFFFFF)


def _unpack(packed: NDArray[Any]) -> NDArray[np.uint8]:
    """Return numbers (n,) as RGB (n, 3)."""
    return np.stack([packed & 255, packed >> 8 & 255, packed >> 16 & 255], axis=-1).astype(np.uint8)


def distance(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Return the squared distances of packed colours `a` and `b` (n,)."""
    total = np.zeros(len(a), np.int32)
    for shift in (0, 8, 16):
        away = (a >> shift & 255).astype(np.int32) - (b >> shift & 255).astype(np.int32)
        total += away * away
    return total


def _chosen(colors: NDArray[np.uint32], size: int) -> NDArray[np.uint32]:
    """Return at most `size` colours for packed `colors` (n,): the most frequent ones, and centres of the others."""
    values, counts = np.unique(colors, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST]
    exact, rest = values[order[: size // EXACT]], order[size // EXACT :]
    return np.append(exact, _centres(values[rest], counts[rest], _unpack(exact), size - len(exact)))


def _centres(
    colors: NDArray[np.uint32], counts: NDArray[np.intp], fixed: NDArray[np.uint8], size: int
) -> NDArray[np.uint32]:
    """Return `size` colours that, with the `fixed` ones, are near the packed `colors` (n,), seen `counts` times each.

    Pillow's median cut, then rounds of k-means (Lloyd, "Least squares quantization in PCM", 1982), which Pillow ends
    too early: they add one to two dB.
    """
    if len(colors) <= size:
        return colors
    points = _unpack(colors).astype(np.float32)
    picture = Image.fromarray(_unpack(np.repeat(colors, np.minimum(counts, HEAVIEST)))[np.newaxis])
    start = picture.quantize(size, Image.Quantize.MEDIANCUT).getpalette() or []
    free = np.array(start, np.float32).reshape(-1, 3)
    for _ in range(ROUNDS):
        centres = np.concatenate([fixed.astype(np.float32), free])
        # The squared distance, but for what is the same for all centres.
        nearest = ((centres**2).sum(axis=1) - 2 * points @ centres.T).argmin(axis=1) - len(fixed)
        own = nearest >= 0
        members, weights = nearest[own], counts[own].astype(np.float64)
        total = np.bincount(members, weights, len(free))
        sums = [np.bincount(members, weights * channel, len(free)) for channel in points[own].T]
        free = np.where(total > 0, np.stack(sums) / np.maximum(total, 1), free.T).T.astype(np.float32)
    return np.rint(free).astype(np.uint32) @ np.array([1, 1 << 8, 1 << 16], np.uint32)
