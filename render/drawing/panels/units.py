"""What each unit of a hidden layer has learned, and how the units add up to the answer."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.drawing.tiles import Tiles
    from render.languages import Language
    from render.timeline.moments import Moment

MOST_INPUTS, BOTH = 2, 2
"""Inputs that it shows, and classes of one input."""
ARROW = 40.0
MOST_UNITS, WIDE = 16, 1.4
"""Of more units, the first ones are shown, and in the last one's place how many there are besides; how many times as
wide as high a curve's tile is."""


class UnitsTexts(Texts, speaker="units"):
    """Above the units and their sum, in place of those that are left out, and below the sum."""

    above = "hidden units"
    above_layer = "units of hidden layer {layer}"
    weighted = "{units}; in colour times their weights"
    whole = "weighted sum"
    more = "{count}\nmore"
    bias = "bias {value}"
    told = "what each unit of hidden layer {layer} makes of every input, and the line at which it turns"
    told_curves = "what each unit of hidden layer {layer} makes of every input, as a curve, and this times its weight"
    told_sum = "below each its weight, and what all of them add up to: the answer"


class Units(Panel):
    """A small picture of each unit: its activation for every input, in bands, and the line where its sum is 0.

    There, tanh is 0, the logistic function 1/2, and relu bends. Of one input, it is a curve, quiet, and what it adds to
    the answer. Below each unit of the last hidden layer stands its weight, and beside them all the answer, which is
    what they add up to. Of more than 16 units, the first ones are shown.
    """

    kind: Literal["units"] = "units"
    of_samples: ClassVar[bool] = True
    layer: Annotated[
        int | None,
        Field(ge=1, le=4, description="which hidden layer, counted from 1; default: the last one", examples=[1]),
    ] = None
    width: ClassVar[float] = 1.3
    height: ClassVar[float] = 1.2
    left: ClassVar[float] = 8.0
    bottom: ClassVar[float] = 12.0
    height_on_phone: ClassVar[float] = 480.0
    least: ClassVar[tuple[float, float]] = (280.0, 220.0)
    tells: ClassVar[tuple[str, ...]] = ("predict", "update")

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield why there are no hidden units, not this layer of them, or too many inputs."""
        task, known = subject.task, subject.model.architecture(subject.task)
        hidden = len(known.units) - 2 if known else 0
        if not hidden:
            instead = "boundary" if task.inputs == MOST_INPUTS and task.classes else "loss"
            said = "units shows what hidden layers have learned, and the model has none"
            yield Refusal(said, f"choose {instead}, or write model: {{kind: network, hidden: [8]}}")
        elif task.inputs > MOST_INPUTS:
            said = f"units shows one or two inputs, and the data have {task.inputs}"
            yield Refusal(said, f"choose {'metrics' if task.classes else 'loss'}")
        elif task.inputs == 1 and task.classes > BOTH:
            said = f"units of one input shows two classes, and the data have {task.classes}"
            yield Refusal(said, "choose metrics or loss")
        elif self.layer and self.layer > hidden:
            said = f"there is no hidden layer {self.layer}: the model has {hidden}"
            yield Refusal(said, "write layer: 1" + f" to {hidden}" * (hidden > 1), ("layer",))

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said, known = words.of(UnitsTexts), subject.model.architecture(subject.task)
        hidden = len(known.units) - 2 if known else 0
        layer = self.layer or hidden
        shown = said.told if subject.task.inputs > 1 else said.told_curves
        return [shown.format(layer=layer), *([said.told_sum] * (layer == hidden))]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw frames and samples; what units make of inputs, their weights and their sum move."""
        from render.drawing.tiles import tiles
        from render.drawing.unit_curves import curves
        from render.drawing.unit_planes import frames, planes
        from render.drawing.unit_weights import bars, foot, widest

        said, task = runs.words.of(UnitsTexts), runs.alone.run.samples.task
        known = runs.alone.run.model.architecture(task)
        assert known
        *hidden, _ = known.units[1:]
        layer = self.layer or len(hidden)
        above = said.above if len(hidden) == 1 else said.above_layer.format(layer=layer)
        units, summed, plane = hidden[layer - 1], layer == len(hidden), task.inputs == MOST_INPUTS
        axes.set_ylabel(above if plane or not summed else said.weighted.format(units=above))
        count, shown = min(units, MOST_UNITS), units if units <= MOST_UNITS else MOST_UNITS - 1

        shape, numbers = 1.0 if plane else WIDE, summed and task.outputs == 1
        stands = tiles(axes, count, shape, summed * foot(theme, task.outputs, numbers=numbers), summed=summed)
        if numbers and stands.units[0].width < widest(axes, runs, theme, layer):
            numbers = False
            stands = tiles(axes, count, shape, foot(theme, 1, numbers=False), summed=True)
        frames(axes, theme, stands)
        parts = [(planes if plane else curves)(axes, runs, theme, layer, stands, shown)]
        if shown < units:
            last, more = stands.units[-1], said.more.format(count=units - shown)
            style: dict[str, Any] = {"ha": "center", "va": "center", "color": theme.quiet, "size": theme.tick_size}
            axes.text(last.middle, last.bottom + last.height / 2, more, **style)
        if stands.whole:
            parts.append(bars(axes, runs, theme, layer, stands.units[:shown], stands.whole, said.bias, numbers=numbers))
            _name_sum(axes, theme, stands, said.whole)

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        standing = [artist for part in parts for artist in part.standing]
        return Moving([artist for part in parts for artist in part.artists], show, standing)


def _name_sum(axes: "Axes", theme: "Theme", stands: "Tiles", said: str) -> None:
    """Write what the sum is above it, and point from the units to it."""
    whole = stands.whole
    assert whole
    style: dict[str, Any] = {"color": theme.quiet, "ha": "center"}
    axes.text(whole.middle, whole.top + 8, said, size=theme.tick_size, va="bottom", **style)
    across, up, arrow = whole.middle, whole.top + 1.9 * theme.tick_size + ARROW / 4, "\N{DOWNWARDS ARROW}"
    if not stands.is_below:
        end = max(tile.right for tile in stands.units)
        across, up, arrow = (end + whole.left) / 2, whole.bottom + whole.height / 2, "\N{RIGHTWARDS ARROW}"
    axes.text(across, up, arrow, size=ARROW, va="center", **style)
