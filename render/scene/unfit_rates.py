"""A scene enters, learning rates that do not fit leave: to the steps of their phase, or `auto` to what is trained."""

from collections.abc import Iterator

from pydantic_core import PydanticCustomError

from render.family import word, wrong
from render.numbers import short, typed
from render.scene.rates import AUTO, RateOption, schedule_of
from render.scene.schema import Scene
from render.training.schedules.step import Step

SMALLEST_RATE = 1e-30
"""What is smaller than that is about to be 0 in float32, whose numbers end at 1.2e-38."""
AFFECT_RATES = {"model", "loss", "optimizer", "steps"}
"""What runs have of their own that a rate has to fit to."""


def unfit_rates(scene: Scene) -> Iterator[PydanticCustomError]:
    """Refuse schedules that do not fit into their phases, and `auto` where no stable rate is known."""
    for index, each in enumerate(scene.variants):
        for phase, (steps, rate) in enumerate(each.schedule):
            at = rate_at(scene, phase)
            if scene.compare and scene.compare.key == "learning_rate":
                at = (*at, index)
            elif index and not (scene.compare and scene.compare.key in AFFECT_RATES):
                return
            if found := _unfit(each, steps, rate, at):
                yield found
                return


def _unfit(run: Scene, steps: int, rate: RateOption, at: tuple[str | int, ...]) -> PydanticCustomError | None:
    """Return what is wrong with the `rate`, which stands `at` these keys, of a phase with so many `steps`."""
    if rate == AUTO:
        if run.optimizer.largest_stable_rate(1.0) is None:
            said = f"auto is half of the largest stable rate, and of {word(run.optimizer)} nobody knows it"
        elif not run.model.linear or run.loss.most_curved(1) is None:
            what = f"a {word(run.model)}" if not run.model.linear else f"the loss {word(run.loss)}"
            said = f"auto is half of the largest stable rate, and of {what} nobody knows it before"
        elif not (run.loss.quadratic or run.optimizer.plain):
            what = f"{word(run.optimizer)} with the loss {word(run.loss)}"
            said = f"auto is half of the largest stable rate, and of {what} nobody knows it"
        else:
            return None
        return wrong(said, "write a number: learning_rate: 0.1", at)
    schedule = schedule_of(rate)
    if schedule.warmup >= steps:
        said = f"a warmup of {schedule.warmup:,} steps leaves none of the {steps:,} for the rate that it rises to"
        return wrong(said, f"write at most {steps - 1:,}", (*at, "warmup"))
    if not schedule.changes:
        return None
    last = float(schedule.rates(steps)[-1])
    if last >= SMALLEST_RATE:
        return None
    said = f"the rate falls to {short(last, 2)}, with which nothing moves any more"
    if isinstance(schedule, Step):
        stairs = (steps - 1 - schedule.warmup) // schedule.every
        said = f"after {stairs:,} times the factor {short(schedule.factor)}, {said}"
        return wrong(said, "write a larger factor, or more steps for every", (*at, "factor"))
    return wrong(said, f"write to: {typed(schedule.begins / 1000)}", (*at, "to"))


def rate_at(scene: Scene, phase: int) -> tuple[str | int, ...]:
    """Return the keys where the learning rate of a phase is said."""
    if scene.compare and scene.compare.key == "learning_rate":
        return ("compare", "learning_rate")
    if not scene.phases:
        return ("learning_rate",)
    said = [index for index in range(phase + 1) if scene.phases[index].learning_rate is not None]
    return ("phases", said[-1], "learning_rate")
