"""For white slides."""

from typing import Literal

from render.drawing.themes import Background, Color, RunColors, Theme


class Light(Theme):
    """Dark ink on white, for white slides."""

    kind: Literal["light"] = "light"
    background: Background = "#FFFFFF"
    text: Color = "#1B2430"
    quiet: Color = "#5B6675"
    grid: Color = "#E3E7EC"
    data: Color = "#8793A3"
    truth: Color = "#009E73"
    guess: Color = "#D55E00"
    second_weight: Color = "#85366F"
    loss: Color = "#0072B2"
    runs: RunColors = ("#D55E00", "#0072B2", "#85366F", "#1B2430", "#32520F", "#BC759A")
    classes: tuple[Color, Color, Color, Color, Color] = ("#0072B2", "#D55E00", "#85366F", "#1B2430", "#009E73")
