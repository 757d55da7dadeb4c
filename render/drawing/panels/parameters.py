"""w and b against the step, growing as the film goes on, and the values they should reach."""

from typing import TYPE_CHECKING, ClassVar, Literal

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording


class Parameters(Panel):
    """The curves of w and b; true values (or those of least squares) are dashed."""

    kind: Literal["parameters"] = "parameters"
    right: ClassVar[float] = 44.0

    def draw(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
        """Draw the axes and the true values; curves, heads and names move."""
        import numpy as np

        from render.drawing.axes import dot, hull, row, step_axis, thinned

        points, values = recording.run.points, recording.parameters.astype(np.float64)
        reference = np.array(points.truth or points.least_squares)
        bottom, top = hull(np.concatenate([values[0], reference]), values, recording, margin=0.1)
        axes.set_ylim(bottom, top)
        axes.locator_params(axis="y", nbins=5)
        axes.set_ylabel("w and b")
        step_axis(axes, recording, theme)
        for value in reference:
            axes.axhline(value, color=theme.truth, linewidth=0.6 * theme.line_width, dashes=(3, 1.6), zorder=3)

        curves, heads, names = [], [], []
        for name, column in zip("wb", values.T, strict=True):
            (curve,) = axes.plot([], [], color=theme.guess, linewidth=0.8 * theme.line_width, zorder=4)
            head = dot(axes, theme, theme.guess, size=2.4, clip_on=False, zorder=5)
            transform = axes.get_yaxis_transform()
            text = axes.text(
                1.03, 0, name, color=theme.guess, size=theme.label_size, weight=600, va="center", transform=transform
            )
            curves.append((curve, column, thinned(column)))
            heads.append(head)
            names.append(text)
        apart = 0.9 * row(axes, theme)

        def show(moment: "Moment") -> None:
            now = np.array(recording.parameters_at(moment.position))
            for (curve, column, outline), head, value in zip(curves, heads, now, strict=True):
                past = outline[: np.searchsorted(outline, moment.step, side="right")]
                curve.set_data(np.append(past, moment.position), np.append(column[past], value))
                head.set_data([moment.position], [value])
                head.set_visible(bottom <= value <= top)
            middle, distance = now.mean(), max(abs(now[0] - now[1]), apart)
            sign = 1 if now[0] >= now[1] else -1
            for text, place in zip(names, (middle + sign * distance / 2, middle - sign * distance / 2), strict=True):
                text.set_y(float(np.clip(place, bottom, top)))

        return Moving([*(curve for curve, *_ in curves), *heads, *names], show)
