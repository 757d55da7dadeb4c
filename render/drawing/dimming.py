"""Colours enter, others leave: of texts that stand back or are small, and can still be read, and of faint lines."""

from functools import cache

from render.drawing.classes import mixed

TEXT, LARGE_TEXT = 4.5, 3.0
"""Contrasts of texts and of large ones (WCAG 2.1, 1.4.3, level AA)."""
SMALL_TEXT = 5.0
"""Contrast to the paper that small texts are given: their ground may be a little tinted."""
LARGE, LARGE_BOLD = 24.0, 18.66
"""From these sizes on text is large, in CSS pixels (18 and 14 points); a picture that fills a screen has about 720."""
LEAST = LARGE_TEXT + 0.05
"""Contrast that a dimmed text keeps: it need not be read at once."""
MUTED = 0.5
"""Share of its hue that a dimmed text gives away."""
FAINT = 0.35
"""Share of its colour that a dimmed line keeps."""


def is_large(size: float, bold: bool) -> bool:
    """Return whether a text is large, whose `size` is in pixels of a picture 720 lines high."""
    return size >= (LARGE_BOLD if bold else LARGE)


@cache
def readable(color: str, paper: str, ink: str, least: float) -> str:
    """Return the `color` of a text with so much of the `ink` of all texts in it that its contrast is the `least`."""
    shares = (share / 64 for share in range(65))
    return next((each for share in shares if contrast(each := mixed(color, ink, share), paper) >= least), ink)


@cache
def dimmed(color: str, paper: str) -> str:
    """Return the `color` of a text, #rrggbb, that stands back on `paper`: greyer, and as faint as can still be read."""
    red, green, blue = bytes.fromhex(color[1:])
    grey = f"#{3 * bytes([round(0.2126 * red + 0.7152 * green + 0.0722 * blue)]).hex()}"
    muted = mixed(color, grey, MUTED)
    shares = (share / 64 for share in range(65))
    return next((each for share in shares if contrast(each := mixed(paper, muted, share), paper) >= LEAST), color)


def faint(color: str, paper: str) -> str:
    """Return the `color` of a line that stands back on `paper`."""
    return mixed(paper, color, FAINT)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21: WCAG 2.1, contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [byte / 255 for byte in bytes.fromhex(color[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
