"""The scene: every key that an author may write, with its bounds and defaults; those of its look stand in look.py."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from render.family import Family, Options, wrong
from render.scene.comparison import BatchSize, Compare, Initial, Rate, Seed, Steps
from render.scene.look import Look
from render.scene.storytelling import CaptionOptions, SlowMotion
from render.texts import LINE
from render.timeline.beats import SHARES, begins
from render.training.data import Data
from render.training.losses import Loss
from render.training.losses.mse import MeanSquaredError

DataOption = Annotated[Data, Family("render.training.data"), Field(description="what the line learns from")]


class PhaseOptions(Options):
    """A part of the training."""

    steps: Steps
    learning_rate: Annotated[Rate | None, Field(description="default: that of the phase before")] = None


class Scene(Look):
    """One film: data, training, and how it is shown."""

    title: Annotated[str, Field(min_length=1, max_length=100, description="stands above the picture"), LINE]
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
    slow_motion: Annotated[
        SlowMotion | None, Field(description="steps to be shown beat by beat, in seconds of their own")
    ] = None
    captions: Annotated[tuple[CaptionOptions, ...], Field(max_length=50, description="texts that come at a step")] = ()

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

    def waits(self, caption: CaptionOptions) -> float:
        """Return how many seconds the film waits for `caption`, beside those that it stays at its step anyhow."""
        step, fps = self.step_of(caption), self.output.fps
        if step >= self.last_step:
            # Nothing comes after it.
            return 0.0
        if caption.beat and self.slow_motion:
            there = SHARES[caption.beat] * self.slow_motion.seconds
        elif self.slow_motion and step in self.slow_motion.steps:
            there = 0.0 if step else self.pacing.opening(fps)
        else:
            now, then = (self.pacing.reaches(each, self.phase_steps, fps) for each in (step, step + 1))
            there = then - now
        return max(0.0, caption.waits - there)

    def reaches(self, step: int, beat: str = "") -> float:
        """Return after how many seconds a film without captions reaches `step`, or its `beat` in slow motion.

        To within a few frames.
        """

        def paced(step: int) -> float:
            return self.pacing.reaches(step, self.phase_steps, self.output.fps)

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
        return sum(self.phase_steps)

    @property
    def phase_steps(self) -> list[int]:
        """The steps of each phase, of the run that lasts longest."""
        return [steps for steps, _ in max(self.variants, key=lambda each: each.total_steps).schedule]

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
