"""Draws the chart of the README."""

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from render.drawing import stage  # noqa: F401 (registers the typeface)
from render.drawing.themes.light import Light


def draw(times, machine, target):
    """Save bars of seconds at `target`: for each format in `times`, (those of FuncAnimation, ours)."""
    theme = Light()
    with rc_context({"font.family": ["IBM Plex Sans"], "font.size": 15}):
        figure = Figure(figsize=(9.6, 3.0), dpi=100, facecolor=theme.background)
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0.34, 0.2, 0.57, 0.62))
        axes.set_axis_off()
        bars = [
            (f"{maker}, {kind.upper()}", value, color)
            for kind in ("gif", "mp4")
            for maker, value, color in (
                ("Matplotlib FuncAnimation", times[kind][0], theme.quiet),
                ("gradreel", times[kind][1], theme.guess),
            )
        ]
        for row, (name, value, color) in enumerate(bars):
            level = -row - 0.35 * (row // 2)
            axes.barh(level, value, height=0.7, color=color)
            axes.text(0, level, f"{name}  ", ha="right", va="center", color=theme.text)
            axes.text(value, level, f"  {value:.1f} s", ha="left", va="center", color=color, weight=600)
        figure.text(0.02, 0.89, "A film of 201 frames, 1280x720, from start to exit", weight=600, color=theme.text)
        figure.text(0.02, 0.05, machine, color=theme.quiet, size=12)
        canvas.print_png(target)
