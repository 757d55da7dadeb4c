"""The data, the line that is the truth, and the line that is the guess."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording


MOST_RESIDUALS = 150


class Fit(Panel):
    """Points, the true line (or the least-squares line where no truth is known) and the guess."""

    kind: Literal["fit"] = "fit"
    trail: Annotated[bool, Field(description="earlier guesses, fading: those of steps 0, 1, 2, 4, 8 …")] = False
    residuals: Annotated[
        Literal["none", "bars", "squares"],
        Field(description="from the points to the guess; the loss is the squares' mean"),
    ] = "none"
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
        bottom, top = hull(np.concatenate([points.y, reference, lines[0]]), lines, recording)
        axes.set_ylim(bottom, top)
        axes.locator_params(nbins=6)
        if bottom < 0 < top:
            axes.axhline(0, color=theme.quiet, linewidth=theme.grid_width, alpha=0.5)
        axes.plot(points.x, points.y, "o", color=theme.data, markersize=theme.point_size, markeredgewidth=0)
        wide = 1.3 * theme.line_width
        dashes = _whole_dashes(axes, ends, reference, wide)
        axes.plot(ends, reference, color=theme.truth, linewidth=wide, dashes=dashes, zorder=3)

        name: dict[str, Any] = {"x": 1.015, "va": "center", "size": theme.label_size, "weight": 600}
        transform = axes.get_yaxis_transform()
        known = points.truth is not None
        truth_name = axes.text(
            y=reference[1], s="truth" if known else "least\nsquares", color=theme.truth, transform=transform, **name
        )
        truth_name.set_linespacing(1.0)
        more = [
            part
            for part in (
                self._trail(axes, recording, theme, ends),
                self._residuals(axes, recording, theme),
                _batch(axes, recording, theme),
            )
            if part
        ]
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

            for part in more:
                part.show(moment)

        return Moving([*(artist for part in more for artist in part.artists), line, guess_name], show)

    def _trail(self, axes: "Axes", recording: "Recording", theme: "Theme", ends: Any) -> Moving | None:
        """Return the earlier guesses: a line for step 0 and for each power of two, fainter the older it is."""
        if not self.trail:
            return None
        steps = [0, *(2**power for power in range(recording.steps.bit_length()))]
        lines = []
        for step in steps:
            w, b = recording.parameters_at(step)
            style: dict[str, Any] = {"color": theme.guess, "linewidth": 0.5 * theme.line_width, "zorder": 2.5}
            lines += axes.plot(ends, w * ends + b, **style)

        def show(moment: "Moment") -> None:
            past = sum(step < moment.position for step in steps)
            for age, line in enumerate(reversed(lines[:past])):
                line.set_alpha(max(0.12, 0.5 * 0.8**age))
            for index, line in enumerate(lines):
                line.set_visible(index < past)

        return Moving(lines, show)

    def _residuals(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving | None:
        """Return a bar from each point to the guess, or a square on it; of many points, an even choice."""
        if self.residuals == "none":
            return None
        import numpy as np

        points = recording.run.points
        order = np.argsort(points.x, kind="stable")
        chosen = order[np.unique(np.linspace(0, len(order) - 1, min(len(order), MOST_RESIDUALS)).astype(int))]
        x, y = points.x[chosen].astype(float), points.y[chosen].astype(float)
        if self.residuals == "bars":
            bars = axes.vlines(x, y, y, color=theme.loss, linewidth=0.4 * theme.line_width, zorder=2.6)

            def show(moment: "Moment") -> None:
                w, b = recording.parameters_at(moment.position)
                ends = np.stack([x, w * x + b], axis=1)
                bars.set_segments(list(np.stack([np.stack([x, y], axis=1), ends], axis=1)))

            return Moving([bars], show)
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        across = (right - left) / (top - bottom) * axes.bbox.height / axes.bbox.width
        squares = axes.bar(x, y, 0, color=theme.loss, alpha=max(0.02, min(0.25, 2 / len(x))), zorder=2.6)

        def show_squares(moment: "Moment") -> None:
            w, b = recording.parameters_at(moment.position)
            for square, at, value in zip(squares, x, y, strict=True):
                residual = w * at + b - value
                square.set_bounds(at, value, -abs(residual) * across, residual)

        return Moving(list(squares), show_squares)


def _batch(axes: "Axes", recording: "Recording", theme: "Theme") -> Moving | None:
    """Return the points of the present step's batch, lit; None for a training that sees all points at each step."""
    if not recording.run.batch_size:
        return None
    points = recording.run.points
    (lit,) = axes.plot([], [], "o", color=theme.loss, markersize=1.3 * theme.point_size, zorder=2.8)
    lit.set(markeredgecolor=theme.background, markeredgewidth=theme.grid_width)

    def show(moment: "Moment") -> None:
        batch = recording.batches[moment.step]
        lit.set_data(points.x[batch], points.y[batch])

    return Moving([lit], show)


def _whole_dashes(axes: "Axes", x: Any, y: Any, width: float) -> tuple[float, float]:
    """Return dash and gap, in line widths, such that the line from one end to the other begins and ends with a dash."""
    import numpy as np

    dash, gap = 2.3, 1.2
    pixels = axes.transData.transform(np.stack([x, y], axis=1))
    length = float(np.hypot(*(pixels[1] - pixels[0]))) * 72 / axes.figure.dpi / width
    count = max(1, round((length + gap) / (dash + gap)))
    stretch = length / (count * (dash + gap) - gap)
    return dash * stretch, gap * stretch
