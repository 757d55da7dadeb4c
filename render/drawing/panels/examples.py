"""A wall of samples, each with the model's present answer."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject
from render.languages import Texts
from render.numbers import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.text import Text
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.drawing.walls import Rectangle
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.samples import Quantity

FEWEST_INPUTS = 3
"""That a wall is needed for: of fewer, a plane or a line has room for all samples."""
MOST = 40
SIZES, GAP = (56.0, 72.0), 15.0
"""Heights that a picture should have, and between two, in pixels of a picture 720 lines high."""
LINE = 1.35
"""Height of a line of text, in sizes."""
FRAME = 3.2
"""Width of the frame of a wrong one, in pixels of a picture 720 lines high."""
SHADES = 16
"""Of grey, from paper to ink."""
WRONG, NOT = "\N{MULTIPLICATION SIGN}", "\N{NOT EQUAL TO}"
"""Behind a wrong answer: before the right one, where that has room."""
NAME = 100.0
"""Width that the name of a column may have at least, in pixels of a picture 720 lines high."""
SPACE = 22.0
"""Between two columns of a table, in pixels of a picture 720 lines high."""


class ExamplesTexts(Texts, speaker="examples"):
    """Above the wall, and in a table."""

    above = "samples and the answers (≠ truth)"
    above_held_back = "held-back samples and the answers (≠ truth)"
    right = "{right} of {samples} right"
    truth = "truth"
    answer = "answer"
    told = "some samples, learned early, late or never, and the model's answers; wrong ones are framed and marked"
    told_held_back = (
        "some held-back samples, learned early, late or never, and the model's answers; wrong ones are framed "
        "and marked"
    )


class Examples(Panel):
    """Some of the held-back samples, or else of those that are learned from, wrong answers framed and with a cross.

    They are chosen so that some are learned early, some late and some never, in this order. Above them stands how many
    of all are right.
    """

    kind: Literal["examples"] = "examples"
    of_samples: ClassVar[bool] = True
    left: ClassVar[float] = 0.0
    bottom: ClassVar[float] = 8.0
    least: ClassVar[tuple[float, float]] = (280.0, 170.0)
    tells: ClassVar[tuple[str, ...]] = ("predict",)
    height_on_phone: ClassVar[float] = 320.0

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield that there are no classes, or so few inputs that all samples have room."""
        inputs = subject.task.inputs
        if not subject.task.classes:
            said = "examples shows answers of classes, and what is to be learned here are numbers"
            yield Refusal(said, f"choose {'fit' if inputs == 1 else 'loss'}")
        elif inputs < FEWEST_INPUTS:
            better, all_of_them = ("fit", "one input") if inputs == 1 else ("boundary", "two inputs")
            yield Refusal(f"{better} shows all samples of {all_of_them}, and examples only some", f"choose {better}")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(ExamplesTexts)
        return [said.told_held_back if subject.validated else said.told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the samples; answers, the frames of wrong ones and the number of right ones move."""
        import numpy as np

        from render.drawing.chosen_few import held_back_or_all
        from render.drawing.walls import in_units
        from render.training.classes import answers
        from render.training.metrics import ACCURACY, VALIDATION_ACCURACY

        said, recording = runs.words.of(ExamplesTexts), runs.alone
        samples = recording.run.samples
        part, task = held_back_or_all(samples), samples.task
        axes.set_ylabel(said.above_held_back if runs.validated else said.above)
        wide, high = in_units(axes)
        head = LINE * theme.label_size
        style: Any = {"color": theme.truth, "size": theme.label_size, "weight": 600, "va": "center_baseline"}
        count = axes.text(0, head / 2, "", **style)
        room = 0.0, head + GAP / 2, wide, high
        hang = _pictures if samples.image_shape else _table
        chosen, labels, frames, marks = hang(axes, runs, room, said, theme)
        outputs, truth = recording.run.objective.outputs_at(part.x[chosen]), part.y[chosen].astype(int)
        share = recording.metrics[VALIDATION_ACCURACY if runs.validated else ACCURACY]
        shown: list[int] = []

        def show(moment: "Moment") -> None:
            row = recording.row(moment.position)
            number = round(float(share[recording.reached(moment.position)]) * len(part.y))
            count.set_text(said.right.format(right=f"{number:,}", samples=f"{len(part.y):,}"))
            if shown == [row]:
                return
            shown[:] = [row]
            found = answers(np, outputs(recording.parameters[row : row + 1])[0], task.classes)
            hung = zip(labels, frames, marks, found.tolist(), found == truth, strict=True)
            for label, frame, mark, answer, right in hung:
                name = samples.classes[answer]
                written = name if right else f"{name} {mark}"
                # What is set is drawn anew, whether it is another one or not.
                if written != label.get_text():
                    label.set(text=written, color=theme.quiet if right else theme.guess)
                if frame.get_visible() == right:
                    frame.set_visible(not right)

        artists: list[Artist] = [*frames, *labels, count]
        return Moving(artists, show)


Hung = tuple["NDArray[Any]", list["Text"], list["Line2D"], list[str]]
"""The samples that hang on a wall, by their indices, and of each what its answer is written with, its frame, and what
stands behind a wrong answer."""


def _pictures(axes: "Axes", runs: Runs, room: "Rectangle", said: ExamplesTexts, theme: "Theme") -> Hung:
    """Hang pictures in a room, with their answers below."""
    import numpy as np

    from render.drawing.axes import text_width
    from render.drawing.chosen_few import chosen_few, held_back_or_all
    from render.drawing.classes import mixed
    from render.drawing.mosaic import Mosaic, rim
    from render.drawing.walls import fullest

    samples = runs.alone.run.samples
    part, shape = held_back_or_all(samples), samples.image_shape
    assert shape
    left, top, right, bottom = room
    below = LINE * theme.tick_size
    rows, columns = shape
    wall = fullest(right - left, bottom - top, min(MOST, len(part.y)), SIZES, columns / rows, GAP, below)
    chosen = chosen_few(runs.every[0], wall.rows * wall.columns)
    low, span = float(samples.x.min()), float(np.ptp(samples.x)) or 1.0
    greys = [mixed(theme.paper, theme.text, shade / (SHADES - 1)) for shade in range(SHADES)]
    labels, frames = [], []
    for index, (x, y, end, foot) in zip(chosen.tolist(), wall.places, strict=False):
        mosaic = Mosaic(axes, (left + x, top + y, left + end, top + foot), shape, greys, fit=True)
        shades = np.rint((part.x[index].reshape(shape) - low) / span * (SHADES - 1))
        mosaic.set_levels(np.clip(shades, 0, SHADES - 1))
        rim(axes, mosaic, theme)
        x0, _, x1, y1 = mosaic.box
        style: Any = {"size": theme.tick_size, "weight": 600, "ha": "center", "va": "center_baseline"}
        labels.append(axes.text((x0 + x1) / 2, y1 + FRAME + below / 2, "", **style))
        frames.append(_frame(axes, mosaic.box, theme))
    marks = [f"{NOT} {samples.classes[int(part.y[index])]}" for index in chosen]
    longest = f"{max(samples.classes, key=len)} {max(marks, key=len)}"
    roomy = text_width(axes, longest, theme.tick_size) < wall.across - SPACE / 2
    return chosen, labels, frames, marks if roomy else [WRONG] * len(labels)


def _table(axes: "Axes", runs: Runs, room: "Rectangle", said: ExamplesTexts, theme: "Theme") -> Hung:
    """Write a row for each sample: as many inputs as have room, then what it is, and the answer."""
    from render.drawing.axes import text_width
    from render.drawing.chosen_few import chosen_few, held_back_or_all
    from render.drawing.walls import cut

    samples = runs.alone.run.samples
    part, size = held_back_or_all(samples), theme.tick_size
    left, top, right, bottom = room
    down = LINE * size + 4
    rows = max(1, min(MOST, len(part.y), int((bottom - top) / down) - 1))
    chosen = chosen_few(runs.every[0], rows)

    def wide(texts: list[str]) -> float:
        return max(text_width(axes, text, size) for text in texts)

    truths = [said.truth, *(samples.classes[int(part.y[index])] for index in chosen)]
    answer = wide([said.answer, *(f"{name} {WRONG}" for name in samples.classes)])
    end = right - 6 - answer - SPACE - wide(truths) - SPACE - size - SPACE
    columns: list[list[str]] = []
    at = left + 6
    for quantity, values in zip(samples.inputs, part.x[chosen].T, strict=True):
        written = _written(quantity, values.tolist())
        texts = [cut(axes, quantity.name, size, max(NAME, wide(written)), weight=400), *written]
        if at + wide(texts) > end:
            # There are more.
            columns.append(["…", *[""] * rows])
            break
        columns.append(texts)
        at += wide(texts) + SPACE
    style: Any = {"size": size, "va": "center_baseline"}
    at, labels, frames = left + 6, [], []
    for texts in [*columns, truths]:
        edge = at + wide(texts)
        place: Any = (at, "left") if texts is truths else (edge, "right")
        for row, text in enumerate(texts):
            ink = theme.text if row else theme.quiet
            axes.text(place[0], top + (row + 0.5) * down, text, color=ink, ha=place[1], **style)
        at = edge + SPACE
    axes.text(at, top + 0.5 * down, said.answer, color=theme.quiet, **style)
    for row in range(1, rows + 1):
        labels.append(axes.text(at, top + (row + 0.5) * down, "", weight=600, **style))
        frames.append(
            _frame(axes, (left + 2, top + row * down + 3, at + answer + 6, top + (row + 1) * down - 3), theme)
        )
    return chosen, labels, frames, [WRONG] * len(labels)


def _frame(axes: "Axes", box: "Rectangle", theme: "Theme") -> "Line2D":
    (left, top, right, bottom), out = box, FRAME / 2
    x = [left - out, right + out, right + out, left - out, left - out]
    y = [top - out, top - out, bottom + out, bottom + out, top - out]
    style: Any = {"linewidth": FRAME, "solid_joinstyle": "miter", "solid_capstyle": "projecting", "clip_on": False}
    (line,) = axes.plot(x, y, color=theme.guess, visible=False, **style)
    return line


def _written(quantity: "Quantity", values: list[float]) -> list[str]:
    """Return numbers in the author's, with as many decimals as the one with the most of them."""
    from render.numbers import short

    if quantity.is_date:
        return [quantity.day(value + quantity.origin) for value in values]
    texts = [short(value + quantity.origin, 4) for value in values]
    if any("e" in text or "\N{MULTIPLICATION SIGN}" in text for text in texts):
        return texts
    decimals = max(len(text.partition(".")[2]) for text in texts)
    return [typeset(f"{value + quantity.origin:.{decimals}f}") for value in values]
