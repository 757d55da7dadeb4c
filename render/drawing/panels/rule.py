"""The update rule, with the present numbers in place."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.drawing.panels import Moving, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording


class Rule(Panel):
    """For w and b: new value = old value - learning rate * gradient, for the update that follows the present step.

    On the last step, which no update follows, it is the one that led there.
    """

    kind: Literal["rule"] = "rule"
    left: ClassVar[float] = 24.0
    bottom: ClassVar[float] = 24.0

    def draw(self, axes: "Axes", recording: "Recording", theme: "Theme") -> Moving:
        """Set the rule; its numbers move."""
        import numpy as np

        from render.drawing.axes import height
        from render.drawing.numbers import fixed, parameter_text, rate_text

        axes.set_axis_off()
        parameters, gradients = recording.parameters, recording.gradients
        number = parameter_text(recording)
        slope = fixed(gradients, digits=4, smallest=float(np.abs(gradients).max()))

        tall = height(axes)

        def text(down: float, s: str, size: float, color: str, **more: Any) -> Any:
            return axes.text(
                0, 1 - down / tall, s, size=size, color=color, va="center", transform=axes.transAxes, **more
            )

        moving = []
        for column, name in enumerate("wb"):
            top = column * max(tall / 2, 110)
            words = f"{name} ← {name} − learning rate × slope of the loss along {name}"
            text(top + 8, words, theme.tick_size, theme.quiet)
            formula = text(top + 40, "", theme.label_size * 1.15, theme.text)
            result = text(top + 82, "", theme.number_size, theme.guess, weight=600)
            moving.append((formula, result, name, column))

        def show(moment: "Moment") -> None:
            step = max(0, min(moment.step, recording.steps - 1))
            for formula, result, name, column in moving:
                old, gradient = parameters[step, column], gradients[step, column]
                sign = slope(gradient)
                rate = rate_text(recording, step)
                formula.set_text(f"{number(old)} − {rate} × {f'({sign})' if gradient < 0 else sign}")
                result.set_text(f"{name} = {number(parameters[min(step + 1, recording.steps), column])}")

        return Moving([part for formula, result, *_ in moving for part in (formula, result)], show)
