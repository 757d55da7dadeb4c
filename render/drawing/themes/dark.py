"""For dark slides."""

from typing import Literal

from render.drawing.themes import Background, Color, RunColors, Theme


class Dark(Theme):
    """Light ink on a blue black, for dark slides."""

    kind: Literal["dark"] = "dark"
    background: Background = "#10161F"
    text: Color = "#F2F4F7"
    quiet: Color = "#A3AEBD"
    grid: Color = "#2A3442"
    data: Color = "#5C6A80"
    truth: Color = "#1FC79A"
    guess: Color = "#FF7D33"
    second_weight: Color = "#B0609A"
    loss: Color = "#56B4E9"
    runs: RunColors = ("#FF7D33", "#4C9BE8", "#B0609A", "#F2F4F7", "#F0E442", "#3C723D")
    classes: tuple[Color, Color, Color, Color, Color] = ("#4C9BE8", "#FF7D33", "#B0609A", "#F2F4F7", "#3DDC97")
