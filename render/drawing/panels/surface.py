"""The loss over two weights: contours of equal loss, and the way down."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject, Weight, not_there
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SURE = 0.06
"""Share of the picture from which on an arrow is long enough to be drawn, however small the picture is."""
GRID, COARSEST = 160, 24
"""Places along each side at which the loss is computed for the contours: at most, and at least."""
MOST_LOSSES = 200_000_000
"""Losses of single samples that are computed for them, where no closed form is known."""
BOTH = 2
"""Weights that it shows."""


class SurfaceTexts(Texts, speaker="surface"):
    """Above the panel, beside the minimum and the arrow."""

    above = "loss for each {right} and {up}"
    decayed = "loss + decay for each {right} and {up}"
    decayed_others_held = "loss + decay for {right}, {up}; others at their best"
    above_others_held = "loss for {right}, {up}; others at their best"
    minimum = "minimum"
    downhill = "−gradient"
    beat_gradient_arrow = "Gradient: the arrow points downhill"
    beat_gradient_arrow_batch = "Gradient: downhill for this batch"
    told = "contours of the loss over {right} and {up}, and the path across them"


class Surface(Panel):
    """Contours of the loss, the path of each run (that of earlier phases faint), the downhill gradient, and the step
    taken."""

    kind: Literal["surface"] = "surface"
    along: Annotated[
        tuple[Weight, ...] | None,
        Field(min_length=2, max_length=2, description="the two weights, to the right and upward; default: both"),
    ] = None
    levels: Annotated[int, Field(ge=3, le=30, description="how many contours")] = 12
    arrows: Annotated[bool, Field(description="the downhill gradient, and the step taken")] = True
    left: ClassVar[float] = 76.0
    least: ClassVar[tuple[float, float]] = (180.0, 110.0)

    @property
    def overlays(self) -> bool:
        """Paths of several runs read well on the same contours."""
        return True

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield why two weights are not enough said, are not there, or are one."""
        weights = subject.weights
        if not subject.alike:
            yield Refusal("surface shows one loss, and that of each run is another one", "choose slice, or one run")
            return
        if self.along is None:
            if len(weights) != BOTH:
                said = f"it shows two weights, and the model has {len(weights)}"
                yield Refusal(f"surface cannot show this model: {said}", _hint(weights))
            return
        yield from not_there(self.along, subject, "along")
        if len(set(self.along)) < BOTH:
            yield Refusal(f'surface goes along "{self.along[0]}" twice', "name two weights", ("along",))
        if len(weights) > BOTH and subject.runs > 1:
            said = f"surface shows two of {len(weights)} weights for one run: in others, the rest of them differ"
            yield Refusal(said, "choose another panel for runs that are compared")

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs."""
        return runs.names if runs.overlaid else []

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        right, up = self.along or subject.weights
        return [words.of(SurfaceTexts).told.format(right=right, up=up)]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return where the arrow points, if there is one: some gradients are too short, and some lie far outside."""
        import numpy as np

        if beat != "gradient" or not self._has_arrows([recording]):
            return ""
        limits, both = np.array(self._limits([recording], recording.settles)), self._columns(recording)
        place, longest = recording.weights_at(step)[both], float(np.ptp(limits, axis=1).max())
        seen = np.all((limits[:, 0] <= place) & (place <= limits[:, 1]))
        if not seen or np.hypot(*recording.gradient_at(step)[both].astype(np.float64)) < SURE * longest:
            return ""
        said = words.of(SurfaceTexts)
        return said.beat_gradient_arrow_batch if recording.run.batch_size else said.beat_gradient_arrow

    def _has_arrows(self, shown: "Sequence[Recording]") -> bool:
        """Return whether the gradient is drawn: of one run, and of no more weights than are to be seen.

        Of more, it is another one than that of the plane that is drawn.
        """
        return self.arrows and len(shown) == 1 and len(shown[0].names) == BOTH

    def _columns(self, recording: "Recording") -> list[int]:
        return [recording.column(name) for name in self.along or recording.names]

    def _limits(self, every: "Sequence[Recording]", settle: bool) -> list[tuple[float, float]]:
        """Return the limits of both weights that all has room in; the picture's are no smaller."""
        import numpy as np

        from render.drawing.axes import hull

        both = self._columns(every[0])
        best = _minimum(every[0], both)
        starts = [recording.weights_at(0)[both] for recording in every]
        usual = np.array([*([] if best is None else [best]), *starts])
        if self._has_arrows(every):
            # The tip of the first gradient belongs into the picture, if it is not far outside.
            far = np.clip(-every[0].gradient_at(0)[both], *(2 * np.ptp(usual) * np.array([[-1], [1]])))
            usual = np.vstack([usual, starts[0] + far])
        paths = [recording.parameters[:, both] for recording in every]
        return [hull(usual[:, i], [path[:, i] for path in paths], settle, margin=0.2) for i in (0, 1)]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the contours and the minimum; the paths, their heads and the arrows move."""
        import numpy as np

        from render.drawing.axes import FIRST_STEPS, dot, to_one_scale
        from render.drawing.paths import arrows, head_names, walk

        both = self._columns(runs.alone)
        best = _minimum(runs.alone, both)
        limits = to_one_scale(self._limits(runs.every, runs.settle), round(axes.bbox.width / axes.bbox.height, 6))
        axes.set_xlim(*limits[0])
        axes.set_ylim(*limits[1])
        axes.locator_params(nbins=5, prune="both")
        axes.grid(visible=False)
        right, up = (runs.alone.names[column] for column in both)
        axes.set_xlabel(right)
        words = runs.words.of(SurfaceTexts)
        above, held = words.above, words.above_others_held
        if runs.alone.run.weight_decay:
            above, held = words.decayed, words.decayed_others_held
        axes.set_ylabel((above if len(runs.alone.names) == BOTH else held).format(right=right, up=up))
        upward = axes.annotate(up, (0, 1), xycoords="axes fraction", xytext=(-12, 14), textcoords="offset points")
        upward.set(color=theme.quiet, size=theme.label_size, ha="right", visible=runs.first)

        lowest = self._contours(axes, runs, limits, theme)
        best = lowest if best is None else best
        minimum = dot(axes, theme, theme.truth, marker="P", zorder=7)
        minimum.set_visible(best is not None)
        marked: list[Artist] = []
        if best is not None:
            minimum.set_data(*best[:, np.newaxis])
            # On the side where the paths are not.
            starts = [recording.parameters[: FIRST_STEPS + 1, both[0]].mean() for recording in runs.every]
            side = -1 if np.mean(starts) > best[0] else 1
            marked = [minimum, _name_beside(axes, words.minimum, best, side, theme)]

        walks = [walk(axes, runs, recording, both, color, theme) for recording, color in runs]
        arrowed = [arrows(axes, runs, both, words.downhill, theme)] if self._has_arrows(runs.shown) else []
        paths, heads = [walk.artists[:-1] for walk in walks], [walk.artists[-1] for walk in walks]
        parts = [*walks, *arrowed, *([head_names(axes, runs, both[1], theme)] if runs.overlaid else [])]

        def show(moment: "Moment") -> None:
            for part in parts:
                part.show(moment)

        inked = [artist for part in parts[len(walks) :] for artist in part.artists]
        return Moving([*(path for each in paths for path in each), *marked, *heads, *inked], show)

    def _contours(
        self, axes: "Axes", runs: Runs, limits: list[tuple[float, float]], theme: "Theme"
    ) -> "NDArray[np.float64] | None":
        """Draw the contours of the loss, the other weights being held; return its lowest place.

        None if that is at the edge: the minimum lies outside. Without a closed form of the loss, the places are fewer,
        the more samples it is the mean of.
        """
        import numpy as np

        objective, both = runs.alone.run.objective, self._columns(runs.alone)
        grid = GRID
        if not objective.quadratic:
            grid = int(np.clip((MOST_LOSSES / len(objective.samples.y)) ** 0.5, COARSEST, GRID))
        across, upward = np.meshgrid(*(np.linspace(*limit, grid) for limit in limits))
        places = np.tile(_held(runs.alone), (grid * grid, 1))
        places[:, both] = np.stack([across.ravel(), upward.ravel()], axis=1)
        loss = objective.at(places)
        height = loss.reshape(grid, grid)
        # Equal steps of the square root: of a quadratic bowl, these are evenly spaced rings.
        rings = np.linspace(0, np.sqrt(height.max() - height.min()), self.levels + 1)[1:] ** 2 + height.min()
        shades = np.linspace(0.12, 0.02, self.levels)
        for ring, shade in zip(rings, shades, strict=True):
            levels, alpha = [height.min() - 1, ring], float(shade) / 2
            axes.contourf(across, upward, height, levels=levels, colors=[theme.loss], alpha=alpha)
        lines: dict[str, Any] = {"colors": [theme.loss], "linewidths": theme.grid_width, "alpha": 0.35}
        axes.contour(across, upward, height, levels=rings, **lines)
        lowest = np.unravel_index(height.argmin(), height.shape)
        inside = all(0 < place < grid - 1 for place in lowest)
        return np.array([across[lowest], upward[lowest]]) if inside else None


def _name_beside(axes: "Axes", said: str, place: "NDArray[Any]", side: int, theme: "Theme") -> "Annotation":
    """Return a name beside a `place`, on the `side` that is asked for, if it has room there (1 right, -1 left)."""
    from render.drawing.axes import NAME_SPACE, halo, text_width, width

    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    wide = (NAME_SPACE + text_width(axes, said, theme.tick_size)) * (right - left) / width(axes)
    room = {-1: place[0] - left, 1: right - place[0]}
    if room[side] < wide <= room[-side]:
        side = -side
    high = place[1] > bottom + 0.75 * (top - bottom)
    style: dict[str, Any] = {"xytext": (14 * side, -26 if high else 12), "ha": "left" if side > 0 else "right"}
    name = axes.annotate(said, tuple(place), textcoords="offset points", **style)
    name.set(color=theme.truth, size=theme.tick_size, weight=600)
    halo(name, theme)
    return name


def _hint(weights: "Sequence[str]") -> str:
    if len(weights) < BOTH:
        return f"leave it out, or choose slice, which goes along {weights[0]}"
    return f"say which: {{kind: surface, along: [{weights[0]}, {weights[1]}]}}"


def _held(recording: "Recording") -> "NDArray[np.float64]":
    """Return the weights (P,) where the loss was smallest: those that are not shown are held there."""
    import numpy as np

    held: NDArray[np.float64] = recording.lowest.astype(np.float64)
    return held


def _minimum(recording: "Recording", both: list[int]) -> "NDArray[Any] | None":
    """Return the two weights with the smallest loss, the others being held; None if not known.

    Of a quadratic loss, its gradient along both is 0 there: H_bb (theta_b - best_b) = -H_bo (theta_o - best_o).
    """
    import numpy as np

    objective = recording.run.objective
    if objective.best is not None and len(objective.names) == BOTH:
        return objective.best[both]
    if not (objective.quadratic and objective.best is not None):
        return None
    hessian, others = np.array(objective.quadratic.hessian), [i for i in range(len(objective.names)) if i not in both]
    held = _held(recording)[others] - objective.best[others]
    moved = np.linalg.solve(hessian[np.ix_(both, both)], -hessian[np.ix_(both, others)] @ held)
    found: NDArray[Any] = objective.best[both] + moved
    return found
