"""What a step is measured by beside its loss: targets and a model's outputs enter, one number of each metric leaves.

Written once, for NumPy and for TensorFlow's NumPy: the `xp` that is given. Names are those of Keras.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from render.training.classes import answers

if TYPE_CHECKING:
    from render.training.losses import Loss
    from render.training.samples import Samples
    from render.training.task import Task

ACCURACY, VALIDATION_LOSS, VALIDATION_ACCURACY = "accuracy", "val_loss", "val_accuracy"


def names_of(samples: "Samples") -> tuple[str, ...]:
    """Return what is measured of a training on `samples`."""
    of_all = (ACCURACY,) if samples.classes else ()
    if not samples.validation:
        return of_all
    return *of_all, VALIDATION_LOSS, *((VALIDATION_ACCURACY,) if samples.classes else ())


def measured(xp: Any, task: "Task", loss: "Loss", y: Any, outputs: Any, held: tuple[Any, Any] | None) -> Iterator[Any]:
    """Yield the numbers of `names_of`, from targets `y` and a model's `outputs`, and those of what is `held` back.

    The validation loss is the mean of its samples' losses, without what a decay of the weights adds.
    """
    if task.classes:
        yield _accuracy(xp, task, y, outputs)
    if held:
        yield xp.mean(loss.each(xp, *held))
        if task.classes:
            yield _accuracy(xp, task, *held)


def _accuracy(xp: Any, task: "Task", y: Any, outputs: Any) -> Any:
    """Return the share of the samples whose most probable class is the right one."""
    found = xp.asarray(answers(xp, outputs, task.classes), dtype=y.dtype)
    return xp.mean(xp.where(xp.equal(found, y), xp.ones_like(y), xp.zeros_like(y)))
