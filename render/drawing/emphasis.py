"""One thing at a time: the colours and a panel of a film in slow motion enter, what stands back for the present beat
leaves. Whoever dims something, dims it here."""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from render.drawing.classes import mixed
from render.drawing.panels import Moving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

LEAST = 3.05
"""Contrast that a dimmed text keeps: WCAG 2.1 asks for 3 of what need not be read at once (1.4.3, large text)."""
MUTED = 0.5
"""Share of its hue that a dimmed text gives away."""
FAINT = 0.35
"""Share of its colour that a dimmed line keeps."""
VEIL = 0.6
"""Opacity of what lies over the lines of a panel that stands back."""


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


class Dimmer:
    """Texts of a picture, each dimmed or in the colour that whoever draws it gives it."""

    def __init__(self, texts: "Sequence[Text]", theme: "Theme") -> None:
        """Take the texts as they are."""
        self._texts, self._theme = texts, theme
        self._inks = [("", "")] * len(texts)

    def dim(self, *dim: bool) -> None:
        """Dim those of which this is true: one truth for each, or for all."""
        wanted = dim * len(self._texts) if len(dim) == 1 else dim
        for index, (text, now) in enumerate(zip(self._texts, wanted, strict=True)):
            (own, less), color = self._inks[index], to_hex(text.get_color())
            if now and color != less:
                self._inks[index] = color, dimmed(color, self._theme.paper)
                text.set_color(self._inks[index][1])
            elif not now and less:
                self._inks[index] = "", ""
                if color == less:
                    text.set_color(own)


def standing_back(moving: Moving, axes: "Axes", theme: "Theme", tells: "Sequence[str]") -> Moving:
    """Return what moves in a panel's `axes`, which stands back at all beats of slow motion but those that it `tells`.

    Its lines lie under a veil of the ground, its texts are dimmed. On a transparent ground there is no veil.
    """
    texts = [*(text for text in axes.texts), *(a for a in moving.artists if isinstance(a, Text) and a.axes is not axes)]
    inks = [artist for artist in moving.artists if not isinstance(artist, Text)]
    veil = Rectangle((0, 0), 1, 1, transform=axes.transAxes, color=theme.paper, alpha=VEIL, linewidth=0, visible=False)
    axes.add_artist(veil)
    dimmer = Dimmer(texts, theme)

    def show(moment: "Moment") -> None:
        moving.show(moment)
        back = bool(moment.present) and moment.present not in tells
        dimmer.dim(back)
        if veil.get_visible() != (back and not theme.transparent):
            veil.set_visible(not veil.get_visible())

    return replace(moving, artists=[*inks, veil, *texts], show=show)
