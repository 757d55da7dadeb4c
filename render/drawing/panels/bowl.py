"""The loss over two weights as a surface in three dimensions: the path on it, and its shadow on the contours below."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.over_plane import OverPlane
from render.drawing.panels import Moving, Runs, Subject
from render.languages import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.planes import Plane
    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment


class BowlTexts(Texts, speaker="bowl"):
    """Above the panel, along its two ways, and beside the minimum."""

    above = "{loss} above {right} and {up}"
    above_others_held = "{loss} above {right}, {up}; others at their best"
    above_principal = "{loss} above the plane of the path"
    loss = "loss"
    decayed_loss = "loss + decay"
    first = "1st direction: {share}"
    second = "2nd direction: {share}"
    minimum = "minimum"
    told = "the loss above {right} and {up} as a surface in three dimensions, the path on it and its shadow below"
    told_principal = (
        "the loss above the plane of the path's two main directions, its principal components, as a surface in three "
        "dimensions, the path on it and its shadow below"
    )


class Bowl(OverPlane):
    """The loss as a surface, with the path of each run on it, and below the same on contours.

    The surface is cut off a little above the highest place of the paths, so that no far wall makes it flat. A path is
    fainter where the surface hides it. Of more than two weights, it shows what `surface` shows.
    """

    kind: Literal["bowl"] = "bowl"
    azimuth: Annotated[
        float | None,
        Field(
            ge=-360,
            le=360,
            description="from where it is seen, in degrees; default: where most of the path is seen",
            examples=[-60],
        ),
    ] = None
    elevation: Annotated[float, Field(ge=10, le=80, description="how steeply it is looked down at, in degrees")] = 30.0
    left: ClassVar[float] = 76.0
    bottom: ClassVar[float] = 64.0
    height_on_phone: ClassVar[float] = 320.0
    least: ClassVar[tuple[float, float]] = (220.0, 220.0)
    tells: ClassVar[tuple[str, ...]] = ("update",)

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said = words.of(BowlTexts)
        if self.is_principal(subject.weights):
            return [said.told_principal]
        right, up = self.two_of(subject.weights)
        return [said.told.format(right=right, up=up)]

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return the name above, which is long but where it shows both weights."""
        plane = self.plane(runs.kin, runs.alone)
        return "", "" if plane.is_whole and not plane.shares else self._above(runs, plane)

    def _above(self, runs: Runs, plane: "Plane") -> str:
        said = runs.words.of(BowlTexts)
        loss = said.decayed_loss if runs.alone.run.weight_decay else said.loss
        if plane.shares:
            return said.above_principal.format(loss=loss)
        if not runs.alone.run.samples.task.has_samples:
            return runs.alone.run.loss.name(runs.words)
        right, up = self.two_of(runs.alone.names)
        return (said.above if plane.is_whole else said.above_others_held).format(loss=loss, right=right, up=up)

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the surface, the contours below and the axes; paths, shadows and heads move."""
        import numpy as np

        from render.drawing.contours import fineness, losses
        from render.drawing.draped import Draped, head_names, walk
        from render.drawing.limits import to_one_scale
        from render.drawing.relief import Relief
        from render.drawing.viewing import Words, draw, framed

        plane = self.plane(runs.kin, runs.alone)
        limits = to_one_scale(self.limits(runs.kin, all(each.settles for each in runs.kin), plane), 1.0)
        line = np.linspace(0, 1, fineness(runs.alone))
        places = np.stack(np.meshgrid(*(low + line * (high - low) for low, high in limits)), axis=-1)
        paths = [plane.places(recording.parameters) for recording in runs.kin]
        relief = Relief.of(losses(runs.alone, plane, places), limits, paths)
        names = self._names(axes, runs, plane, log=relief.log)
        setting = framed(axes, relief, self.azimuth, self.elevation, paths)
        words = Words(names, runs.words.of(BowlTexts).minimum)
        draw(axes, setting, self.levels, words, plane.minima(runs.alone), paths, theme)
        draped = [Draped(setting, recording, plane) for recording in runs.shown]
        walks = [
            walk(axes, runs, recording, path, setting, color, theme)
            for (recording, color), path in zip(runs, draped, strict=True)
        ]
        moving = [*walks, *([head_names(axes, runs, draped, setting, theme)] if runs.overlaid else [])]

        def show(moment: "Moment") -> None:
            for part in moving:
                part.show(moment)

        # Heads are in front of all paths.
        paths_and_shadows = [artist for each in walks for artist in each.artists[:-1]]
        heads = [each.artists[-1] for each in walks]
        above = [artist for each in moving[len(walks) :] for artist in each.artists]
        return Moving([*paths_and_shadows, *heads, *above], show)

    def _names(self, axes: "Axes", runs: Runs, plane: "Plane", *, log: bool) -> list[list[str]]:
        """Write what is above the panel; return the names of both ways, each of them long and short."""
        from render.drawing.axes import AxesTexts
        from render.numbers import share_text
        from render.training.units import weight_said

        said, above = runs.words.of(BowlTexts), self._above(runs, plane)
        axes.set_ylabel(runs.words.of(AxesTexts).log_scale.format(name=above) if log else above)
        if not plane.shares:
            return [[weight_said(name, runs.alone.run, runs.words), name] for name in self.two_of(runs.alone.names)]
        shares = map(share_text, plane.shares)
        written = [each.format(share=share) for each, share in zip((said.first, said.second), shares, strict=True)]
        return [[each, each.replace("\N{FULLWIDTH COLON}", ":").split(":")[0]] for each in written]
