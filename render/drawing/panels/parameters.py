"""The weights against the step, growing as the film goes on, and the values they should reach."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs, Weight, not_there
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.losses import Loss
    from render.training.models import Model


FEW = 2
"""Weights up to which each dashed line has a name of its own."""
WALKS = 1.0
"""Spans of all values within which a value to be reached has to lie: of many weights, some are too far away."""


class ParametersTexts(Texts, speaker="parameters"):
    """Above the panel, and beside the dashed lines."""

    above = "weights"
    between_two = " and "
    true_parameter = "true {parameter}"
    best_parameter = "best {parameter}"
    told = "{weights} at each step"


class Parameters(Panel):
    """A curve for each weight; true values (or the best ones) are dashed."""

    kind: Literal["parameters"] = "parameters"
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"
    weights: Annotated[
        tuple[Weight, ...],
        Field(max_length=20, description="those that are shown; default: all"),
    ] = ()
    right: ClassVar[float] = 44.0

    def refuses(
        self, model: "Model", weights: "Sequence[str]", loss: "Loss", runs: int
    ) -> "Iterator[tuple[str, str, str]]":
        """Yield which weights are not there."""
        yield from not_there(self.weights, weights, "weights")

    def told(self, words: "Language", model: "Model", weights: "Sequence[str]") -> list[str]:
        """Return what is to be seen."""
        said, weights = words.of(ParametersTexts), self.weights or weights
        if len(weights) > FEW:
            return [said.told.format(weights=said.above)]
        return [said.told.format(weights=said.between_two.join(weights))]

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
        names_shown = self.weights or recording.names
        columns = [recording.column(name) for name in names_shown]
        objective, values = recording.run.objective, recording.parameters[:, columns].astype(np.float64)
        reference = _near(None if objective.reference is None else objective.reference[columns], values)
        starts = [other.parameters[0, columns] for other in runs.every]
        usual = np.concatenate([reference[np.isfinite(reference)], *starts])
        bottom, top = hull(usual, [other.parameters[:, columns] for other in runs.every], runs.settle, margin=0.18)
        axes.set_ylim(bottom, top)
        axes.locator_params(axis="y", nbins=5)
        few, words = len(names_shown) <= FEW, runs.words.of(ParametersTexts)
        axes.set_ylabel(words.between_two.join(names_shown) if few else words.above)
        step_axis(axes, runs, theme, self.steps)
        kind = words.best_parameter if objective.truth is None else words.true_parameter
        for name, value, column in zip(names_shown, reference, values.T, strict=True):
            if not np.isfinite(value):
                continue
            wide = (0.6 if few else 0.4) * theme.line_width
            axes.axhline(value, color=theme.truth, linewidth=wide, dashes=(3, 1.6), zorder=3)
            if not few:
                continue
            # On the side that the curve does not come from, if there is room, and away from the other target.
            below, apart = (
                (value - each) / (top - bottom) * height(axes) for each in (bottom, _other(reference, value))
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

        size = theme.label_size if few else theme.tick_size
        curves, heads, names = [], [], []
        for name, column in zip(names_shown, values.T, strict=True):
            (curve,) = axes.plot([], [], color=color, linewidth=0.8 * theme.line_width, zorder=4)
            curves.append((curve, column, thinned(column, scale=self.steps)))
            heads.append(dot(axes, theme, color, size=2.4, marker=runs.marker(recording), clip_on=False, zorder=5))
            names.append(side_name(axes, name, color, theme, size=size))
        share = axes.transScale + axes.transLimits
        apart, beside = 0.9 * size / height(axes), NAME_SPACE / width(axes)

        def show(moment: "Moment") -> None:
            now = recording.at(moment.position)[columns]
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


def _near(reference: "NDArray[Any] | None", values: "NDArray[Any]") -> "NDArray[Any]":
    """Return the values to be reached (P,): NaN for those that are not known, or of many, too far away to be drawn."""
    import numpy as np

    if reference is None:
        return np.full(values.shape[1], np.nan)
    if len(reference) <= FEW:
        return reference
    room = WALKS * float(np.ptp(values))
    return np.where((values.min() - room <= reference) & (reference <= values.max() + room), reference, np.nan)


def _other(reference: "NDArray[Any]", value: float) -> float:
    """Return the value to be reached of the other weight, if there is one."""
    return float(reference.sum() - value) if len(reference) == FEW else float("inf")
