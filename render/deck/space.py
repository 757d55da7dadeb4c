"""A page and what stands on it enter, the largest place for a picture leaves. All lengths are in EMU.

An EMU (English Metric Unit) is 1/914,400 of an inch (ECMA-376 Part 1, 20.1.2.1).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Area(NamedTuple):
    """A rectangle by its edges; top is less than bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def size(self) -> int:
        """Width times height."""
        return self.width * self.height

    def grown(self, by: int) -> "Area":
        """Return the rectangle with all edges moved outward (inward, if `by` is negative)."""
        return Area(self.left - by, self.top - by, self.right + by, self.bottom + by)


def place(picture: tuple[int, int], page: Area, taken: Sequence[Area]) -> Area:
    """Return where `picture`, a width and a height in any unit, is largest on `page` and covers none of `taken`.

    Its proportions are kept. It stands as close to the middle of the page as its free space allows, from left to right,
    and in the middle of that space from top to bottom. Where nothing is free, `taken` is not minded.
    """
    fitted = [(_fitted(picture, free), free) for free in _free(page, taken)] or [(_fitted(picture, page), page)]
    (width, height), free = max(fitted, key=lambda found: found[0])
    left = min(max(free.left, (page.left + page.right - width) // 2), free.right - width)
    top = (free.top + free.bottom - height) // 2
    return Area(left, top, left + width, top + height)


def _fitted(picture: tuple[int, int], free: Area) -> tuple[int, int]:
    width = min(free.width, free.height * picture[0] // picture[1])
    return width, width * picture[1] // picture[0]


def _free(page: Area, taken: Sequence[Area]) -> Iterator[Area]:
    """Yield the rectangles of `page` between `taken`, every largest one among them."""
    tops = {page.top, *(area.bottom for area in taken if page.top < area.bottom < page.bottom)}
    bottoms = {page.bottom, *(area.top for area in taken if page.top < area.top < page.bottom)}
    for top, bottom in ((top, bottom) for top in sorted(tops) for bottom in sorted(bottoms) if top < bottom):
        left = page.left
        for area in sorted(area for area in taken if area.top < bottom and area.bottom > top):
            if left < min(area.left, page.right):
                yield Area(left, top, min(area.left, page.right), bottom)
            left = max(left, area.right)
        if left < page.right:
            yield Area(left, top, page.right, bottom)
