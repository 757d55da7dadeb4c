"""What an author may say of how a training goes on: its phases, the samples that are held back, and when it stops."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from render.family import Options, wrong
from render.scene.comparison import MOST_STEPS, Steps
from render.scene.rates import Rate


class PhaseOptions(Options):
    """A part of the training."""

    steps: Steps
    learning_rate: Annotated[Rate | None, Field(description="default: that of the phase before", examples=[0.1])] = None


class Validation(Options):
    """Samples that nothing is learned from, on which the model is measured."""

    shorter: ClassVar[tuple[dict[str, Any], ...]] = ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},)

    share: Annotated[float, Field(gt=0, lt=1, description="of all samples", examples=[0.3])]
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="chooses which samples are held back")] = 0

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, value: object) -> object:
        """Read a number as the share."""
        if isinstance(value, str):
            raise wrong(f'validation is a share of all samples, not "{value}"', "write it as a number: 0.3")
        return {"share": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class EarlyStopping(Options):
    """The training ends when the loss of the samples held back has not become smaller for long."""

    shorter: ClassVar[tuple[dict[str, Any], ...]] = ({"type": "integer", "minimum": 1},)

    patience: Annotated[
        int, Field(ge=1, le=MOST_STEPS, description="steps that it goes on after the best one", examples=[50])
    ]

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, value: object) -> object:
        """Read a number as the patience."""
        return {"patience": value} if isinstance(value, int) and not isinstance(value, bool) else value
