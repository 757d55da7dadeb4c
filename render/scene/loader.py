"""A scene file enters, a Scene leaves, or a SceneError with every problem in it, each with its line and column."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails

from render.errors import Problem, SceneError
from render.scene import messages, source
from render.scene.checks import misfits
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
    count, problems = _count(value.get("data"), path.parent)
    try:
        scene = Scene.model_validate(value, context={"folder": path.parent})
        errors = [InitErrorDetails(type=error, loc=(), input=None) for error in misfits(scene, count)]
        if errors:
            raise ValidationError.from_exception_data("Scene", errors)
    except ValidationError as error:
        problems += messages.problems(text, error.errors(include_url=False))
    if problems:
        raise SceneError(problems)
    return scene


def _count(data: object, folder: Path) -> tuple[int | None, list[Problem]]:
    """Return how many points `data` has, where it is right, or what is wrong with the files that it names."""
    try:
        return TypeAdapter[Data](DataOption).validate_python(data).count(folder), []
    except SceneError as error:
        return None, error.problems
    except ValidationError:
        return None, []


def json_schema() -> str:
    """Return the JSON Schema of scene files, as text."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Scene.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def known_formats() -> list[str]:
    """Return the words that `output.formats` knows."""
    return list(FORMATS.members)
