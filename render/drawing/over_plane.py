"""What the panels share that show the loss over a plane of weights: which one, what that refuses, and its limits."""

from abc import ABC
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Panel, Refusal, Runs, Subject, Weight, not_there

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from render.drawing.planes import Plane
    from render.training.recording import Recording

BOTH, MANY = 2, 20
"""Weights that are shown, and above how many it goes along the path's own directions of itself."""
PRINCIPAL = "principal"
"""In place of the names of two weights: those directions."""
MARGIN = 0.2
"""Shares of what is to be seen that are free on each side."""


class OverPlane(Panel, ABC):
    """The loss over two weights, the others held where it was smallest, or over the plane of the paths' directions."""

    along: Annotated[
        Annotated[tuple[Weight, ...], Field(min_length=2, max_length=2)] | Literal["principal"] | None,
        Field(
            description="the two weights, to the right and upward, or principal: the two main directions of the path; "
            "default: both, and of more than 20, principal",
            examples=[["w0", "w1"]],
        ),
    ] = None
    levels: Annotated[
        int, Field(ge=3, le=30, description="how many contours; of many small bowls fewer by default")
    ] = 12
    of_weights: ClassVar[bool] = True

    @property
    def overlays(self) -> bool:
        """Paths of several runs read well over the same loss."""
        return True

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield why two weights are not enough said, are not there, or are one."""
        weights = subject.weights
        if not subject.alike:
            yield Refusal(
                f"{self.kind} shows one loss, and that of each run is another one", "choose slice, or one run"
            )
            return
        if self.is_principal(weights):
            if len(weights) < BOTH:
                yield Refusal("the path of one weight has one direction", self._hint(weights), ("along",))
            return
        if self.along is None:
            if len(weights) != BOTH:
                said = f"it shows two weights, and the model has {len(weights)}"
                yield Refusal(f"{self.kind} cannot show this model: {said}", self._hint(weights))
            return
        yield from not_there(self.along, subject, "along")
        if len(set(self.along)) < BOTH:
            yield Refusal(f'{self.kind} goes along "{self.along[0]}" twice', "name two weights", ("along",))
        if len(weights) > BOTH and subject.runs > 1:
            said = f"{self.kind} shows two of {len(weights)} weights for one run: in others, the rest of them differ"
            yield Refusal(said, f"write along: {PRINCIPAL}, the plane of all paths", ("along",))

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs."""
        return runs.names if runs.overlaid else []

    def is_principal(self, weights: "Sequence[str]") -> bool:
        """Return whether it goes along the directions of the paths through the space of so many `weights`."""
        return self.along == PRINCIPAL or (self.along is None and len(weights) > MANY)

    def two_of(self, weights: "Sequence[str]") -> "Sequence[str]":
        """Return the two of a model's `weights` that it goes along."""
        return weights if self.along is None or self.along == PRINCIPAL else self.along

    def plane(self, every: "Sequence[Recording]", shown: "Recording | None" = None) -> "Plane":
        """Return what is drawn of `every` run: where the weights of the one that is `shown`, or the first, are held."""
        from render.drawing.planes import Plane

        one = shown or every[0]
        if self.is_principal(one.names):
            return Plane.of_paths(every)
        return Plane.of_weights([one.column(name) for name in self.two_of(one.names)], one.lowest)

    def has_arrows(self, shown: "Sequence[Recording]") -> bool:
        """Return whether the gradient is drawn in the plane, which has to have room in the limits then."""
        return False

    def limits(self, every: "Sequence[Recording]", settle: bool, plane: "Plane") -> list[tuple[float, float]]:
        """Return the limits of a `plane` that all has room in; the picture's are no smaller."""
        import numpy as np

        from render.drawing.limits import around, hull

        best = plane.minima(every[0])
        best = plane.places(every[0].lowest[np.newaxis]) if not (len(best) or plane.is_whole) else best
        starts = [plane.places(recording.weights_at(0)) for recording in every]
        usual = np.array([*best, *starts])
        if self.has_arrows(every):
            # The tip of the first gradient belongs into the picture, if it is not far outside.
            far = np.clip(-plane.along(every[0].gradient_at(0)), *(2 * np.ptp(usual) * np.array([[-1], [1]])))
            usual = np.vstack([usual, starts[0] + far])
        paths = [plane.places(recording.parameters) for recording in every]
        if every[0].run.model.window:
            return around(every[0].run.model.window, paths, settle, MARGIN)
        return [hull(usual[:, i], [path[:, i] for path in paths], settle, MARGIN) for i in (0, 1)]

    def _hint(self, weights: "Sequence[str]") -> str:
        if len(weights) < BOTH:
            return f"leave it out, or choose slice, which goes along {weights[0]}"
        return f"say which: {{kind: {self.kind}, along: [{weights[0]}, {weights[1]}]}}, or along: {PRINCIPAL}"
