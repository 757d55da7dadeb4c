"""A scene that standardizes enters, what cannot be standardized leaves: every error."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from render.family import word, wrong
from render.scene.schema import Scene
from render.training.task import Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMED = 3
"""Columns that are told of by their names."""


def unlike(scene: Scene, task: Task) -> Iterator[PydanticCustomError]:
    """Yield that there are classes in place of targets, or that a model has a scale of its own for its inputs."""
    compared = scene.compare is not None and scene.compare.key == "standardize"
    for index, each in enumerate(scene.variants):
        at: tuple[str | int, ...] = ("compare", "standardize", index) if compared else ("standardize",)
        if each.standardize.y and task.classes:
            yield wrong("y holds classes, which have no mean", "write standardize: true, for the inputs", (*at, "y"))
            return
        if each.standardize.x and each.model.scaled:
            said = (
                f"a {word(each.model)} scales its input itself, to numbers from -1 to 1: larger ones have huge powers"
            )
            yield wrong(said, "leave out standardize, or write {y: true}", at)
            return


def unscalable(scene: Scene, folder: Path) -> Iterator[PydanticCustomError]:
    """Yield what never changes of what is learned from, or that it is pictures; paths of data begin at `folder`."""
    runs = [each.standardize for each in scene.variants if each.standardize]
    if not runs:
        return
    compared = scene.compare is not None and scene.compare.key == "standardize"
    at: tuple[str | int, ...] = ("compare", "standardize") if compared else ("standardize",)
    samples = scene.data.load(folder)
    if scene.validation:
        samples = samples.hold_back(scene.validation.share, scene.validation.seed)
    x = any(run.x for run in runs)
    if x and samples.image_shape:
        said = "the inputs are the pixels of pictures, which have one scale already, and some never change"
        yield wrong(said, "leave out standardize", at)
        return
    same = [quantity.name for quantity, column in zip(samples.inputs, samples.x.T, strict=True) if x and _stays(column)]
    if same:
        names = " and ".join([", ".join(same[:-1]), same[-1]] if len(same) > 1 else same)
        if len(same) > NAMED:
            names = f"{', '.join(same[:NAMED])} and {len(same) - NAMED} more"
        said = f"{names} never change{'s' * (len(same) == 1)}: standardize would divide by a deviation of 0"
        yield wrong(
            said,
            "leave out standardize"
            if len(samples.inputs) == len(same)
            else f"leave {'it' if len(same) == 1 else 'them'} out of x",
            at,
        )
    if any(run.y for run in runs) and _stays(samples.y):
        said = f"{samples.target.name} never changes: standardize would divide by a deviation of 0"
        yield wrong(said, "write standardize: true, for the inputs", at)


def _stays(column: "NDArray[np.float32]") -> bool:
    return bool(column.min() == column.max())
