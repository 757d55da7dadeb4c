"""Colours of a film as indices into one palette."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

EXACT = 64
"""The most frequent colours, which get an entry of their own: flat areas stay exactly as they were drawn."""


class Palette:
    """At most `size` colours that stand for those of `samples`, each (height, width, 4) of uint8, RGBA."""

    def __init__(self, samples: Sequence[NDArray[np.uint8]], size: int) -> None:
        """Choose the colours: the most frequent ones, and k-means centres of the others."""
        packed = [_pack(sample) for sample in samples]
        first = packed[0].ravel()
        ground = np.bincount(np.unique(first, return_inverse=True)[1]).argmax()
        background = np.unique(first)[ground]
        inked = np.concatenate([[background], *(p[p != background] for p in packed)])
        colors, counts = np.unique(inked, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        if len(colors) <= size:
            chosen = colors
        else:
            exact = np.concatenate([[background], colors[order[:EXACT]]])
            rest = inked[~np.isin(inked, exact)]
            image = Image.fromarray(_unpack(rest)[np.newaxis])
            centres = image.quantize(size - len(exact), Image.Quantize.MEDIANCUT, kmeans=3).getpalette() or []
            triples = np.array(centres, np.uint32).reshape(-1, 3)
            chosen = np.concatenate([exact, triples @ np.array([1, 1 << 8, 1 << 16], np.uint32)])
        self._packed = np.unique(chosen).astype(np.uint32)
        self._colors = _unpack(self._packed).astype(np.int32)
        self._index_plus_one = np.zeros(1 << 24, np.uint16)
        self._index_plus_one[self._packed] = np.arange(1, len(self._packed) + 1)

    @property
    def rgb(self) -> bytes:
        """The colours, three bytes each."""
        return self._colors.astype(np.uint8).tobytes()

    def indices(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the index of the nearest colour for each of `pixels` (h, w, 4), as (h, w)."""
        packed = _pack(pixels)
        found = self._index_plus_one[packed]
        if not found.all():
            unknown = np.unique(packed[found == 0])
            for part in np.array_split(unknown, 1 + len(unknown) // 4096):
                away = _unpack(part).astype(np.int32)[:, np.newaxis] - self._colors
                self._index_plus_one[part] = (away**2).sum(axis=2).argmin(axis=1) + 1
            found = self._index_plus_one[packed]
        return (found - 1).astype(np.uint8)


def _pack(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return RGBA pixels (..., 4) as numbers (...): red in the lowest byte, alpha left out."""
    packed = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    return packed & np.uint32(0xFFFFFF)


def _unpack(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return numbers (n,) as RGB (n, 3)."""
    return np.stack([packed & 255, packed >> 8 & 255, packed >> 16 & 255], axis=-1).astype(np.uint8)
