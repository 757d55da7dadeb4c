"""Panels and a recording enter, what is said of each beat in slow motion leaves: of what is to be seen, where it is."""

from collections.abc import Iterable, Sequence

import numpy as np

from render.drawing.numbers import gradient_text
from render.drawing.panels import Panel
from render.languages import Language
from render.timeline.beats import BEATS
from render.training.recording import Recording


def sayings(
    panels: Sequence[Panel], recording: Recording, steps: Iterable[int], words: Language
) -> dict[tuple[int, str], str]:
    """Return what is said at each beat of `steps`, by step and beat: by the first of the `panels` that has a say."""
    return {
        (step, beat): next(
            (said for panel in panels if (said := panel.says(beat, recording, step, words))),
            _anywhere(beat, recording, step, words),
        )
        for step in steps
        if step < recording.steps
        for beat in BEATS
    }


def slope_said(recording: Recording, step: int, column: int, words: Language) -> str:
    """Return the gradient of `step` for w (`column` 0) or b (1), as the picture writes it, and the way it asks for."""
    slope = float(recording.gradients[step, column])
    rise, fall = words.beat_gradient_rise, words.beat_gradient_fall
    if recording.run.batch_size:
        rise, fall = words.beat_gradient_rise_batch, words.beat_gradient_fall_batch
    write = gradient_text([recording])
    return (rise if slope < 0 else fall).format(slope=write(slope), parameter="wb"[column])


def _anywhere(beat: str, recording: Recording, step: int, words: Language) -> str:
    """Return what holds whatever is shown; of the gradient, its larger part."""
    if beat == "gradient":
        return slope_said(recording, step, int(np.abs(recording.gradients[step]).argmax()), words)
    if beat == "update":
        return words.beat_update
    if recording.run.batch_size:
        return words.beat_predict_batch if beat == "predict" else words.beat_loss_batch
    return words.beat_predict if beat == "predict" else words.beat_loss
