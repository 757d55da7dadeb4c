"""The loss over all lines: w to the right, b upward, contours of equal loss, and the way down."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

GRID = 160
"""Points along each side at which the loss is computed for the contours."""


class Surface(Panel):
    """Contours of the loss, the path (that of earlier phases faint), the downhill gradient, and the step taken."""

    kind: Literal["surface"] = "surface"
    levels: Annotated[int, Field(ge=3, le=30, description="how many contours")] = 12
    arrows: Annotated[bool, Field(description="the gradient, and rate x gradient")] = True
    left: ClassVar[float] = 76.0

    def draw(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
        """Draw the contours and the minimum; the path, its head and the arrows move."""
        import numpy as np

        from render.drawing.axes import dot, hull

        points, path = recording.run.points, recording.parameters.astype(np.float64)
        best = np.array(points.least_squares)
        usual = np.array([path[0], best])
        limits = [hull(usual[:, i], path[:, i], recording, margin=0.2) for i in (0, 1)]
        limits = _to_one_scale(limits, axes.bbox.width / axes.bbox.height)
        axes.set_xlim(*limits[0])
        axes.set_ylim(*limits[1])
        axes.locator_params(nbins=5, prune="both")
        axes.grid(visible=False)
        axes.set_xlabel("w")
        axes.set_ylabel("b, and contours of the loss")

        w, b = np.meshgrid(*(np.linspace(*limit, GRID) for limit in limits))
        height = recording.run.loss.surface(points, w, b)
        # Equal steps of the square root: of a quadratic bowl, these are evenly spaced rings.
        rings = np.linspace(0, np.sqrt(height.max() - height.min()), self.levels + 1)[1:] ** 2 + height.min()
        shades = np.linspace(0.12, 0.02, self.levels)
        for ring, shade in zip(rings, shades, strict=True):
            axes.contourf(w, b, height, levels=[height.min() - 1, ring], colors=[theme.loss], alpha=float(shade) / 2)
        axes.contour(w, b, height, levels=rings, colors=[theme.loss], linewidths=theme.grid_width, alpha=0.35)
        (minimum,) = axes.plot(*best, "P", color=theme.truth, markersize=3 * theme.line_width, zorder=7)
        minimum.set(markeredgecolor=theme.background, markeredgewidth=theme.grid_width)
        high = best[1] > limits[1][0] + 0.75 * (limits[1][1] - limits[1][0])
        name = axes.annotate("minimum", tuple(best), xytext=(14, -26 if high else 12), textcoords="offset points")
        name.set(color=theme.truth, size=theme.tick_size, weight=600)

        (earlier,) = axes.plot([], [], color=theme.guess, linewidth=0.4 * theme.line_width, alpha=0.35, zorder=4)
        (walked,) = axes.plot([], [], color=theme.guess, linewidth=0.6 * theme.line_width, zorder=4)
        head = dot(axes, theme, theme.guess, zorder=6)
        (gradient,) = axes.plot([], [], color=theme.text, linewidth=0.5 * theme.line_width, dashes=(2, 1.2), zorder=4)
        (taken,) = axes.plot([], [], color=theme.text, linewidth=theme.line_width, solid_capstyle="round", zorder=5)
        kept = _thinned_path(path, limits)

        def show(moment: "Moment") -> None:
            now = np.array(recording.parameters_at(moment.position))
            begin = max(start for start in recording.run.starts if start <= moment.step)
            earlier.set_data(*path[kept[: np.searchsorted(kept, begin, side="right")]].T)
            past = kept[np.searchsorted(kept, begin) : np.searchsorted(kept, moment.step, side="right")]
            walked.set_data(*np.vstack([path[begin], path[past], now]).T)
            head.set_data(*now[:, np.newaxis])
            slope = recording.gradients[moment.step].astype(np.float64)
            start = path[moment.step]
            for line, share in ((gradient, 1.0), (taken, float(recording.learning_rate[moment.step]))):
                line.set_data(*np.array([start, start - share * slope]).T)
                line.set_visible(self.arrows)

        return Moving((earlier, walked, gradient, taken, minimum, name, head), show)


def _to_one_scale(limits: list[tuple[float, float]], aspect: float) -> list[tuple[float, float]]:
    """Widen one of the two `limits` so that a unit is as long upward as to the right: gradients then cross contours
    at right angles."""
    import numpy as np

    (left, right), (bottom, top) = limits
    scale = max((right - left) / aspect, top - bottom)
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    half = np.array([scale * aspect, scale]) / 2
    return [(float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True)]


def _thinned_path(path: "NDArray[Any]", limits: list[tuple[float, float]]) -> "NDArray[Any]":
    """Return the steps at which the path has moved on by a visible distance (a 2,000th of the picture)."""
    import numpy as np

    spans = np.array([high - low for low, high in limits])
    cells = np.floor(np.clip(path / spans, -1e6, 1e6) * 2000)
    moved = np.any(np.diff(cells, axis=0), axis=1)
    return np.concatenate([[0], 1 + np.flatnonzero(moved)])
