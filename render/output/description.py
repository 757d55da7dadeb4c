"""A scene and its recordings enter, what the film shows leaves: in words, for those who cannot see it.

Every number is one of the recording, written as on the screen; every sentence is one of the scene's language.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from render.formats import Description
from render.languages import Texts
from render.numbers import DIGITS, exact, limit, rounded, short
from render.scene.schema import Scene
from render.scene.storytelling import step_of
from render.training.decimals import MOST_SAID, gradient_text, loss_text, rate_text, weight_texts, weights_said
from render.training.recording import Recording
from render.training.samples import Quantity
from render.training.verdict import VerdictTexts, ending, run_ending

LONGEST_ALT = 250
"""Characters of a text in place of the picture: more of them a screen reader's user has to sit through."""
FEW = 2
"""Slopes that are joined as a pair, and weights that are told in short."""
DIGITS_OF_ENDS = 4
MILESTONES = (0.1, 0.5, 1.0)
"""Shares of a run's steps after which its numbers are told; they are also where a phase begins."""


class DescriptionTexts(Texts, speaker="description", drawn=False):
    """Sentences, for those who cannot see the film; `ending` and `ends` are said on screen.

    In short: how a run starts, where it gets and what becomes of its loss, or an item for each of several runs.
    """

    between_sentences = " "
    between_items = "; "
    short_loss = "The loss goes from {first} to {last}: “{ending}”."
    short_compared = "{count} runs of gradient descent on one clock, to step {step}: {runs}."
    short_run = "{ends}, loss {loss}"
    short_slow = "In slow motion: {steps}."
    slow_step = "step {step}"
    truth = "truth: {weights}"
    least_squares = "least squares: {weights}"
    best = "best: {weights}"
    curve = "the truth is dashed"
    known_curve = "The data are {points} points around a known curve, the truth."
    unknown = "The data are {points} points. No truth is known."
    axes = "{x} goes from {x_low} to {x_high}, {y} from {y_low} to {y_high}."
    model = "The model is {formula}."
    model_of_days = "The model is {formula}, with x in days."
    loss = "What is made small is the loss: {loss}."
    panels = "The picture shows {panels}."
    compared = "Compared on one clock: {runs}."
    run = "{run}:"
    starts = "The guess starts at {weights}; the loss there is {loss}."
    rate = "From step {first} to step {last} the learning rate is {rate}."
    batches = "Each step sees {size} of the {points} points."
    slope = "{slope} for {parameter}"
    between_slopes = " and "
    between_more_slopes = ", "
    slow_update = "The update subtracts {rate} times the gradient: {moves}."
    move = "{parameter} goes from {old} to {new}"
    more = "and so on"
    at = "At step {step}: {weights}, loss {loss}."
    half = "At step {step} the loss is below half of its first value."
    ends = "In the end the film says: “{ending}”."
    captions = "Captions: {captions}."
    caption = "“{text}” at step {step}"
    author = "At the foot: {author}."


def describe(scene: Scene, recordings: Sequence[Recording]) -> Description:
    """Return the description of the film of `scene`."""
    teller = _Teller(scene, recordings)
    return Description(teller.alt(), "\n\n".join(teller.paragraphs()))


class _Teller:
    """Tells of `recordings` in the language of `scene`."""

    def __init__(self, scene: Scene, recordings: Sequence[Recording]) -> None:
        self._scene, self._recordings = scene, recordings
        self._language, self._words = scene.language, scene.language.of(DescriptionTexts)
        self._numbers = weight_texts(recordings)
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
        words, model = self._words, self._language.of(recording.run.model.texts)
        start, now = (self._now(recording, step, most=FEW) for step in (0, recording.steps))
        told = model.told_start.format(
            start=start["weights"],
            step=f"{recording.steps:,}",
            weights=now["weights"],
            reference=self._short_reference(),
        )
        said = ending([recording], self._language)
        return [told, words.short_loss.format(first=start["loss"], last=now["loss"], ending=said)]

    def _short_reference(self) -> str:
        words, run = self._words, self._recordings[0].run
        if run.objective.truth is None and run.samples.truth:
            return words.curve
        known = words.least_squares if run.objective.quadratic else words.best
        return (known if run.objective.truth is None else words.truth).format(weights=self._reference(FEW))

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
        words, run = self._words, self._recordings[0].run
        samples, objective = run.samples, run.objective
        of_model = self._language.of(run.model.texts)
        data = words.unknown if objective.reference is None else of_model.told_unknown
        if samples.truth:
            data = words.known_curve if objective.truth is None else of_model.told_known
        yield data.format(points=f"{len(samples.y):,}", weights=self._reference())
        x, y = samples.input, samples.target
        x_low, x_high, y_low, y_high = (*_ends(samples.alone, x), *_ends(samples.y, y))
        yield words.axes.format(x=x.name, x_low=x_low, x_high=x_high, y=y.name, y_low=y_low, y_high=y_high)
        if samples.is_centred or run.model.scaled:
            model = words.model_of_days if x.is_date else words.model
            yield model.format(formula=run.model.formula(samples))
        yield words.loss.format(loss=run.loss.name(self._language))
        yield words.panels.format(panels=self._items(self._panels()))
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
            yield words.batches.format(size=f"{run.batch_size:,}", points=f"{len(run.samples.y):,}")
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
        words, model = self._words, self._language.of(recording.run.model.texts)
        names = recording.names
        slopes = [
            words.slope.format(slope=self._slope(slope), parameter=name)
            for name, slope in zip(names, recording.gradients[step], strict=True)
        ]
        slow = model.told_slow_batch if recording.run.batch_size else model.told_slow
        between = words.between_slopes if len(names) <= FEW else words.between_more_slopes
        told = between.join(self._first(slopes))
        yield slow.format(step=f"{step:,}", loss=self._loss(recording.loss[step]), slopes=told)
        moves = [
            words.move.format(parameter=name, old=old, new=new)
            for name, old, new in zip(
                names, self._weights(recording, step), self._weights(recording, step + 1), strict=True
            )
        ]
        told = words.between_more_slopes.join(self._first(moves))
        yield words.slow_update.format(rate=rate_text(recording, step), moves=told)

    def _first(self, items: Sequence[str]) -> Sequence[str]:
        """Return as many `items` as are told, and that there are more."""
        return items if len(items) <= MOST_SAID else [*items[:MOST_SAID], self._words.more]

    def _panels(self) -> Iterator[str]:
        run = self._recordings[0].run
        for panel in self._scene.panels:
            yield from panel.told(self._language, run.model, run.names)

    def _more(self) -> Iterator[str]:
        """Yield the largest stable rate, where rates are compared, the captions that come, and the author's line."""
        scene, words = self._scene, self._words
        stable = self._recordings[0].largest_stable_rate
        if stable is not None and len({recording.run.rate_of(0) for recording in self._recordings}) > 1:
            rate = limit(stable)
            yield words.ends.format(ending=self._language.of(VerdictTexts).stable_below.format(rate=rate))
        steps = [step_of(caption.at, self._last) for caption in scene.captions]
        captions = [
            words.caption.format(text=caption.text, step=f"{step:,}")
            for step, caption in zip(steps, scene.captions, strict=True)
            if step <= self._last
        ]
        if captions:
            yield words.captions.format(captions=self._items(captions))
        if scene.author:
            yield words.author.format(author=scene.author)

    def _now(self, recording: Recording, step: int, most: int = MOST_SAID) -> dict[str, str]:
        """Return the numbers of a step, `most` weights among them."""
        weights = weights_said(recording.parameters[step], self._numbers, recording.names, self._language, most)
        return {"weights": weights, "loss": self._loss(recording.loss[step])}

    def _weights(self, recording: Recording, step: int) -> list[str]:
        return [write(value) for write, value in zip(self._numbers, recording.parameters[step], strict=True)]

    def _reference(self, most: int = MOST_SAID) -> str:
        """Return the weights that are to be reached, where they are known."""
        run = self._recordings[0].run
        if run.objective.reference is None:
            return ""
        return weights_said(run.objective.reference, self._numbers, run.names, self._language, most)

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
