"""Axes and a run enter, the rule of an optimizer that remembers something leaves: a line for each part of a step.

Of few weights, each line has its formula and the numbers of each weight; of more, each weight has a row of numbers.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.drawing.axes import height, text_width, width
from render.drawing.emphasis import Dimmer
from render.drawing.longest import longest
from render.drawing.panels import Moving, Runs
from render.family import word
from render.languages import Texts
from render.numbers import MINUS
from render.training.decimals import fixed, gradient_text, rate_text, weight_texts
from render.training.recording import Recording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

SMALLEST, LARGEST = 20.0, 28.0
"""Sizes of the lines."""
LINE, WIDEST_LINE = 1.3, 1.9
"""Lines stand that many times their size apart: at least, and at most."""
GAP, WIDEST_GAP = 16.0, 40.0
"""Between columns."""
FEW = 2
"""Weights that have the formulas beside their numbers."""


class SlotsRuleTexts(Texts, speaker="slots"):
    """The lines of the rule, and what stands above it."""

    above = "{optimizer}: new ← old − rate · {step}"
    old = "old"
    new = "new"
    slope = "slope"
    decay = "decay"


class Part(NamedTuple):
    """A line of the rule: its name, its formula, its numbers (K, P) at the kept steps with what writes each of P, and
    the beat with which it comes; those of a higher rank are left out sooner."""

    name: str
    formula: Callable[[int], str]
    values: "NDArray[Any]"
    write: Sequence[Callable[[float], str]]
    beat: str
    symbol: str
    rank: int = 0


def name_above(runs: Runs) -> str:
    """Return the rule in short."""
    optimizer = runs.alone.run.optimizer
    return runs.words.of(SlotsRuleTexts).above.format(optimizer=word(optimizer), step=optimizer.step())


def slots_rule(axes: "Axes", runs: Runs, theme: "Theme", chosen: Sequence[int]) -> Moving:
    """Write the rule of the first run for the `chosen` weights, as many as have room; the numbers move."""
    recording, said = runs.alone, runs.words.of(SlotsRuleTexts)
    parts = _parts(runs, said)
    lines = _Lines(axes, runs, theme, chosen, parts) if len(chosen) <= FEW else _Rows(axes, runs, theme, chosen, parts)
    dimmer = Dimmer([text for text, _ in lines.every] if runs.slow else [], theme)

    def show(moment: "Moment") -> None:
        step = min(recording.reached(moment.explained), max(0, recording.steps - 1))
        row = recording.row(step)
        for text, part in lines.formulas:
            text.set_text(part.formula(step))
        for text, part, column in lines.numbers:
            begun = moment.progress(part.beat) > (0.5 if part.name == said.new else 0)
            text.set_text(part.write[column](float(part.values[row, column])) if begun else "")
        if runs.slow:
            dimmer.dim(*(bool(moment.present) and moment.present not in beats for _, beats in lines.every))

    moving = [*(text for text, _ in lines.formulas), *(text for text, *_ in lines.numbers)]
    return Moving([text for text, _ in lines.every] if runs.slow else moving, show)


def _parts(runs: Runs, said: SlotsRuleTexts) -> list[Part]:
    """Return the lines of the rule of the first run."""
    recording, run = runs.alone, runs.alone.run
    optimizer = run.optimizer
    weights = weight_texts(runs.every, recording)
    count = len(recording.names)

    slope = gradient_text(runs.every)
    old = Part(said.old, _always("θ"), recording.parameters, weights, "predict", said.old, 2)
    parts = [old, Part(said.slope, _always("g"), recording.gradients, [slope] * count, "gradient", "g")]
    words = runs.words.of(optimizer.texts)
    values = optimizer.values(np, recording.slots.transpose(1, 0, 2), recording.kept[:, np.newaxis])
    for equation, numbers in zip(optimizer.equations(words), values, strict=True):
        write = fixed(numbers[:-1], 4, float(np.abs(numbers[:-1]).max(initial=0.0)))
        formula = _always(f"{equation.symbol} {'=' if equation.spare else '←'} {equation.rule}")
        rank = 3 * equation.spare
        parts.append(Part(equation.name, formula, numbers, [write] * count, "update", equation.symbol, rank))
    if optimizer.decoupled:
        decays = np.broadcast_to(run.decoupled, recording.parameters.shape)
        write = fixed(run.decoupled, 1, optimizer.decoupled)
        parts.append(Part(said.decay, _always("λ"), decays, [write] * count, "update", "λ", 1))
    following = recording.parameters - recording.updates
    step = optimizer.step()
    new = Part(said.new, lambda k: f"θ ← θ {MINUS} {rate_text(recording, k)} {step}", following, weights, "update", "")
    return [*parts, new._replace(symbol=said.new)]


class _Lines:
    """A line for each part: its name, its formula, and the numbers of one weight or two below their names."""

    def __init__(self, axes: "Axes", runs: Runs, theme: "Theme", chosen: Sequence[int], parts: Sequence[Part]) -> None:
        recording, colors = runs.alone, runs.weight_colors(theme)
        tall, wide = height(axes), width(axes)
        parts = _fitting(parts, int(tall / (LINE * SMALLEST)) - 1)
        steps = [start for start in recording.run.starts if start <= recording.steps]
        formulas = [max((part.formula(step) for step in steps), key=len) for part in parts]
        named = True

        def widths(size: float) -> list[float]:
            names = max(text_width(axes, part.name, size) for part in parts) if named else 0.0
            rules = max(text_width(axes, formula, size) for formula in formulas)
            numbers = [_number_width(axes, recording, parts, column, size) for column in chosen]
            return [names, rules, *numbers]

        if sum(widths(SMALLEST)) + GAP * (1 + len(chosen)) > wide:
            named = False
        if sum(widths(SMALLEST)) + GAP / 2 * len(chosen) > wide:
            # Where formulas have no room, their symbols have.
            parts = [part._replace(formula=_always(part.symbol)) for part in parts]
            formulas = [part.symbol for part in parts]
        gaps = GAP * (len(chosen) + named)
        share = (wide - gaps) / sum(widths(LARGEST))
        apart = min(tall / (len(parts) + 1), WIDEST_LINE * LARGEST)
        size = max(SMALLEST, min(LARGEST, LARGEST * share, apart / LINE))
        slots = widths(size)
        gap = min(WIDEST_GAP, max(GAP / 2, (wide - sum(slots)) / (len(chosen) + named)))
        formula_at = slots[0] + gap * named
        rights = [formula_at + sum(slots[1 : 3 + index]) + gap * (index + 1) for index in range(len(chosen))]
        self.every: list[tuple[Any, tuple[str, ...]]] = []
        self.formulas: list[tuple[Any, Part]] = []
        self.numbers: list[tuple[Any, Part, int]] = []

        def put(left: float, line: float, said: str, color: str, **more: Any) -> Any:
            place = (left / wide, 1 - (line + 0.5) * apart / tall)
            return axes.text(*place, said, size=size, color=color, va="center", transform=axes.transAxes, **more)

        for column, right in zip(chosen, rights, strict=True):
            head = put(right, 0, recording.names[column], colors[column], ha="right", weight=600)
            self.every.append((head, ("predict", "gradient", "update")))
        for line, part in enumerate(parts, 1):
            beats = (part.beat,) if part.beat == "update" else (part.beat, "update")
            if named:
                self.every.append((put(0, line, part.name, theme.quiet), beats))
            formula = put(formula_at, line, "", _ink(part, theme))
            self.formulas.append((formula, part))
            self.every.append((formula, beats))
            for column, right in zip(chosen, rights, strict=True):
                color = colors[column] if part.beat == "predict" or part is parts[-1] else _ink(part, theme)
                number = put(right, line, "", color, ha="right", weight=600)
                self.numbers.append((number, part, column))
                self.every.append((number, beats))


class _Rows:
    """A row of numbers for each weight, below the symbols of the parts."""

    def __init__(self, axes: "Axes", runs: Runs, theme: "Theme", chosen: Sequence[int], parts: Sequence[Part]) -> None:
        recording, colors = runs.alone, runs.weight_colors(theme)
        tall, wide = height(axes), width(axes)
        room = max(FEW, int(tall / (LINE * SMALLEST)) - 1)
        left_out = len(chosen) > room
        chosen = chosen[: room - 1] if left_out else chosen
        parts = list(parts)

        def widths(size: float) -> list[float]:
            names = max(text_width(axes, recording.names[column], size) for column in chosen)
            heads = [text_width(axes, part.symbol, size) for part in parts]
            numbers = [max(_number_width(axes, recording, [part], column, size) for column in chosen) for part in parts]
            return [names, *map(max, heads, numbers)]

        # Where there is no room for all, the new weights are what the next step shows.
        while sum(widths(SMALLEST)) + GAP * len(parts) > wide and len(parts) > FEW:
            parts.remove(max(parts, key=lambda part: (part.rank, part is parts[-1])))
        share = (wide - GAP * len(parts)) / sum(widths(LARGEST))
        apart = min(tall / (len(chosen) + left_out + 1), WIDEST_LINE * LARGEST)
        size = max(SMALLEST, min(LARGEST, LARGEST * share, apart / LINE))
        slots = widths(size)
        gap = min(WIDEST_GAP, (wide - sum(slots)) / len(parts))
        rights = [sum(slots[: index + 2]) + gap * (index + 1) for index in range(len(parts))]
        self.every: list[tuple[Any, tuple[str, ...]]] = []
        self.formulas: list[tuple[Any, Part]] = []
        self.numbers: list[tuple[Any, Part, int]] = []

        def put(left: float, line: float, said: str, color: str, **more: Any) -> Any:
            place = (left / wide, 1 - (line + 0.5) * apart / tall)
            return axes.text(*place, said, size=size, color=color, va="center", transform=axes.transAxes, **more)

        for part, right in zip(parts, rights, strict=True):
            beats = (part.beat,) if part.beat == "update" else (part.beat, "update")
            self.every.append((put(right, 0, part.symbol, _ink(part, theme), ha="right"), beats))
            for row, column in enumerate(chosen, 1):
                color = colors[column] if part.beat == "predict" or part is parts[-1] else _ink(part, theme)
                number = put(right, row, "", color, ha="right", weight=600)
                self.numbers.append((number, part, column))
                self.every.append((number, beats))
        for row, column in enumerate(chosen, 1):
            name = put(0, row, recording.names[column], colors[column], weight=600)
            self.every.append((name, ("predict", "gradient", "update")))
        if left_out:
            put(0, len(chosen) + 1, "…", theme.quiet)


def _always(text: str) -> Callable[[int], str]:
    return lambda step: text


def _ink(part: Part, theme: "Theme") -> str:
    return theme.loss if part.symbol == "g" else theme.text


def _fitting(parts: Sequence[Part], room: int) -> list[Part]:
    """Return as many of the `parts` as there is room for, in their order: those of the highest rank are left out."""
    left = list(parts)
    while len(left) > room and any(part.rank for part in left):
        left.remove(max(reversed(left), key=lambda part: part.rank))
    return left


def _number_width(axes: "Axes", recording: Recording, parts: Sequence[Part], column: int, size: float) -> float:
    """Return how wide the numbers of a weight get in the `parts`, and its name."""
    texts = [recording.names[column]] if len(parts) > 1 else []
    for part in parts:
        # What follows the last step is not shown.
        texts += longest(part.values[: max(1, len(part.values) - 1), column], part.write[column])
    return max(text_width(axes, said, size) for said in {*texts})
