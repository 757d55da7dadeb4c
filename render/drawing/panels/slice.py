"""The loss against one weight, the others held: the slope there says which way to go."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject, Weight, not_there, shared_by
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.objective import Objective
    from render.training.recording import Recording

SAMPLES = 200
ABOVE = 14.0
"""From the Axes up to what the slope says, in pixels of a picture 720 lines high."""
TANGENT, LONGEST = 0.3, 100.0
"""Half the length of the tangent: as a share of the shorter side, and at most, in such pixels."""
ROUNDING = 1e-6
"""Share of the largest weight within which another one does not move at all."""
NEARBY = 1e-6
"""Share of the axis by which the places lie to both sides that a slope between two steps is taken from."""


class SliceTexts(Texts, speaker="slice"):
    """Above the panel, and what a negative and a positive slope say; the number alone where there is less room."""

    held = "{loss}, {parameter} held"
    others_held = "{loss}, others held"
    decayed = "{loss} + decay"
    slope_rise = "slope {slope}: {parameter} has to rise"
    slope_fall = "slope {slope}: {parameter} has to fall"
    batch_slope_rise = "slope in this batch {slope}: {parameter} has to rise"
    batch_slope_fall = "slope in this batch {slope}: {parameter} has to fall"
    slope = "slope"
    told = "the loss along {parameter}, its slope, and the steps taken"


class Slice(Panel):
    """A cut through the loss along one weight, with the tangent at the present value and the sign of its slope.

    The curve is that of the present moment: the other weights are held where they are. The steps taken are hops from
    each weight and loss to the next, where they were in truth. Where it is the only weight, they all are on the curve;
    otherwise the curve has moved on with the others, and only the present one is.
    """

    kind: Literal["slice"] = "slice"
    along: Annotated[
        Weight | None, Field(description="the weight that varies; default: the last one of all runs", examples=["w"])
    ] = None
    left: ClassVar[float] = 76.0
    of_weights: ClassVar[bool] = True
    strip: ClassVar[float] = 34.0
    least: ClassVar[tuple[float, float]] = (280.0, 110.0)
    tells: ClassVar[tuple[str, ...]] = ("gradient", "update")

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield why it cannot go along a weight that the model, or that of another run, does not have."""
        if not (self.along or subject.shared):
            yield Refusal("slice goes along one weight, and the runs share none", "choose another panel")
        yield from not_there([self.along] if self.along else [], subject, "along")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        return [words.of(SliceTexts).told.format(parameter=self.along or subject.shared[-1])]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return the slope that the tangent has."""
        from render.drawing.sayings import slope_said

        if beat != "gradient":
            return ""
        return slope_said(recording, step, recording.column(self.along or recording.names[-1]), words)

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes; the curve, the hops, the tangent, the point and what the slope says move."""
        import numpy as np

        from render.drawing.axes import dot, height, width
        from render.drawing.histories import loss_name
        from render.drawing.hops import hops, made_small
        from render.training.units import weight_said

        recording = runs.alone
        run, shared = recording.run, shared_by([recording.names, *(other.names for other in runs.every)])
        along = self.along or shared[-1]
        column, limits = recording.column(along), _limits(axes, runs, along)
        axes.set_xlabel(weight_said(along, run, runs.words))
        words, name = runs.words.of(SliceTexts), loss_name(runs)
        name = words.decayed.format(loss=name) if any(other.run.weight_decay for other in runs.every) else name
        most = max((other.names for other in runs.every), key=len)
        axes.set_ylabel(_above(name, [name for name in most if name != along], words))

        grid = np.linspace(*limits, SAMPLES)
        (curve,) = axes.plot(grid, grid, color=theme.loss, linewidth=0.8 * theme.line_width, zorder=3)
        taken = hops(axes, recording, column, runs.colors[0], theme)
        (tangent,) = axes.plot([], [], color=theme.text, linewidth=0.6 * theme.line_width, zorder=4)
        head = dot(axes, theme, runs.colors[0], marker=runs.marker(recording), clip_on=False, zorder=5)
        slopes = recording.gradients[:, column].astype(np.float64)
        said = self._said(axes, runs, column, theme)
        # So long that it is as long on the picture whatever its slope.
        unit = np.array([limits[1] - limits[0], np.ptp(axes.get_ylim())]) / (width(axes), height(axes))
        half = min(TANGENT * min(width(axes), height(axes)), LONGEST)

        def show(moment: "Moment") -> None:
            now = recording.at(moment.position)
            cut = np.tile(now, (SAMPLES, 1))
            cut[:, column] = grid
            curve.set_ydata(run.objective.at(cut))
            loss = made_small(run.objective, now)
            head.set_data([now[column]], [loss])
            # On the floor, half of it is below the picture.
            head.set_visible(bool(axes.viewLim.contains(now[column], loss)))
            row, grown = recording.row(moment.explained), moment.progress("gradient")
            step, following = recording.kept[row], recording.kept[min(row + 1, len(slopes) - 1)]
            slope = slopes[row]
            part = (min(moment.position, recording.steps) - step) / max(1, following - step)
            if part and not (run.objective.quadratic or run.batch_size):
                sloping = _slope(run.objective, now, column, NEARBY * (limits[1] - limits[0]))
            else:
                # Gradients of a quadratic loss are linear in the weights: the straight way between two is exact.
                sloping = slope + part * (slopes[min(row + 1, len(slopes) - 1)] - slope)
            reach = half / np.hypot(1 / unit[0], sloping / unit[1])
            sides = grown * reach * np.array([-1, 1])
            tangent.set_data(now[column] + sides, loss + sloping * sides)
            taken.show(moment)
            said.show(moment)

        return Moving((curve, *taken.artists, tangent, head, *said.artists), show)

    def _said(self, axes: "Axes", runs: Runs, column: int, theme: "Theme") -> Moving:
        """Return what the slope says, above the Axes, where nothing is ever in its way."""
        from render.drawing.axes import height
        from render.drawing.sayings import slope_writer

        recording, words = runs.alone, runs.words.of(SliceTexts)
        text = axes.text(0, 1 + ABOVE / height(axes), "", color=theme.text, size=theme.label_size, zorder=6)
        text.set(transform=axes.transAxes)
        whole, batch = (words.slope_rise, words.slope_fall), (words.batch_slope_rise, words.batch_slope_fall)
        brief = f"{words.slope} {{slope}}"
        said = slope_writer(axes, runs, column, lambda each: batch if each.run.batch_size else whole, brief, theme)

        def show(moment: "Moment") -> None:
            slope = float(recording.gradients[recording.row(moment.position), column])
            text.set_text(said(slope) if moment.progress("gradient") == 1 else "")

        return Moving([text], show)


def _limits(axes: "Axes", runs: Runs, along: str) -> tuple[float, float]:
    """Give `axes` limits that hold for all runs like the one shown, and return those of the weight."""
    import numpy as np

    from render.drawing.hops import heights
    from render.drawing.limits import hull

    values = [other.parameters[:, other.column(along)] for other in runs.kin]
    best = [(other.run.objective.best, other.column(along)) for other in runs.kin]
    known = [theta[column] for theta, column in best if theta is not None]
    settle = all(each.settles for each in runs.kin)
    limits = hull(np.array([*(each[0] for each in values), *known]), values, settle, margin=0.25)
    largest = max(float(np.abs(other.parameters).max()) for other in runs.kin)
    if runs.alone.run.standardize.y and np.ptp(limits) <= ROUNDING * largest:
        # The bias of standardized targets stays where it is: what is seen of it otherwise is rounding.
        limits = limits[0] - largest, limits[1] + largest
    losses = [heights(other)[1] for other in runs.kin]
    _, top = hull(np.array([each[0] for each in losses]), losses, settle)
    axes.set_xlim(*limits)
    axes.set_ylim(0, 1.05 * top or 1.0)
    axes.locator_params(nbins=5)
    return limits


def _slope(objective: "Objective", theta: "NDArray[Any]", column: int, apart: float) -> float:
    """Return the slope at weights `theta` (P,) along one of them: the central difference of places `apart` from it."""
    import numpy as np

    nearby = np.tile(theta, (2, 1))
    nearby[:, column] += apart * np.array([-1, 1])
    return float(np.diff(objective.at(nearby))[0] / np.diff(nearby[:, column])[0])


def _above(loss: str, others: "Sequence[str]", words: SliceTexts) -> str:
    """Return what stands above the panel: the name of the `loss`, and which other weights are held."""
    if not others:
        return loss
    held = words.held if len(others) == 1 else words.others_held
    return held.format(loss=loss, parameter=others[0])
