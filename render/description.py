"""A scene and its recordings enter, what the film shows leaves: in words, for those who cannot see it.

Every number is one of the recording, written as on the screen; every sentence is one of the scene's language.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from render.drawing.numbers import gradient_text, loss_text, parameter_texts, rate_text
from render.formats import Description
from render.numbers import DIGITS, exact, limit, rounded, short
from render.scene.schema import Scene
from render.training.points import Quantity
from render.training.recording import Recording
from render.training.verdict import ending, run_ending, verdict

LONGEST_ALT = 250
"""Characters of a text in place of the picture: more of them a screen reader's user has to sit through."""
DIGITS_OF_ENDS = 4
MILESTONES = (0.1, 0.5, 1.0)
"""Shares of a run's steps after which its numbers are told; they are also where a phase begins."""


def describe(scene: Scene, recordings: Sequence[Recording]) -> Description:
    """Return the description of the film of `scene`."""
    teller = _Teller(scene, recordings)
    return Description(teller.alt(), "\n\n".join(teller.paragraphs()))


class _Teller:
    """Tells of `recordings` in the language of `scene`."""

    def __init__(self, scene: Scene, recordings: Sequence[Recording]) -> None:
        self._scene, self._recordings = scene, recordings
        self._language, self._words = scene.language, scene.language.description
        self._numbers = parameter_texts(recordings)
        self._loss, self._slope = loss_text(recordings), gradient_text(recordings)
        self._last = max(recording.steps for recording in recordings)
        slow = scene.slow_motion.steps if scene.slow_motion else ()
        self._slow = sorted(step for step in slow if step < self._last)

    def alt(self) -> str:
        """Return a sentence, and as many more as there is room for."""
        told = [self._short_comparison()] if len(self._recordings) > 1 else self._short_run(self._recordings[0])
        if self._slow:
            steps = self._items(self._words.slow_step.format(step=f"{step:,}") for step in self._slow)
            told.append(self._words.short_slow.format(steps=steps))
        while len(told) > 1 and len(self._sentences(told)) > LONGEST_ALT:
            told.pop()
        return self._sentences(told)

    def paragraphs(self) -> Iterator[str]:
        """Yield what the film is about, what its picture shows, what each run does, and what else is said."""
        yield self._scene.title
        yield self._sentences(self._setting())
        for recording in self._recordings:
            yield self._sentences(self._run(recording))
        for step in self._slow:
            yield self._sentences(self._slow_motion(self._recordings[0], step))
        if more := [*self._more()]:
            yield self._sentences(more)

    def _short_run(self, recording: Recording) -> list[str]:
        words, now = self._words, self._now(recording, recording.steps)
        points = recording.run.points
        reference = (words.truth if points.truth else words.least_squares).format(**self._reference())
        start = (words.sloped if recording.parameters[0, 0] else words.flat).format(**self._now(recording, 0))
        said = ending([recording], self._language)
        return [
            words.short_start.format(start=start, step=f"{recording.steps:,}", reference=reference, **now),
            words.short_loss.format(first=self._loss(recording.loss[0]), last=now["loss"], ending=said),
        ]

    def _short_comparison(self) -> str:
        words = self._words
        ends = [run_ending(recording, self._language) for recording in self._recordings]
        losses = [self._loss(recording.loss[-1]) for recording in self._recordings]
        both = [words.short_run.format(ends=end, loss=loss) for end, loss in zip(ends, losses, strict=True)]
        told, shorter = (
            words.short_compared.format(count=len(runs), step=f"{self._last:,}", runs=self._items(runs))
            for runs in (both, ends)
        )
        return told if len(told) <= LONGEST_ALT else shorter

    def _setting(self) -> Iterator[str]:
        words, points = self._words, self._recordings[0].run.points
        data = words.known if points.truth else words.unknown
        yield data.format(points=f"{len(points.x):,}", **self._reference())
        x_low, x_high, y_low, y_high = (*_ends(points.x, points.x_axis), *_ends(points.y, points.y_axis))
        yield words.axes.format(
            x=points.x_axis.name, x_low=x_low, x_high=x_high, y=points.y_axis.name, y_low=y_low, y_high=y_high
        )
        if points.x_axis.origin or points.y_axis.origin:
            model = words.model_of_days if points.x_axis.is_date else words.model
            yield model.format(formula=points.formula)
        yield words.panels.format(
            panels=self._items(item for panel in self._scene.panels for item in panel.told(words))
        )
        if len(self._recordings) > 1:
            yield words.compared.format(runs=self._items(recording.run.name for recording in self._recordings))

    def _run(self, recording: Recording) -> Iterator[str]:
        words, run, last = self._words, recording.run, recording.steps
        if run.name:
            yield words.run.format(run=run.name)
        yield words.starts.format(**self._now(recording, 0))
        for start, phase in zip(run.starts, run.phases, strict=True):
            if start <= last:
                end = min(start + phase.steps, last)
                yield words.rate.format(first=f"{start:,}", last=f"{end:,}", rate=rate_text(recording, start))
        if run.batch_size:
            yield words.batches.format(size=f"{run.batch_size:,}", points=f"{len(run.points.x):,}")
        steps = {*(round(share * last) for share in MILESTONES), *(start for start in run.starts if start <= last)}
        told = [(step, words.at.format(step=f"{step:,}", **self._now(recording, step))) for step in steps if step]
        below = np.flatnonzero(recording.loss < recording.loss[0] / 2)
        told += [(int(step), words.half.format(step=f"{step:,}")) for step in below[:1]]
        yield from (sentence for _, sentence in sorted(told))
        one = len(self._recordings) == 1
        yield words.ends.format(
            ending=ending([recording], self._language) if one else run_ending(recording, self._language)
        )

    def _slow_motion(self, recording: Recording, step: int) -> Iterator[str]:
        words, now, new = self._words, self._now(recording, step), self._now(recording, step + 1)
        w_slope, b_slope = (self._slope(slope) for slope in recording.gradients[step])
        slow = words.slow_batch if recording.run.batch_size else words.slow
        yield slow.format(step=f"{step:,}", loss=now["loss"], w_slope=w_slope, b_slope=b_slope)
        yield words.slow_update.format(
            rate=rate_text(recording, step), w=now["w"], new_w=new["w"], b=now["b"], new_b=new["b"]
        )

    def _more(self) -> Iterator[str]:
        """Yield the largest stable rate, where rates are compared, the captions that come, and the author's line."""
        scene, words = self._scene, self._words
        if len({recording.run.phases[0].learning_rate for recording in self._recordings}) > 1:
            rate = limit(verdict(self._recordings[0]).largest_stable_rate)
            yield words.ends.format(ending=self._language.stable_below.format(rate=rate))
        steps = [self._last if caption.at == "end" else caption.at for caption in scene.captions]
        captions = [
            words.caption.format(text=caption.text, step=f"{step:,}")
            for step, caption in zip(steps, scene.captions, strict=True)
            if step <= self._last
        ]
        if captions:
            yield words.captions.format(captions=self._items(captions))
        if scene.author:
            yield words.author.format(author=scene.author)

    def _now(self, recording: Recording, step: int) -> dict[str, str]:
        """Return the numbers of a step."""
        w, b = (write(value) for write, value in zip(self._numbers, recording.parameters[step], strict=True))
        return {"w": w, "b": b, "loss": self._loss(recording.loss[step])}

    def _reference(self) -> dict[str, str]:
        """Return w and b of the line that is to be reached."""
        points = self._recordings[0].run.points
        w, b = points.truth or points.least_squares
        return {name: write(value) for name, write, value in zip("wb", self._numbers, (w, b), strict=True)}

    def _items(self, items: Iterable[str]) -> str:
        return self._words.between_items.join(items)

    def _sentences(self, sentences: Iterable[str]) -> str:
        return self._words.between_sentences.join(sentences)


def _ends(values: NDArray[np.float32], axis: Quantity) -> tuple[str, str]:
    """Return the smallest and the largest of the author's numbers, with four digits of what lies between them."""
    low, high = (float(end) + axis.origin for end in (values.min(), values.max()))
    if axis.is_date:
        return axis.day(low), axis.day(high)
    largest = max(abs(low), abs(high))
    digits = DIGITS_OF_ENDS + (int(np.log10(largest / (high - low))) if high > low else 0)
    first, last = (rounded(end, digits) for end in (low, high))
    return (short(low, digits), short(high, digits)) if digits <= DIGITS else (exact(first), exact(last))
