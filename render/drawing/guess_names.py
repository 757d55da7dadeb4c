"""Axes, runs and where the truth ends enter, the names of the guesses at their right ends leave: they follow them.

A name never covers that of the truth. Where its line comes near to it and stays, or goes back, the name waits beside
it; where the line only crosses, the name follows it and fades.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from render.drawing.axes import height, set_apart, side_name, spread
from render.drawing.panels import Moving, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

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
        self._recording, self._share, self._apart = recording, share, apart
        self._off = _level(recording.predictions(np.array([[end]]))[:, 0], limits) - share
        rows = np.arange(len(self._off))
        free = np.abs(self._off) >= apart
        self._before = np.maximum.accumulate(np.where(free, rows, -1))
        self._after = np.minimum.accumulate(np.where(free, rows, len(rows))[::-1])[::-1]

    @property
    def arrives(self) -> int:
        """The last step at which the names do not meet, -1 if they always do."""
        row = int(self._before[-1])
        return int(self._recording.kept[row]) if row >= 0 else -1

    def place(self, position: float, level: float, fading: float) -> Place:
        """Return where the name stands, alone, of a line whose end is at a `level`, as a share of the Axes' height.

        In the last `fading` of the room that it needs it goes.
        """
        off = level - self._share
        if abs(off) >= self._apart:
            return Place(level, 1 if off > 0 else -1)
        came, goes = self._sides(position)
        if came and goes and came != goes:
            return Place(level, 0, float(np.clip((abs(off) - self._apart) / fading + 1, 0, 1)))
        side = came or goes or (1 if self._off[-1] >= 0 else -1)
        return Place(self._share + side * self._apart, side)

    def _sides(self, position: float) -> tuple[int, int]:
        """Return from which side the line has come near, and to which one it goes: 1 above, -1 below, 0 neither."""
        row, last = self._recording.row(position), len(self._off) - 1
        came, goes = self._before[row], self._after[min(row + (position > self._recording.kept[row]), last)]
        return (int(np.sign(self._off[came])) if came >= 0 else 0, int(np.sign(self._off[goes])) if goes <= last else 0)


def _level(height: Any, limits: tuple[float, float]) -> Any:
    """Return a height in units of y as a share of the Axes'."""
    bottom, top = limits
    return (height - bottom) / (top - bottom)


def guess_names(
    axes: "Axes",
    runs: Runs,
    theme: "Theme",
    reference: float | None,
    named: str,
    guess: str,
    views: Sequence[tuple[float, float]],
) -> Moving:
    """Return the names of the guesses, at their right ends; write what is `named` where it ends, at `reference`.

    The guess of one run alone is called `guess`. Names that would cover one another move apart. `views` are the
    vertical limits of the camera's views: on its way from one to the next, names go from where they stand in one to
    where they stand in the other.
    """
    size = theme.tick_size if runs.overlaid else theme.label_size
    truth = side_name(axes, named, theme.truth, theme, size=size)
    set_apart(truth, 1.0, size * axes.figure.dpi / 72)
    truth.set_visible(reference is not None)
    names = [side_name(axes, "", color, theme, size=size) for color in runs.colors]
    end = np.array([[axes.get_xlim()[1]]])
    queues = [_Queue(axes, runs, theme, reference, size, limits) for limits in views]
    truth.set_y(queues[0].share)

    def show(moment: "Moment") -> None:
        view = min(moment.view, len(queues) - 1.0)
        part, before = view % 1, queues[int(view)]
        after = queues[int(view) + 1] if part else before
        share = before.share + part * (after.share - before.share)
        truth.set_y(share)
        heights = [float(recording.predict(moment.position, end)[0]) for recording in runs.shown]
        one, faded = before.levels(moment.position, heights)
        other, faded_then = after.levels(moment.position, heights) if part else (one, faded)
        # A name that the move brings to the other side of the truth's does not pass it: it goes, and comes there.
        crosses = (one > before.share) != (other > after.share)
        apart = np.where(part < 0.5, one - before.share, other - after.share)
        levels = np.where(crosses, share + apart, one + part * (other - one))
        # Nor do two that change places pass one another: then all of them go, and come where they stand next.
        swap = bool((np.subtract.outer(one, one) * np.subtract.outer(other, other) < 0).any())
        levels = np.where(swap, one if part < 0.5 else other, levels)
        opacities = np.where(crosses | swap, abs(1 - 2 * part), 1.0) * (faded + part * (faded_then - faded))
        bottom, top = axes.get_ylim()
        for index, (name, recording, end_at) in enumerate(zip(names, runs.shown, heights, strict=True)):
            left = "" if bottom <= end_at <= top else " ↑" if end_at > top else " ↓"
            name.set_text(f"{recording.run.name if runs.overlaid else guess}{left}")
            name.set(alpha=float(opacities[index]), visible=bool(opacities[index] > 0), y=levels[index])

    return Moving([*names, *([truth] if len(views) > 1 else [])], show)


class _Queue:
    """Where the names stand in one view, whose vertical `limits` are given: none covers another one."""

    def __init__(
        self,
        axes: "Axes",
        runs: Runs,
        theme: "Theme",
        reference: float | None,
        size: float,
        limits: tuple[float, float],
    ) -> None:
        end, self._limits = axes.get_xlim()[1], limits
        self.share = NOWHERE if reference is None else float(_level(reference, limits))
        self._line = line = size / height(axes)
        apart = line * (1.2 if runs.alone.run.samples.truth is not None else 1.7)
        self._next_line = 1.1 * line
        self._ways = [Way(recording, end, limits, self.share, apart) for recording in runs.shown]
        # Those that wait beside the truth's name keep the order in which they came.
        self._waiting = np.argsort(np.argsort([way.arrives for way in self._ways], kind="stable")) * 1e-6 * line
        # Where there is no room for all of them, they rather leave the Axes than cover the truth's name.
        self._low, self._high = self.share + apart, self.share - apart

    def levels(self, position: float, heights: Sequence[float]) -> "tuple[NDArray[Any], NDArray[Any]]":
        """Return where each name stands (n,), as a share of the Axes' height, and how faded it is (n,).

        The `heights` of the lines' right ends are in units of y.
        """
        at, sides = np.empty(len(self._ways)), np.zeros(len(self._ways), int)
        opacity, line, apart = np.empty(len(self._ways)), self._line, self._next_line
        for index, (way, end_at) in enumerate(zip(self._ways, heights, strict=True)):
            level = float(_level(end_at, self._limits))
            place = way.place(position, level, FADING * line)
            opacity[index] = place.opacity
            waits = place.level != level
            at[index] = (
                place.level + place.side * self._waiting[index] if waits else np.clip(level, line / 2, 1 - line / 2)
            )
            sides[index] = place.side
        up, down = sides > 0, sides < 0
        at[up] = spread(at[up], apart, self._low, max(1.0, self._low + apart * (up.sum() - 1)))
        at[down] = spread(at[down], apart, min(0.0, self._high - apart * (down.sum() - 1)), self._high)
        crossing = sides == 0
        if crossing.any() and not crossing.all():
            # One that is on its way past the truth's name fades before it covers one that waits there.
            off = abs(np.subtract.outer(at[crossing], at[~crossing])).min(axis=1)
            opacity[crossing] *= np.clip((off - apart) / (FADING * line) + 1, 0, 1)
        return at, opacity
