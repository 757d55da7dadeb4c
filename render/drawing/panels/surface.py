"""The loss over two weights: contours of equal loss, and the way down."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Mark, Moving, Panel, Refusal, Runs, Subject, Weight, not_there
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.scope import Scope
    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SURE = 0.06
"""Share of the picture from which on an arrow is long enough to be drawn, however small the picture is."""
LOOKED_AT = 1_000
"""Steps of a path that names keep away from."""
BOTH = 2
"""Weights that it shows."""
MARGIN = 0.2
"""Shares of what is to be seen that are left free on each side."""


class SurfaceTexts(Texts, speaker="surface"):
    """Above the panel, beside the minimum and the arrow."""

    above = "loss for each {right} and {up}"
    decayed = "loss + decay for each {right} and {up}"
    decayed_others_held = "loss + decay for {right}, {up}; others at their best"
    above_others_held = "loss for {right}, {up}; others at their best"
    minimum = "minimum"
    downhill = "−gradient"
    beat_gradient_arrow = "The arrow points downhill"
    beat_gradient_arrow_batch = "Downhill for this batch"
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
    height_on_phone: ClassVar[float] = 240.0
    least: ClassVar[tuple[float, float]] = (180.0, 110.0)
    tells: ClassVar[tuple[str, ...]] = ("gradient", "update")

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

        from render.drawing.limits import hull

        both = self._columns(every[0])
        best = _minimum(every[0], both)
        starts = [recording.weights_at(0)[both] for recording in every]
        usual = np.array([*([] if best is None else [best]), *starts])
        if self._has_arrows(every):
            # The tip of the first gradient belongs into the picture, if it is not far outside.
            far = np.clip(-every[0].gradient_at(0)[both], *(2 * np.ptp(usual) * np.array([[-1], [1]])))
            usual = np.vstack([usual, starts[0] + far])
        paths = [recording.parameters[:, both] for recording in every]
        return [hull(usual[:, i], [path[:, i] for path in paths], settle, MARGIN) for i in (0, 1)]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the contours and the minimum; the paths, their heads and the arrows move."""
        import numpy as np

        from render.drawing.contours import contours, minimum
        from render.drawing.limits import to_one_scale
        from render.drawing.loupe import loupe
        from render.drawing.paths import arrows, head_names, walk
        from render.drawing.proportions import in_proportion

        both = self._columns(runs.alone)
        best = _minimum(runs.alone, both)
        scope = self.scope(runs)
        views = [np.array(in_proportion(axes, [(a, b) for a, b in scope.whole], self.least))]
        for shot in runs.shots:
            closer = [(float(a), float(b)) for a, b in scope.limits(shot)]
            views.append(np.array(to_one_scale(closer, round(axes.bbox.width / axes.bbox.height, 6))))
        axes.set_xlim(*views[0][0])
        axes.set_ylim(*views[0][1])
        axes.locator_params(nbins=5, prune="both")
        axes.grid(visible=False)
        right, up = (runs.alone.names[column] for column in both)
        axes.set_xlabel(right)
        words = runs.words.of(SurfaceTexts)
        said, others = words.above, words.above_others_held
        if runs.alone.run.weight_decay:
            said, others = words.decayed, words.decayed_others_held
        axes.set_ylabel((said if len(runs.alone.names) == BOTH else others).format(right=right, up=up))
        upward = axes.annotate(up, (0, 1), xycoords="axes fraction", xytext=(-12, 14), textcoords="offset points")
        upward.set(color=theme.quiet, size=theme.label_size, ha="right", visible=runs.first, clip_on=False)

        held = _held(runs.alone)
        lowest, rings = contours(axes, runs.alone, both, held, views, self.levels, theme)
        best = lowest if best is None else best
        marked = minimum(axes, words.minimum, best, self._passed(runs, both), views, theme)

        spans = np.min([np.ptp(view, axis=1) for view in views], axis=0)
        walks = [walk(axes, runs, recording, both, color, theme, spans) for recording, color in runs]
        arrowed = []
        if self._has_arrows(runs.shown):
            arrowed = [arrows(axes, runs, both, words.downhill, marked.artists[1:], theme)]
            boxes = [np.asarray(artist.get_window_extent().get_points()) for artist in marked.artists]
            enlarged = loupe(axes, runs.alone, both, runs.colors[0], boxes, theme)
            arrowed += [enlarged] if enlarged else []
        paths, heads = [walk.artists[:-1] for walk in walks], [walk.artists[-1] for walk in walks]
        above = [*arrowed, *([head_names(axes, runs, both[1], theme)] if runs.overlaid else [])]

        def show(moment: "Moment") -> None:
            for part in (rings, marked, *walks, *above):
                part.show(moment)

        inked = [artist for part in above for artist in part.artists]
        marks = [Mark(recording.parameters[:, both].astype(np.float64), color) for recording, color in runs]
        marks += [] if best is None else [Mark(best[np.newaxis])]
        artists = [*(path for each in paths for path in each), *marked.artists, *heads, *inked]
        return Moving(artists, show, views=views if runs.shots else (), marks=marks)

    def _passed(self, runs: Runs, both: list[int]) -> "NDArray[np.float64]":
        """Return places (n, 2) that the paths pass, and to which the gradients point: names keep away from them."""
        import numpy as np

        from render.drawing.points import even_choice

        passed = []
        for recording in runs.every:
            rows = even_choice(len(recording.kept), LOOKED_AT)
            passed.append(recording.parameters[rows][:, both].astype(np.float64))
            if self._has_arrows([recording]):
                passed.append(passed[-1] - recording.gradients[rows][:, both])
        return np.concatenate(passed)

    def has_camera(self, subject: Subject) -> bool:
        """Return that it has."""
        return True

    def scope(self, runs: Runs) -> "Scope":
        """Return where the weights go, and the minimum."""
        import numpy as np

        from render.drawing.scope import Scope, Track

        both = self._columns(runs.alone)
        tracks = []
        for recording in runs.every:
            path = recording.parameters[:, both].astype(np.float64)
            tracks.append(Track(recording.kept, path, path, recording.settles))
        best = _minimum(runs.alone, both)
        best = _held(runs.alone)[both] if best is None else best
        whole = np.array(self._limits(runs.every, runs.settle))
        return Scope(whole, np.stack([best, best], axis=1), tracks, MARGIN, one_scale=True)


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
