"""The data, the line that is the truth, and the line that is the guess."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

        from render.drawing.axes import hull, row

        points = recording.run.points
        axes.set_xlabel(points.x_name)
        axes.set_ylabel(points.y_name)
        margin = 0.03 * float(np.ptp(points.x))
        ends = np.array([points.x.min() - margin, points.x.max() + margin])
        axes.set_xlim(*ends)
        w, b = points.truth or points.least_squares
        reference = w * ends + b
        lines = recording.parameters.astype(np.float64) @ np.array([ends, np.ones(2)])
        bottom, top = hull(np.concatenate([points.y, reference, lines[0]]), lines)
        axes.set_ylim(bottom, top)
        axes.locator_params(nbins=6)
        if bottom < 0 < top:
            axes.axhline(0, color=theme.quiet, linewidth=theme.grid_width, alpha=0.5)
        axes.plot(points.x, points.y, "o", color=theme.data, markersize=theme.point_size, markeredgewidth=0)
        axes.plot(ends, reference, color=theme.truth, linewidth=1.3 * theme.line_width, dashes=(2.3, 1.2), zorder=3)

        name: dict[str, Any] = {"x": 1.015, "va": "center", "size": theme.label_size, "weight": 600}
        transform = axes.get_yaxis_transform()
        known = points.truth is not None
        truth_name = axes.text(
            y=reference[1], s="truth" if known else "least\nsquares", color=theme.truth, transform=transform, **name
        )
        truth_name.set_linespacing(1.0)
        (line,) = axes.plot(ends, ends, color=theme.guess, linewidth=theme.line_width, zorder=4, solid_capstyle="butt")
        guess_name = axes.text(y=0, s="guess", color=theme.guess, transform=transform, **name)

        line_height = row(axes, theme)
        apart = line_height * (1.2 if known else 1.7)
        side_at_the_end = 1 if lines[-1, 1] >= reference[1] else -1

        def show(moment: "Moment") -> None:
            w, b = recording.parameters_at(moment.position)
            guess = w * ends + b
            line.set_ydata(guess)
            distance = guess[1] - reference[1]
            side = side_at_the_end if abs(distance) < 0.3 * apart else np.sign(distance)
            left = "" if bottom <= guess[1] <= top else " ↑" if guess[1] > top else " ↓"
            guess_name.set_text(f"guess{left}")
            y = side * float(np.clip(guess[1], bottom + line_height / 2, top - line_height / 2))
            guess_name.set_y(side * max(y, side * reference[1] + apart))

        return Moving((line, guess_name), show)
