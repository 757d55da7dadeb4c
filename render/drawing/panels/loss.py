"""The loss against the step, growing as the film goes on."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording


class LossCurve(Panel):
    """The loss curve with a moving head."""

    kind: Literal["loss"] = "loss"
    scale: Annotated[Literal["log", "linear"], Field(description="of the loss axis")] = "log"

    def draw(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
        """Draw the axes; the curve up to now and its head move."""
        import numpy as np

        from render.drawing.axes import dot, step_axis, thinned

        loss = recording.loss.astype(np.float64)
        if self.scale == "log":
            positive = loss[loss > 0]
            loss = np.maximum(loss, positive.min() if len(positive) else 1.0)
            axes.set_yscale("log")
            bottom, top = np.log10(loss.min()), np.log10(loss.max())
            margin = max(0.06 * (top - bottom), 0.05)
            axes.set_ylim(10 ** (bottom - margin), 10 ** (top + margin))
            axes.set_yticks(_log_ticks(*axes.get_ylim()))
            axes.set_yticks([], minor=True)
        else:
            top = loss.max() if loss.max() <= 4 * loss[0] else 2 * loss[0]
            axes.set_ylim(0, 1.06 * top or 1.0)
            axes.locator_params(axis="y", nbins=5)
        step_axis(axes, recording, theme)
        axes.set_ylabel(recording.run.loss.label + (", log scale" if self.scale == "log" else ""))

        outline = thinned(loss)
        (curve,) = axes.plot([], [], color=theme.loss, linewidth=0.8 * theme.line_width, solid_joinstyle="round")
        head = dot(axes, theme, theme.loss, clip_on=False, zorder=5)

        def show(moment: "Moment") -> None:
            position, step = moment.position, moment.step
            value = loss[step]
            if position > step:
                value *= (loss[step + 1] / value) ** (position - step) if value else 0.0
            past = outline[: np.searchsorted(outline, step, side="right")]
            curve.set_data(np.append(past, position), np.append(loss[past], value))
            head.set_data([position], [value])

        return Moving((curve, head), show)


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
