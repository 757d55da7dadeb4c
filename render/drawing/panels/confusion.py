"""The classes against the answers: how many samples of each class get which answer."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject
from render.languages import Texts
from render.timeline.beats import BEATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

MOST_CLASSES = 12
MOST_CELL = (110.0, 64.0)
"""Width and height that a cell may have, in pixels of a picture 720 lines high."""
EMPTY = 0.35
"""Share of the colour of grid lines in cells without samples."""


class ConfusionTexts(Texts, speaker="confusion"):
    """Above the table."""

    above = "{samples} samples: truth in rows, answers in columns"
    above_held_back = "{samples} held-back samples: truth in rows, answers in columns"
    told = "a table of classes and answers: how many samples of each class get which answer; right ones on the diagonal"
    told_held_back = (
        "a table of classes and answers: how many of the samples held back get which answer; right ones on the diagonal"
    )


class Confusion(Panel):
    """Counts of held-back samples, or else of those that are learned from: a row for each class, a column an answer.

    The larger the share of its row, the stronger the colour of a cell. Right answers are green and framed, others are
    orange.
    """

    kind: Literal["confusion"] = "confusion"
    of_samples: ClassVar[bool] = True
    left: ClassVar[float] = 0.0
    bottom: ClassVar[float] = 8.0
    least: ClassVar[tuple[float, float]] = (300.0, 200.0)
    # Numbers that stand back could not be read on their cells: it never does.
    tells: ClassVar[tuple[str, ...]] = BEATS
    height_on_phone: ClassVar[float] = 300.0

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield that there are no classes, or too many."""
        classes = subject.task.classes
        if not classes:
            said = "confusion shows answers of classes, and what is to be learned here are numbers"
            yield Refusal(said, f"choose {'fit' if subject.task.inputs == 1 else 'loss'}")
        elif classes > MOST_CLASSES:
            said = f"confusion shows up to {MOST_CLASSES} classes, and the data have {classes}"
            yield Refusal(said, "choose metrics")

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return what stands above, which is long."""
        from render.drawing.chosen_few import held_back_or_all

        said, part = runs.words.of(ConfusionTexts), held_back_or_all(runs.alone.run.samples)
        above = said.above_held_back if runs.validated else said.above
        return "", above.format(samples=f"{len(part.y):,}")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(ConfusionTexts)
        return [said.told_held_back if subject.validated else said.told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the names of the classes; cells and counts move, the frame of the diagonal stands above them."""
        import numpy as np

        from render.drawing.classes import mixed
        from render.drawing.mosaic import Mosaic, level_of, readable_on, two_sided
        from render.drawing.tables import CellTexts, named_cells
        from render.drawing.walls import in_units

        recording, names = runs.alone, runs.alone.run.samples.classes
        axes.set_ylabel(self.named(runs)[1])
        room = (0.0, 0.0, *in_units(axes))
        cells = named_cells(axes, names, names, room, MOST_CELL, theme)
        colors = two_sided(theme, theme.truth)
        inks = [readable_on(color, theme) for color in colors]
        colors[len(colors) // 2] = mixed(theme.paper, theme.grid, EMPTY)
        classes = len(names)
        mosaic = Mosaic(axes, cells, (classes, classes), colors)
        left, top, right, bottom = mosaic.box
        across, down = (right - left) / classes, (bottom - top) / classes
        texts = CellTexts(axes, mosaic, inks, theme)
        # Along the upper sides of the cells of the diagonal, and along the lower ones back.
        steps = np.arange(1, 2 * classes + 1)
        there = np.stack([(steps + 1) // 2, steps // 2], axis=1)
        around = np.concatenate([[[0, 0]], there, there[::-1, ::-1], [[0, 0]]])
        frame: Any = {"color": theme.text, "linewidth": theme.grid_width, "solid_joinstyle": "miter", "clip_on": False}
        (diagonal,) = axes.plot(*((left, top) + around * (across, down)).T, **frame)
        counted = Counts(recording)
        right_ones = np.where(np.eye(classes, dtype=bool), 1, -1)
        shown: list[int] = []

        def show(moment: "Moment") -> None:
            row = recording.row(moment.position)
            if shown == [row]:
                return
            shown[:] = [row]
            counts = counted.at(row)
            shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
            # By the root: a single wrong one of many is to be seen.
            mosaic.set_levels(level_of(right_ones * np.sqrt(shares), 1.0))
            texts.show(f"{count:,}" if count else "" for count in counts.ravel().tolist())

        return Moving([mosaic, diagonal, *texts.artists], show, [diagonal])


class Counts:
    """How many samples of each class get which answer."""

    def __init__(self, recording: "Recording") -> None:
        """Take the samples that are held back, or else those that are learned from."""
        from render.drawing.chosen_few import held_back_or_all

        part, run = held_back_or_all(recording.run.samples), recording.run
        self._recording, self._classes = recording, run.samples.task.classes
        self._outputs, self._truth = run.objective.outputs_at(part.x), part.y.astype(int)

    def at(self, row: int) -> "NDArray[Any]":
        """Return the counts (classes, answers) with the weights of a `row` of the recording."""
        import numpy as np

        from render.training.classes import answers

        found = answers(np, self._outputs(self._recording.parameters[row : row + 1])[0], self._classes)
        both = np.bincount(self._truth * self._classes + found, minlength=self._classes**2)
        return both.reshape(self._classes, self._classes)
