"""The names of curves enter, and texts that stand where they pass; where each is at a moment leaves: none over another.

Names stand at the right of their heads and move apart, as little as they have to; a text that one comes to fades.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import NAME_SPACE, spread, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation, Text
    from numpy.typing import NDArray

FADING = 0.2
"""Lines of text within which a text that a name comes to fades."""


class HeadNames:
    """The `names` of curves in `axes`, and the `standing` texts that have no place which none of them passes."""

    def __init__(
        self, axes: "Axes", names: "Sequence[Text]", apart: float, standing: "Sequence[Annotation]" = ()
    ) -> None:
        """Keep names so far `apart`, as a share of the height of `axes`."""
        self._axes, self._names, self._standing, self._apart = axes, names, standing, apart
        self._beside = NAME_SPACE / width(axes)
        self._seen, self._places = self._limits(), self._measured()
        self._sizes = np.array([name.get_window_extent().size for name in names]) if standing else np.empty((0, 2))
        self.artists = [*standing, *names]

    def show(self, up: "NDArray[Any]", across: "NDArray[Any] | None" = None) -> None:
        """Show the names beside heads that are so far `up` and `across` (n,), in shares of the Axes.

        By default they stand at the right of the Axes.
        """
        if not self._names:
            return
        up = spread(up, self._apart, self._apart / 2, 1 - self._apart / 2)
        right = np.ones(len(up)) if across is None else across
        for name, x, y in zip(self._names, right + self._beside, up, strict=True):
            name.set_position((x, y))
        if self._standing and self._limits() != self._seen:
            self._seen, self._places = self._limits(), self._measured()
        for text, place in zip(self._standing, self._places, strict=True):
            self._make_way(text, place, np.stack([right + self._beside, up], axis=1))

    def _limits(self) -> tuple[float, ...]:
        return (*self._axes.get_xlim(), *self._axes.get_ylim())

    def _measured(self) -> "list[NDArray[Any]]":
        for text in self._standing:
            # What is not visible has no extent.
            text.set_visible(True)
        return [np.array(text.get_window_extent().extents) for text in self._standing]

    def _make_way(self, text: "Annotation", place: "NDArray[Any]", at: "NDArray[Any]") -> None:
        left, middle = self._axes.transAxes.transform(at).T
        wide, half = self._sizes[:, 0], self._sizes[:, 1] / 2
        beside = np.maximum(left - place[2], place[0] - left - wide)
        above = np.maximum(middle - half - place[3], place[1] - middle - half)
        line = self._sizes[:, 1].max()
        opacity = round(float(np.clip(np.maximum(beside, above).min() / (FADING * line), 0, 1)), 2)
        if text.get_alpha() == opacity:
            return
        text.set(alpha=opacity, visible=opacity > 0)
        if ground := text.get_bbox_patch():
            ground.set_alpha(opacity)
