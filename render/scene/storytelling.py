"""What an author may say of how the story is told: steps in slow motion, moves of the camera, and captions."""

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema

from render.errors import did_you_mean
from render.family import Options, wrong
from render.languages import cells
from render.scene.comparison import MOST_STEPS
from render.texts import LINE
from render.timeline.shots import Aim

READING = 1.2, 0.06
"""Seconds that a caption stays: at least, and for each of its characters; a Chinese one says as much as two."""

Step = Annotated[int, Field(ge=0, le=MOST_STEPS, examples=[20])]


class SlowMotion(Options):
    """Steps that are shown beat by beat: predict, loss, gradient, update."""

    shorter: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "integer", "minimum": 0},
        {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1, "maxItems": 10},
    )

    steps: Annotated[
        tuple[Step, ...],
        Field(min_length=1, max_length=10, description="which steps, each the one before an update", examples=[[0, 1]]),
    ]
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
    what = {"at": "a caption comes at", "until": "a caption stays until"}
    raise wrong(f"{what[str(info.field_name)]} a step, or the end", "write a whole number from 0 on, or end")


StepOrEnd = Annotated[
    int | Literal["end"],
    BeforeValidator(_step_or_end),
    WithJsonSchema({"anyOf": [{"const": "end"}, {"type": "integer", "minimum": 0, "maximum": MOST_STEPS}]}),
]
"""A step, or the last one."""


def _poster(value: object) -> object:
    if value in ("auto", "end") or (
        isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_STEPS
    ):
        return value
    raise wrong("the poster is a step, the end, or auto", "write a whole number from 0 on, end, or auto")


Poster = Annotated[
    int | Literal["auto", "end"],
    BeforeValidator(_poster),
    WithJsonSchema({"anyOf": [{"enum": ["auto", "end"]}, {"type": "integer", "minimum": 0, "maximum": MOST_STEPS}]}),
]
"""A step, the last one, or the one that tells most."""


def step_of(said: int | Literal["end"], last: int) -> int:
    """Return the step that is `said`, of a training the `last` step of which is known."""
    return last if said == "end" else said


class Move(Options):
    """A move of the camera, at a step."""

    at: Annotated[Step, Field(description="the step at which the training waits for it")]
    to: Annotated[
        Aim,
        Field(
            description="fit shows what still moves and what it moves to, minimum only what it moves to, all all "
            "there is"
        ),
    ] = "fit"


CAMERA = {"auto": None, "still": ()}


class Camera(Options):
    """How panels change their limits: of itself, not at all, or in moves that an author chooses."""

    moves: Annotated[
        tuple[Move, ...] | None, Field(max_length=4, description="in the order of their steps; default: of itself")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, given: Any) -> Any:
        """Read a word, a move, or a list of moves."""
        if isinstance(given, str):
            if given not in CAMERA:
                hint = f"{did_you_mean(given, list(CAMERA))}, or {{at: 20, to: fit}}"
                raise wrong(f'a camera is auto, still or a move, not "{given}"', hint)
            return {"moves": CAMERA[given]}
        if isinstance(given, dict) and given and "moves" not in given:
            return {"moves": (given,)}
        return {"moves": given} if isinstance(given, tuple) else given

    @field_validator("moves")
    @classmethod
    def _in_order(cls, moves: tuple[Move, ...] | None) -> tuple[Move, ...] | None:
        for index, (before, move) in enumerate(pairwise(moves or ()), start=1):
            if move.at <= before.at:
                raise wrong("moves of the camera come one after another", "choose a later step", (index, "at"))
        return moves

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        spelled = handler(schema)
        moves = handler.resolve_ref_schema(spelled)["properties"]["moves"]
        one = moves.get("anyOf", [moves])[0]["items"]
        return {"anyOf": [{"enum": list(CAMERA)}, one, {"type": "array", "items": one, "maxItems": 4}]}


class CaptionOptions(Options):
    """A text below the panels, which comes at a step, or at one of the step's beats in slow motion.

    The film waits there until it has been read, unless its author says otherwise. At the last step it stays.
    """

    at: Annotated[StepOrEnd, Field(description="the step at which it comes, or end", examples=[40])]
    text: Annotated[str, Field(min_length=1, max_length=120, description="what is said", examples=["Far off"]), LINE]
    beat: Annotated[
        Literal["predict", "loss", "gradient", "update"] | None,
        Field(description="at which beat of a step in slow motion it comes"),
    ] = None
    seconds: Annotated[
        float | None,
        Field(ge=0.5, le=600, description="how long it stays; default: as long as it takes to read", examples=[3]),
    ] = None
    pause: Annotated[
        float | None,
        Field(ge=0, le=60, description="seconds that the film waits; default: until it has been read", examples=[1]),
    ] = None
    until: Annotated[
        StepOrEnd | None,
        Field(description="the film goes on, and the text stays until this step, or the end", examples=[100]),
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
