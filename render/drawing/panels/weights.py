"""The weights of a layer: as pictures, where inputs are pixels, or else as a map of rows and columns."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject
from render.languages import Texts
from render.timeline.beats import BEATS
from render.training.layers import begins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

MOST_PICTURES = 40
"""Units that are shown."""
MOST_WRITTEN = 4
"""Rows and columns up to which values are written."""
STRONG = 0.95
"""Share of the weights that is weaker than the strongest colour: a few large ones must not make all others pale."""
LOOKED_AT = 200
"""Steps that the scale is taken from."""
FEW = 30
"""Weights up to which the strongest colour is that of the largest."""
GAP, SMALL_GAP, KEY_GAP = 12.0, 6.0, 10.0
"""Between pictures with names, between those without, and above the key, in pixels of a picture 720 lines high."""
LINE = 1.3
"""Height of a line of text, in sizes."""
MOST_CELL = (150.0, 90.0)
"""Width and height that a cell of a map may have, in pixels of a picture 720 lines high."""


class WeightsTexts(Texts, speaker="weights"):
    """Above the pictures, beside the map, and in the key."""

    above_answers = "the weights of each answer"
    above_answer = "the weights of {answer}"
    above_units = "the weights of {units} hidden units"
    above_some = "the weights of {shown} of {units} hidden units"
    against = "speaks against"
    nothing = "nothing"
    speaks_for = "speaks for"
    told_pictures = (
        "the weights of {shown} units, each as a picture: orange where a pixel speaks against, blue where for it"
    )
    told_map = (
        "the weights of a layer as a map, inputs by units: orange where an input speaks against, blue where for it"
    )


class Weights(Panel):
    """What the units of a layer have learned to see: negative weights are orange, positive ones blue, on one scale.

    The scale is the same for the whole film, and for all runs of it. Biases are left out.
    """

    kind: Literal["weights"] = "weights"
    of_samples: ClassVar[bool] = True
    layer: Annotated[
        int, Field(ge=1, le=5, description="which layer; 1 is the first one, after the inputs", examples=[2])
    ] = 1
    left: ClassVar[float] = 0.0
    bottom: ClassVar[float] = 8.0
    width: ClassVar[float] = 1.2
    least: ClassVar[tuple[float, float]] = (280.0, 150.0)
    # Numbers that stand back could not be read on their cells: it never does.
    tells: ClassVar[tuple[str, ...]] = BEATS
    height_on_phone: ClassVar[float] = 250.0

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield that there are no layers, or not as many."""
        known = subject.model.architecture(subject.task)
        layers = len(known.units) - 1 if known else 0
        if not layers:
            yield Refusal("weights shows layers of weights, and this model has none", "choose parameters")
        elif self.layer > layers:
            said = f"there is no layer {self.layer}: this model has {layers}"
            yield Refusal(said, "write 1" if layers == 1 else f"write 1 to {layers}", ("layer",))
        elif known and known.units[self.layer - 1] == known.units[self.layer] == 1:
            yield Refusal("weights shows a layer of several weights, and this one has one", "choose parameters")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said, known = words.of(WeightsTexts), subject.model.architecture(subject.task)
        assert known
        if self.layer > 1 or not subject.pictures:
            return [said.told_map]
        return [said.told_pictures.format(shown=min(MOST_PICTURES, known.units[1]))]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the names and the key; the cells move, and in small maps the numbers in them."""
        from render.drawing import keys
        from render.drawing.mosaic import two_sided
        from render.drawing.walls import in_units

        said = runs.words.of(WeightsTexts)
        wide, high = in_units(axes)
        colors = two_sided(theme, theme.loss)
        in_key = said.against, said.nothing, said.speaks_for
        room = high - KEY_GAP - keys.height_of_key(axes, in_key, wide, theme)
        layer = Layer(runs.alone, self.layer)
        limit = max(Layer(each, self.layer).limit for each in runs.kin)
        axes.set_ylabel(layer.said(said))
        if layer.shape:
            moving, end = _pictures(axes, layer, limit, room, theme)
        else:
            moving, end = _map(axes, runs, layer, limit, room, theme)
        keys.key(axes, [colors[0], theme.paper, colors[-1]], in_key, end + KEY_GAP, wide, theme)
        return moving


class Layer:
    """A layer of weights of a recording, counted from 1: W (units before, units), and what is written beside them."""

    def __init__(self, recording: "Recording", number: int) -> None:
        """Find where in theta it stands."""
        run = recording.run
        samples = run.samples
        architecture = run.model.architecture(samples.task)
        assert architecture
        units = architecture.units
        self.recording, self.size = recording, (units[number - 1], units[number])
        self.begin = begins(units)[number - 1]
        self.is_last = number == len(units) - 1
        self.is_first = number == 1
        self.shape = samples.image_shape if number == 1 else None
        self.shown = min(MOST_PICTURES, units[number]) if self.shape else units[number]

    @property
    def names(self) -> list[str]:
        """The names of the units: of the last layer, what the outputs stand for, and else a number each."""
        samples = self.recording.run.samples
        if not self.is_last:
            return [str(unit) for unit in range(1, self.size[1] + 1)]
        return [*samples.classes[-self.size[1] :]] or [samples.target.name]

    @property
    def names_before(self) -> list[str]:
        """The names of what comes in: of the first layer, the inputs."""
        inputs = [quantity.name for quantity in self.recording.run.samples.inputs]
        return inputs if self.is_first else [str(unit) for unit in range(1, self.size[0] + 1)]

    def said(self, words: WeightsTexts) -> str:
        """Return what is shown."""
        if self.is_last:
            return words.above_answers if self.size[1] > 1 else words.above_answer.format(answer=self.names[0])
        if self.shown < self.size[1]:
            return words.above_some.format(shown=self.shown, units=self.size[1])
        return words.above_units.format(units=self.size[1])

    def of(self, theta: "NDArray[Any]") -> "NDArray[Any]":
        """Return W of weights `theta` (..., P), (..., units before, units)."""
        before, units = self.size
        return theta[..., self.begin : self.begin + before * units].reshape(*theta.shape[:-1], before, units)

    @property
    def limit(self) -> float:
        """The size of a weight from which on colours are the strongest: of few weights, that of the largest."""
        import numpy as np

        from render.drawing.points import even_choice

        parameters = self.recording.parameters
        found = np.abs(self.of(parameters[even_choice(len(parameters), LOOKED_AT)]))
        strong = found.max(axis=(1, 2)) if found[0].size < FEW else np.quantile(found, STRONG, axis=(1, 2))
        return float(strong.max()) or 1.0


def _pictures(axes: "Axes", layer: Layer, limit: float, room: float, theme: "Theme") -> tuple[Moving, float]:
    """Return a picture of each unit, in a `room` so high, and where they end; outputs have their names below."""
    from render.drawing.axes import width
    from render.drawing.mosaic import Mosaic, level_of, rim, two_sided
    from render.drawing.walls import cut, hung

    assert layer.shape
    rows, columns = layer.shape
    below = LINE * theme.tick_size if layer.is_last else 0.0
    wall = hung(layer.shown, width(axes), room, columns / rows, GAP if layer.is_last else SMALL_GAP, below)
    mosaic = [
        Mosaic(axes, place, layer.shape, two_sided(theme, theme.loss), fit=True)
        for _, place in zip(range(layer.shown), wall.places, strict=False)
    ]
    for each, name in zip(mosaic, layer.names, strict=False):
        rim(axes, each, theme)
        if layer.is_last:
            left, _, right, bottom = each.box
            style: Any = {"size": theme.tick_size, "weight": 600, "ha": "center", "va": "center_baseline"}
            said = cut(axes, name, theme.tick_size, wall.across - GAP / 2)
            axes.text((left + right) / 2, bottom + below / 2, said, color=theme.text, **style)

    def show(moment: "Moment") -> None:
        now = layer.of(layer.recording.at(moment.position)).T[: layer.shown]
        for each, levels in zip(mosaic, level_of(now, limit).reshape(-1, rows, columns), strict=True):
            each.set_levels(levels)

    return Moving(mosaic, show), max(each.box[3] for each in mosaic) + below


def _map(axes: "Axes", runs: Runs, layer: Layer, limit: float, room: float, theme: "Theme") -> tuple[Moving, float]:
    """Return a cell for each weight, inputs in rows, in a `room` so high, and where they end; few have their values."""
    from render.drawing.axes import width
    from render.drawing.mosaic import Mosaic, level_of, readable_on, two_sided
    from render.drawing.tables import CellTexts, named_cells
    from render.training.decimals import weight_texts

    recording, colors = layer.recording, two_sided(theme, theme.loss)
    rectangle = named_cells(axes, layer.names_before, layer.names, (0.0, 0.0, width(axes), room), MOST_CELL, theme)
    mosaic = Mosaic(axes, rectangle, layer.size, colors)
    rows, columns = layer.size
    texts, numbers = None, list[Callable[[float], str]]()
    if max(layer.size) <= MOST_WRITTEN:
        texts = CellTexts(axes, mosaic, [readable_on(color, theme) for color in colors], theme)
        numbers = weight_texts(runs.every, recording)[layer.begin : layer.begin + rows * columns]

    def show(moment: "Moment") -> None:
        mosaic.set_levels(level_of(layer.of(recording.at(moment.position)), limit))
        if texts:
            values = layer.of(recording.parameters[recording.row(moment.position)]).ravel().tolist()
            texts.show(number(value) for number, value in zip(numbers, values, strict=True))

    return Moving([mosaic, *(texts.artists if texts else [])], show), mosaic.box[3]
