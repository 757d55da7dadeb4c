"""Panels and a recording enter, what is said of each beat in slow motion leaves: of what is to be seen, where it is."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from render.drawing.panels import Panel, Runs
from render.languages import Language, Texts
from render.timeline.beats import BEATS
from render.training.decimals import gradient_text
from render.training.landscapes import LandscapeTexts
from render.training.recording import Recording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme


class BeatTexts(Texts, speaker="beats"):
    """The captions of slow motion, where no panel has a better one."""

    loss = "How wrong is it? The mean of the squared errors"
    loss_batch = "The mean of the batch's squared errors"
    loss_of_each = "How wrong is it? The mean over all samples"
    loss_of_each_batch = "The mean over the samples of the batch"
    gradient_rise = "Gradient {slope}: {parameter} has to rise"
    gradient_fall = "Gradient {slope}: {parameter} has to fall"
    gradient_rise_batch = "Batch gradient {slope}: {parameter} has to rise"
    gradient_fall_batch = "Batch gradient {slope}: {parameter} has to fall"
    gradient_layers = "Backward: a gradient for each layer"
    gradient_layers_batch = "Backward: the batch's gradients"


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
    """Return the gradient of `step` for the weight of a `column`, as the picture writes it, and the way it asks for."""
    slope = float(recording.gradient_at(step)[column])
    said = words.of(BeatTexts)
    rise, fall = said.gradient_rise, said.gradient_fall
    if recording.run.batch_size:
        rise, fall = said.gradient_rise_batch, said.gradient_fall_batch
    write = gradient_text([recording])
    return (rise if slope < 0 else fall).format(slope=write(slope), parameter=recording.names[column])


def slope_writer(
    axes: "Axes",
    runs: Runs,
    column: int,
    said: Callable[[Recording], tuple[str, str]],
    brief: str,
    theme: "Theme",
) -> Callable[[float], str]:
    """Return a function that says a slope for the weight of a `column`, and the way that it asks for.

    Of a recording, up and down are what is `said`; or, where that of any run is wider than `axes`, what is `brief`:
    columns of a comparison say as much as one another.
    """
    from render.drawing.axes import text_width, width

    write, name = gradient_text(runs.every), runs.alone.names[column]
    rise, fall = said(runs.alone)
    steepest = max(
        float(np.abs(each.gradients[:, each.column(name)]).max()) for each in runs.every if name in each.names
    )
    longest = max((wording for each in runs.every for wording in said(each)), key=len)
    if text_width(axes, longest.format(slope=write(-steepest), parameter=name), theme.label_size) > width(axes):
        rise = fall = brief
    return lambda slope: (rise if slope < 0 else fall).format(slope=write(slope), parameter=name)


def _anywhere(beat: str, recording: Recording, step: int, words: Language) -> str:
    """Return what holds whatever is shown; of the gradient, its larger part, or that each layer has one."""
    if beat == "gradient" and recording.has_matrices:
        said = words.of(BeatTexts)
        return said.gradient_layers_batch if recording.run.batch_size else said.gradient_layers
    if beat == "gradient":
        return slope_said(recording, step, int(np.abs(recording.gradient_at(step)).argmax()), words)
    said = words.of(BeatTexts)
    if beat == "update":
        return words.of(recording.run.optimizer.texts).update
    squared, batch = recording.run.loss.quadratic, recording.run.batch_size
    if beat == "predict":
        of_model = words.of(recording.run.model.texts)
        return of_model.predict_batch if batch else of_model.predict
    if not recording.run.samples.task.has_samples:
        return words.of(LandscapeTexts).height
    if batch:
        return said.loss_batch if squared else said.loss_of_each_batch
    return said.loss if squared else said.loss_of_each
