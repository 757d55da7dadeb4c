"""What is learned enters, as far as it is known; the model, loss and panels of a scene that names none leave."""

from typing import Any

from render.training.data import Data
from render.training.losses import Loss
from render.training.losses.cross_entropy import CrossEntropy
from render.training.losses.mse import MeanSquaredError
from render.training.models import Model
from render.training.models.line import Line
from render.training.models.logistic import Logistic
from render.training.task import Task

PLANE = 2
"""Inputs that can be drawn as a plane."""


def usual_model(known: dict[str, Any]) -> Model:
    """Return the model of a scene that names none: what is learned says which."""
    data: Data | None = known.get("data")
    if data and (brought := data.brings()):
        return brought[0]
    return Logistic() if data and data.classifies else Line()


def usual_loss(known: dict[str, Any]) -> Loss:
    """Return the loss of a scene that names none: the model, or what is learned, says which."""
    data: Data | None = known.get("data")
    model: Model | None = known.get("model")
    if data and (brought := data.brings()):
        return brought[1]
    classifies = model is not None and model.classes and (not model.numbers or (data and data.classifies))
    return CrossEntropy() if classifies else MeanSquaredError()


def usual_panels(task: Task) -> tuple[str, ...]:
    """Return the panels that can show what is learned by a `task`; nothing where those of any other scene can."""
    if not task.has_samples:
        return ("surface", "loss")
    if task.classes and task.inputs == PLANE:
        return ("boundary", "loss")
    if task.inputs > 1 or task.outputs > 1:
        return ("metrics", "loss") if task.classes else ("loss",)
    return ()
