"""A scene file enters, a Scene leaves, or a SceneError with every problem in it, each with its line and column."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from render.errors import Problem, SceneError
from render.scene import messages, source
from render.scene.schema import FORMATS, DataOption, Scene
from render.training.data import Data


def load(path: Path, formats: Sequence[str] = ()) -> Scene:
    """Return the scene in the file at `path`; `formats`, if any, take the place of its own.

    Raises SceneError, also for what is wrong with the files that the scene names.
    """
    text = source.read(path)
    value = text.value
    assert isinstance(value, dict)
    output = value.get("output") or {}
    if formats and isinstance(output, dict):
        value["output"] = {**output, "formats": tuple(formats)}
    try:
        scene = Scene.model_validate(value)
    except ValidationError as error:
        problems = messages.problems(text, error.errors(include_url=False))
        raise SceneError([*problems, *_data_problems(value.get("data"), path.parent)]) from None
    count = scene.data.count(path.parent)
    sizes = scene.compare.batch_size if scene.compare else None
    places = [("compare", "batch_size", i) for i in range(len(sizes))] if sizes else [("batch_size",)]
    problems = [
        Problem(path, f"a batch of {size:,} points is larger than the data, which have {count:,}", "", text.place(at))
        for size, at in zip(sizes or (scene.batch_size or 0,), places, strict=True)
        if size > count
    ]
    if problems:
        raise SceneError(problems)
    return scene


def _data_problems(data: object, folder: Path) -> list[Problem]:
    """Return what is wrong with the files that `data` names, where at least that part of the scene is right."""
    try:
        TypeAdapter[Data](DataOption).validate_python(data).count(folder)
    except SceneError as error:
        return error.problems
    except ValidationError:
        pass
    return []


def json_schema() -> str:
    """Return the JSON Schema of scene files, as text."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Scene.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def known_formats() -> list[str]:
    """Return the words that `output.formats` knows."""
    return list(FORMATS.members)
