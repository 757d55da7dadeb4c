"""A scene, its recordings and its film's timeline enter, the speaker's notes leave: what to say, and when."""

from collections.abc import Iterator, Sequence

from render.drawing.numbers import short, typeset
from render.scene.schema import Scene
from render.timeline.beats import WORDS
from render.timeline.moments import Timeline
from render.training.points import Points
from render.training.recording import Recording
from render.training.verdict import ending

SAID = {
    "data": "It learns from {count:,} points{columns}{truth}.",
    "columns": " of {x} and {y}",
    "truth": " around y = {line}",
    "training": "Learning rate {rates}.",
    "compared": "It compares {names}.",
    "steps": "{rate} for {steps:,} steps",
    "then": ", then ",
    "batches": "Batches of {size:,}.",
    "begins": "the film begins",
    "slow": "step {step:,} in slow motion",
    "step": "step {step:,}",
    "phase": "the learning rate is {rate} from here on",
    "goes on": "{steps:,} steps more, with the same learning rate",
    "ends": "the film ends: {ending}",
}
"""What the notes say in words of their own."""


def notes(scene: Scene, recordings: Sequence[Recording], timeline: Timeline, long: str) -> str:
    """Return the title, what is learned and how, a line for each thing that happens, and the `long` description.

    Such a line begins with the film's minutes and seconds, and the step.
    """
    about = [_data(recordings[0].run.points), _training(scene, recordings)]
    return "\n\n".join([scene.title, " ".join(about), "\n".join(_lines(scene, recordings, timeline)), long])


def _data(points: Points) -> str:
    named = (points.x_name, points.y_name) != ("x", "y")
    truth = ""
    if points.truth:
        w, b = points.truth
        line = f"{short(w)} x {typeset('-') if b < 0 else '+'} {short(abs(b))}"
        truth = SAID["truth"].format(line=line)
    columns = SAID["columns"].format(x=points.x_name, y=points.y_name) if named else ""
    return SAID["data"].format(count=len(points.x), columns=columns, truth=truth)


def _training(scene: Scene, recordings: Sequence[Recording]) -> str:
    run, compared = recordings[0].run, scene.compare.key if scene.compare else ""
    said = []
    if compared:
        said.append(SAID["compared"].format(names=", ".join(recording.run.name for recording in recordings)))
    if compared != "learning_rate":
        phases = [SAID["steps"].format(rate=short(rate), steps=steps) for steps, rate in run.phases]
        # Of steps that are compared, the names say how many.
        rates = short(run.phases[0].learning_rate) if compared == "steps" else SAID["then"].join(phases)
        said.append(SAID["training"].format(rates=rates))
    if run.batch_size and compared != "batch_size":
        said.append(SAID["batches"].format(size=run.batch_size))
    return " ".join(said)


def _lines(scene: Scene, recordings: Sequence[Recording], timeline: Timeline) -> Iterator[str]:
    """Yield what happens, in the film's order: captions, beats in slow motion, new learning rates, and the end."""
    run, last = recordings[0].run, timeline[-1].position
    phases = list(zip(run.starts, run.phases, strict=True))[1:]
    seconds, caption, beat, rate = 0.0, "", "", run.phases[0].learning_rate
    over = False

    def line(step: int, text: str, where: str = "step") -> str:
        whole = int(seconds + 1e-6)
        return f"{whole // 60}:{whole % 60:02}, {SAID[where].format(step=step)}: {text}"

    if not timeline[0].caption:
        yield line(0, SAID["begins"])
    for moment in timeline:
        now = moment.beat if moment.part else ""
        where = "slow" if now else "step"
        if phases and moment.position >= phases[0][0]:
            start, phase = phases.pop(0)
            same = phase.learning_rate == rate
            rate = phase.learning_rate
            if start < last:
                yield line(start, SAID["goes on" if same else "phase"].format(rate=short(rate), steps=phase.steps))
        if now and now != beat:
            yield line(moment.explained, WORDS[now], where)
        if moment.caption and moment.caption not in (caption, WORDS.get(now)):
            yield line(moment.explained if now else moment.step, moment.caption, where)
        if moment.position >= last and not over:
            over = True
            yield line(moment.step, SAID["ends"].format(ending=ending(recordings)))
        beat, caption, seconds = now, moment.caption, seconds + moment.seconds
