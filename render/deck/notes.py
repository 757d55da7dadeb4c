"""A scene, its recordings and its film's timeline enter, the speaker's notes leave: what to say, and when."""

from collections.abc import Iterator, Sequence

from render.formats import Description
from render.languages import Texts
from render.numbers import short
from render.scene.schema import Scene
from render.scene.script import beats_of
from render.timeline.moments import Timeline
from render.training.recording import Recording
from render.training.verdict import ending


class NotesTexts(Texts, speaker="notes", drawn=False):
    """The lines of the speaker's notes; `ending` is said on screen."""

    begins = "the film begins"
    slow = "step {step} in slow motion"
    step = "step {step}"
    new_rate = "the learning rate is {rate} from here on"
    more_steps = "{steps} steps more, with the same learning rate"
    ends = "the film ends: {ending}"


def notes(scene: Scene, recordings: Sequence[Recording], timeline: Timeline, described: Description) -> str:
    """Return the title, the film in short, a line for each thing that happens, and the film at length.

    Such a line begins with the film's minutes and seconds, and the step.
    """
    # The title begins what is told at length.
    title, _, long = described.long.partition("\n\n")
    return "\n\n".join([title, described.alt, "\n".join(_lines(scene, recordings, timeline)), long])


def _lines(scene: Scene, recordings: Sequence[Recording], timeline: Timeline) -> Iterator[str]:
    """Yield what happens, in the film's order: captions, beats in slow motion, new learning rates, and the end."""
    words, beats = scene.language.of(NotesTexts), beats_of(scene, recordings)
    run, last = recordings[0].run, timeline[-1].position
    phases = [(run.starts[index], index) for index in range(1, len(run.phases))]
    seconds, caption, beat, rate = 0.0, "", "", run.rate_of(0)
    over = False

    def line(step: int, text: str, where: str = words.step) -> str:
        whole = int(seconds + 1e-6)
        return f"{whole // 60}:{whole % 60:02}, {where.format(step=f'{step:,}')}: {text}"

    if not timeline[0].caption:
        yield line(0, words.begins)
    for moment in timeline:
        now = moment.beat if moment.part else ""
        where = words.slow if now else words.step
        if phases and moment.position >= phases[0][0]:
            start, phase = phases.pop(0)
            same = run.rate_of(phase) == rate
            rate = run.rate_of(phase)
            if start < last:
                said = words.more_steps if same else words.new_rate
                yield line(start, said.format(rate=short(rate), steps=f"{run.phases[phase].steps:,}"))
        if now and now != beat:
            yield line(moment.explained, beats[moment.explained, now], where)
        if moment.caption and moment.caption not in (caption, beats.get((moment.explained, now))):
            yield line(moment.explained if now else moment.step, moment.caption, where)
        if moment.position >= last and not over:
            over = True
            yield line(moment.step, words.ends.format(ending=ending(recordings, scene.language)))
        beat, caption, seconds = now, moment.caption, seconds + moment.seconds
