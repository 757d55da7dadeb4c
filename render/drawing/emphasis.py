"""One thing at a time: the colours and a panel of a film in slow motion enter, what stands back for the present beat
leaves. Whoever dims something, dims it here."""

from dataclasses import replace
from typing import TYPE_CHECKING

from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from render.drawing.dimming import dimmed
from render.drawing.panels import Moving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment

VEIL = 0.6
"""Opacity of what lies over the lines of a panel that stands back."""


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
