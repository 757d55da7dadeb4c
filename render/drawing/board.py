"""Runs, a sample and words enter; how a network is set as a diagram leaves: with as many numbers as have room."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple

from render.drawing.axes import height, text_width, width
from render.drawing.diagram import LINE, MOST, Diagram, Room, diagram
from render.drawing.sent import Sent, Writers
from render.drawing.walls import cut
from render.numbers import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.panels import Runs
    from render.drawing.themes import Theme

SPACE, PAD = 10.0, 5.0
"""Between a unit and its name, and around a number."""
WORD_SPACE = 6.0
"""Between a word and its number."""
LONGEST_NAME = 0.2
"""Share of the width that names at a side may have."""
BELOW = 1.5
"""Height of the layers' names, in sizes of their type."""
BENEATH = 1.2
"""Height of a number beneath a unit, in sizes of its type."""
CAPITALS = 0.72
"""Height of a digit, in sizes of its type."""
DIGITS = (3, 2)
"""Of the largest number of a kind: where three have no room, two."""
DIGITS_OF_TARGET = 4
FEW = 24
"""Lines of a layer up to which they may have numbers."""
BIAS, DELTA = "b", "\N{GREEK SMALL LETTER DELTA}"


class Names(NamedTuple):
    """What is said on the diagram, in a film's language, with placeholders for numbers.

    `layers` are the names of inputs, hidden layers and outputs, `many` those where not all units are shown; `gradient`
    says what the gradient is, if it is no single sample's.
    """

    layers: tuple[str, str, str]
    many: tuple[str, str, str]
    should_be: str
    loss: str
    error: str
    gradient: str


class Setting(NamedTuple):
    """A diagram in a box `wide` and `tall`, below a line for what is said if that is `lined`.

    `size` is that of numbers in units. `inputs` and `outputs` are the names of the units that are shown. What the
    output should be, and the loss, stand beside it if that is `roomy`. Errors are called `error`; a weight and its step
    stand below one another if they are `stacked`. Numbers on lines have a size `label` (width, height). If units are
    `biased`, their biases stand beneath them, or errors.
    """

    diagram: Diagram
    writers: Writers
    size: float
    inputs: Sequence[str]
    outputs: Sequence[str]
    roomy: bool
    lined: bool
    error: str
    stacked: bool
    label: tuple[float, float]
    biased: bool


def setting(axes: "Axes", runs: "Runs", theme: "Theme", sent: Sent, names: Names, title: str) -> Setting:
    """Return how the network is set into `axes`, below a `title`: with the most that has room."""
    wide, whole, small = width(axes), height(axes), theme.tick_size
    measured = cache(lambda said, size: text_width(axes, said, size))

    def widest(texts: Sequence[str], size: float = small) -> float:
        return max((measured(said, size) for said in texts), default=0.0)

    every = {digits: Writers.of(sent, runs.every, digits) for digits in DIGITS}
    ends = [
        [name.rstrip("…") and name for name in (cut(axes, said, small, wide * LONGEST_NAME) for said in each)]
        for each in _ends(runs, sent)
    ]
    said = [names.gradient, *target_texts(sent, every[DIGITS[0]], names)]
    lined = runs.slow and widest([", ".join(said[1:]), said[0]]) + measured(title, theme.label_size) + 3 * SPACE > wide
    tall = whole - LINE * small * lined
    left = widest(ends[0]) + SPACE if any(ends[0]) else 0.0

    def tried() -> Iterator[Setting | None]:
        few = max(sent.units) <= MOST
        sizes = [*dict.fromkeys((theme.label_size, small))]
        if few:
            for biased in (True, False):
                for digits, roomy, size in product(DIGITS, (True, False), sizes):
                    for stacked in (True, False)[not runs.slow :]:
                        yield made(every[digits], size, roomy, True, stacked, biased)
            for roomy, size in product((True, False), sizes):
                yield made(every[DIGITS[-1]], size, roomy)
        yield from (made(every[DIGITS[0]], 0.0, roomy) for roomy in (True, False))

    def made(
        writers: Writers, size: float, roomy: bool, labelled: bool = False, stacked: bool = False, biased: bool = False
    ) -> Setting | None:
        longest = writers.longest
        if labelled and any(one * other > FEW for one, other in pairwise(sent.units)):
            return None
        right = ends[1] + (target_texts(sent, writers, names) if roomy else [])
        gap = widest([BIAS]) + WORD_SPACE + widest(longest["weight"]) + (WORD_SPACE + widest(longest["step"])) * stacked
        label, beneath, error = (0.0, 0.0), (0.0, 0.0), names.error
        if labelled:
            texts = [*longest["weight"], *([*longest["gradient"], *longest["step"]] if runs.slow else [])]
            label = widest(texts) + 2 * PAD, LINE * small
        if biased:
            beneath = gap, BENEATH * small
        for called in (names.error, DELTA) if biased and runs.slow else (names.error,):
            error = called
            if biased and runs.slow:
                beneath = max(gap, widest([called]) + WORD_SPACE + widest(longest["gradient"])), beneath[1]
            unit = (widest(longest["value"], size), CAPITALS * size) if size else (0.0, 0.0)
            space = (label[0], (1 + stacked) * label[1])
            room = Room(left, widest(right) + SPACE if right else 0.0, BELOW * small, unit, beneath, space)
            found = diagram(wide, tall, sent.units, room)
            if found and (not roomy or _holds(found, small)):
                return Setting(found, writers, size, ends[0], ends[1], roomy, lined, error, stacked, label, biased)
        return None

    found = next(filter(None, tried()), None)
    if found:
        return found
    # In a box that is too small for anything, units are as small as they can be.
    tiny = diagram(max(wide, 200.0), max(tall, 60.0), sent.units, Room(0.0, 0.0, 0.0))
    assert tiny
    return Setting(tiny, every[DIGITS[0]], 0.0, [], [], False, lined, names.error, False, (0.0, 0.0), False)


def target_texts(sent: Sent, writers: Writers, names: Names) -> list[str]:
    """Return the longest texts that say what the answer should be, and its loss."""
    should = [names.should_be.format(value=target_text(value)) for value in sent.targets()]
    return [max(should, key=len), *(f"{names.loss} {said}" for said in writers.longest["loss"][-1:])]


def target_text(value: float) -> str:
    """Return what an output should be."""
    return short(value, DIGITS_OF_TARGET)


def _holds(made: Diagram, size: float) -> bool:
    """Return whether each output has room for two lines beside it."""
    y = made.columns[-1].y
    return len(y) == 1 or bool(y[0] - y[1] >= 2 * LINE * size)


def _ends(runs: "Runs", sent: Sent) -> tuple[list[str], list[str]]:
    """Return the names of inputs and of outputs: of two classes, the output is the probability of the second one."""
    samples = runs.alone.run.samples
    classes = samples.classes[-sent.units[-1] :] if samples.classes else [samples.target.less(samples.target.name)]
    return [quantity.less(quantity.name) for quantity in samples.inputs], list(classes)
