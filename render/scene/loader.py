"""A scene file enters, its takes leave, or a SceneError with every problem in it, each with its line and column."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from render.errors import DataError, Problem, SceneError
from render.family import Options, wrong
from render.scene import messages, source
from render.scene.conflicts import conflicts, names
from render.scene.course import Course
from render.scene.layers import Layers, merged, rebased
from render.scene.misfits import Outline, overflow
from render.scene.reach import Reach, above
from render.scene.schema import DataOption, Scene
from render.scene.source import Source
from render.scene.standardizing import unscalable
from render.scene.sweep import Combination, combinations, faults
from render.scene.take import Take
from render.training.data import Data

FILLED = ("title", "about", "author", "captions")
"""Keys in whose texts a swept key in braces stands for its value."""

Courses = dict[Path, Source | SceneError]
"""Course files that were read: one for a whole batch reads each of them once."""


def takes(path: Path, asked: Mapping[str, Any] | None = None, courses: Courses | None = None) -> list[Take]:
    """Return the takes of the scene in the file at `path`: one, or one for each combination of its sweep.

    What is `asked` for counts more than what it says; formats or targets take the place of both. Raises SceneError,
    also for what is wrong with the files that the scene names and with the course files above it.
    """
    text = source.read(path)
    problems: list[Problem] = []
    below = []
    for file in above(path):
        known = _course(file, {} if courses is None else courses)
        if isinstance(known, SceneError):
            problems += known.problems
        else:
            below.append(rebased(known, path.parent))
    layers = Layers([text, *below])
    layers.asked = asked or {}
    sweep = layers.value.pop("sweep", None)
    own = text.value if isinstance(text.value, dict) else {}
    if isinstance(sweep, dict) and below:
        # What a course sweeps, a scene may say by itself.
        mine = own.get("sweep")
        said = mine if isinstance(mine, dict) else {}
        sweep = {**said, **{key: values for key, values in sweep.items() if key in said or key not in own}}
    chosen = [Combination()]
    if "sweep" in own or sweep:
        mistakes = list(faults(sweep, own, Scene.model_fields))
        problems += _problems(layers, mistakes, Scene)
        chosen = combinations(sweep) if not mistakes else []
    made = []
    for combination in chosen:
        layers.swept = combination.places
        scene, more = _scene(layers, combination)
        problems += [problem for problem in more if problem not in problems]
        if scene:
            made.append(Take(scene, path.stem + combination.ending, path, _paths(below), layers.said_below()))
    if problems:
        raise SceneError(problems)
    return made


def check_course(path: Path) -> list[Take]:
    """Raise SceneError with every problem of the course file at `path`; it has no takes of its own."""
    known = _course(path, {})
    if isinstance(known, SceneError):
        raise known
    return []


def _course(path: Path, read: Courses) -> Source | SceneError:
    if path not in read:
        try:
            text = read[path] = source.read(path, may_be_empty=True)
            layers = Layers([text])
            sweep = layers.value.pop("sweep", None)
            mistakes = [] if sweep is None else list(faults(sweep, layers.value, Course.model_fields))
            problems = _problems(layers, mistakes, Course)
            chosen = [Combination()]
            if isinstance(sweep, dict) and not mistakes:
                # Each value once: what is wrong with two of them together, a scene will tell.
                chosen += [Combination({k: v}, {k: i}) for k, values in sweep.items() for i, v in enumerate(values)]
            for combination in chosen:
                layers.swept = combination.places
                said = {**layers.value, **{k: merged(layers.value.get(k), v) for k, v in combination.values.items()}}
                context = {"folder": path.parent, "whose": "course file", "reach": Reach.of(path, "course file")}
                try:
                    Course.model_validate(said, context=context)
                except ValidationError as error:
                    more = messages.problems(layers, error.errors(include_url=False), Course)
                    problems += [problem for problem in more if problem not in problems]
            if problems:
                read[path] = SceneError(problems)
        except SceneError as error:
            read[path] = error
    return read[path]


def _scene(layers: Layers, combination: Combination) -> tuple[Scene | None, list[Problem]]:
    """Return the scene of a `combination`, or what is wrong with it."""
    value = dict(layers.value)
    for key, swept in combination.values.items():
        value[key] = merged(value[key], swept) if key in value else swept
    value |= {key: combination.filled(value[key]) for key in FILLED if key in value}
    for key, wanted in layers.asked.items():
        both = isinstance(value.get(key), dict) and isinstance(wanted, dict) and key == "output"
        value[key] = _output(value[key], wanted) if both else merged(value.get(key), wanted)
    reach = Reach.of(layers.path)
    outline, problems = _outline(value.get("data"), layers, reach)
    try:
        task = outline.task if outline else None
        context = {"folder": layers.path.parent, "reach": reach, "task": task}
        scene = Scene.model_validate(value, context=context)
        problems += _problems(layers, conflicts(scene, outline), Scene)
        if not problems:
            name = layers.path.stem + combination.ending
            folder = layers.path.parent
            problems += _problems(
                layers, [*names(scene, name), *unscalable(scene, folder), *overflow(scene, folder)], Scene
            )
    except ValidationError as error:
        return None, problems + messages.problems(layers, error.errors(include_url=False), Scene)
    return None if problems else scene, problems


def _output(said: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is `said` of the output with what is `asked` for; its words stand for what was said of them."""
    files = {"formats", "targets"}
    kept = {key: value for key, value in said.items() if not (key in files and files & asked.keys())}
    known = {}
    for key in files & asked.keys():
        listed = said[key] if isinstance(said.get(key), tuple) else ()
        own = {entry.get("kind"): entry for entry in listed if isinstance(entry, dict)}
        known[key] = tuple(own.get(word, word) if isinstance(word, str) else word for word in asked[key])
    return {**kept, **asked, **known}


def _problems(layers: Layers, errors: Iterable[PydanticCustomError], model: type[Options]) -> list[Problem]:
    details = [InitErrorDetails(type=error, loc=(), input=None) for error in errors]
    if not details:
        return []
    error = ValidationError.from_exception_data(model.__name__, details)
    return messages.problems(layers, error.errors(include_url=False), model)


def _paths(sources: Sequence[Source]) -> tuple[Path, ...]:
    return tuple(text.path for text in sources)


def _outline(said: object, layers: Layers, reach: Reach) -> tuple[Outline | None, list[Problem]]:
    """Return the outline of the data, where they are right, or what is wrong with the files that they name."""
    folder = layers.path.parent
    try:
        data = TypeAdapter[Data](DataOption).validate_python(said)
    except ValidationError:
        return None, []
    try:
        if faults := [fault for file in data.said() if (fault := reach.refusal(file, folder))]:
            raise DataError(fault._replace(at=("file",)) for fault in faults)
        return Outline(data.count(folder), data.task(folder)), []
    except DataError as error:
        wrongs = [wrong(fault.message, fault.hint, ("data", *fault.at)) for fault in error.faults]
        return None, _problems(layers, wrongs, Scene)
