"""The scene: every key that an author may write, with its bounds and defaults."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticKnownError

from render.drawing.layout import Layout
from render.drawing.panels import Panel
from render.drawing.panels.fit import Fit
from render.drawing.panels.loss import LossCurve
from render.drawing.themes import Theme
from render.drawing.themes.light import Light
from render.errors import did_you_mean
from render.family import Family, Options, wrong
from render.formats import Format
from render.formats.gif import Gif
from render.scene.comparison import BatchSize, Compare, Initial, Rate, Seed, Steps
from render.scene.fonts import Fonts
from render.scene.storytelling import CaptionOptions, SlowMotion
from render.timeline.beats import begins
from render.timeline.pacings import Pacing
from render.timeline.pacings.slow_start import SlowStart
from render.training.data import Data
from render.training.losses import Loss
from render.training.losses.mse import MeanSquaredError

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
    colors: Annotated[int, Field(ge=8, le=256, description="of a GIF: fewer make it smaller and edges coarser")] = 128
    palette: Annotated[
        Literal["global", "local"],
        Field(description="of a GIF: one for the film, or a finer one for each frame, which makes it larger"),
    ] = "global"
    loop: Annotated[
        Literal["forever"] | int,
        BeforeValidator(_loop),
        WithJsonSchema({"anyOf": [{"const": "forever"}, {"type": "integer", "minimum": 1, "maximum": 65_535}]}),
        Field(description="how often a GIF plays: forever, or a number"),
    ] = "forever"


DataOption = Annotated[Data, Family("render.training.data"), Field(description="what the line learns from")]


class PhaseOptions(Options):
    """A part of the training."""

    steps: Steps
    learning_rate: Annotated[Rate | None, Field(description="default: that of the phase before")] = None


class Scene(Options):
    """One film: data, training, and how it is shown."""

    title: Annotated[str, Field(min_length=1, max_length=100, description="stands above the picture")]
    data: DataOption
    phases: Annotated[
        tuple[PhaseOptions, ...],
        Field(max_length=8, description="in place of steps and learning_rate: each goes on from where the last ended"),
    ] = ()
    compare: Annotated[
        Compare | None, Field(description="one hyperparameter with two to four values, which are shown on one clock")
    ] = None
    initial: Annotated[Initial, Field(description="w and b before the first step")] = Initial()
    learning_rate: Annotated[Rate | None, Field(validate_default=True)] = None
    steps: Annotated[Steps | None, Field(validate_default=True)] = None
    batch_size: BatchSize | None = None
    seed: Seed = 0
    loss: Annotated[Loss, Family("render.training.losses"), Field(description="what is made small")] = (
        MeanSquaredError()
    )
    panels: Annotated[
        tuple[Annotated[Panel, Family("render.drawing.panels")], ...],
        BeforeValidator(_listed),
        Field(min_length=1, max_length=4, description="the views, the first one on the left"),
    ] = (Fit(), LossCurve())
    layout: Annotated[Layout, Field(description="how the panels stand; columns: one for each run of compare")] = "auto"
    pacing: Annotated[
        Pacing, Family("render.timeline.pacings", "slow-start"), Field(description="how steps become seconds")
    ] = SlowStart()
    slow_motion: Annotated[
        SlowMotion | None, Field(description="steps to be shown beat by beat, in seconds of their own")
    ] = None
    captions: Annotated[tuple[CaptionOptions, ...], Field(max_length=50, description="texts that come at a step")] = ()
    theme: Annotated[Theme, Family("render.drawing.themes", "light"), Field(description="colours and type")] = Light()
    # What says nothing is left out of what a film's stamp is made of: films from before these keys stay up to date.
    fonts: Annotated[
        Fonts,
        Field(description="font files in place of IBM Plex", exclude_if=lambda fonts: fonts == Fonts()),
    ] = Fonts()
    author: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
        Field(description="a line below the picture: name, licence, source", exclude_if=lambda author: not author),
    ] = ""
    output: Annotated[Output, Field(description="the files that are made")] = Output()

    @field_validator("phases")
    @classmethod
    def _begins_with_a_rate(cls, phases: tuple[PhaseOptions, ...]) -> tuple[PhaseOptions, ...]:
        if phases and phases[0].learning_rate is None:
            raise wrong("the first phase needs a learning_rate", "later ones go on with the one before")
        return phases

    @field_validator("learning_rate", "steps", "initial", "batch_size", "seed")
    @classmethod
    def _given_once(cls, value: Any, info: ValidationInfo) -> Any:
        name, phases, compare = info.field_name or "", info.data.get("phases"), info.data.get("compare")
        compared = compare is not None and compare.key == name
        if compared and value is not None:
            raise wrong(f"{name} and compare.{name} cannot both be given", f"remove {name}; compare says its values")
        if phases and name in {"learning_rate", "steps"}:
            if compared:
                raise wrong(f"phases and compare.{name} cannot both be given", f"the phases say {name}", ("compare",))
            if value is not None:
                raise wrong(
                    f"{name} and phases cannot both be given", f"move {name} into the phases, or leave them out"
                )
        known = phases is not None and "compare" in info.data
        if name in {"learning_rate", "steps"} and value is None and known and not phases and not compared:
            raise PydanticKnownError("missing")
        return value

    def files(self, folder: Path) -> list[Path]:
        """Return the files that the scene is made from, beside its own: none may be written to."""
        return [*self.data.files(folder), *self.fonts.files(folder)]

    def step_of(self, caption: CaptionOptions) -> int:
        """Return the step at which `caption` comes."""
        return self.last_step if caption.at == "end" else caption.at

    def reaches(self, step: int, beat: str = "") -> float:
        """Return after how many seconds the film reaches `step`, or its `beat` in slow motion, to within a frame."""

        def paced(step: int) -> float:
            return self.pacing.reaches(step, self.last_step, self.output.fps)

        def leaves(step: int) -> float:
            return paced(step) if step else self.pacing.opening(self.output.fps)

        slow = self.slow_motion.steps if self.slow_motion else ()
        each = self.slow_motion.seconds if self.slow_motion else 0.0
        seconds = leaves(step) + begins(beat) * each if beat else paced(step)
        return seconds + sum(each - (paced(earlier + 1) - leaves(earlier)) for earlier in slow if earlier < step)

    @property
    def variants(self) -> "list[Scene]":
        """A scene for each run: this one, or one for each value that is compared."""
        if not self.compare:
            return [self]
        key = self.compare.key
        return [self.model_copy(update={key: value, "compare": None}) for value in self.compare.values]

    @property
    def last_step(self) -> int:
        """The number of the last step of the run that lasts longest."""
        return max(each.total_steps for each in self.variants)

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
