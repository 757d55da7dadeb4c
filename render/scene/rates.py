"""What an author may write for a learning rate: a number, `auto`, or a schedule; what a run uses of it leaves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from render.errors import did_you_mean
from render.family import Family, wrong
from render.numbers import floored
from render.training.schedules import Schedule
from render.training.schedules.constant import Constant

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AUTO = "auto"
PART, DIGITS = 0.5, 3
"""The share of the largest stable rate that `auto` takes, rounded down to so many digits, as it is said on screen."""
PARTS = 1000
Number = Annotated[float, Field(gt=0, le=1e6, description="the part of the gradient that a step takes")]


class Rates(Family):
    """The family of schedules, in which a number stands for itself, `auto` too; words of schedules need options."""

    def __init__(self) -> None:
        """Name the package."""
        super().__init__("render.training.schedules")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Choose by what is written, so that what is wrong is told of what was meant alone."""
        schedule = core_schema.no_info_after_validator_function(
            _plain, super().__get_pydantic_core_schema__(source, handler)
        )
        choices = {
            "number": handler.generate_schema(Number),
            AUTO: core_schema.literal_schema([AUTO]),
            "schedule": schedule,
        }
        tagged = core_schema.tagged_union_schema(choices, self._chosen)
        return core_schema.no_info_before_validator_function(self._known, tagged)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the three of them."""
        return handler(schema)

    def _chosen(self, value: object) -> str:
        if value == AUTO:
            return AUTO
        written = isinstance(value, dict | Schedule) or (isinstance(value, str) and value in self.members)
        return "schedule" if written else "number"

    def _known(self, value: object) -> object:
        """Refuse a word that is meant as one of these, and is none; a mapping with a `rate` is a constant one."""
        if isinstance(value, dict) and "rate" in value:
            return {"kind": "constant", **value}
        if isinstance(value, str) and value.isalpha() and value not in {AUTO, *self.members}:
            meant = did_you_mean(value, [AUTO, *self.members])
            if meant.startswith("did you mean"):
                raise wrong(f'learning_rate cannot be "{value}"', meant)
        return value


def _plain(schedule: Schedule) -> Schedule | float:
    """Return a constant rate without a warmup as the number that it is."""
    return schedule if schedule.changes else schedule.begins


RateOption = float | Literal["auto"] | Schedule
Rate = Annotated[RateOption, Rates()]


def schedule_of(rate: RateOption) -> Schedule:
    """Return the schedule that a `rate` stands for, which is not `auto`."""
    return rate if isinstance(rate, Schedule) else Constant(rate=float(rate))


def schedules_of(phases: Sequence[tuple[int, RateOption]], stable: float = 1.0) -> list[tuple[int, Schedule]]:
    """Return the steps and the schedule of each phase, `stable` being what `auto` is half of."""
    return [(steps, schedule_of(half_of(stable) if rate == AUTO else rate)) for steps, rate in phases]


def rates_of(schedules: Sequence[tuple[int, Schedule]]) -> "NDArray[np.float64]":
    """Return the rate of each step (S,), of phases with so many steps and a schedule each."""
    import numpy as np

    return np.concatenate([schedule.rates(steps) for steps, schedule in schedules]).astype(np.float64)


def largest_of(schedules: Sequence[tuple[int, Schedule]]) -> int:
    """Return the phase with the largest rate, the first one of several."""
    tops = [float(schedule.rates(steps).max()) for steps, schedule in schedules]
    return tops.index(max(tops))


def half_of(stable: float) -> float:
    """Return the rate that `auto` takes, `stable` being the largest one with which a training does not leave."""
    return floored(PART * stable, DIGITS)


def paces(steps: int, rate: RateOption, stable: float) -> list[tuple[int, float]]:
    """Return a phase as parts of so many steps with one rate each, `stable` being the largest one that is stable.

    One that changes is told by the means of at most PARTS parts: NumPy is needed for such a one only.
    """
    if rate == AUTO:
        return [(steps, half_of(stable))]
    schedule = schedule_of(rate)
    if not schedule.changes:
        return [(steps, schedule.begins)]
    import numpy as np

    parts = np.array_split(schedule.rates(steps), min(PARTS, steps))
    return [(len(part), float(part.mean())) for part in parts]
