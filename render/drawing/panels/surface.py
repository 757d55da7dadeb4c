"""The loss over two weights, or over the plane of the path itself: contours of equal loss, and the way down."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.over_plane import BOTH, MARGIN, OverPlane
from render.drawing.panels import Mark, Moving, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    saddle = "saddle"
    downhill = "−gradient"
    beat_gradient_arrow = "The arrow points downhill"
    beat_gradient_arrow_batch = "Downhill for this batch"
    told = "contours of the loss over {right} and {up}, and the path across them"
    told_principal = (
        "contours of the loss on the plane of the path's two main directions, its principal components, and the path "
        "on it"
    )


class Surface(OverPlane):
    """Contours of the loss, the path of each run (that of earlier phases faint), the downhill gradient, and the step
    taken.

    Of more than two weights, it shows two, the others held where the loss was smallest, or the plane through there
    along which the path goes most. Most of a path may lie beside the plane: what is read from the contours is the loss
    on it, and no gradient is drawn, which would not be at right angles to them.
    """

    kind: Literal["surface"] = "surface"
    arrows: Annotated[bool, Field(description="the downhill gradient, and the step taken")] = True
    left: ClassVar[float] = 76.0
    height_on_phone: ClassVar[float] = 240.0
    least: ClassVar[tuple[float, float]] = (180.0, 110.0)
    tells: ClassVar[tuple[str, ...]] = ("gradient", "update")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(SurfaceTexts)
        if self.is_principal(subject.weights):
            return [said.told_principal]
        right, up = self.two_of(subject.weights)
        return [said.told.format(right=right, up=up)]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return where the arrow points, if there is one: some gradients are too short, and some lie far outside."""
        import numpy as np

        if beat != "gradient" or not self.has_arrows([recording]):
            return ""
        plane = self.plane([recording])
        limits = np.array(self.limits([recording], recording.settles, plane))
        place, longest = plane.places(recording.weights_at(step)), float(np.ptp(limits, axis=1).max())
        seen = np.all((limits[:, 0] <= place) & (place <= limits[:, 1]))
        if not seen or np.hypot(*plane.along(recording.gradient_at(step))) < SURE * longest:
            return ""
        said = words.of(SurfaceTexts)
        return said.beat_gradient_arrow_batch if recording.run.batch_size else said.beat_gradient_arrow

    def has_arrows(self, shown: "Sequence[Recording]") -> bool:
        """Return whether the gradient is drawn: of one run, and of no more weights than are to be seen.

        Of more, it is another one than that of the plane that is drawn.
        """
        return self.arrows and len(shown) == 1 and len(shown[0].names) == BOTH

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the contours and the minimum; the paths, their heads and the arrows move."""
        import numpy as np

        from render.drawing.contours import contours, minima
        from render.drawing.limits import to_one_scale
        from render.drawing.loupe import loupe
        from render.drawing.paths import arrows, head_names, walk
        from render.drawing.proportions import in_proportion

        plane = self.plane(runs.kin, runs.alone)
        best, scope = plane.minima(runs.alone), self._scope(runs, plane)
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
        levels = self.levels if "levels" in self.model_fields_set else None
        lowest, rings = contours(axes, runs.alone, plane, views, levels, theme)
        # Of layers, there may be another minimum, and a deeper one, anywhere.
        best = lowest if not len(best) and runs.alone.run.model.linear else best
        passed = self._passed(runs, plane)
        marked = minima(axes, words.minimum, best, passed, views, theme)
        saddles = np.array(runs.alone.run.model.saddles)
        flat = minima(axes, words.saddle, saddles, passed, views, theme, saddles=True)

        spans = np.min([np.ptp(view, axis=1) for view in views], axis=0)
        walks = [walk(axes, runs, recording, plane, color, theme, spans) for recording, color in runs]
        marks_shown = [*marked.artists, *flat.artists]
        arrowed = []
        if self.has_arrows(runs.shown):
            boxes = [np.asarray(artist.get_window_extent().get_points()) for artist in marks_shown]
            enlarged = loupe(axes, runs.alone, plane, runs.colors[0], boxes, theme)
            glass = enlarged.artists if enlarged else ()
            arrowed = [arrows(axes, runs, plane, words.downhill, marked.artists[1:], glass, theme)]
            arrowed += [enlarged] if enlarged else []
        paths, heads = [walk.artists[:-1] for walk in walks], [walk.artists[-1] for walk in walks]
        named = [head_names(axes, runs, plane, marked.artists[1:], theme)] if runs.overlaid else []
        above = [*arrowed, *named]

        def show(moment: "Moment") -> None:
            # What is shown last has names that keep off the rest.
            for part in (rings, marked, flat, *walks, *reversed(above)):
                part.show(moment)

        inked = [artist for part in above for artist in part.artists]
        marks = [Mark(plane.places(recording.parameters), color) for recording, color in runs]
        marks += [Mark(best)] if len(best) else []
        artists = [*(path for each in paths for path in each), *marks_shown, *heads, *inked]
        return Moving(artists, show, views=views if len(views) > 1 else (), marks=marks)

    def _name(self, axes: "Axes", runs: Runs, theme: "Theme", plane: "Plane") -> None:
        """Write what is drawn to the right and upward, and what the contours are."""
        from render.numbers import share_text
        from render.training.units import weight_said

        said, decayed = runs.words.of(SurfaceTexts), bool(runs.alone.run.weight_decay)
        if plane.shares:
            first, second = map(share_text, plane.shares)
            axes.set_xlabel(said.first.format(share=first))
            axes.set_ylabel(said.second.format(loss=said.decayed_loss if decayed else said.loss, share=second))
            return
        right, up = self.two_of(runs.alone.names)
        above = (said.decayed if decayed else said.above) if plane.is_whole else ""
        above = above if runs.alone.run.samples.task.has_samples else runs.alone.run.loss.name(runs.words)
        above = above or (said.decayed_others_held if decayed else said.above_others_held)
        axes.set_xlabel(weight_said(right, runs.alone.run, runs.words))
        axes.set_ylabel(above.format(right=right, up=up))
        upward = axes.annotate(up, (0, 1), xycoords="axes fraction", xytext=(-12, 14), textcoords="offset points")
        upward.set(color=theme.quiet, size=theme.label_size, ha="right", visible=runs.first, clip_on=False)

    def _passed(self, runs: Runs, plane: "Plane") -> "NDArray[np.float64]":
        """Return places (n, 2) that the paths pass, and to which the gradients point: names keep away from them."""
        import numpy as np

        from render.drawing.points import even_choice

        passed = []
        for recording in runs.kin:
            rows = even_choice(len(recording.kept), LOOKED_AT)
            passed.append(plane.places(recording.parameters[rows]))
            if self.has_arrows([recording]):
                passed.append(passed[-1] - plane.along(recording.gradients[rows]))
        return np.concatenate(passed)

    def has_camera(self, subject: Subject) -> bool:
        """Return whether it shows two weights: from nearby, all that a path does beside its plane would be missing."""
        return not (subject.mixed or self.is_principal(subject.weights))

    def scope(self, runs: Runs) -> "Scope | None":
        """Return where two weights go, and the minimum; None where that is elsewhere for each run."""
        if runs.mixed or self.is_principal(runs.alone.names):
            return None
        return self._scope(runs, self.plane(runs.every, runs.alone))

    def _scope(self, runs: Runs, plane: "Plane") -> "Scope":
        import numpy as np

        from render.drawing.scope import Scope, Track

        tracks = []
        for recording in runs.kin:
            path = plane.places(recording.parameters)
            tracks.append(Track(recording.kept, path, path, recording.settles))
        best = plane.minima(runs.alone)
        if len(best) != 1:
            # Of several, it is those that are reached which are to be seen.
            best = plane.places(
                np.array([recording.lowest for recording in runs.kin if recording.settles] or [runs.alone.lowest])
            )
        whole = np.array(self.limits(runs.kin, all(each.settles for each in runs.kin), plane))
        return Scope(whole, np.stack([best.min(axis=0), best.max(axis=0)], axis=1), tracks, MARGIN, one_scale=True)
