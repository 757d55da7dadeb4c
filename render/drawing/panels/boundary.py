"""The plane of two inputs: what the model answers where, and how sure it is of it."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

INPUTS = 2
"""That it shows."""
ALIKE = 4.0
"""How many times as long as the other's the span of an input may be for both to have one scale."""
LONGEST = 18
"""Characters of a name beside the Axes."""
ROOMY, SMALLEST = 300.0, 0.75
"""Height of Axes below which marks are smaller, and how much at most."""


class BoundaryTexts(Texts, speaker="boundary"):
    """Beside the Axes; what the beats show."""

    wrong = "wrong"
    validation = "validation"
    marked = "{shown} of {samples}"
    beat_predict_rings = "Rings mark wrong answers"
    beat_predict_rings_batch = "The batch, wrong ones ringed"
    beat_loss_halos = "The larger the halo, the more wrong the answer"
    beat_loss_halos_batch = "In the batch: the larger the halo, the more wrong"
    told = "the model's answer everywhere in the plane of both inputs, in bands of probability"
    told_samples = "the samples in the shape and colour of their class"
    told_marked = "an even choice of the samples, in the shape and colour of their class"
    told_wrong = "rings around those that it gets wrong"
    told_held_back = "held-back samples, hollow"


class Boundary(Panel):
    """The classes over two inputs: bands of probability, the line where the answer changes, samples, wrong ones ringed.

    A step in slow motion asks the samples one after another, and shows the loss of each as a halo.
    """

    kind: Literal["boundary"] = "boundary"
    of_samples: ClassVar[bool] = True
    wrong: Annotated[bool, Field(description="rings around samples that the model gets wrong")] = True
    width: ClassVar[float] = 1.3
    height: ClassVar[float] = 1.2
    right: ClassVar[float] = 96.0
    height_on_phone: ClassVar[float] = 220.0
    least: ClassVar[tuple[float, float]] = (180.0, 150.0)

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield why there are no two inputs, or no classes."""
        task = subject.task
        one = task.inputs == 1
        if not task.classes:
            said = "boundary shows classes, and what is to be learned here are numbers"
            yield Refusal(said, f"choose {'fit' if one else 'loss'}")
        elif task.inputs != INPUTS:
            said = f"boundary shows two inputs, and the data have {task.inputs}"
            yield Refusal(said, f"choose {'fit' if one else 'metrics'}")

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of classes and rings, with room for a mark before each."""
        return [f"MM{name}" for name in (*_classes(runs), *self._others(runs))]

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return what the inputs are, less what their ticks may leave out."""
        x, y = (quantity.less(quantity.name) for quantity in runs.alone.run.samples.inputs)
        return x, y

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what rings and halos are."""
        said, batch = words.of(BoundaryTexts), recording.run.batch_size
        if beat == "predict" and self.wrong:
            return said.beat_predict_rings_batch if batch else said.beat_predict_rings
        if beat == "loss":
            return said.beat_loss_halos_batch if batch else said.beat_loss_halos
        return ""

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return the bands, and what stands on them."""
        said = words.of(BoundaryTexts)
        wrong = [said.told_wrong] if self.wrong else []
        samples = said.told_marked if subject.crowded else said.told_samples
        return [said.told, samples, *wrong, *([said.told_held_back] if subject.validated else [])]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the names; the bands move, and so what stands on them is drawn above them."""
        import numpy as np

        from render.drawing.answers import halos, lit, ring_of, rings
        from render.drawing.axes import data_axis, height
        from render.drawing.bands import bands
        from render.drawing.class_names import class_names
        from render.drawing.classes import mark_size, marker_of, marks
        from render.drawing.limits import hull
        from render.drawing.points import marked
        from render.drawing.proportions import in_proportion

        recording = runs.alone
        samples = recording.run.samples
        x, _ = samples.everything
        limits = [hull(x[:, index], [x[:, index]], settle=True, margin=0.09) for index in (0, 1)]
        spans = np.ptp(limits, axis=1)
        if spans.max() <= ALIKE * spans.min():
            limits = in_proportion(axes, limits, self.least)
        axes.set_xlim(*limits[0])
        axes.set_ylim(*limits[1])
        data_axis(axes.xaxis, samples.inputs[0], x[:, 0], 5, theme)
        data_axis(axes.yaxis, samples.inputs[1], x[:, 1], 5, theme)
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)

        small = min(1.0, max(SMALLEST, height(axes) / ROOMY))
        held, learned, hollow = samples.validation, len(samples.y), []
        drawn = marked(learned, len(x) - learned)
        size = small * mark_size(theme, min(learned, int(drawn.sum())))
        some = drawn[:learned]
        filled = marks(axes, theme, samples.x[some, 0], samples.x[some, 1], samples.y[some], markersize=size)
        if held:
            some = drawn[learned:]
            hollow = marks(axes, theme, held.x[some, 0], held.x[some, 1], held.y[some], hollow=True, markersize=size)
        if runs.last:
            means = np.array([samples.x[samples.y == each, 1].mean() for each in range(len(samples.classes))])
            rim = {"marker": marker_of(1), "markeredgecolor": theme.quiet, "markeredgewidth": 1.3 * theme.grid_width}
            dot = {"marker": "o", "color": theme.quiet, "markersize": 0.7 * theme.point_size}
            styles = [
                *([[{"color": "none", **rim}]] if held else []),
                *([[ring_of(theme, 0.75 * theme.point_size), dot]] * self.wrong),
                *([[]] * (not drawn.all())),
            ]
            class_names(axes, theme, _classes(runs), means, list(zip(self._others(runs), styles, strict=True)))
        parts = [
            bands(axes, recording, theme),
            lit(axes, recording, theme, size),
            halos(axes, recording, theme, size, drawn),
            Moving([*hollow, *filled], standing=[*hollow, *filled]),
            *([rings(axes, recording, theme, size, drawn)] if self.wrong else []),
        ]

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        standing = [artist for part in parts for artist in part.standing]
        return Moving([artist for part in parts for artist in part.artists], show, standing)

    def _others(self, runs: Runs) -> list[str]:
        """Return what else has a mark."""
        from render.drawing.points import MANY, MOST_MARKS

        said = runs.words.of(BoundaryTexts)
        held = [said.validation] if runs.alone.run.samples.validation else []
        shown, of = len(runs.alone.run.samples.everything[1]), said.marked
        some = [of.format(shown=f"{MOST_MARKS:,}", samples=f"{shown:,}")] if shown > MANY else []
        return [*held, *([said.wrong] if self.wrong else []), *some]


def _classes(runs: Runs) -> list[str]:
    """Return the names of the classes, cut where they are long."""
    names = runs.alone.run.samples.classes
    return [name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…" for name in names]
