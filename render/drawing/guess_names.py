"""Axes, runs and where the truth ends enter, the names of the guesses at their right ends leave: they follow them.

A name never covers that of the truth. Where its line comes near to it and stays, or goes back, the name waits beside
it; where the line only crosses, the name follows it and fades.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from render.drawing.axes import height, set_apart, side_name, spread
from render.drawing.panels import Moving, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

NOWHERE = -100.0
"""A height, as a share of the Axes', that no name comes near to."""
FADING = 0.2
"""Lines of text in which a name that is about to cover another one fades."""


class Place(NamedTuple):
    """Where a name stands: its height as a share of the Axes', on which side of the truth's name (1 above, -1 below, 0
    where its line crosses it), and how faded it is."""

    level: float
    side: int
    opacity: float = 1.0


class Way:
    """The way of a line's right end past the truth's name, at the height `share`; both names need `apart`."""

    def __init__(
        self, recording: "Recording", end: float, limits: tuple[float, float], share: float, apart: float
    ) -> None:
        """Find the kept steps at which the names do not meet, and before and after each the nearest one, by rows."""
        self._recording, self._end, self._limits = recording, np.array([[end]]), limits
        self._share, self._apart = share, apart
        self._off = self._level(recording.predictions(self._end)[:, 0]) - share
        rows = np.arange(len(self._off))
        free = np.abs(self._off) >= apart
        self._before = np.maximum.accumulate(np.where(free, rows, -1))
        self._after = np.minimum.accumulate(np.where(free, rows, len(rows))[::-1])[::-1]

    @property
    def arrives(self) -> int:
        """The last step at which the names do not meet, -1 if they always do."""
        row = int(self._before[-1])
        return int(self._recording.kept[row]) if row >= 0 else -1

    def level(self, position: float) -> float:
        """Return the height of the line's right end."""
        return float(self._level(self._recording.predict(position, self._end)[0]))

    def place(self, position: float, fading: float) -> Place:
        """Return where the name stands, alone; in the last `fading` of the room that it needs it goes."""
        level = self.level(position)
        off = level - self._share
        if abs(off) >= self._apart:
            return Place(level, 1 if off > 0 else -1)
        came, goes = self._sides(position)
        if came and goes and came != goes:
            return Place(level, 0, float(np.clip((abs(off) - self._apart) / fading + 1, 0, 1)))
        side = came or goes or (1 if self._off[-1] >= 0 else -1)
        return Place(self._share + side * self._apart, side)

    def _level(self, height: Any) -> Any:
        bottom, top = self._limits
        return (height - bottom) / (top - bottom)

    def _sides(self, position: float) -> tuple[int, int]:
        """Return from which side the line has come near, and to which one it goes: 1 above, -1 below, 0 neither."""
        row, last = self._recording.row(position), len(self._off) - 1
        came, goes = self._before[row], self._after[min(row + (position > self._recording.kept[row]), last)]
        return (int(np.sign(self._off[came])) if came >= 0 else 0, int(np.sign(self._off[goes])) if goes <= last else 0)


def guess_names(axes: "Axes", runs: Runs, theme: "Theme", reference: float | None, named: str, guess: str) -> Moving:
    """Return the names of the guesses, at their right ends; write what is `named` where it ends, at `reference`.

    The guess of one run alone is called `guess`. Names that would cover one another move apart.
    """
    known = runs.alone.run.samples.truth is not None
    end, (bottom, top) = axes.get_xlim()[1], axes.get_ylim()
    share = NOWHERE if reference is None else float((reference - bottom) / (top - bottom))
    size = theme.tick_size if runs.overlaid else theme.label_size
    if reference is not None:
        truth = side_name(axes, named, theme.truth, theme, size=size)
        truth.set_y(share)
        set_apart(truth, 1.0, size * axes.figure.dpi / 72)
    names = [side_name(axes, "", color, theme, size=size) for color in runs.colors]
    line = size / height(axes)
    apart, next_line = line * (1.2 if known else 1.7), 1.1 * line
    ways = [Way(recording, end, (bottom, top), share, apart) for recording in runs.shown]
    # Those that wait beside the truth's name keep the order in which they came.
    queue = np.argsort(np.argsort([way.arrives for way in ways], kind="stable")) * 1e-6 * line
    # Where there is no room for all of them, they rather leave the Axes than cover the truth's name.
    low, high = share + apart, share - apart

    def show(moment: "Moment") -> None:
        at, sides = np.empty(len(names)), np.zeros(len(names), int)
        for index, (name, recording, way) in enumerate(zip(names, runs.shown, ways, strict=True)):
            level, place = way.level(moment.position), way.place(moment.position, FADING * line)
            left = "" if 0 <= level <= 1 else " ↑" if level > 1 else " ↓"
            name.set_text(f"{recording.run.name if runs.overlaid else guess}{left}")
            name.set_alpha(place.opacity)
            name.set_visible(place.opacity > 0)
            waits = place.level != level
            at[index] = place.level + place.side * queue[index] if waits else np.clip(level, line / 2, 1 - line / 2)
            sides[index] = place.side
        up, down = sides > 0, sides < 0
        at[up] = spread(at[up], next_line, low, max(1.0, low + next_line * (up.sum() - 1)))
        at[down] = spread(at[down], next_line, min(0.0, high - next_line * (down.sum() - 1)), high)
        for name, level in zip(names, at, strict=True):
            name.set_y(level)

    return Moving(names, show)
