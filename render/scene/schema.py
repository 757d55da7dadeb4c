"""The scene: every key that an author may write, with its bounds and defaults."""

import re
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticKnownError

from render.drawing.panels import Panel
from render.drawing.panels.fit import Fit
from render.drawing.panels.loss import LossCurve
from render.drawing.themes import Theme
from render.drawing.themes.light import Light
from render.errors import did_you_mean
from render.family import Family, Options, wrong
from render.formats import Format
from render.formats.gif import Gif
from render.timeline.pacings import Pacing
from render.timeline.pacings.slow_start import SlowStart
from render.training.data import Data
from render.training.losses import Loss
from render.training.losses.mse import MeanSquaredError

MOST_STEPS = 10_000_000
SMALLEST_SIDE, LONGEST_SIDE, MOST_PIXELS = 160, 8192, 8192 * 4608

FORMATS = Family("render.formats")


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


SIZES = {
    "480p": Size(854, 480),
    "720p": Size(1280, 720),
    "1080p": Size(1920, 1080),
    "1440p": Size(2560, 1440),
    "4k": Size(3840, 2160),
    "16:9": Size(1280, 720),
    "4:3": Size(960, 720),
    "square": Size(1080, 1080),
    "portrait": Size(1080, 1920),
}


def _size(value: object) -> object:
    if isinstance(value, Size):
        return value
    text = str(value)
    if text in SIZES:
        return SIZES[text]
    match = re.fullmatch(r"(\d{1,9}) ?x ?(\d{1,9})", text)
    if not match:
        raise wrong(f'"{text}" is not a size', f"write 1280x720, or a word; {did_you_mean(text, list(SIZES))}")
    size = Size(int(match[1]), int(match[2]))
    if min(size) < SMALLEST_SIDE or max(size) > LONGEST_SIDE or size.width * size.height > MOST_PIXELS:
        hint = f"each side has {SMALLEST_SIDE} to {LONGEST_SIDE} pixels, both together make {MOST_PIXELS:,} at most"
        raise wrong(f"a picture of {size.width}x{size.height} pixels cannot be drawn", hint)
    if not 9 / 22 <= size.width / size.height <= 22 / 9:
        raise wrong(f"{size.width}x{size.height} is too long and thin", "sides differ by a factor of 2.4 at most")
    return size


def _listed(value: object) -> object:
    """Read one item, or words between commas, as a list."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(","))
    return (value,) if isinstance(value, dict) else value


def _loop(value: object) -> object:
    if value == "forever" or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65_535):
        return value
    raise wrong(f'loop cannot be "{value}"', "write forever, or how often the film plays: a whole number from 1 on")


class Initial(Options):
    """Where the training starts."""

    w: Annotated[float, Field(ge=-1e6, le=1e6)] = 0.0
    b: Annotated[float, Field(ge=-1e6, le=1e6)] = 0.0


class Output(Options):
    """The files that are made."""

    formats: Annotated[
        tuple[Annotated[Format, FORMATS], ...],
        BeforeValidator(_listed),
        Field(min_length=1, max_length=16, description="gif, mp4, png, csv"),
    ] = (Gif(),)
    size: Annotated[
        Size,
        BeforeValidator(_size),
        PlainSerializer(lambda size: f"{size.width}x{size.height}"),
        WithJsonSchema({"anyOf": [{"enum": list(SIZES)}, {"type": "string", "pattern": r"^\d+x\d+$"}]}),
        Field(description="a word, or width x height in pixels"),
    ] = SIZES["720p"]
    fps: Annotated[int, Field(ge=1, le=60, description="frames a second")] = 30
    loop: Annotated[
        Literal["forever"] | int,
        BeforeValidator(_loop),
        WithJsonSchema({"anyOf": [{"const": "forever"}, {"type": "integer", "minimum": 1, "maximum": 65_535}]}),
        Field(description="how often a GIF plays: forever, or a number"),
    ] = "forever"


DataOption = Annotated[Data, Family("render.training.data"), Field(description="what the line learns from")]
Rate = Annotated[float, Field(gt=0, le=1e6, description="the part of the gradient that a step takes")]
Steps = Annotated[int, Field(ge=1, le=MOST_STEPS, description="how many updates")]


class PhaseOptions(Options):
    """A part of the training."""

    steps: Steps
    learning_rate: Annotated[Rate | None, Field(description="default: that of the phase before")] = None


class Scene(Options):
    """One film: data, training, and how it is shown."""

    title: Annotated[str, Field(min_length=1, max_length=100, description="stands above the picture")]
    data: DataOption
    initial: Annotated[Initial, Field(description="w and b before the first step")] = Initial()
    phases: Annotated[
        tuple[PhaseOptions, ...],
        Field(max_length=8, description="in place of steps and learning_rate: each goes on from where the last ended"),
    ] = ()
    learning_rate: Annotated[Rate | None, Field(validate_default=True)] = None
    steps: Annotated[Steps | None, Field(validate_default=True)] = None
    batch_size: Annotated[
        int | None, Field(ge=1, le=10_000, description="points that each update sees; without it, all of them")
    ] = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="chooses the batches")] = 0
    loss: Annotated[Loss, Family("render.training.losses"), Field(description="what is made small")] = (
        MeanSquaredError()
    )
    panels: Annotated[
        tuple[Annotated[Panel, Family("render.drawing.panels")], ...],
        BeforeValidator(_listed),
        Field(min_length=1, max_length=4, description="the views, the first one on the left"),
    ] = (Fit(), LossCurve())
    pacing: Annotated[
        Pacing, Family("render.timeline.pacings", "slow-start"), Field(description="how steps become seconds")
    ] = SlowStart()
    theme: Annotated[Theme, Family("render.drawing.themes", "light"), Field(description="colours and type")] = Light()
    output: Annotated[Output, Field(description="the files that are made")] = Output()

    @field_validator("phases")
    @classmethod
    def _begins_with_a_rate(cls, phases: tuple[PhaseOptions, ...]) -> tuple[PhaseOptions, ...]:
        if phases and phases[0].learning_rate is None:
            raise wrong("the first phase needs a learning_rate", "later ones go on with the one before")
        return phases

    @field_validator("learning_rate", "steps")
    @classmethod
    def _instead_of_phases(cls, value: float | None, info: ValidationInfo) -> float | None:
        if info.data.get("phases") and value is not None:
            name = info.field_name
            raise wrong(f"{name} and phases cannot both be given", f"move {name} into the phases, or leave them out")
        if info.data.get("phases") == () and value is None:
            raise PydanticKnownError("missing")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.total_steps > MOST_STEPS:
            said = f"the phases have {self.total_steps:,} steps; {MOST_STEPS:,} are the most"
            raise wrong(said, "", ("phases",))
        self.pacing.check(self.total_steps, self.output.fps)
        for made in self.output.formats:
            made.check(self.output.size)
        return self

    @property
    def schedule(self) -> list[tuple[int, float]]:
        """The steps and the learning rate of each phase; a scene without phases has one."""
        phases = self.phases or (PhaseOptions(steps=self.steps or 0, learning_rate=self.learning_rate),)
        schedule: list[tuple[int, float]] = []
        for phase in phases:
            schedule.append((phase.steps, phase.learning_rate or schedule[-1][1]))
        return schedule

    @property
    def total_steps(self) -> int:
        """How many updates all phases have."""
        return sum(steps for steps, _ in self.schedule)
