"""Panels: views of a moment. A member is one file with one frozen model; this is the whole contract.

A panel draws everything that never moves, fixes its limits for all steps, and hands back the artists that move with a
function that makes them show a moment. It receives its Axes and imports nothing of Matplotlib.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from render.family import Options

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording


@dataclass(frozen=True)
class Moving:
    """What moves in a panel, from back to front, and how to make it show a moment."""

    artists: "Sequence[Artist]"
    show: "Callable[[Moment], None]"


class Box(NamedTuple):
    """A rectangle in pixels of a picture 720 lines high: left and top edge, width and height."""

    left: float
    top: float
    width: float
    height: float


class Panel(Options, ABC):
    """One view of a recording.

    `width` is its share of a row beside other panels; `left`, `right`, `top` and `bottom` are what it needs around its
    Axes for ticks and labels, in pixels of a picture 720 lines high.
    """

    width: ClassVar[float] = 1.0
    left: ClassVar[float] = 72.0
    right: ClassVar[float] = 24.0
    top: ClassVar[float] = 44.0
    bottom: ClassVar[float] = 64.0

    def inner(self, cell: Box) -> Box:
        """Return the box of the Axes in a `cell` of the layout."""
        width, height = cell.width - self.left - self.right, cell.height - self.top - self.bottom
        return Box(cell.left + self.left, cell.top + self.top, width, height)

    @abstractmethod
    def draw(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
        """Draw `recording` into `axes` in the theme's colours, and return what moves."""
