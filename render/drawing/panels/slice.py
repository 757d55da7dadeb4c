"""The loss against one parameter, the other one held: the slope there says which way to go."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SAMPLES = 200


class Slice(Panel):
    """A cut through the loss along w or b, with the tangent at the present value and the sign of its slope."""

    kind: Literal["slice"] = "slice"
    along: Annotated[Literal["w", "b"], Field(description="the parameter that varies")] = "b"
    left: ClassVar[float] = 76.0

    def draw(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
        """Draw the axes; the curve, the tangent, the point and the verdict on the slope move."""
        import numpy as np

        from render.drawing.axes import dot, hull
        from render.drawing.numbers import fixed

        run, column = recording.run, "wb".index(self.along)
        path, loss = recording.parameters.astype(np.float64), recording.loss.astype(np.float64)
        limits = hull(
            np.array([path[0, column], run.points.least_squares[column]]), path[:, column], recording, margin=0.25
        )
        _, top = hull(loss[:1], loss, recording)
        axes.set_xlim(*limits)
        axes.set_ylim(0, 1.4 * top or 1.0)
        axes.locator_params(nbins=5)
        axes.set_xlabel(self.along)
        other = "wb"[1 - column]
        axes.set_ylabel(f"{run.loss.label}, {other} held")

        grid = np.linspace(*limits, SAMPLES)
        (curve,) = axes.plot(grid, grid, color=theme.loss, linewidth=0.8 * theme.line_width, zorder=3)
        (tangent,) = axes.plot([], [], color=theme.text, linewidth=0.6 * theme.line_width, zorder=4)
        head = dot(axes, theme, theme.guess, zorder=5)
        verdict = axes.text(
            0.98, 0.97, "", ha="right", va="top", color=theme.text, size=theme.label_size, transform=axes.transAxes
        )
        slopes = recording.gradients[:, column].astype(np.float64)
        write = fixed(slopes, digits=3, smallest=float(np.abs(slopes).max()))
        seen = " in this batch" if run.batch_size else ""
        reach = (limits[1] - limits[0]) / 6

        def show(moment: "Moment") -> None:
            now = np.array(recording.parameters_at(moment.position))
            cut = np.tile(now, (SAMPLES, 1))
            cut[:, column] = grid
            curve.set_ydata(run.loss.surface(run.points, *cut.T))
            height = float(run.loss.surface(run.points, *now[:, np.newaxis])[0])
            head.set_data([now[column]], [height])
            start, slope = path[moment.step], slopes[moment.step]
            level = float(run.loss.surface(run.points, *start[:, np.newaxis])[0])
            tangent.set_data(start[column] + np.array([-reach, reach]), level + slope * np.array([-reach, reach]))
            direction = "rise" if slope < 0 else "fall"
            verdict.set_text(f"slope{seen} {write(slope)}: {self.along} has to {direction}")

        return Moving((curve, tangent, head, verdict), show)
