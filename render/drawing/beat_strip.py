"""The strip of the four beats at the bottom of a film in slow motion: the present one stands out, with a line below."""

from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from render.drawing.emphasis import Dimmer
from render.drawing.layout import GAP, MARGIN, Canvas
from render.drawing.panels import Moving, Runs
from render.drawing.themes import Theme
from render.languages import Texts
from render.timeline.beats import BEATS

if TYPE_CHECKING:
    from render.timeline.moments import Moment

SIZE = 26.0
BELOW = 9.0
"""From the words' baseline to the line, in units."""
HEIGHT = 1.2 * SIZE + BELOW


class StripTexts(Texts, speaker="strip"):
    """The beats of a step."""

    named_predict = "predict"
    named_loss = "loss"
    named_place = "place"
    named_gradient = "gradient"
    named_update = "update"


class BeatStrip:
    """Draws into a figure, above `bottom`. `top` is where it begins, in units; `moving` are its words and the line."""

    def __init__(self, figure: Figure, canvas: Canvas, runs: Runs, theme: Theme, bottom: float) -> None:
        """Set each word in a quarter of the width."""
        said = runs.words.of(StripTexts)
        wide, tall = canvas.width, canvas.height
        self.top = bottom - HEIGHT - GAP / 2
        line_at = bottom - theme.line_width / 2
        quarter = canvas.inner_width / len(BEATS)
        middles = [(MARGIN + (index + 0.5) * quarter) / wide for index in range(len(BEATS))]
        style: dict[str, Any] = {
            "size": SIZE,
            "ha": "center",
            "color": theme.text,
            "parse_math": False,
            "visible": False,
        }
        level = 1 - (line_at - BELOW) / tall
        words = [getattr(said, f"named_{beat}") for beat in BEATS]
        if not runs.alone.run.samples.task.has_samples:
            # Nothing is predicted: a function is looked up at a place.
            words[:2] = said.named_place, runs.alone.run.loss.symbol
        plain = [figure.text(at, level, each, **style) for at, each in zip(middles, words, strict=True)]
        bold = [figure.text(at, level, each, **style) for at, each in zip(middles, words, strict=True)]
        for text in bold:
            text.set_fontweight(600)
        line = Line2D([], [], color=theme.guess, linewidth=theme.line_width, solid_capstyle="butt")
        figure.add_artist(line)
        reach = [text.get_window_extent().width / canvas.unit / wide / 2 for text in _shown(bold)]
        Dimmer(plain, theme).dim(True)
        self.fits = 2 * max(reach) * wide <= quarter - GAP

        def show(moment: "Moment") -> None:
            for text, other, beat in zip(plain, bold, BEATS, strict=True):
                text.set_visible(bool(moment.present) and moment.present != beat)
                other.set_visible(moment.present == beat)
            line.set_visible(bool(moment.present))
            if moment.present:
                now = BEATS.index(moment.present)
                line.set_data([middles[now] - reach[now], middles[now] + reach[now]], [1 - line_at / tall] * 2)

        self.moving = Moving([*plain, *bold, line], show)


def _shown(texts: list[Text]) -> list[Text]:
    """Return `texts` that can be measured: one that is not visible has no extent."""
    for text in texts:
        text.set_visible(True)
    return texts
