"""No samples, but a function of two weights that is the loss itself."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from render.family import Family, wrong
from render.training.data import Data
from render.training.landscapes import Height
from render.training.landscapes import Landscape as Function
from render.training.losses import Loss
from render.training.models import Model
from render.training.stability import Moments
from render.training.task import Task

if TYPE_CHECKING:
    from render.training.samples import Samples


class Landscape(Data):
    """A function f(u, v) in place of samples, a model and a loss: f itself is made small.

    It starts where `initial` says, {u: -5, v: -2}; the panels surface, bowl, slice, parameters, loss, rate, rule, code
    and status show it.
    """

    kind: Literal["landscape"] = "landscape"
    function: Annotated[
        Function, Family("render.training.landscapes"), Field(description="which landscape", examples=["valley"])
    ]

    @model_validator(mode="before")
    @classmethod
    def _has_no_samples(cls, given: Any) -> Any:
        """Refuse what other data say of their samples."""
        for key in ("x_name", "y_name", "noise", "points", "file", "x", "y"):
            if isinstance(given, dict) and key in given:
                raise wrong(f"a landscape has no samples, and so no {key}", f"remove {key}", (key,), key=True)
        return given

    def brings(self) -> tuple[Model, Loss]:
        """Return the function in place of a model, and f in place of a loss."""
        return self.function, Height()

    def task(self, folder: Path) -> Task:
        """Return that there are no inputs."""
        return Task(0)

    def count(self, folder: Path) -> int:
        """Return 1: what is averaged over samples is f alone."""
        return 1

    def moments(self, folder: Path) -> Moments | None:
        """Return None: there is no input."""
        return None

    def load(self, folder: Path) -> "Samples":
        """Return one sample without inputs, whose target 0 is the least value of f."""
        import numpy as np

        from render.training.samples import Quantity, Samples

        nothing = np.zeros((1, 0), np.float32), np.zeros(1, np.float32)
        return Samples(*nothing, (), Quantity("f"), code=tuple(self.function.defined()))
