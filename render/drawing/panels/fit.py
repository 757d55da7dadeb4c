"""The data, the line that is the truth, and the line that is the guess."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording


class Fit(Panel):
    """Points, the true line (or the least-squares line where no truth is known) and the guess."""

    kind: Literal["fit"] = "fit"
    width: ClassVar[float] = 1.5
    right: ClassVar[float] = 96.0

    def draw(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
        """Draw points and truth; the guess and its name move."""
        import numpy as np

        points = recording.run.points
        axes.set_xlabel(points.x_name)
        axes.set_ylabel(points.y_name)
        margin = 0.03 * float(np.ptp(points.x))
        ends = np.array([points.x.min() - margin, points.x.max() + margin])
        axes.set_xlim(*ends)
        w, b = points.truth or points.least_squares
        reference = w * ends + b
        bottom, top = _limits(recording, ends, reference)
        axes.set_ylim(bottom, top)
        axes.locator_params(nbins=6)
        if bottom < 0 < top:
            axes.axhline(0, color=theme.quiet, linewidth=theme.grid_width, alpha=0.5)
        axes.plot(points.x, points.y, "o", color=theme.data, markersize=theme.point_size, markeredgewidth=0)
        axes.plot(ends, reference, color=theme.truth, linewidth=theme.line_width, dashes=(3, 1.6), zorder=3)

        name: dict[str, Any] = {"x": 1.015, "va": "center", "size": theme.label_size, "weight": 600}
        transform = axes.get_yaxis_transform()
        known = points.truth is not None
        truth_name = axes.text(
            y=reference[1], s="truth" if known else "least\nsquares", color=theme.truth, transform=transform, **name
        )
        truth_name.set_linespacing(1.0)
        (line,) = axes.plot(ends, ends, color=theme.guess, linewidth=theme.line_width, zorder=4, solid_capstyle="butt")
        guess_name = axes.text(y=0, s="guess", color=theme.guess, transform=transform, **name)

        row = theme.label_size * (top - bottom) / _height(axes)
        apart = row * (1.1 if known else 1.6)
        first = float(np.dot(recording.parameters_at(0), (ends[1], 1)))
        side = 1 if first > reference[1] else -1

        def show(moment: "Moment") -> None:
            w, b = recording.parameters_at(moment.position)
            guess = w * ends + b
            line.set_ydata(guess)
            distance = guess[1] - reference[1]
            y = guess[1] if abs(distance) >= apart else reference[1] + side * apart
            left = "" if bottom <= guess[1] <= top else " ↑" if guess[1] > top else " ↓"
            guess_name.set_text(f"guess{left}")
            guess_name.set_y(float(np.clip(y, bottom + row / 2, top - row / 2)))

        return Moving((line, guess_name), show)


def _limits(recording: "Recording", ends: "NDArray[Any]", reference: "NDArray[Any]") -> tuple[float, float]:
    """Return the limits of y for all steps: every line is inside, except where that would make the data tiny."""
    import numpy as np

    lines = recording.parameters.astype(np.float64) @ np.array([ends, np.ones(2)])
    shown = np.concatenate([recording.run.points.y, reference, lines[0]])
    bottom, top = float(shown.min()), float(shown.max())
    span = top - bottom or 1.0
    lowest, highest = float(lines.min()), float(lines.max())
    room = 4 * span if bottom - lowest <= 4 * span >= highest - top else span
    bottom, top = min(bottom, max(lowest, bottom - room)), max(top, min(highest, top + room))
    return bottom - 0.06 * (top - bottom or span), top + 0.06 * (top - bottom or span)


def _height(axes: "Axes") -> float:
    """Return the height of `axes` in pixels of a picture 720 lines high."""
    figure = axes.figure
    return float(axes.bbox.height * 72 / figure.dpi)
