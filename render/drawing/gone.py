"""Axes and runs enter, how far off those are that have left the picture leaves: they are told of, not shown."""

from typing import TYPE_CHECKING

import numpy as np

from render.drawing.axes import halo, height, text_width, width
from render.drawing.panels import Moving, Runs
from render.languages import Texts
from render.numbers import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

LINE = 1.4
"""From one run's line to the next, in sizes."""
LARGE = 1.3
"""How large the texts are, in those of labels: where they stand there is nothing else to be seen."""
DIGITS, FARTHEST = 2, (5e8, 2.5e19)
"""Of the distance, and the longest ones: written plainly, and with a power of ten: its square is still a float32."""


class GoneTexts(Texts, speaker="gone"):
    """In the picture that a guess has left: the mean distance of the points from it."""

    off = "off by {distance}"
    off_named = "{name}: off by {distance}"


def gone(axes: "Axes", runs: Runs, theme: "Theme") -> Moving | None:
    """Return how far off each run is whose whole guess lies outside the Axes, for those that end worse than they began.

    That is the mean of |prediction - y| over all samples that are learned from.
    """
    leaving = [(recording, color) for recording, color in runs if not recording.settles]
    if not leaving or runs.alone.run.samples.classes:
        return None
    said = runs.words.of(GoneTexts)

    def told(recording: "Recording", distance: float) -> str:
        form = said.off_named if runs.overlaid else said.off
        return form.format(name=recording.run.name, distance=short(distance, DIGITS))

    size = LARGE * theme.label_size
    widest = max(text_width(axes, told(recording, far), size) for recording, _ in leaving for far in FARTHEST)
    size *= min(1.0, width(axes) / widest)
    texts = []
    for index, (_, color) in enumerate(leaving):
        level = 1 - (0.5 + LINE * (index + 0.5)) * size / height(axes)
        text = axes.text(0.5, level, "", color=color, size=size, weight=600, ha="center", va="center")
        text.set_transform(axes.transAxes)
        halo(text, theme)
        texts.append(text)
    ends = np.array(axes.get_xlim())[:, np.newaxis]

    def show(moment: "Moment") -> None:
        bottom, top = axes.get_ylim()
        for text, (recording, _) in zip(texts, leaving, strict=True):
            guess = recording.predict(moment.position, ends)
            outside = bool(guess.min() > top or guess.max() < bottom)
            text.set_visible(outside)
            if outside:
                samples = recording.run.samples
                apart = np.abs(recording.predict(recording.reached(moment.position), samples.x) - samples.y).mean()
                text.set_text(told(recording, float(apart)))

    return Moving(texts, show)
