"""Does what is drawn stand out from what is behind it?"""

from collections.abc import Iterator

import numpy as np
from coloraide import Color
from numpy.typing import NDArray

from render.drawing.dimming import LARGE_TEXT, SMALL_TEXT, TEXT, dimmed, is_large, readable
from render.drawing.proof import Lettering
from render.drawing.themes import Theme
from render.lint import Finding, Showing, quoted
from render.numbers import short

MARK = 3.0
"""Contrast of what has to be seen to understand a picture (WCAG 2.1, 1.4.11). The points are that: they are what is
learned from. Grid, axes and marks of a phase only help."""
SHADE = 0xF0F0F0
"""The bits of a colour that tell shades apart."""
SMALL = 1000
"""Pixels up to which each of a text's box counts."""
MEANING = {
    "data": "the points",
    "truth": "the line to be reached",
    "guess": "the guess",
    "second_weight": "the second weight",
    "loss": "the loss",
    "runs": "a run",
    "text": "the arrows",
}
"""The colours of a theme that carry meaning."""


def contrast(showing: Showing) -> Iterator[Finding]:
    """Say which texts, lines and points are too faint, each colour once, and which colour would do.

    What is drawn with an opacity below one is an echo of what stands out elsewhere: the trail, contours, squares. What
    stands back for a beat of slow motion need not be read then, and has been made as faint as `dimming` lets it be.
    """
    theme = showing.scene.theme
    texts: dict[tuple[str, str], tuple[float, Lettering]] = {}
    inks: set[str] = set()
    roles = [getattr(theme, role) for role in ("text", "quiet", *MEANING)]
    inked = [color.lower() for said in roles for color in (said if isinstance(said, tuple) else (said,))]
    inked += [readable(color, theme.paper, theme.text, SMALL_TEXT) for color in inked]
    back = {dimmed(color, theme.paper).upper() for color in inked} if showing.scene.slow_motion else set()
    for letterings, pixels in showing.stills():
        inks |= {color for color, opacity in showing.proof.inks() if opacity == 1}
        for text in letterings:
            ground = _ground(text, pixels)
            if ground and text.opacity == 1:
                least = LARGE_TEXT if is_large(text.size, text.bold) or text.color in back else TEXT
                if least > texts.get((text.color, ground), (0.0, text))[0]:
                    texts[text.color, ground] = least, text
    for (color, ground), (least, text) in texts.items():
        yield from _finding(theme, quoted(text.said), color, ground, least)
    for role, what in MEANING.items():
        said = getattr(theme, role)
        for color in said if isinstance(said, tuple) else (said,):
            ground = theme.paper.upper()
            # What is too faint as a text on the same ground has been told of.
            told = (color.upper(), ground) in texts and Color(color).contrast(Color(ground)) < MARK
            if color.upper() in inks and not told:
                yield from _finding(theme, what, color.upper(), ground, MARK)


def _finding(theme: Theme, what: str, color: str, ground: str, least: float) -> Iterator[Finding]:
    # A ratio is not rounded before it is compared: 2.999:1 is below 3:1 (Understanding WCAG 2.1, 1.4.3).
    measured = Color(color).contrast(Color(ground), method="wcag21")
    if measured >= least:
        return
    role, at = _role(theme, color)
    better = _better(color, ground, least)
    hint = f'theme: {{{role}: "{better}"}} has {short(least)}:1'
    if role == "runs":
        hint = f'theme: {{runs: [...]}} with "{better}" in place of "{color}" has {short(least)}:1'
    yield Finding(
        f"the contrast of {what} to what is behind is {short(np.floor(measured * 100) / 100)}:1, {color} on {ground}; "
        f"{short(least)}:1 is the least",
        hint,
        measured,
        least,
        at,
    )


def _ground(text: Lettering, pixels: NDArray[np.uint8]) -> str:
    """Return the colour behind a text, #RRGGBB: the one that most other pixels of its box have, if it has some.

    Shades that differ little count as one, so that those of a contour map are not outnumbered by the text's edges.
    """
    height = len(pixels)
    left, bottom, right, top = (round(edge) for edge in text.box)
    inside = pixels[max(0, height - top) : max(0, height - bottom), max(0, left) : max(0, right), :3].astype(np.uint32)
    if not inside.size:
        return ""
    if inside[..., 0].size > SMALL:
        # Every second pixel of both ways tells what most of them are; of a letter, it may be one of its edges.
        inside = inside[::2, ::2]
    packed = (inside * np.array([1 << 16, 1 << 8, 1], np.uint32)).sum(axis=2)
    others = packed[packed != int(text.color[1:], 16)]
    if not len(others):
        return ""
    shades = others & SHADE
    kinds, counts = np.unique(shades, return_counts=True)
    colors, counts = np.unique(others[shades == kinds[counts.argmax()]], return_counts=True)
    return f"#{int(colors[counts.argmax()]):06X}"


def _role(theme: Theme, color: str) -> tuple[str, tuple[str | int, ...]]:
    """Return which colour of the theme this is, and its keys."""
    for role in ("text", "quiet", *MEANING):
        said = getattr(theme, role)
        if isinstance(said, tuple):
            if color in [each.upper() for each in said]:
                return role, ("theme", role)
        elif said.upper() == color:
            return role, ("theme", role)
    return "text", ("theme",)


def _better(color: str, ground: str, least: float) -> str:
    """Return the colour of the same hue that is nearest to `color` and has the contrast `least` to `ground`."""
    paper = Color(ground)
    away = -1 if paper.luminance() > 0.18 else 1
    for step in range(101):
        made = Color(color).convert("oklch")
        made["lightness"] = min(1.0, max(0.0, made["lightness"] + away * step / 100))
        said: str = made.convert("srgb").fit("srgb").to_string(hex=True).upper()
        if Color(said).contrast(paper, method="wcag21") >= least:
            return said
    return "#000000" if away < 0 else "#FFFFFF"
