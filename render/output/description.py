"""A scene and its recordings enter, what the film shows leaves: in words, for those who cannot see it.

Every number is one of the recording, written as on the screen; every sentence is one of the scene's language.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from render.drawing.panels import Subject, shared_by
from render.family import word
from render.formats import Description
from render.numbers import ALL_DIGITS, limit, share_text, short
from render.output.told_samples import DescriptionTexts, told_classes, told_samples
from render.scene.schema import Scene
from render.scene.storytelling import step_of
from render.training.decimals import (
    MOST_SAID,
    Said,
    gradient_text,
    loss_text,
    rate_text,
    schedule_name,
    weight_texts,
    weights_said,
)
from render.training.kept import nearest
from render.training.landscapes import LandscapeTexts
from render.training.metrics import ACCURACY, VALIDATION_ACCURACY, VALIDATION_LOSS
from render.training.optimizers import OWN_RATE, OptimizerTexts
from render.training.ranking import ranking
from render.training.recording import Recording, kept_by_all
from render.training.run import Run
from render.training.schedules.constant import Constant
from render.training.units import formula, loss_said
from render.training.verdict import VerdictTexts, ending, run_ending

LONGEST_ALT = 250
"""Characters of a text in place of the picture: more of them a screen reader's user has to sit through."""
FEW = 2
"""Slopes that are joined as a pair, and weights that are told in short."""
MILESTONES = (0.1, 0.5, 1.0)
"""Shares of a run's steps after which its numbers are told, at the nearest steps that are kept; they are also where a
phase begins."""


def describe(scene: Scene, recordings: Sequence[Recording]) -> Description:
    """Return the description of the film of `scene`."""
    teller = _Teller(scene, recordings)
    spoken = scene.about.said(scene.language) if scene.about else []
    return Description(teller.alt(), "\n\n".join(teller.paragraphs()), "\n\n".join(spoken))


def _made_small(run: Run) -> object:
    return run.loss, run.weight_decay, run.standardize.y


def _predicting(run: Run) -> object:
    return run.model, run.standardize


class _Teller:
    """Tells of `recordings` in the language of `scene`."""

    def __init__(self, scene: Scene, recordings: Sequence[Recording]) -> None:
        self._scene, self._recordings = scene, recordings
        self._language, self._words = scene.language, scene.language.of(DescriptionTexts)
        self._loss, self._slope = loss_text(recordings), gradient_text(recordings)
        self._last = max(recording.steps for recording in recordings)
        slow = scene.slow_motion.steps if scene.slow_motion else ()
        self._slow = sorted(step for step in slow if step < self._last)

    def alt(self) -> str:
        """Return a sentence, and as many more as there is room for."""
        compared = len(self._recordings) > 1
        told = [self._short_comparison(), *self._ranking()] if compared else self._short_run(self._recordings[0])
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
        known = words.least_squares if run.objective.is_least_squares else words.best
        return (known if run.objective.truth is None else words.truth).format(weights=self._reference(FEW))

    def _short_comparison(self) -> str:
        words = self._words
        ends = [run_ending(recording, self._language) for recording in self._recordings]
        losses = [self._loss(recording.loss[-1]) for recording in self._recordings]
        both = [
            self._short_end(recording).format(
                ends=end,
                loss=loss,
                name=recording.run.loss.name(self._language),
                right=share_text(recording.metrics[ACCURACY][-1]) if ACCURACY in recording.metrics else "",
            )
            for recording, end, loss in zip(self._recordings, ends, losses, strict=True)
        ]
        told, shorter = (
            words.short_compared.format(count=len(runs), step=f"{self._last:,}", runs=self._items(runs))
            for runs in (both, ends)
        )
        return told if len(told) <= LONGEST_ALT else shorter

    def _short_end(self, recording: Recording) -> str:
        if not self._shares(lambda run: run.loss):
            return self._words.short_run_named
        return self._words.short_run_right if ACCURACY in recording.metrics else self._words.short_run

    def _shares(self, of: Callable[[Run], object]) -> bool:
        """Return whether something is the same of all runs."""
        return all(of(recording.run) == of(self._recordings[0].run) for recording in self._recordings)

    def _setting(self) -> Iterator[str]:
        words, run = self._words, self._recordings[0].run
        samples, objective = run.samples, run.objective
        of_model = self._language.of(run.model.texts)
        # What one loss or model calls the best ones is nothing that another one should reach.
        alike = self._shares(lambda run: (run.model, run.loss, run.weight_decay, run.standardize))
        data = of_model.told_unknown if alike and objective.reference is not None else words.unknown
        if len(samples.y) == 1:
            data = words.unknown_one
        if samples.truth:
            data = words.known_curve if objective.truth is None else of_model.told_known
        if not samples.task.has_samples:
            yield of_model.told_known.format(formula=run.model.formula(samples), minima=self._minima())
        elif samples.classes:
            yield told_classes(samples, words)
        else:
            yield data.format(points=f"{len(samples.y):,}", weights=self._reference())
        if samples.validation:
            yield words.held_back.format(samples=f"{len(samples.validation.y):,}")
        yield from told_samples(samples, words)
        scaled = samples.is_centred or run.model.scaled or run.standardize
        if self._shares(_predicting) and (scaled or samples.classes):
            yield self._model(run)
        if self._shares(_made_small) and samples.task.has_samples:
            yield self._goal(run)
        yield words.panels.format(panels=self._items(self._panels()))
        if len(self._recordings) > 1:
            yield words.compared.format(runs=self._items(recording.run.name for recording in self._recordings))

    def _model(self, run: Run) -> str:
        words = self._words
        model = words.model_of_days if run.samples.input.is_date else words.model
        return model.format(formula=formula(run, self._language))

    def _goal(self, run: Run) -> str:
        """Return what a run makes small."""
        goal = self._words.decayed if run.weight_decay else self._words.loss
        return goal.format(loss=loss_said(run, self._language), decay=short(run.weight_decay, ALL_DIGITS))

    def _optimizer(self, run: Run) -> str:
        """Return what a run's steps are, and the options that they have."""
        options = [(name, value) for name, value in run.optimizer if name not in {"kind", OWN_RATE}]
        said = ", ".join(f"{name} {short(value, ALL_DIGITS)}" for name, value in options)
        kind = word(run.optimizer)
        return self._language.of(OptimizerTexts).told.format(optimizer=f"{kind} ({said})" if said else kind)

    def _metrics(self, recording: Recording) -> Iterator[str]:
        """Yield what a run is measured by beside its loss."""
        words, metrics = self._words, recording.metrics
        for name, said in ((ACCURACY, words.right), (VALIDATION_ACCURACY, words.right_held_back)):
            if name in metrics:
                yield said.format(first=share_text(metrics[name][0]), last=share_text(metrics[name][-1]))
        if VALIDATION_LOSS in metrics:
            losses, least = metrics[VALIDATION_LOSS], int(metrics[VALIDATION_LOSS].argmin())
            first, last, lowest = (self._loss(losses[step]) for step in (0, -1, least))
            yield words.loss_held_back.format(first=first, last=last)
            if lowest != last:
                yield words.least_held_back.format(step=f"{least:,}", least=lowest)

    def _run(self, recording: Recording) -> Iterator[str]:
        words, run, last = self._words, recording.run, recording.steps
        if run.name:
            yield words.run.format(run=run.name)
        if not self._shares(_predicting):
            yield self._model(run)
        if not self._shares(_made_small):
            yield self._goal(run)
        if not run.optimizer.plain or not self._shares(lambda run: run.optimizer):
            yield self._optimizer(run)
        starts = words.starts if run.samples.task.has_samples else self._language.of(LandscapeTexts).told_first
        yield starts.format(**self._now(recording, 0))
        for index, start in enumerate(run.starts):
            if start <= last:
                yield from self._rates(recording, index)
        if run.batch_size:
            seen = words.batches_of_samples if run.samples.classes else words.batches
            yield seen.format(size=f"{run.batch_size:,}", points=f"{len(run.samples.y):,}")
        told_at = [*(round(share * last) for share in MILESTONES), *(start for start in run.starts if start <= last)]
        steps = {recording.nearest(step) for step in told_at}
        told = [(step, words.at.format(step=f"{step:,}", **self._now(recording, step))) for step in steps if step]
        below = np.flatnonzero(recording.loss < recording.loss[0] / 2)
        told += [(int(step), words.half.format(step=f"{step:,}")) for step in below[:1]]
        yield from (sentence for _, sentence in sorted(told))
        yield from self._metrics(recording)
        one = len(self._recordings) == 1
        yield words.ends.format(
            ending=ending([recording], self._language) if one else run_ending(recording, self._language)
        )

    def _rates(self, recording: Recording, index: int) -> Iterator[str]:
        """Yield what the learning rate is in a phase."""
        words, run = self._words, recording.run
        start, phase = run.starts[index], run.phases[index]
        end = min(start + phase.steps, recording.steps)
        risen = min(start + phase.schedule.warmup, end)
        spans = [(start, risen, words.rate_rises)] if risen > start else []
        if risen < end or not spans:
            spans.append((risen, end, words.rate if isinstance(phase.schedule, Constant) else words.rate_goes))
        for first, last, said in spans:
            rate, to = rate_text(recording, first), rate_text(recording, last)
            kind = schedule_name(phase.schedule, self._language)
            yield said.format(first=f"{first:,}", last=f"{last:,}", rate=rate, to=to, kind=kind)
        if index in run.automatic:
            yield words.rate_auto

    def _slow_motion(self, recording: Recording, step: int) -> Iterator[str]:
        words, model = self._words, self._language.of(recording.run.model.texts)
        names = recording.names
        slopes = [
            words.slope.format(slope=self._slope(slope), parameter=name)
            for name, slope in zip(names, recording.gradient_at(step), strict=True)
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
        said = self._language.of(recording.run.optimizer.texts).told_update
        yield said.format(rate=rate_text(recording, step), moves=told)

    def _first(self, items: Sequence[str]) -> Sequence[str]:
        """Return as many `items` as are told, and that there are more."""
        return items if len(items) <= MOST_SAID else [*items[:MOST_SAID], self._words.more]

    def _panels(self) -> Iterator[str]:
        every = [recording.names for recording in self._recordings]
        weights = list(dict.fromkeys(name for names in every for name in names))
        subject = Subject.of(self._recordings[0].run, len(every))._replace(weights=weights, shared=shared_by(every))
        for panel in self._scene.panels:
            yield from panel.told(self._language, subject)

    def _ranking(self) -> Iterator[str]:
        """Yield how the runs do among one another, where that can be told."""
        found = ranking(self._recordings)
        if found:
            names = [recording.run.name for recording in self._recordings]
            yield found.sentence(names, self._language, self._words.between_items)

    def _more(self) -> Iterator[str]:
        """Yield the ranking of runs, the largest stable rate of compared ones, captions that come, the author."""
        scene, words = self._scene, self._words
        yield from self._ranking()
        stable = self._recordings[0].largest_stable_rate
        alike = self._shares(lambda run: run.schedules), self._shares(lambda run: run.optimizer)
        if stable is not None and alike == (False, True):
            rate = limit(stable)
            yield words.ends.format(ending=self._language.of(VerdictTexts).stable_below.format(rate=rate))
        steps, kept = [step_of(caption.at, self._last) for caption in scene.captions], kept_by_all(self._recordings)
        captions = [
            words.caption.format(text=caption.text, step=f"{nearest(kept, step):,}")
            for step, caption in zip(steps, scene.captions, strict=True)
            if step <= self._last
        ]
        if captions:
            yield words.captions.format(captions=self._items(captions))
        if scene.author:
            yield words.author.format(author=scene.author)

    def _now(self, recording: Recording, step: int, most: int = MOST_SAID) -> dict[str, str]:
        """Return the numbers of a step, `most` weights among them."""
        weights = Said.of(self._recordings, recording).at(recording, step, self._language, most)
        return {"weights": weights, "loss": self._loss(recording.loss[step])}

    def _numbers(self, recording: Recording) -> Sequence[Callable[[float], str]]:
        """Return what writes the weights of one of the runs."""
        return weight_texts(self._recordings, recording)

    def _weights(self, recording: Recording, step: int) -> list[str]:
        return [write(value) for write, value in zip(self._numbers(recording), recording.weights_at(step), strict=True)]

    def _reference(self, most: int = MOST_SAID) -> str:
        """Return the weights that are to be reached, where they are known."""
        first = self._recordings[0]
        known = first.run.objective.reference
        if known is None:
            return ""
        return weights_said(known, self._numbers(first), first.names, self._language, most)

    def _minima(self) -> str:
        """Return all places where a function is smallest."""
        first = self._recordings[0]
        write, names = self._numbers(first), first.names
        return self._items(weights_said(each, write, names, self._language) for each in first.run.objective.minima)

    def _items(self, items: Iterable[str]) -> str:
        return self._words.between_items.join(items)

    def _sentences(self, sentences: Iterable[str]) -> str:
        return self._words.between_sentences.join(sentences)
