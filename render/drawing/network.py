"""Runs and a sample enter, what moves in the diagram of a network leaves."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from render.drawing.axes import SEMIBOLD, height, text_width, width
from render.drawing.board import BELOW, SPACE, Names, Setting, setting, target_text
from render.drawing.board_texts import Inks, LineNumbers, UnitNumbers, put
from render.drawing.diagram import LINE
from render.drawing.flow import Flow, flow
from render.drawing.panels import Moving, Runs
from render.drawing.sent import Scales, Sent
from render.drawing.wiring import Lines, Units, answered, color_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

DOTS = 4.0
"""Diameter of a dot in place of units."""
TITLE = 14.0
"""From the Axes to the line of their title."""


def network(axes: "Axes", runs: Runs, theme: "Theme", sample: int, names: Names) -> Moving:
    """Return the diagram of the network, through which a `sample` is sent; above the `axes` stands their name."""
    recording = runs.alone
    sent = Sent(recording, sample)
    scales = Scales.of(sent, runs.every, runs.settle)
    made = setting(axes, runs, theme, sent, names, axes.get_ylabel())
    drawn, layers = made.diagram, len(sent.units) - 1
    axes.set_axis_off()
    axes.set_xlim(0, width(axes))
    axes.set_ylim(0, height(axes))
    lines = [Lines(axes, drawn.lines(layer), drawn.radius, theme) for layer in range(layers)]
    numbers = LineNumbers(axes, made, theme)
    units = Units(axes, drawn, theme)
    within = UnitNumbers(axes, made, theme, text_width(axes, made.error, theme.tick_size))
    _names(axes, made, sent, theme, names)
    answer = _Answer(axes, made, sent, theme, names)
    chosen, classes = [column.shown for column in drawn.columns], recording.run.samples.task.classes
    # Of more classes than colours, some would have the colour of others.
    coloured = 0 < classes <= len(theme.classes)

    def show(moment: "Moment") -> None:
        now, theta = flow(moment, layers), recording.at(moment.position)
        # Numbers wait for the step to be finished, unless the film takes its time to go there.
        told = theta if moment.glides else recording.at(recording.reached(moment.position))
        step = recording.reached(moment.explained)
        weights, said = sent.layers(theta), sent.layers(told)
        gradients, updates = sent.layers(recording.gradient_at(step)), sent.layers(recording.update_at(step))
        for layer, line in enumerate(lines):
            back = now.back[layer] > 0
            thick = gradients[layer].w / scales.gradients if back else weights[layer].w / scales.weights
            line.show(thick[np.ix_(chosen[layer], chosen[layer + 1])], now.lit[layer])
        values = [value[own] / most for value, own, most in zip(sent.values(theta), chosen, scales.values, strict=True)]
        rims = [_rim(now, moment, index, gradients, theme, len(own)) for index, own in enumerate(chosen)]
        counts = [len(own) for own in chosen]
        sizes = np.concatenate(values).tolist()
        colors = [color_of(theme, size) for size in sizes]
        if coloured:
            sizes[-counts[-1] :], colors[-counts[-1] :] = answered(theme, sent.values(theta)[-1], classes)
        fills = units.show(
            sizes,
            colors,
            np.repeat(now.filled, counts).tolist(),
            np.repeat(now.quiet, counts).tolist(),
            [rim for column in rims for rim in column],
        )
        numbers.show(now, said, gradients, updates, moment.shrunk == 1)
        within.show(now, sent.values(told), fills, said, gradients, updates)
        answer.show(now, moment, sent.loss(told))

    artists = [*(line.artist for line in lines), *numbers.grounds, units.artist, *numbers.artists, *within.artists]
    return Moving([*artists, *answer.artists], show)


def _rim(now: Flow, moment: "Moment", column: int, gradients: Any, theme: "Theme", count: int) -> list[str]:
    """Return the colours of the rims of a column's units that stand out: of errors, and of the answer."""
    if now.errors[column]:
        return [color_of(theme, float(slope)) for slope in gradients[column - 1].b[:count]]
    answers = moment.present == "loss" and column == len(now.filled) - 1
    return [theme.text if answers else ""] * count


def _names(axes: "Axes", made: Setting, sent: Sent, theme: "Theme", names: Names) -> None:
    """Draw the names of inputs and of layers, and dots in place of units that are not shown."""
    drawn, small = made.diagram, theme.tick_size
    style: dict[str, Any] = {"size": small, "color": theme.quiet}
    reach = drawn.radius + SPACE
    for index, y in zip(drawn.columns[0].shown, drawn.columns[0].y, strict=True):
        if made.inputs:
            axes.text(drawn.x[0] - reach, y, made.inputs[index], ha="right", va="center", **style)
    last = len(drawn.x) - 1
    called = []
    for index, (x, column) in enumerate(zip(drawn.x, drawn.columns, strict=True)):
        kind = 0 if not index else 2 if index == last else 1
        said = names.layers[kind] if column.dots is None else names.many[kind].format(count=sent.units[index])
        half = text_width(axes, said, small, weight=400) / 2
        middle = float(np.clip(x, half, width(axes) - half))
        called.append((middle, half, said))
        if column.dots is not None:
            away = 2.5 * DOTS
            axes.plot(
                [x] * 3, column.dots + away * np.arange(-1, 2), "o", color=theme.quiet, markersize=DOTS, clip_on=False
            )
    # Where the names of inner layers have no room, the first and the last one say enough.
    crowded = any(b[0] - a[0] < a[1] + b[1] + SPACE for a, b in pairwise(called))
    for middle, _, said in called[:: last if crowded else 1]:
        axes.text(middle, drawn.foot - BELOW / 2 * small, said, ha="center", va="center", **style)


class _Answer:
    """What stands at the end: the names of outputs, what they should be, and the loss."""

    def __init__(self, axes: "Axes", made: Setting, sent: Sent, theme: "Theme", names: Names) -> None:
        """Draw the names."""
        self._made, self._names, self._inks, self._sent = made, names, Inks(theme), sent
        drawn, small = made.diagram, theme.tick_size
        x, column = drawn.x[-1] + drawn.radius + SPACE, drawn.columns[-1]
        apart, alone = LINE * small, len(column.y) == 1
        targets = sent.targets()
        self._should: list[tuple[Text, str]] = []
        style: dict[str, Any] = {"va": "center", "size": small}
        top = apart if made.roomy and alone else apart / 2 if made.roomy else 0.0
        for index, y in zip(column.shown, column.y, strict=True):
            if made.outputs:
                right = not alone and targets[index] == 1
                ink: dict[str, Any] = {"color": theme.text, "weight": SEMIBOLD} if right else {"color": theme.quiet}
                axes.text(x, y + top, made.outputs[index], **style, **ink)
            said = names.should_be.format(value=target_text(targets[index]))
            if made.roomy:
                self._should.append((axes.text(x, y + top - apart, "", weight=SEMIBOLD, **style), said))
        self._loss: list[Text] = []
        if made.roomy and alone:
            after = text_width(axes, f"{names.loss} ", small)
            self._loss = [
                axes.text(x + right, column.y[-1] - apart, "", weight=SEMIBOLD, **style) for right in (0.0, after)
            ]
        tall, wide = height(axes), width(axes)
        line = (wide, tall - small / 2) if made.lined else (wide, tall + TITLE + theme.label_size / 3)
        self._said = axes.text(*line, "", ha="right", color=theme.text, weight=SEMIBOLD, **style)
        self._target = names.should_be.format(value=target_text(targets[0])) if alone else ""
        self.artists = [*(text for text, _ in self._should), *self._loss, self._said]

    def show(self, now: Flow, moment: "Moment", loss: float) -> None:
        """Show what belongs to a moment, and the loss of the sample."""
        inks = self._inks
        back, lit = moment.present == "gradient", moment.present == "loss"
        written = self._made.writers.loss(loss)
        for text, said in self._should:
            put(text, said if now.target else "", inks.back(inks.text) if back else inks.text if lit else inks.quiet)
        for text, said in zip(self._loss, (self._names.loss, written), strict=False):
            color = inks.sign(1.0)
            put(text, said if now.loss else "", inks.back(color) if back else color)
        said = self._names.gradient if moment.present == "gradient" else ""
        if moment.present == "loss" and not self._loss:
            said = ", ".join(
                filter(
                    None,
                    [self._target if not self._should else "", f"{self._names.loss} {written}" if now.loss else ""],
                )
            )
        put(self._said, said, inks.text)
