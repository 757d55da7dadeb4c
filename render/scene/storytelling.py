"""What an author may say of how the story is told: steps in slow motion, and captions."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from render.family import Options, wrong
from render.languages import cells
from render.scene.comparison import MOST_STEPS
from render.texts import LINE

READING = 1.2, 0.06
"""Seconds that a caption stays: at least, and for each of its characters; a Chinese one says as much as two."""

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


def _step_or_end(value: object, info: ValidationInfo) -> object:
    if value == "end" or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_STEPS):
        return value
    what = {"at": "a caption comes at", "until": "a caption stays until", "poster": "the poster is"}
    raise wrong(f"{what[str(info.field_name)]} a step, or the end", "write a whole number from 0 on, or end")


StepOrEnd = Annotated[
    int | Literal["end"],
    BeforeValidator(_step_or_end),
    WithJsonSchema({"anyOf": [{"const": "end"}, {"type": "integer", "minimum": 0, "maximum": MOST_STEPS}]}),
]
"""A step, or the last one."""


def step_of(said: int | Literal["end"], last: int) -> int:
    """Return the step that is `said`, of a training the `last` step of which is known."""
    return last if said == "end" else said


class CaptionOptions(Options):
    """A text below the panels, which comes at a step, or at one of the step's beats in slow motion.

    The film waits there until it has been read, unless its author says otherwise. At the last step it stays.
    """

    at: Annotated[StepOrEnd, Field(description="a step, or end")]
    text: Annotated[str, Field(min_length=1, max_length=120), LINE]
    beat: Annotated[Literal["predict", "loss", "gradient", "update"] | None, Field(description="of slow motion")] = None
    seconds: Annotated[float | None, Field(ge=0.5, le=600, description="default: as long as it takes to read")] = None
    pause: Annotated[
        float | None, Field(ge=0, le=60, description="seconds that the film stays at the step; default: until it goes")
    ] = None
    until: Annotated[
        StepOrEnd | None, Field(description="it stays true until this step: the film goes on, and it stays so long")
    ] = None

    @model_validator(mode="after")
    def _goes_once(self) -> Self:
        for key in ("seconds", "pause"):
            if self.until is not None and getattr(self, key) is not None:
                raise wrong(
                    f"{key} and until cannot both be given",
                    "until says how long the caption stays, and the film does not wait for it",
                    (key,),
                    key=True,
                )
        return self

    @property
    def stays(self) -> float:
        """Seconds on the screen, unless it stays until a step."""
        least, each = READING
        return self.seconds if self.seconds is not None else least + each * cells(self.text)

    @property
    def waits(self) -> float:
        """Seconds that the film stays at its step, at least."""
        if self.until is not None:
            return 0.0
        return self.stays if self.pause is None else self.pause
