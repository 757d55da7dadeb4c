"""A scene and the outline of its data enter, what does not fit together in its training leaves: every error."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from render.drawing.panels import Subject, shared_by
from render.family import Family, word, wrong
from render.numbers import short
from render.scene.comparison import MOST_STEPS
from render.scene.schema import Scene
from render.scene.standardizing import unlike
from render.scene.unfit_rates import unfit_rates
from render.training.kept import nearest_update
from render.training.task import Task, held_back

MOST_INDICES = 100_000_000
"""Samples in all batches of a run: they are kept with its recording."""
BESIDE_A_LANDSCAPE = {
    "model": "predicts nothing, and so takes no model",
    "loss": "is the loss itself, and takes no other one",
    "weight_decay": "has no model, and so no weight_decay",
    **{
        key: f"has no samples, and so no {key}"
        for key in ("validation", "standardize", "batch_size", "seed", "early_stopping")
    },
}
"""Keys that do not go with a function in place of samples, and why."""
FEWEST = 2
"""Samples to learn from, and samples to validate."""
SMALL_START, SMALL_DATA = 1e3, 1e7
"""With numbers up to these, and 1e12 in tables, float32 holds the squares of a million residuals."""
LARGEST_SUM = 1e38
"""Of squared residuals: float32 ends at 3.4e38, and rounds on the way."""


class Outline(NamedTuple):
    """What is known of data before they are loaded: how many samples they have, and what is to be learned."""

    samples: int
    task: Task


def misfits(scene: Scene, outline: Outline | None) -> Iterator[PydanticCustomError]:
    """Yield the errors of data, model, loss, steps and panels that do not go together.

    `outline` is that of the data, or None where they cannot be read.
    """
    weights = 0
    yield from _steps(scene)
    yield from unfit_rates(scene)
    yield from _seeds(scene)
    if outline is not None and not outline.task.has_samples and (found := [*_beside_a_landscape(scene)]):
        yield from found
        return
    if outline is not None:
        held = [*_input_names(scene, outline.task), *_held_back(scene, outline.samples)]
        found = held or [*_strangers(scene, outline.task), *unlike(scene, outline.task)]
        yield from found
        if not found:
            weights = len(scene.weights(outline.task))
            yield from _panels(scene, outline)
            yield from _samples(scene)
        yield from _batches(scene, outline.samples)
    yield from _slow_motion(scene, weights)


def overflow(scene: Scene, folder: Path) -> Iterator[PydanticCustomError]:
    """Yield an error for each start whose loss float32 cannot hold, with data whose paths begin at `folder`."""
    starts = [each.initial for each in scene.variants]
    if (
        max(map(abs, _numbers(starts))) <= SMALL_START
        and max(map(abs, _numbers(scene.data.model_dump()))) <= SMALL_DATA
    ):
        return
    import numpy as np

    from render.training.objective import Objective

    samples = scene.data.load(folder)
    for index, each in enumerate(scene.variants):
        objective = Objective(samples, each.model, each.loss, standardize=each.standardize)
        theta = np.array([each.model.start(samples.task, each.initial)])
        if not float(objective.each(theta, samples.x, samples.y).sum()) < LARGEST_SUM:
            at: tuple[str | int, ...] = ("initial",) if "initial" in scene.model_fields_set else ("data",)
            if scene.compare and scene.compare.key == "initial":
                at = ("compare", "initial", index)
            said = "the loss of the initial values is too large for float32"
            yield wrong(said, "rescale the data, or start closer" if samples.inputs else "start closer", at)
            return


def _numbers(value: object) -> Iterator[float]:
    """Yield 0, and the numbers in a value."""
    yield 0.0
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _numbers(inner)


def _steps(scene: Scene) -> Iterator[PydanticCustomError]:
    for index, each in enumerate(scene.variants):
        if each.total_steps > MOST_STEPS:
            said = f"the phases have {each.total_steps:,} steps; {MOST_STEPS:,} are the most"
            yield wrong(said, "", ("phases",))
            return
        if each.total_steps * (each.batch_size or 0) > MOST_INDICES:
            said = f"{each.total_steps:,} batches of {each.batch_size:,} points are too many to be kept"
            yield wrong(said, f"together they may have {MOST_INDICES:,}", _at(scene, "batch_size", index))
            return


def _held_back(scene: Scene, count: int) -> Iterator[PydanticCustomError]:
    """Refuse a validation part that leaves too few samples on one of its sides."""
    if not scene.validation:
        if scene.early_stopping:
            said = "early_stopping watches the loss of samples that are held back, and none are"
            yield wrong(said, "add validation: 0.3", ("early_stopping",))
        return
    held = held_back(scene.validation.share, count)
    for left, what in ((count - held, "to learn from"), (held, "to validate")):
        if left < FEWEST:
            said = f"{short(scene.validation.share)} of {count:,} samples leaves {left} {what}"
            yield wrong(said, f"there have to be {FEWEST} on each side", ("validation",))
            return


def _beside_a_landscape(scene: Scene) -> Iterator[PydanticCustomError]:
    """Refuse what says how to learn from samples, beside a function that has none and is its own loss."""
    compared = scene.compare.key if scene.compare else ""
    for key, why in BESIDE_A_LANDSCAPE.items():
        if key in scene.model_fields_set or key == compared:
            at = ("compare", scene.compare.said) if scene.compare and key == compared else (key,)
            yield wrong(f"a landscape {why}", f"remove {key}", at, key=True)


def _input_names(scene: Scene, task: Task) -> Iterator[PydanticCustomError]:
    """Refuse names of more or fewer inputs than there are."""
    given = len(scene.data.input_names([""] * task.inputs))
    if given != task.inputs:
        said = f"x_name names {given} input{'s' * (given != 1)}, and the data have {task.inputs}"
        yield wrong(said, "", ("data", "x_name"))


def _strangers(scene: Scene, task: Task) -> Iterator[PydanticCustomError]:
    """Refuse a model or a loss that is for other data."""
    for index, each in enumerate(scene.variants):
        model, loss = each.model, each.loss
        holds, takes = ("classes", "numbers") if task.classes else ("numbers", "classes")
        at = _at(scene, "model", index)
        if not (model.classes if task.classes else model.numbers):
            able = _able("render.training.models", "classes" if task.classes else "numbers")
            yield wrong(f"a {word(model)} model learns {takes}, and y holds {holds}", _write("model", able), at)
        elif model.most_inputs < task.inputs:
            most = "one input" if model.most_inputs == 1 else f"{model.most_inputs} inputs"
            said = f"a {word(model)} model takes {most}, and the data have {task.inputs}"
            yield wrong(said, "name one column: x: NAME" if model.most_inputs == 1 else "name fewer columns", at)
        elif loss.classifies != bool(task.classes):
            able = _able("render.training.losses", "classifies", loss.classifies)
            at = _at(scene, "loss", index)
            yield wrong(f"{word(loss)} is a loss of {takes}, and y holds {holds}", _write("loss", able), at)
        else:
            continue
        return


def _able(family: str, flag: str, unless: bool = False) -> list[str]:
    """Return the words of the members of a `family` that have a `flag`, or, if it is one to be without, have not."""
    members = Family(family).members
    return [kind for kind, member in members.items() if bool(getattr(member, flag)) is not unless]


def _write(key: str, words: list[str]) -> str:
    return f"write {key}: {' or '.join(words)}"


def _panels(scene: Scene, outline: Outline) -> Iterator[PydanticCustomError]:
    """Refuse panels that cannot show the model."""
    variants, task, held = scene.variants, outline.task, bool(scene.validation)
    made_small = [(each.model, each.loss, each.weight_decay) for each in variants]
    mixed = len({each.standardize for each in variants}) > 1
    alike = all(each == made_small[0] for each in made_small)
    weights, runs = [each.weights(task) for each in variants], len(variants)
    shared = shared_by(weights)
    seen = _seen(scene, outline.samples)
    subjects = [
        Subject(
            each.model, names, each.loss, task, held, runs, shared, alike, seen, mixed=mixed, optimizer=each.optimizer
        )
        for each, names in zip(variants, weights, strict=True)
    ]
    for index, panel in enumerate(scene.panels):
        refused = next((found for subject in subjects if (found := [*panel.refusals(subject)])), [])
        for message, hint, at in refused:
            yield wrong(message, hint, ("panels", index, *at))
    if scene.camera.moves and not any(panel.has_camera(subjects[0]) for panel in scene.panels):
        yield wrong("no panel has limits that a camera moves", "add fit or surface, or leave out camera", ("camera",))


def _samples(scene: Scene) -> Iterator[PydanticCustomError]:
    """Refuse panels that each show another sample alone: who looks takes them for the same."""
    alone = [(index, panel) for index, panel in enumerate(scene.panels) if panel.singled_out is not None]
    for index, panel in alone[1:]:
        if panel.singled_out != alone[0][1].singled_out:
            said = f"{panel.kind} shows another sample than {alone[0][1].kind}"
            yield wrong(said, "write the same sample for both", ("panels", index))


def _at(scene: Scene, key: str, run: int) -> tuple[str | int, ...]:
    """Return where it is written what a run has of a `key`; what is not said follows from the data."""
    if scene.compare and scene.compare.key == key:
        return "compare", scene.compare.said, run
    return (key,) if key in scene.model_fields_set else ("data",)


def _batches(scene: Scene, points: int) -> Iterator[PydanticCustomError]:
    points = _seen(scene, points)
    places = set()
    for index, each in enumerate(scene.variants):
        at = _at(scene, "batch_size", index)
        if each.batch_size and each.batch_size > points and at not in places:
            places.add(at)
            yield wrong(f"a batch of {each.batch_size:,} points is larger than the data, which have {points:,}", "", at)


def _seen(scene: Scene, count: int) -> int:
    """Return how many of so many samples are learned from."""
    return count - (held_back(scene.validation.share, count) if scene.validation else 0)


def _seeds(scene: Scene) -> Iterator[PydanticCustomError]:
    if scene.compare and scene.compare.key == "seed" and not (scene.batch_size or scene.model.dropping()):
        yield wrong(
            "seeds choose batches, and there are none: all runs would be the same", "add batch_size", ("compare",)
        )


def _slow_motion(scene: Scene, weights: int) -> Iterator[PydanticCustomError]:
    """Refuse steps of slow motion that do not come; `weights` are as many as are known of."""
    if not scene.slow_motion:
        return
    if scene.compare:
        yield wrong("slow_motion explains one run, compare shows several", "remove one of them", ("slow_motion",))
        return
    steps, last = scene.slow_motion.steps, scene.last_step
    for index, step in enumerate(steps):
        at = ("slow_motion", "steps", index)
        if step >= last:
            said = f"no update follows step {step:,}: the last step is {last:,}"
            yield wrong(said, f"choose a step from 0 to {last - 1:,}", at)
        if step in steps[:index]:
            yield wrong(f"step {step:,} is there twice", "remove one", at)
        elif step < last and (near := nearest_update(last, max(1, weights), step)) != step:
            said = f"the update after step {step:,} is not kept: {weights:,} weights at {last:,} steps are too many"
            yield wrong(said, f"choose step {near:,}, the nearest one that is", at)
