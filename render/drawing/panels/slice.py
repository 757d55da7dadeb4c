"""The loss against one weight, the others held: the slope there says which way to go."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs, Weight, not_there
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.losses import Loss
    from render.training.models import Model
    from render.training.recording import Recording

SAMPLES = 200


class SliceTexts(Texts, speaker="slice"):
    """Above the panel, and what a negative and a positive slope say; the number alone where there is less room."""

    held = "{loss}, {parameter} held"
    others_held = "{loss}, others held"
    slope_rise = "slope {slope}: {parameter} has to rise"
    slope_fall = "slope {slope}: {parameter} has to fall"
    batch_slope_rise = "slope in this batch {slope}: {parameter} has to rise"
    batch_slope_fall = "slope in this batch {slope}: {parameter} has to fall"
    slope = "slope"
    told = "the loss along {parameter}, and its slope"


class Slice(Panel):
    """A cut through the loss along one weight, with the tangent at the present value and the sign of its slope."""

    kind: Literal["slice"] = "slice"
    along: Annotated[Weight | None, Field(description="the weight that varies; default: the last one")] = None
    left: ClassVar[float] = 76.0
    least: ClassVar[tuple[float, float]] = (280.0, 110.0)

    def refuses(
        self, model: "Model", weights: "Sequence[str]", loss: "Loss", runs: int
    ) -> "Iterator[tuple[str, str, str]]":
        """Yield why it cannot go along a weight that the model does not have."""
        yield from not_there([self.along] if self.along else [], weights, "along")

    def told(self, words: "Language", model: "Model", weights: "Sequence[str]") -> list[str]:
        """Return what is to be seen."""
        return [words.of(SliceTexts).told.format(parameter=self.along or weights[-1])]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return the slope that the tangent has."""
        from render.drawing.sayings import slope_said

        return slope_said(recording, step, self._column(recording), words) if beat == "gradient" else ""

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes; the curve, the tangent, the point and what the slope says move."""
        import numpy as np

        from render.drawing.axes import dot, hull, text_width, width
        from render.training.decimals import gradient_text

        recording = runs.alone
        run, column = recording.run, self._column(recording)
        along, best = recording.names[column], run.objective.best
        starts = [other.parameters[0, column] for other in runs.every]
        limits = hull(
            np.array([*starts, *([] if best is None else [best[column]])]),
            [other.parameters[:, column] for other in runs.every],
            runs.settle,
            margin=0.25,
        )
        _, top = hull(
            np.array([other.loss[0] for other in runs.every]), [other.loss for other in runs.every], runs.settle
        )
        axes.set_xlim(*limits)
        axes.set_ylim(0, 1.4 * top or 1.0)
        axes.locator_params(nbins=5)
        axes.set_xlabel(along)
        words = runs.words.of(SliceTexts)
        axes.set_ylabel(_above(run.loss.name(runs.words), [name for name in recording.names if name != along], words))

        grid = np.linspace(*limits, SAMPLES)
        (curve,) = axes.plot(grid, grid, color=theme.loss, linewidth=0.8 * theme.line_width, zorder=3)
        (tangent,) = axes.plot([], [], color=theme.text, linewidth=0.6 * theme.line_width, zorder=4)
        head = dot(axes, theme, runs.colors[0], marker=runs.marker(recording), zorder=5)
        # Between the branches of the curve, and readable where it has to cross one.
        says = axes.text(0.5, 0.97, "", color=theme.text, size=theme.label_size, ha="center", va="top", zorder=6)
        says.set(transform=axes.transAxes, bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 4})
        slopes = recording.gradients[:, column].astype(np.float64)
        write = gradient_text(runs.every)
        rise, fall = (words.slope_rise, words.slope_fall)
        if run.batch_size:
            rise, fall = (words.batch_slope_rise, words.batch_slope_fall)
        reach = (limits[1] - limits[0]) / 6
        # In a narrow column the number has to do.
        short = f"{words.slope} {{slope}}"
        widest = max((rise, fall), key=len), write(min(slopes.min(), -slopes.max()))
        if text_width(axes, widest[0].format(slope=widest[1], parameter=along), theme.label_size) > width(axes):
            rise = fall = short

        def show(moment: "Moment") -> None:
            now = recording.at(moment.position)
            cut = np.tile(now, (SAMPLES, 1))
            cut[:, column] = grid
            curve.set_ydata(run.objective.at(cut))
            height = recording.loss_at(moment.position)
            head.set_data([now[column]], [height])
            step, grown = recording.reached(moment.explained), moment.progress("gradient")
            slope = slopes[step]
            # Gradients of a quadratic loss are linear in the weights: the straight way between two of them is exact.
            part = min(moment.position, recording.steps) - step
            sloping = slope + part * (slopes[min(step + 1, recording.steps)] - slope)
            sides = grown * reach * np.array([-1, 1])
            tangent.set_data(now[column] + sides, height + sloping * sides)
            told = slopes[recording.reached(moment.position)]
            said = (rise if told < 0 else fall).format(slope=write(told), parameter=along)
            says.set_text(said if grown == 1 else "")

        return Moving((curve, tangent, head, says), show)

    def _column(self, recording: "Recording") -> int:
        return recording.column(self.along or recording.names[-1])


def _above(loss: str, others: "Sequence[str]", words: SliceTexts) -> str:
    """Return what stands above the panel: the name of the `loss`, and which other weights are held."""
    if not others:
        return loss
    held = words.held if len(others) == 1 else words.others_held
    return held.format(loss=loss, parameter=others[0])
