"""The loss against one parameter, the other one held: the slope there says which way to go."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language, Telling
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SAMPLES = 200


class Slice(Panel):
    """A cut through the loss along w or b, with the tangent at the present value and the sign of its slope."""

    kind: Literal["slice"] = "slice"
    along: Annotated[Literal["w", "b"], Field(description="the parameter that varies")] = "b"
    left: ClassVar[float] = 76.0
    least: ClassVar[tuple[float, float]] = (280.0, 110.0)

    def told(self, words: "Telling") -> list[str]:
        """Return what is to be seen."""
        return [words.slice.format(parameter=self.along)]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return the slope that the tangent has."""
        from render.drawing.sayings import slope_said

        return slope_said(recording, step, "wb".index(self.along), words) if beat == "gradient" else ""

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes; the curve, the tangent, the point and what the slope says move."""
        import numpy as np

        from render.drawing.axes import dot, hull, text_width, width
        from render.drawing.numbers import gradient_text

        recording, column = runs.alone, "wb".index(self.along)
        run = recording.run
        starts = [other.parameters[0, column] for other in runs.every]
        limits = hull(
            np.array([*starts, run.points.least_squares[column]]),
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
        axes.set_xlabel(self.along)
        other = "wb"[1 - column]
        axes.set_ylabel(runs.words.held.format(loss=run.loss.name(runs.words), parameter=other))

        grid = np.linspace(*limits, SAMPLES)
        (curve,) = axes.plot(grid, grid, color=theme.loss, linewidth=0.8 * theme.line_width, zorder=3)
        (tangent,) = axes.plot([], [], color=theme.text, linewidth=0.6 * theme.line_width, zorder=4)
        head = dot(axes, theme, runs.colors[0], marker=runs.marker(recording), zorder=5)
        # Between the branches of the curve, and readable where it has to cross one.
        says = axes.text(0.5, 0.97, "", color=theme.text, size=theme.label_size, ha="center", va="top", zorder=6)
        says.set(transform=axes.transAxes, bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 4})
        slopes = recording.gradients[:, column].astype(np.float64)
        write = gradient_text(runs.every)
        words = runs.words
        rise, fall = (words.slope_rise, words.slope_fall)
        if run.batch_size:
            rise, fall = (words.batch_slope_rise, words.batch_slope_fall)
        reach = (limits[1] - limits[0]) / 6
        # In a narrow column the number has to do.
        short = f"{words.slope} {{slope}}"
        widest = max((rise, fall), key=len), write(min(slopes.min(), -slopes.max()))
        if text_width(axes, widest[0].format(slope=widest[1], parameter=self.along), theme.label_size) > width(axes):
            rise = fall = short

        def show(moment: "Moment") -> None:
            now = np.array(recording.parameters_at(moment.position))
            cut = np.tile(now, (SAMPLES, 1))
            cut[:, column] = grid
            curve.set_ydata(run.loss.surface(run.points, *cut.T))
            height = float(run.loss.surface(run.points, *now[:, np.newaxis])[0])
            head.set_data([now[column]], [height])
            step, grown = recording.reached(moment.explained), moment.progress("gradient")
            slope = slopes[step]
            # Gradients of a quadratic loss are linear in w and b: the straight way between two of them is exact.
            part = min(moment.position, recording.steps) - step
            sloping = slope + part * (slopes[min(step + 1, recording.steps)] - slope)
            sides = grown * reach * np.array([-1, 1])
            tangent.set_data(now[column] + sides, height + sloping * sides)
            told = slopes[recording.reached(moment.position)]
            said = (rise if told < 0 else fall).format(slope=write(told), parameter=self.along)
            says.set_text(said if grown == 1 else "")

        return Moving((curve, tangent, head, says), show)
