"""A setting enters, the numbers of a diagram leave: in units, beneath them, on lines, and beside the answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.text import Text

from render.drawing.axes import SEMIBOLD, text_width
from render.drawing.board import BENEATH, BIAS, WORD_SPACE, Setting
from render.drawing.diagram import LINE
from render.drawing.dimming import SMALL_TEXT, dimmed, readable
from render.drawing.wiring import color_of, grounds

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.flow import Flow
    from render.drawing.themes import Theme
    from render.training.layers import Layer

READ = 0.5
"""How far a unit is filled, or a line lit, when its number can be read."""


class Inks:
    """The colours of texts: of a sign, of what is quiet, and of what stands back."""

    def __init__(self, theme: "Theme") -> None:
        self.theme, self.text, self.quiet = theme, theme.text, theme.quiet

    def sign(self, value: float) -> str:
        """Return the colour of a number's sign, in which small texts can be read."""
        return readable(color_of(self.theme, value), self.theme.paper, self.theme.text, SMALL_TEXT)

    def back(self, color: str) -> str:
        """Return what stands back of a colour."""
        return dimmed(color, self.theme.paper)


class LineNumbers:
    """The numbers on lines: weights, gradients, and while weights change, the steps that they take below them."""

    def __init__(self, axes: "Axes", made: Setting, theme: "Theme") -> None:
        """Draw their ground; there are no numbers yet."""
        self._made, self._inks = made, Inks(theme)
        self._layers: list[list[tuple[Text, Text, float]]] = []
        style: dict[str, Any] = {"size": theme.tick_size, "ha": "center", "va": "center", "weight": SEMIBOLD}
        self._half = LINE * theme.tick_size / 2
        flat = [places.reshape(-1, 2) for places in made.diagram.labels]
        for places in flat:
            self._layers.append(
                [(axes.text(x, y, "", **style), axes.text(x, y - self._half, "", **style), float(y)) for x, y in places]
            )
        self.grounds: list[Artist] = []
        if flat:
            middles, half = np.concatenate(flat), np.array(made.label) / 2
            for more in (1, 2)[: 1 + made.stacked]:
                boxes = np.concatenate([middles - half * (1, more), middles + half * (1, more)], axis=1)
                self.grounds.append(grounds(axes, boxes, theme))
        self.artists = [text for layer in self._layers for weight, step, _ in layer for text in (weight, step)]

    def show(
        self,
        flow: "Flow",
        weights: "Sequence[Layer]",
        gradients: "Sequence[Layer]",
        updates: "Sequence[Layer]",
        moved: bool,
    ) -> None:
        """Show those of all layers, with all units; `moved` says whether weights have begun to take their steps."""
        inks, made = self._inks, self._made
        stacked = flow.steps and made.stacked
        for ground, seen in zip(self.grounds, (not stacked, stacked), strict=False):
            if ground.get_visible() != seen:
                ground.set_visible(seen)
        for layer, texts in enumerate(self._layers):
            back, lit = flow.back[layer] > 0, flow.lit[layer] > READ
            for (text, below, y), w, g, u in zip(
                texts, *(np.ravel(each[layer].w) for each in (weights, gradients, updates)), strict=True
            ):
                alone = flow.steps and not made.stacked and not moved
                value, write = (
                    (g, made.writers.gradient)
                    if back
                    else (-u, made.writers.step)
                    if alone
                    else (w, made.writers.weight)
                )
                color = inks.sign(value)
                put(text, write(value), color if lit else inks.back(color), y + self._half * stacked)
                put(below, made.writers.step(-u) if stacked else "", inks.quiet)


class UnitNumbers:
    """The numbers in units, and beneath them biases, or their gradients: the errors."""

    def __init__(self, axes: "Axes", made: Setting, theme: "Theme", error: float) -> None:
        """Place them; `error` is the width of the errors' name."""
        drawn, small = made.diagram, theme.tick_size
        self._made, self._inks = made, Inks(theme)
        style: dict[str, Any] = {"ha": "center", "va": "center", "weight": SEMIBOLD, "size": made.size or small}
        self._values = [
            [axes.text(x, y, "", **style) for y in column.y] if drawn.numbers else []
            for x, column in zip(drawn.x, drawn.columns, strict=True)
        ]
        longest = made.writers.longest
        wide = {
            kind: max(text_width(axes, said, small) for said in longest[kind])
            for kind in ("weight", "gradient", "step")
        }
        bias = text_width(axes, BIAS, small)
        self._widths = {
            BIAS: (bias, wide["weight"], 0.0),
            "+": (bias, wide["weight"], wide["step"] + WORD_SPACE),
            made.error: (error, wide["gradient"], 0.0),
        }
        self._beneath: list[list[tuple[float, Text, Text, Text]]] = [[] for _ in drawn.columns]
        style = {"va": "center", "size": small}
        for index in range(1, len(drawn.columns) if made.biased else 0):
            for x, y in drawn.beneath(index, BENEATH * small):
                head, number, step = (axes.text(x, y, "", ha="left", **style) for _ in range(3))
                number.set_fontweight(SEMIBOLD)
                self._beneath[index].append((float(x), head, number, step))
        self.artists = [text for column in self._values for text in column]
        self.artists += [text for column in self._beneath for _, *trio in column for text in trio]

    def show(
        self,
        flow: "Flow",
        values: "Sequence[NDArray[Any]]",
        fills: Sequence[str],
        biases: "Sequence[Layer]",
        gradients: "Sequence[Layer]",
        updates: "Sequence[Layer]",
    ) -> None:
        """Show `values` of the units of all columns on their `fills`, and biases with what they have of a layer's."""
        made, inks = self._made, self._inks
        ground = iter(fills)
        for index, (texts, numbers) in enumerate(zip(self._values, values, strict=True)):
            for text, value in zip(texts, numbers, strict=False):
                fill = next(ground)
                said = made.writers.values[index](value) if flow.filled[index] > READ else ""
                put(text, said, dimmed(inks.text, fill) if flow.quiet[index] else inks.text)
        for index, column in enumerate(self._beneath):
            for number, (x, head, text, step) in enumerate(column):
                layer = index - 1
                bias, slope, update = (each[layer].b[number] for each in (biases, gradients, updates))
                if flow.errors[index]:
                    self._put(x, (head, text, step), made.error, made.writers.gradient(slope), "", inks.sign(slope))
                    continue
                back = flow.quiet[index] or any(flow.back) or flow.filled[index] <= READ or flow.lit[layer] <= READ
                color = inks.back(inks.quiet) if back else inks.quiet
                said = made.writers.step(-update) if flow.steps and made.stacked else ""
                self._put(x, (head, text, step), BIAS, made.writers.weight(bias), said, color)

    def _put(self, x: float, texts: Sequence[Text], name: str, number: str, step: str, color: str) -> None:
        widths = self._widths["+" if step else name]
        left = x - (sum(widths) + WORD_SPACE) / 2
        ends = left, left + widths[0] + WORD_SPACE, left + sum(widths[:2]) + 2 * WORD_SPACE
        for text, said, at in zip(texts, (name, number, step), ends, strict=True):
            put(text, said, color)
            if text.get_position()[0] != at:
                text.set_x(at)


def put(text: Text, said: str, color: str, y: float | None = None) -> None:
    """Show what is `said`, if that is something else."""
    if text.get_text() != said:
        text.set_text(said)
    if said and text.get_color() != color:
        text.set_color(color)
    if y is not None and text.get_position()[1] != y:
        text.set_y(y)
