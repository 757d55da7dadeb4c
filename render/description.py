"""A scene and its recordings enter, what the film shows leaves: in words, for those who cannot see it.

All numbers are those of the recordings, written as on the screen; all sentences are those of the scene's language.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from render.drawing.numbers import gradient_text, loss_text, parameter_text, rate_text, short
from render.formats import Description
from render.languages import Telling
from render.scene.schema import Scene
from render.training.points import Points
from render.training.recording import Recording
from render.training.verdict import ending, run_ending

ENDS = (".", "!", "?", "…", "。", "\N{FULLWIDTH EXCLAMATION MARK}", "\N{FULLWIDTH QUESTION MARK}")
"""What a sentence ends with."""


def describe(scene: Scene, recordings: Sequence[Recording]) -> Description:
    """Return the description of the film of `scene`."""
    said, said_at_length = _in_short(scene, recordings), _at_length(scene, recordings)
    between = scene.language.description.between_sentences
    return Description(between.join(said), between.join(said_at_length))


def _in_short(scene: Scene, recordings: Sequence[Recording]) -> Iterator[str]:
    language, words = scene.language, scene.language.description
    number, loss = parameter_text(recordings), loss_text(recordings)
    last = max(recording.steps for recording in recordings)
    if scene.compare:
        runs = [
            words.short_run.format(ends=run_ending(each, language), loss=loss(float(each.loss[-1])))
            for each in recordings
        ]
        runs_said = words.between_items.join(runs)
        yield words.short_compared.format(count=len(recordings), step=f"{last:,}", runs=runs_said)
        return
    (recording,) = recordings
    first_w, first_b = map(float, recording.parameters[0])
    start = (
        words.sloped.format(w=number(first_w), b=number(first_b)) if first_w else words.flat.format(b=number(first_b))
    )
    w, b = (number(float(value)) for value in recording.parameters[-1])
    reference = _reference(recording.run.points, words)
    yield words.short_start.format(start=start, step=f"{last:,}", w=w, b=b, reference=reference)
    first, final = (loss(float(value)) for value in recording.loss[[0, -1]])
    yield words.short_loss.format(first=first, last=final, ending=ending(recordings, language))
    if scene.slow_motion:
        steps = words.between_items.join(
            language.notes.step.format(step=f"{step:,}") for step in scene.slow_motion.steps
        )
        yield words.short_slow.format(steps=steps)


def _at_length(scene: Scene, recordings: Sequence[Recording]) -> Iterator[str]:
    words, points = scene.language.description, recordings[0].run.points
    yield scene.title if scene.title.endswith(ENDS) else words.run.format(run=scene.title)
    known = words.known if points.truth else words.unknown
    yield known.format(points=f"{len(points.x):,}", reference=_reference(points, words))
    edges = {
        f"{name}_{end}": short(float(f"{edge:.4g}"))
        for name, values in (("x", points.x), ("y", points.y))
        for end, edge in (("low", values.min()), ("high", values.max()))
    }
    yield words.axes.format(x=points.x_name, y=points.y_name, **edges)
    panels = [item for panel in scene.panels for item in panel.told(words)]
    yield words.panels.format(panels=words.between_items.join(panels))
    if scene.compare:
        yield words.compared.format(runs=words.between_items.join(each.run.name for each in recordings))
    for recording in recordings:
        if scene.compare:
            yield words.run.format(run=recording.run.name)
        yield from _run(scene, recording, recordings)
    if scene.captions:
        captions = [
            words.caption.format(text=caption.text, step=f"{scene.step_of(caption):,}") for caption in scene.captions
        ]
        yield words.captions.format(captions=words.between_items.join(captions))
    if scene.author:
        yield words.author.format(author=scene.author)


def _run(scene: Scene, recording: Recording, recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield where a run starts, what it does, and where it ends."""
    words, run = scene.language.description, recording.run
    number, loss, slope = parameter_text(recordings), loss_text(recordings), gradient_text(recordings)

    def at(step: int) -> dict[str, Any]:
        w, b = (number(float(value)) for value in recording.parameters[step])
        return {"step": f"{step:,}", "w": w, "b": b, "loss": loss(float(recording.loss[step]))}

    yield words.starts.format(**at(0))
    for start, phase in zip(run.starts, run.phases, strict=True):
        if start < recording.steps:
            end = min(start + phase.steps, recording.steps)
            yield words.rate.format(first=f"{start:,}", last=f"{end:,}", rate=rate_text(recording, start))
    if run.batch_size and run.batch_size < len(run.points.x):
        yield words.batches.format(size=f"{run.batch_size:,}", points=f"{len(run.points.x):,}")
    for step in scene.slow_motion.steps if scene.slow_motion else ():
        if step < recording.steps:
            w_slope, b_slope = (slope(float(value)) for value in recording.gradients[step])
            yield words.slow.format(**at(step), w_slope=w_slope, b_slope=b_slope)
            new = at(step + 1)
            yield words.slow_update.format(**at(step), rate=rate_text(recording, step), new_w=new["w"], new_b=new["b"])
    halved = int(np.argmax(recording.loss < recording.loss[0] / 2))
    for step in sorted({recording.steps // 10, *run.starts[1:], recording.steps, halved}):
        if 0 < step <= recording.steps:
            yield (words.half if step == halved else words.at).format(**at(step))
    language = scene.language
    how = run_ending(recording, language) if scene.compare else ending([recording], language)
    yield words.ends.format(ending=how)


def _reference(points: Points, words: Telling) -> str:
    """Return the truth, or the least-squares line where none is known."""
    w, b = points.truth or points.least_squares
    said = words.truth if points.truth else words.least_squares
    return said.format(w=short(float(f"{w:.4g}")), b=short(float(f"{b:.4g}")))
