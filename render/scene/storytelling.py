"""What an author may say of how the story is told: steps in slow motion, and captions."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from render.family import Options
from render.scene.comparison import MOST_STEPS

READING = 1.2, 0.06
"""Seconds that a caption stays: at least, and for each of its characters."""

Step = Annotated[int, Field(ge=0, le=MOST_STEPS)]


class SlowMotion(Options):
    """Steps that are shown beat by beat: predict, loss, gradient, update."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=10, description="each the one before an update")]
    seconds: Annotated[float, Field(ge=2, le=60, description="for each of these steps")] = 10.0

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, given: Any) -> Any:
        """Read a step, or a list of them, as the steps."""
        if isinstance(given, int) and not isinstance(given, bool):
            return {"steps": (given,)}
        return {"steps": given} if isinstance(given, tuple) else given


class CaptionOptions(Options):
    """A text below the panels, which comes at a step, or at one of the step's beats in slow motion."""

    at: Annotated[Step | Literal["end"], Field(description="a step, or end")]
    text: Annotated[str, Field(min_length=1, max_length=120)]
    beat: Annotated[Literal["predict", "loss", "gradient", "update"] | None, Field(description="of slow motion")] = None
    seconds: Annotated[float | None, Field(ge=0.5, le=600, description="default: as long as it takes to read")] = None

    pause: Annotated[float, Field(ge=0, le=60, description="seconds that the film waits at the step")] = 0.0

    @property
    def stays(self) -> float:
        """Seconds on the screen."""
        least, each = READING
        return self.seconds if self.seconds is not None else least + each * len(self.text)
