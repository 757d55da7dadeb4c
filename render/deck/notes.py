"""A scene, its recordings and its film's timeline enter, the speaker's notes leave: what to say, and when."""

from collections.abc import Iterator, Sequence

from render.formats import Description
from render.languages import Texts
from render.numbers import short
from render.scene.schema import Scene
from render.scene.script import beats_of
from render.timeline.moments import Timeline
from render.training.recording import Recording
from render.training.run import Run
from render.training.verdict import ending


class NotesTexts(Texts, speaker="notes", drawn=False):
    """The lines of the speaker's notes; `ending` is said on screen."""

    begins = "the film begins"
    slow = "step {step} in slow motion"
    step = "step {step}"
    new_rate = "the learning rate is {rate} from here on"
    changing_rate = "the learning rate goes from {first} to {last} in {steps} steps"
    more_steps = "{steps} steps more, with the same learning rate"
    ends = "the film ends: {ending}"


def notes(scene: Scene, recordings: Sequence[Recording], timeline: Timeline, described: Description) -> str:
    """Return what the film teaches and what to ask, the title, the film in short, what happens, and the film at length.

    What its author does not say is left out. What happens has a line for each thing, which begins with the film's
    minutes and seconds, and the step.
    """
    # The title begins what is told at length.
    title, _, long = described.long.partition("\n\n")
    told = [described.spoken, title, described.alt, "\n".join(_lines(scene, recordings, timeline)), long]
    return "\n\n".join(filter(None, told))


def _lines(scene: Scene, recordings: Sequence[Recording], timeline: Timeline) -> Iterator[str]:
    """Yield what happens, in the film's order: captions, beats in slow motion, new learning rates, and the end."""
    words, beats = scene.language.of(NotesTexts), beats_of(scene, recordings)
    run, last = recordings[0].run, timeline[-1].position
    phases = list(range(not run.phases[0].changes, len(run.phases)))
    seconds, caption, beat = 0.0, "", ""
    over = False

    def line(step: int, text: str, where: str = words.step) -> str:
        whole = int(seconds + 1e-6)
        return f"{whole // 60}:{whole % 60:02}, {where.format(step=f'{step:,}')}: {text}"

    if not timeline[0].caption:
        yield line(0, words.begins)
    for moment in timeline:
        now = moment.beat if moment.part else ""
        where = words.slow if now else words.step
        if phases and moment.position >= run.starts[phases[0]]:
            index = phases.pop(0)
            if run.starts[index] < last:
                yield line(run.starts[index], _new(run, index, words))
        if now and now != beat:
            yield line(moment.explained, beats[moment.explained, now], where)
        if moment.caption and moment.caption not in (caption, beats.get((moment.explained, now))):
            yield line(moment.explained if now else moment.step, moment.caption, where)
        if moment.position >= last and not over:
            over = True
            yield line(moment.step, words.ends.format(ending=ending(recordings, scene.language)))
        beat, caption, seconds = now, moment.caption, seconds + moment.seconds


def _new(run: Run, index: int, words: NotesTexts) -> str:
    """Return what is new in a phase of the one run, or of the first of several."""
    phase = run.phases[index]
    if index and phase.goes_on_after(run.phases[index - 1]):
        return words.more_steps.format(steps=f"{phase.steps:,}")
    if not phase.changes:
        return words.new_rate.format(rate=short(phase.schedule.begins))
    first, last = (short(float(rate), 2) for rate in phase.schedule.rates(phase.steps)[[0, -1]])
    return words.changing_rate.format(first=first, last=last, steps=f"{phase.steps:,}")
