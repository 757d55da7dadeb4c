"""w and b against the step, growing as the film goes on, and the values they should reach."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Telling
    from render.timeline.moments import Moment


class Parameters(Panel):
    """The curves of w and b; true values (or those of least squares) are dashed."""

    kind: Literal["parameters"] = "parameters"
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"
    right: ClassVar[float] = 44.0

    def told(self, words: "Telling") -> list[str]:
        """Return what is to be seen."""
        return [words.parameters]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes and the true values; curves, heads and names move."""
        import numpy as np

        from render.drawing.axes import (
            NAME_SPACE,
            dot,
            halo,
            height,
            hull,
            side_name,
            spread,
            step_axis,
            thinned,
            width,
        )

        recording, color = runs.alone, runs.colors[0]
        points, values = recording.run.points, recording.parameters.astype(np.float64)
        reference = np.array(points.truth or points.least_squares)
        usual = np.concatenate([reference, *(other.parameters[0] for other in runs.every)])
        bottom, top = hull(usual, [other.parameters for other in runs.every], runs.settle, margin=0.18)
        axes.set_ylim(bottom, top)
        axes.locator_params(axis="y", nbins=5)
        axes.set_ylabel(runs.words.parameters)
        step_axis(axes, runs, theme, self.steps)
        kind = runs.words.true_parameter if points.truth else runs.words.best_parameter
        for name, value, column in zip("wb", reference, values.T, strict=True):
            axes.axhline(value, color=theme.truth, linewidth=0.6 * theme.line_width, dashes=(3, 1.6), zorder=3)
            # On the side that the curve does not come from, if there is room, and away from the other target.
            below, apart = (
                (value - each) / (top - bottom) * height(axes) for each in (bottom, reference.sum() - value)
            )
            side = -1 if column[3 * len(column) // 4] > value and below > 2 * theme.label_size else 1
            if abs(apart) < 4 * theme.label_size:
                side = 1 if apart > 0 else -1
            text = axes.annotate(
                kind.format(parameter=name),
                (1, value),
                xycoords=axes.get_yaxis_transform(),
                xytext=(-4, 16 * side),
                textcoords="offset points",
                ha="right",
                va="bottom" if side > 0 else "top",
                size=theme.tick_size,
                weight=600,
                color=theme.truth,
                zorder=6,
            )
            halo(text, theme)

        curves, heads, names = [], [], []
        for name, column in zip("wb", values.T, strict=True):
            (curve,) = axes.plot([], [], color=color, linewidth=0.8 * theme.line_width, zorder=4)
            curves.append((curve, column, thinned(column, scale=self.steps)))
            heads.append(dot(axes, theme, color, size=2.4, marker=runs.marker(recording), clip_on=False, zorder=5))
            names.append(side_name(axes, name, color, theme, size=theme.label_size))
        share = axes.transScale + axes.transLimits
        apart, beside = 0.9 * theme.label_size / height(axes), NAME_SPACE / width(axes)

        def show(moment: "Moment") -> None:
            now = np.array(recording.parameters_at(moment.position))
            step, position = recording.reached(moment.position), min(moment.position, recording.steps)
            for (curve, column, outline), head, value in zip(curves, heads, now, strict=True):
                past = outline[: np.searchsorted(outline, step, side="right")]
                curve.set_data(np.append(past, position), np.append(column[past], value))
                head.set_data([position], [value])
                head.set_visible(bottom <= value <= top)
            across, up = share.transform([(position, value) for value in now]).T
            for name, x, y in zip(names, across + beside, spread(up, apart, apart / 2, 1 - apart / 2), strict=True):
                name.set_position((x, y))

        return Moving([*(curve for curve, *_ in curves), *heads, *names], show)
