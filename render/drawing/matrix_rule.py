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
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

SMALLEST, LARGEST = 20.0, 30.0
"""Sizes of the rows."""
ROW, TALLEST = 1.4, 2.6
"""Rows stand that many times their size apart: at least, and at most."""
GAP, NARROWEST_GAP = 28.0, 8.0
LIT = {"formula": ("update",), "size": ("predict", "update"), "step": ("gradient", "update")}
"""The beats of slow motion that tell of each column."""


class MatrixRuleTexts(Texts, speaker="matrices"):
    """Above the columns of sizes."""

    size = "size"
    change = "change"


def matrices(axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
    """Write W ← W − η ∂loss/∂W for each variable of the first run, as many as have room; the sizes move.

    Those of what the optimizer remembers stand between.
    """
    recording, words = runs.alone, runs.words.of(MatrixRuleTexts)
    tall, wide = height(axes), width(axes)
    columns = {"size": recording.norms(recording.parameters), **_remembered(recording)}
    columns["step"] = recording.norms(recording.updates)
    writers = {kind: fixed(values, 4, float(values.max())) for kind, values in columns.items()}
    shown, left_out = _shown(recording, int((tall - 2 * theme.tick_size) / (ROW * SMALLEST)))
    formulas = [_formula(recording.variables[column].name, recording) for column in shown]
    names = {**{kind: kind for kind in columns}, "size": words.size, "step": words.change}

    def widths(size: float) -> list[float]:
        numbers = [[writers[kind](float(values[:, shown].max()))] for kind, values in columns.items()]
        heads = [text_width(axes, said, theme.tick_size) for said in names.values()]
        texts = [max(text_width(axes, said, size) for said in column) for column in (formulas, *numbers)]
        return [texts[0], *(max(pair) for pair in zip(texts[1:], heads, strict=True))]

    if not recording.run.optimizer.plain and sum(widths(SMALLEST)) + NARROWEST_GAP * len(columns) > wide:
        # The rule stands above.
        formulas = [recording.variables[column].name.translate(SUBSCRIPTS) for column in shown]
    room = (tall - 2 * theme.tick_size) / (len(shown) + left_out)
    share = (wide - len(columns) * GAP) / sum(widths(LARGEST))
    size = max(SMALLEST, min(LARGEST, LARGEST * share, room / ROW))
    slots, apart = widths(size), min(room, TALLEST * size)
    gap = min(2 * GAP, max(NARROWEST_GAP / 2, (wide - sum(slots)) / len(columns)))
    rights = {kind: (sum(slots[: 2 + i]) + (1 + i) * gap) / wide for i, kind in enumerate(columns)}
    style: dict[str, Any] = {"va": "center", "transform": axes.transAxes}
    inks = {"formula": theme.text, **dict.fromkeys(columns, theme.text)}
    inks |= {"size": runs.colors[0], "step": theme.loss}
    lit = {**dict.fromkeys(columns, ("update",)), **LIT}
    texts: list[tuple[Any, str]] = []
    for kind, said in names.items():
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
        dimmer.dim(*(bool(moment.present) and moment.present not in lit[kind] for _, kind in every))
        step = min(recording.reached(moment.explained), max(0, recording.steps - 1))
        row = recording.row(step)
        for text, kind, column in moving:
            said = writers[kind](float(columns[kind][row, column]))
            text.set_text(said if moment.progress(lit[kind][0]) > 0 else "")

    return Moving([text for text, _ in every] or [text for text, *_ in moving], show)


def _shown(recording: Recording, room: int) -> tuple[list[int], bool]:
    """Return the variables that are shown: all, or the matrices, or the first of these; and whether some are not."""
    every = list(range(len(recording.variables)))
    if len(every) <= room:
        return every, False
    matrices = [index for index in every if len(recording.variables[index].shape) > 1]
    return matrices[: max(1, room - 1)], True


def _remembered(recording: Recording) -> "dict[str, NDArray[Any]]":
    """Return the norms (K, V) of what the optimizer remembers, by the symbols of its rule."""
    optimizer = recording.run.optimizer
    symbols = [equation.symbol for equation in optimizer.equations(optimizer.texts()) if not equation.spare]
    return {symbol: recording.norms(recording.slots[:, slot]) for slot, symbol in enumerate(symbols)}


def _formula(name: str, recording: Recording) -> str:
    """Return W₁ ← W₁ − η ∂loss/∂W₁, or what the optimizer takes in place of the gradient: W₁ ← W₁ − η z."""
    optimizer, name = recording.run.optimizer, name.translate(SUBSCRIPTS)
    step = f"∂loss/∂{name}" if optimizer.plain else optimizer.step().replace("θ", name)
    return f"{name} ← {name} {MINUS} η {step}"
