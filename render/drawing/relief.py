"""The loss on a plane and a side to look from enter, a surface in three dimensions leaves: its heights, and how it is
seen.

Lengths are sides of the square that is shown, from -0.5 to 0.5; heights are 0 at the lowest loss and 1 where the
surface is cut off. The projection is orthographic: what is as long is seen as long, however far away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEW_HIGH = 0.02
"""Where half of the picture has heights below this share, and the smallest loss is above 0, heights are logarithmic."""
DECADES = 6
"""That a logarithmic height spans, at most."""
ABOVE = 1.12
"""Times the highest place of the path at which the surface is cut off."""
COMMON = 0.3
"""At least so large a share of the square is not cut off."""
BEYOND = 0.5
"""How far outside of the square the surface goes on, as steep as at its edge, before it is level."""
NEARBY = 0.01
"""How far apart places are from which the side is told that is seen."""
ALONG_A_RAY, NEAR = 96, 0.004
"""Places along the way to the eye at which something may be in front, and how much in front it has to be."""


@dataclass(frozen=True)
class Relief:
    """Heights (n, n) over a square with its lower left `corner` (2,) and a `side`, rows going upward.

    The loss is `low` at height 0, and `cut` at height 1, where the surface ends; heights may be `log`arithmic.
    """

    corner: Floats
    side: float
    heights: Floats
    low: float
    cut: float
    log: bool

    @classmethod
    def of(cls, losses: Floats, limits: Sequence[tuple[float, float]], paths: Sequence[Floats]) -> "Relief":
        """Return that of `losses` (n, n) within square `limits` (2, 2), which no place of `paths` (K, 2) is cut off of.

        A large loss outside of the limits makes no surface flat, nor does a large one that no path comes to.
        """
        corner, side = np.array([low for low, _ in limits]), float(np.ptp(limits[0]))
        plain = cls(corner, side, losses, 0.0, 1.0, False)
        passed = [plain.inside(plain.local(path)) for path in paths]
        along = np.concatenate([plain.at(each) for each in passed])
        low, common = float(losses.min()), float(np.quantile(losses, COMMON))
        cut = max(common, low + ABOVE * (float(along.max(initial=low)) - low))
        cut = cut if cut > low else low + 1.0
        seen = losses[losses <= cut]
        positive = seen[seen > 0]
        floor = max(float(positive.min(initial=cut)), cut / 10.0**DECADES)
        log = low >= 0 and cut > 0 and floor < cut and float(np.median(seen)) - low < FEW_HIGH * (cut - low)
        low = floor if log else low
        return cls(corner, side, _share(losses, low, cut, log), low, cut, log)

    def height(self, losses: Floats) -> Floats:
        """Return how high `losses` are."""
        return _share(losses, self.low, self.cut, self.log)

    def local(self, places: Floats) -> Floats:
        """Return `places` (..., 2) of the plane in sides of the square."""
        found: Floats = (places - self.corner) / self.side - 0.5
        return found

    @staticmethod
    def inside(local: Floats) -> Floats:
        """Return those of `local` places (n, 2) that are in the square."""
        found: Floats = local[(np.abs(local) <= 0.5).all(axis=1)]
        return found

    def at(self, local: Floats) -> Floats:
        """Return the heights (...) at `local` places (..., 2), between those that are known."""
        last = len(self.heights) - 1
        place = (np.clip(local, -0.5 - BEYOND, 0.5 + BEYOND) + 0.5) * last
        before = np.clip(place, 0, last - 1).astype(np.intp)
        (across, up), (column, row) = np.moveaxis(place - before, -1, 0), np.moveaxis(before, -1, 0)
        known = self.heights
        lower = known[row, column] * (1 - across) + known[row, column + 1] * across
        upper = known[row + 1, column] * (1 - across) + known[row + 1, column + 1] * across
        found: Floats = lower * (1 - up) + upper * up
        return found

    def there(self, local: Floats, heights: Floats) -> NDArray[np.bool_]:
        """Return whether there is a surface at `local` places (..., 2) with these `heights` (...)."""
        found: NDArray[np.bool_] = (np.abs(local) <= 0.5 + 1e-9).all(axis=-1) & (heights <= 1 + 1e-9)
        return found


def _share(losses: Floats, low: float, cut: float, log: bool) -> Floats:
    if not log:
        found: Floats = (losses - low) / (cut - low)
        return found
    logs: Floats = np.log(np.maximum(losses, low) / low) / np.log(cut / low)
    return logs


@dataclass(frozen=True)
class View:
    """How a `relief` is seen from an `azimuth` and an `elevation`, in degrees.

    It is `rise` high, a `gap` above the floor. At an azimuth of 0, the first way goes to the right and the second one
    away from the eye.
    """

    relief: Relief
    azimuth: float
    elevation: float
    rise: float
    gap: float

    @cached_property
    def ways(self) -> Floats:
        """What goes to the right, and what goes away, (2, 2)."""
        angle = np.radians(self.azimuth)
        return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    @property
    def _flat(self) -> float:
        return float(np.sin(np.radians(self.elevation)))

    @property
    def _upright(self) -> float:
        return float(np.cos(np.radians(self.elevation)))

    def seen(self, local: Floats, up: Floats | float) -> Floats:
        """Return where `local` places (..., 2), so far `up` (...), are seen, (..., 2): to the right and upward."""
        right, away = np.moveaxis(local @ self.ways.T, -1, 0)
        return np.stack([right, self._flat * away + self._upright * up], axis=-1)

    def up(self, heights: Floats) -> Floats:
        """Return how far above the floor `heights` are."""
        return self.gap + self.rise * heights

    def on_surface(self, local: Floats) -> Floats:
        """Return where the surface at `local` places (..., 2) is seen, (..., 2)."""
        return self.seen(local, self.up(self.relief.at(local)))

    def on_floor(self, local: Floats) -> Floats:
        """Return where the floor below `local` places (..., 2) is seen, (..., 2)."""
        return self.seen(local, 0.0)

    def from_below(self, local: Floats) -> Floats:
        """Return numbers (...) above 0 where the surface at `local` places (..., 2) is seen from below."""
        step = NEARBY * self.ways[1]
        nearer, farther = (self.on_surface(local + way)[..., 1] for way in (-step, step))
        return np.asarray(nearer - farther)

    def hidden_floor(self, local: Floats) -> NDArray[np.bool_]:
        """Return whether the floor below `local` places (n, 2) is not seen: behind the surface, or as it has ended."""
        return self.hidden(local, floor=True) | (np.abs(local) > 0.5).any(axis=1)

    def hidden(self, local: Floats, *, floor: bool = False, on_top: bool = True) -> NDArray[np.bool_]:
        """Return whether the surface hides what lies `on_top` of it at `local` places (n, 2), or the `floor` below.

        On the way from there to the eye, the surface is crossed, or it is seen from below from its beginning.
        """
        # From an edge of the square to the other one, and no farther than to the top of the surface.
        slope = self._flat / self._upright
        longest = min(1.5, (self.gap + self.rise) / slope) if slope else 1.5
        far = np.linspace(0, longest, ALONG_A_RAY)[1:]
        way = local[:, np.newaxis] - far[:, np.newaxis] * self.ways[1]
        begin = np.zeros(len(local)) if floor else self.up(self.relief.at(local))
        above = begin[:, np.newaxis] + far * slope
        before = self.up(self.relief.at(way)) - above
        # Where the way crosses it, between two of the places, there has to be a surface.
        turned = (before[:, 1:] > NEAR) != (before[:, :-1] > NEAR)
        row, column = np.nonzero(turned)
        gone, left = before[row, column] - NEAR, before[row, column + 1] - NEAR
        share = (gone / (gone - left))[:, np.newaxis]
        place = way[row, column] * (1 - share) + way[row, column + 1] * share
        top = above[row, column] * (1 - share[:, 0]) + above[row, column + 1] * share[:, 0]
        found = np.zeros(len(local), bool)
        found[row[(np.abs(place) <= 0.5).all(axis=1) & (top <= self.up(np.ones(1)) + NEAR)]] = True
        if on_top and not floor:
            found |= self.relief.there(way[:, 0], self.relief.at(way[:, 0])) & (before[:, 0] > NEAR)
        return found
