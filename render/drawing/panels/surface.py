"""The loss over two weights, or over the plane of the path itself: contours of equal loss, and the way down."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Mark, Moving, Panel, Refusal, Runs, Subject, Weight, not_there
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.planes import Plane
    from render.drawing.scope import Scope
    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SURE = 0.06
"""Share of the picture from which on an arrow is long enough to be drawn, however small the picture is."""
LOOKED_AT = 1_000
"""Steps of a path that names keep away from."""
BOTH, MANY = 2, 20
"""Weights that it shows, and above how many it goes along the path's own directions of itself."""
PRINCIPAL = "principal"
"""In place of the names of two weights: those directions."""
MARGIN = 0.2
"""Shares of what is to be seen that are free on each side."""


class SurfaceTexts(Texts, speaker="surface"):
    """Above the panel, beside the minimum and the arrow."""

    above = "loss for each {right} and {up}"
    decayed = "loss + decay for each {right} and {up}"
    decayed_others_held = "loss + decay for {right}, {up}; others at their best"
    above_others_held = "loss for {right}, {up}; others at their best"
    first = "1st direction: {share} of the path"
    second = "{loss}; upward the 2nd: {share}"
    loss = "loss"
    decayed_loss = "loss + decay"
    minimum = "minimum"
    downhill = "−gradient"
    beat_gradient_arrow = "The arrow points downhill"
    beat_gradient_arrow_batch = "Downhill for this batch"
    told = "contours of the loss over {right} and {up}, and the path across them"
    told_principal = (
        "contours of the loss on the plane of the path's two main directions, its principal components, and the path "
        "on it"
    )


class Surface(Panel):
    """Contours of the loss, the path of each run (that of earlier phases faint), the downhill gradient, and the step
    taken.

    Of more than two weights, it shows two, the others held where the loss was smallest, or the plane through there
    along which the path goes most. Most of a path may lie beside the plane: what is read from the contours is the loss
    on it, and no gradient is drawn, which would not be at right angles to them.
    """

    kind: Literal["surface"] = "surface"
    along: Annotated[
        Annotated[tuple[Weight, ...], Field(min_length=2, max_length=2)] | Literal["principal"] | None,
        Field(
            description="the two weights, to the right and upward, or principal: the two main directions of the path; "
            "default: both, and of more than 20, principal"
        ),
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
        if self._is_principal(weights):
            if len(weights) < BOTH:
                yield Refusal("the path of one weight has one direction", _hint(weights), ("along",))
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
            yield Refusal(said, f"write along: {PRINCIPAL}, the plane of all paths", ("along",))

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs."""
        return runs.names if runs.overlaid else []

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(SurfaceTexts)
        if self._is_principal(subject.weights):
            return [said.told_principal]
        right, up = self._two(subject.weights)
        return [said.told.format(right=right, up=up)]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return where the arrow points, if there is one: some gradients are too short, and some lie far outside."""
        import numpy as np

        if beat != "gradient" or not self._has_arrows([recording]):
            return ""
        plane = self._plane([recording])
        limits = np.array(self._limits([recording], recording.settles, plane))
        place, longest = plane.places(recording.weights_at(step)), float(np.ptp(limits, axis=1).max())
        seen = np.all((limits[:, 0] <= place) & (place <= limits[:, 1]))
        if not seen or np.hypot(*plane.along(recording.gradient_at(step))) < SURE * longest:
            return ""
        said = words.of(SurfaceTexts)
        return said.beat_gradient_arrow_batch if recording.run.batch_size else said.beat_gradient_arrow

    def _has_arrows(self, shown: "Sequence[Recording]") -> bool:
        """Return whether the gradient is drawn: of one run, and of no more weights than are to be seen.

        Of more, it is another one than that of the plane that is drawn.
        """
        return self.arrows and len(shown) == 1 and len(shown[0].names) == BOTH

    def _is_principal(self, weights: "Sequence[str]") -> bool:
        return self.along == PRINCIPAL or (self.along is None and len(weights) > MANY)

    def _two(self, weights: "Sequence[str]") -> "Sequence[str]":
        """Return the two of a model's `weights` that it goes along."""
        return weights if self.along is None or self.along == PRINCIPAL else self.along

    def _plane(self, every: "Sequence[Recording]", shown: "Recording | None" = None) -> "Plane":
        """Return what is drawn of `every` run: where the weights of the one that is `shown`, or the first, are held."""
        from render.drawing.planes import Plane

        one = shown or every[0]
        if self._is_principal(one.names):
            return Plane.of_paths(every)
        return Plane.of_weights([one.column(name) for name in self._two(one.names)], one.lowest)

    def _limits(self, every: "Sequence[Recording]", settle: bool, plane: "Plane") -> list[tuple[float, float]]:
        """Return the limits of a `plane` that all has room in; the picture's are no smaller."""
        import numpy as np

        from render.drawing.limits import hull

        best = plane.minimum(every[0])
        best = plane.places(every[0].lowest) if best is None and not plane.is_whole else best
        starts = [plane.places(recording.weights_at(0)) for recording in every]
        usual = np.array([*([] if best is None else [best]), *starts])
        if self._has_arrows(every):
            # The tip of the first gradient belongs into the picture, if it is not far outside.
            far = np.clip(-plane.along(every[0].gradient_at(0)), *(2 * np.ptp(usual) * np.array([[-1], [1]])))
            usual = np.vstack([usual, starts[0] + far])
        paths = [plane.places(recording.parameters) for recording in every]
        return [hull(usual[:, i], [path[:, i] for path in paths], settle, MARGIN) for i in (0, 1)]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the contours and the minimum; the paths, their heads and the arrows move."""
        import numpy as np

        from render.drawing.contours import contours, minimum
        from render.drawing.limits import to_one_scale
        from render.drawing.loupe import loupe
        from render.drawing.paths import arrows, head_names, walk
        from render.drawing.proportions import in_proportion

        plane = self._plane(runs.every, runs.alone)
        best, scope = plane.minimum(runs.alone), self._scope(runs, plane)
        views = [np.array(in_proportion(axes, [(a, b) for a, b in scope.whole], self.least))]
        for shot in () if plane.shares else runs.shots:
            closer = [(float(a), float(b)) for a, b in scope.limits(shot)]
            views.append(np.array(to_one_scale(closer, round(axes.bbox.width / axes.bbox.height, 6))))
        axes.set_xlim(*views[0][0])
        axes.set_ylim(*views[0][1])
        axes.locator_params(nbins=5, prune="both")
        axes.grid(visible=False)
        words = runs.words.of(SurfaceTexts)
        self._name(axes, runs, theme, plane)
        lowest, rings = contours(axes, runs.alone, plane, views, self.levels, theme)
        # Of layers, there may be another minimum, and a deeper one, anywhere.
        best = lowest if best is None and runs.alone.run.model.linear else best
        marked = minimum(axes, words.minimum, best, self._passed(runs, plane), views, theme)

        spans = np.min([np.ptp(view, axis=1) for view in views], axis=0)
        walks = [walk(axes, runs, recording, plane, color, theme, spans) for recording, color in runs]
        arrowed = []
        if self._has_arrows(runs.shown):
            boxes = [np.asarray(artist.get_window_extent().get_points()) for artist in marked.artists]
            enlarged = loupe(axes, runs.alone, plane, runs.colors[0], boxes, theme)
            glass = enlarged.artists if enlarged else ()
            arrowed = [arrows(axes, runs, plane, words.downhill, marked.artists[1:], glass, theme)]
            arrowed += [enlarged] if enlarged else []
        paths, heads = [walk.artists[:-1] for walk in walks], [walk.artists[-1] for walk in walks]
        above = [*arrowed, *([head_names(axes, runs, plane, theme)] if runs.overlaid else [])]

        def show(moment: "Moment") -> None:
            # What is shown last has names that keep off the rest.
            for part in (rings, marked, *walks, *reversed(above)):
                part.show(moment)

        inked = [artist for part in above for artist in part.artists]
        marks = [Mark(plane.places(recording.parameters), color) for recording, color in runs]
        marks += [] if best is None else [Mark(best[np.newaxis])]
        artists = [*(path for each in paths for path in each), *marked.artists, *heads, *inked]
        return Moving(artists, show, views=views if len(views) > 1 else (), marks=marks)

    def _name(self, axes: "Axes", runs: Runs, theme: "Theme", plane: "Plane") -> None:
        """Write what is drawn to the right and upward, and what the contours are."""
        from render.numbers import share_text

        said, decayed = runs.words.of(SurfaceTexts), bool(runs.alone.run.weight_decay)
        if plane.shares:
            first, second = map(share_text, plane.shares)
            axes.set_xlabel(said.first.format(share=first))
            axes.set_ylabel(said.second.format(loss=said.decayed_loss if decayed else said.loss, share=second))
            return
        right, up = self._two(runs.alone.names)
        above = (said.decayed if decayed else said.above) if plane.is_whole else ""
        above = above or (said.decayed_others_held if decayed else said.above_others_held)
        axes.set_xlabel(right)
        axes.set_ylabel(above.format(right=right, up=up))
        upward = axes.annotate(up, (0, 1), xycoords="axes fraction", xytext=(-12, 14), textcoords="offset points")
        upward.set(color=theme.quiet, size=theme.label_size, ha="right", visible=runs.first, clip_on=False)

    def _passed(self, runs: Runs, plane: "Plane") -> "NDArray[np.float64]":
        """Return places (n, 2) that the paths pass, and to which the gradients point: names keep away from them."""
        import numpy as np

        from render.drawing.points import even_choice

        passed = []
        for recording in runs.every:
            rows = even_choice(len(recording.kept), LOOKED_AT)
            passed.append(plane.places(recording.parameters[rows]))
            if self._has_arrows([recording]):
                passed.append(passed[-1] - plane.along(recording.gradients[rows]))
        return np.concatenate(passed)

    def has_camera(self, subject: Subject) -> bool:
        """Return whether it shows two weights: from nearby, all that a path does beside its plane would be missing."""
        return not self._is_principal(subject.weights)

    def scope(self, runs: Runs) -> "Scope | None":
        """Return where two weights go, and the minimum."""
        if self._is_principal(runs.alone.names):
            return None
        return self._scope(runs, self._plane(runs.every, runs.alone))

    def _scope(self, runs: Runs, plane: "Plane") -> "Scope":
        import numpy as np

        from render.drawing.scope import Scope, Track

        tracks = []
        for recording in runs.every:
            path = plane.places(recording.parameters)
            tracks.append(Track(recording.kept, path, path, recording.settles))
        best = plane.minimum(runs.alone)
        best = plane.places(runs.alone.lowest) if best is None else best
        whole = np.array(self._limits(runs.every, runs.settle, plane))
        return Scope(whole, np.stack([best, best], axis=1), tracks, MARGIN, one_scale=True)


def _hint(weights: "Sequence[str]") -> str:
    if len(weights) < BOTH:
        return f"leave it out, or choose slice, which goes along {weights[0]}"
    return f"say which: {{kind: surface, along: [{weights[0]}, {weights[1]}]}}, or along: {PRINCIPAL}"
