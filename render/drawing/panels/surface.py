"""The loss over all lines: w to the right, b upward, contours of equal loss, and the way down."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language, Telling
    from render.timeline.moments import Moment
    from render.training.recording import Recording

FEW_STEPS = 100
"""Up to so many steps, each leaves a dot on the path."""
NAME_LENGTH = 6.0
"""The least length of the arrow's name, in its sizes."""
SURE = 0.06
"""Share of the picture from which on an arrow is long enough to be drawn, however small the picture is."""
GRID = 160
"""Points along each side at which the loss is computed for the contours."""


class Surface(Panel):
    """Contours of the loss, the path of each run (that of earlier phases faint), the downhill gradient, and the step
    taken."""

    kind: Literal["surface"] = "surface"
    levels: Annotated[int, Field(ge=3, le=30, description="how many contours")] = 12
    arrows: Annotated[bool, Field(description="the downhill gradient, and the step taken")] = True
    left: ClassVar[float] = 76.0
    least: ClassVar[tuple[float, float]] = (180.0, 110.0)

    @property
    def overlays(self) -> bool:
        """Paths of several runs read well on the same contours."""
        return True

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs."""
        return runs.names if runs.overlaid else []

    def told(self, words: "Telling") -> list[str]:
        """Return what is to be seen."""
        return [words.surface]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return where the arrow points, if there is one: some gradients are too short, and some lie far outside."""
        import numpy as np

        if beat != "gradient" or not self.arrows:
            return ""
        limits = np.array(self._limits([recording], recording.settles))
        place, longest = recording.parameters[step], float(np.ptp(limits, axis=1).max())
        seen = np.all((limits[:, 0] <= place) & (place <= limits[:, 1]))
        if not seen or np.hypot(*recording.gradients[step].astype(np.float64)) < SURE * longest:
            return ""
        return words.beat_gradient_arrow_batch if recording.run.batch_size else words.beat_gradient_arrow

    def _limits(self, every: "Sequence[Recording]", settle: bool) -> list[tuple[float, float]]:
        """Return the limits of w and b that all has room in; the picture's are no smaller."""
        import numpy as np

        from render.drawing.axes import hull

        best = np.array(every[0].run.points.least_squares)
        usual = np.array([best, *(recording.parameters[0] for recording in every)])
        if self.arrows and len(every) == 1:
            # The tip of the first gradient belongs into the picture, if it is not far outside.
            tip = usual[1] - every[0].gradients[0]
            usual = np.vstack([usual, usual[1] + np.clip(tip - usual[1], *(2 * np.ptp(usual) * np.array([[-1], [1]])))])
        return [
            hull(usual[:, i], [recording.parameters[:, i] for recording in every], settle, margin=0.2) for i in (0, 1)
        ]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the contours and the minimum; the paths, their heads and the arrows move."""
        import numpy as np

        from render.drawing.axes import FIRST_STEPS, dot, halo

        points = runs.alone.run.points
        best = np.array(points.least_squares)
        limits = _to_one_scale(self._limits(runs.every, runs.settle), round(axes.bbox.width / axes.bbox.height, 6))
        axes.set_xlim(*limits[0])
        axes.set_ylim(*limits[1])
        axes.locator_params(nbins=5, prune="both")
        axes.grid(visible=False)
        axes.set_xlabel("w")
        axes.set_ylabel(runs.words.surface)
        upward = axes.annotate("b", (0, 1), xycoords="axes fraction", xytext=(-12, 14), textcoords="offset points")
        upward.set(color=theme.quiet, size=theme.label_size, ha="right", visible=runs.first)

        w, b = np.meshgrid(*(np.linspace(*limit, GRID) for limit in limits))
        height = runs.alone.run.loss.surface(points, w, b)
        # Equal steps of the square root: of a quadratic bowl, these are evenly spaced rings.
        rings = np.linspace(0, np.sqrt(height.max() - height.min()), self.levels + 1)[1:] ** 2 + height.min()
        shades = np.linspace(0.12, 0.02, self.levels)
        for ring, shade in zip(rings, shades, strict=True):
            axes.contourf(w, b, height, levels=[height.min() - 1, ring], colors=[theme.loss], alpha=float(shade) / 2)
        axes.contour(w, b, height, levels=rings, colors=[theme.loss], linewidths=theme.grid_width, alpha=0.35)
        minimum = dot(axes, theme, theme.truth, marker="P", zorder=7)
        minimum.set_data(*best[:, np.newaxis])
        high = best[1] > limits[1][0] + 0.75 * (limits[1][1] - limits[1][0])
        # On the side where the paths are not.
        side = (
            -1
            if np.mean([recording.parameters[: FIRST_STEPS + 1, 0].mean() for recording in runs.every]) > best[0]
            else 1
        )
        place: dict[str, Any] = {"xytext": (14 * side, -26 if high else 12), "ha": "left" if side > 0 else "right"}
        name = axes.annotate(runs.words.minimum, tuple(best), textcoords="offset points", **place)
        name.set(color=theme.truth, size=theme.tick_size, weight=600)
        halo(name, theme)

        walks = [_walk(axes, runs, recording, color, theme) for recording, color in runs]
        arrows = [] if runs.overlaid or not self.arrows else [_arrows(axes, runs, theme)]
        paths, heads = [walk.artists[:-1] for walk in walks], [walk.artists[-1] for walk in walks]
        parts = [*walks, *arrows, *([_names(axes, runs, theme)] if runs.overlaid else [])]

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        inked = [artist for part in parts[len(walks) :] for artist in part.artists]
        return Moving([*(path for each in paths for path in each), minimum, name, *heads, *inked], show)


def _walk(axes: "Axes", runs: Runs, recording: "Recording", color: str, theme: "Theme") -> Moving:
    """Return the path of earlier phases, that of the present one, and its head."""
    import numpy as np

    from render.drawing.axes import dot

    path = recording.parameters.astype(np.float64)
    kept = _thinned_path(path, [axes.get_xlim(), axes.get_ylim()])
    (earlier,) = axes.plot([], [], color=color, linewidth=0.4 * theme.line_width, alpha=0.35, zorder=4)
    few = len(path) <= FEW_STEPS
    (walked,) = axes.plot([], [], color=color, linewidth=(0.3 if few else 0.5) * theme.line_width, zorder=4)
    if few:
        walked.set(marker="o", markersize=1.2 * theme.line_width)
    head = dot(axes, theme, color, size=2.4, marker=runs.marker(recording), zorder=6)

    def show(moment: "Moment") -> None:
        now, step = np.array(recording.parameters_at(moment.position)), recording.reached(moment.position)
        begin = max(start for start in recording.run.starts if start <= step)
        earlier.set_data(*path[kept[: np.searchsorted(kept, begin, side="right")]].T)
        past = kept[np.searchsorted(kept, begin) : np.searchsorted(kept, step, side="right")]
        walked.set_data(*np.vstack([path[begin], path[past], now]).T)
        head.set_data(*now[:, np.newaxis])

    return Moving([earlier, walked, head], show)


def _arrows(axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
    """Return the downhill gradient, dashed, and the step that is taken: its part that the learning rate lets through.

    In slow motion the gradient grows, then the step is seen to shrink out of it.
    """
    import numpy as np

    from render.drawing.axes import NAME_SPACE, text_width, width

    recording = runs.alone
    size = 2.6 * theme.line_width
    style: dict[str, Any] = {"color": theme.text, "markevery": [1], "markersize": size}
    (gradient,) = axes.plot([], [], linewidth=0.4 * theme.line_width, dashes=(3, 1.5), zorder=4, **style)
    (taken,) = axes.plot([], [], linewidth=0.8 * theme.line_width, solid_capstyle="butt", zorder=5, **style)
    name = axes.text(0, 0, runs.words.downhill, color=theme.text, size=theme.tick_size, va="center", clip_on=True)
    left_edge, right = axes.get_xlim()
    reach = NAME_SPACE + text_width(axes, name.get_text(), theme.tick_size, weight=400)
    roomy = max(NAME_LENGTH * theme.tick_size, reach)
    unit = float(np.ptp(axes.get_xlim())) / width(axes)
    farthest = 6000 * unit

    def show(moment: "Moment") -> None:
        step = recording.reached(moment.explained)
        downhill = -recording.gradients[step].astype(np.float64)
        start = recording.parameters[step].astype(np.float64)
        length = max(float(np.hypot(*downhill)), 1e-300)
        angle = round(np.degrees(np.arctan2(downhill[1], downhill[0]))) - 90
        grown, rate = moment.progress("gradient"), float(recording.learning_rate[step])
        left = 1 + (rate - 1) * moment.shrunk if moment.progress("update") else 0.0
        for line, share in ((gradient, grown), (taken, left)):
            end = start + downhill / length * min(share * length, farthest)
            line.set_data(*np.array([start, end]).T)
            line.set_marker((3, 0, angle))
            # A shorter one would be a head without an arrow.
            line.set_visible(share * length > size * unit and step < recording.steps)
        tip = start + grown * downhill
        side = -1 if downhill[0] < 0 or tip[0] + roomy * unit > right else 1
        if tip[0] - reach * unit < left_edge and tip[0] + reach * unit < right:
            side = 1
        named = grown * length > 4 * theme.tick_size * unit and axes.viewLim.contains(*tip)
        name.set_visible(named and gradient.get_visible())
        if named:
            name.set(x=tip[0] + side * NAME_SPACE * unit, y=tip[1], ha="left" if side > 0 else "right")

    return Moving([gradient, taken, name], show)


def _names(axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
    """Return the names of the runs, at the right, each at the height of its head."""
    import numpy as np

    from render.drawing.axes import height, side_name, spread

    names = [side_name(axes, recording.run.name, color, theme) for recording, color in runs]
    apart = 1.1 * theme.tick_size / height(axes)
    bottom, top = axes.get_ylim()

    def show(moment: "Moment") -> None:
        levels = [recording.parameters_at(moment.position)[1] for recording in runs.shown]
        share = np.clip((np.array(levels) - bottom) / (top - bottom), 0, 1)
        for name, level in zip(names, spread(share, apart, apart / 2, 1 - apart / 2), strict=True):
            name.set_y(level)

    return Moving(names, show)


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
