"""The loss against the step, growing as the film goes on."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Runs
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.models import Model


class LossCurveTexts(Texts, speaker="loss"):
    """The curve."""

    told = "the loss at each step"


class LossCurve(Panel):
    """The loss curve with a moving head; of several runs, each with its name beside its head."""

    kind: Literal["loss"] = "loss"
    scale: Annotated[Literal["log", "linear"], Field(description="of the loss axis")] = "log"
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"

    def beside(self, runs: Runs) -> list[str]:
        """Return the names of the runs."""
        return runs.names if runs.overlaid else []

    @property
    def overlays(self) -> bool:
        """Curves of several runs read well together."""
        return True

    def told(self, words: "Language", model: "Model", weights: "Sequence[str]") -> list[str]:
        """Return what is to be seen."""
        return [words.of(LossCurveTexts).told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes; the curves up to now, their heads and names move."""
        import numpy as np

        from render.drawing.axes import NAME_SPACE, AxesTexts, dot, height, side_name, spread, step_axis, thinned, width

        losses = np.concatenate([recording.loss.astype(np.float64) for recording in runs.every])
        floor = 0.0
        if self.scale == "log":
            positive = losses[losses > 0]
            floor = float(positive.min()) if len(positive) else 1.0
            axes.set_yscale("log")
            bottom, top = np.log10(floor), np.log10(max(floor, losses.max()))
            margin = max(0.06 * (top - bottom), 0.05)
            axes.set_ylim(10 ** (bottom - margin), 10 ** (top + margin))
            axes.set_yticks(_log_ticks(*axes.get_ylim()))
            axes.set_yticks([], minor=True)
        else:
            first = max(float(recording.loss[0]) for recording in runs.every)
            top = losses.max() if losses.max() <= 4 * first else 2 * first
            axes.set_ylim(0, 1.06 * top or 1.0)
            axes.locator_params(axis="y", nbins=5)
        step_axis(axes, runs, theme, self.steps)
        name = runs.alone.run.loss.name(runs.words)
        axes.set_ylabel(runs.words.of(AxesTexts).log_scale.format(name=name) if self.scale == "log" else name)

        curves, heads, names = [], [], []
        for recording, color in runs:
            ink = color if runs.compared else theme.loss
            loss = np.maximum(recording.loss.astype(np.float64), floor)
            # A loss that jumps is a thicket of lines.
            wide = (0.4 if recording.run.batch_size else 0.8) * theme.line_width
            (curve,) = axes.plot([], [], color=ink, linewidth=wide, solid_joinstyle="round")
            curves.append((curve, recording, loss, thinned(loss, scale=self.steps)))
            heads.append(dot(axes, theme, ink, marker=runs.marker(recording), clip_on=False, zorder=5))
            if runs.overlaid:
                names.append(side_name(axes, recording.run.name, ink, theme))
        share = axes.transScale + axes.transLimits
        apart, beside = 1.1 * theme.tick_size / height(axes), NAME_SPACE / width(axes)

        def show(moment: "Moment") -> None:
            heads_at = []
            for (curve, recording, loss, outline), head in zip(curves, heads, strict=True):
                step = recording.reached(moment.position)
                position = min(moment.position, recording.steps)
                value = loss[step]
                if position > step:
                    value *= (loss[step + 1] / value) ** (position - step) if value else 0.0
                past = outline[: np.searchsorted(outline, step, side="right")]
                curve.set_data(np.append(past, position), np.append(loss[past], value))
                head.set_data([position], [value])
                heads_at.append(share.transform((position, value)))
            if names:
                across, up = np.array(heads_at).T
                for name, x, y in zip(names, across + beside, spread(up, apart, apart / 2, 1 - apart / 2), strict=True):
                    name.set_position((x, y))

        return Moving([*(curve for curve, *_ in curves), *heads, *names], show)


def _log_ticks(bottom: float, top: float) -> "NDArray[Any]":
    """Return two to six round numbers between `bottom` and `top`: powers of ten where they suffice, else 1-2-5."""
    import numpy as np

    first, last = np.ceil(np.log10(bottom)), np.floor(np.log10(top))
    if last - first >= 2:
        stride = next(stride for stride in (1, 2, 5, 10, 20) if (last - first) / stride <= 5)
        exponents = np.arange(-400, 401) * stride
        powers: NDArray[Any] = 10.0 ** exponents[(exponents >= first) & (exponents <= last)]
        return powers
    exponents = np.arange(first - 1, last + 2)
    for factors in ((1, 3), (1, 2, 5), tuple(range(1, 10)), tuple(np.arange(10, 100) / 10)):
        ticks = np.sort(np.outer(10.0**exponents, factors).ravel())
        ticks = ticks[(ticks >= bottom) & (ticks <= top)]
        if len(ticks) >= 3:
            break
    return ticks[:: int(np.ceil(len(ticks) / 6))]
