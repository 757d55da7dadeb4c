"""Axes and a run enter, the update rule of its layers leaves: in matrix form, with how large each part now is.

Sizes are Euclidean norms: of weights and biases, and of the step that is taken from them.
"""

from typing import TYPE_CHECKING, Any

from render.drawing.axes import height, text_width, width
from render.drawing.emphasis import Dimmer
from render.drawing.panels import Moving, Runs
from render.languages import Texts
from render.numbers import MINUS, SUBSCRIPTS
from render.training.decimals import fixed
from render.training.recording import Recording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

SMALLEST, LARGEST = 20.0, 30.0
"""Sizes of the rows."""
ROW, TALLEST = 1.4, 2.6
"""Rows stand that many times their size apart: at least, and at most."""
GAP = 28.0
LIT = {"formula": ("update",), "size": ("predict", "update"), "step": ("gradient", "update")}
"""The beats of slow motion that tell of each column."""


class MatrixRuleTexts(Texts, speaker="matrices"):
    """Above the columns of sizes."""

    size = "size"
    change = "change"


def matrices(axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
    """Write W ← W − η ∂loss/∂W for each variable of the first run, as many as have room; the sizes move."""
    recording, words = runs.alone, runs.words.of(MatrixRuleTexts)
    tall, wide = height(axes), width(axes)
    sizes, steps = recording.norms(recording.parameters), recording.norms(recording.updates)
    size_of, step_of = (fixed(values, 4, float(values.max())) for values in (sizes, steps))
    shown, left_out = _shown(recording, int((tall - 2 * theme.tick_size) / (ROW * SMALLEST)))
    formulas = [_formula(recording.variables[column].name) for column in shown]

    def widths(size: float) -> list[float]:
        numbers = [[write(float(values[:, shown].max()))] for write, values in ((size_of, sizes), (step_of, steps))]
        heads = [text_width(axes, said, theme.tick_size) for said in (words.size, words.change)]
        texts = [max(text_width(axes, said, size) for said in column) for column in (formulas, *numbers)]
        return [texts[0], *(max(pair) for pair in zip(texts[1:], heads, strict=True))]

    room = (tall - 2 * theme.tick_size) / (len(shown) + left_out)
    share = (wide - 2 * GAP) / sum(widths(LARGEST))
    size = max(SMALLEST, min(LARGEST, LARGEST * share, room / ROW))
    slots, apart = widths(size), min(room, TALLEST * size)
    gap = min(2 * GAP, max(4.0, (wide - sum(slots)) / 2))
    rights = {"size": (slots[0] + gap + slots[1]) / wide, "step": (sum(slots) + 2 * gap) / wide}
    style: dict[str, Any] = {"va": "center", "transform": axes.transAxes}
    inks = {"formula": theme.text, "size": runs.colors[0], "step": theme.loss}
    texts: list[tuple[Any, str]] = []
    for kind, said in (("size", words.size), ("step", words.change)):
        head = axes.text(
            rights[kind], 1 - 0.5 * theme.tick_size / tall, said, size=theme.tick_size, ha="right", **style
        )
        head.set(color=inks[kind], weight=600)
        texts.append((head, kind))
    moving: list[tuple[Any, str, int]] = []
    for row, (column, formula) in enumerate(zip(shown, formulas, strict=True)):
        down = 1 - (1.6 * theme.tick_size + (row + 0.5) * apart) / tall
        texts.append((axes.text(0, down, formula, size=size, color=inks["formula"], **style), "formula"))
        for kind, right in rights.items():
            text = axes.text(right, down, "", size=size, color=inks[kind], ha="right", weight=600, **style)
            moving.append((text, kind, column))
    if left_out:
        down = 1 - (1.6 * theme.tick_size + (len(shown) + 0.5) * apart) / tall
        axes.text(0, down, "…", size=size, color=theme.quiet, **style)
    every = [*texts, *((text, kind) for text, kind, _ in moving)] if runs.slow else []
    dimmer = Dimmer([text for text, _ in every], theme)

    def show(moment: "Moment") -> None:
        dimmer.dim(*(bool(moment.present) and moment.present not in LIT[kind] for _, kind in every))
        step = min(recording.reached(moment.explained), max(0, recording.steps - 1))
        row = recording.row(step)
        for text, kind, column in moving:
            value = sizes[row, column] if kind == "size" else steps[row, column]
            write = size_of if kind == "size" else step_of
            text.set_text(write(float(value)) if moment.progress(LIT[kind][0]) > 0 else "")

    return Moving([text for text, _ in every] or [text for text, *_ in moving], show)


def _shown(recording: Recording, room: int) -> tuple[list[int], bool]:
    """Return the variables that are shown: all, or the matrices, or the first of these; and whether some are not."""
    every = list(range(len(recording.variables)))
    if len(every) <= room:
        return every, False
    matrices = [index for index in every if len(recording.variables[index].shape) > 1]
    return matrices[: max(1, room - 1)], True


def _formula(name: str) -> str:
    """Return W₁ ← W₁ − η ∂loss/∂W₁."""
    name = name.translate(SUBSCRIPTS)
    return f"{name} ← {name} {MINUS} η ∂loss/∂{name}"
