"""What an author may compare: one hyperparameter with several values, each of which makes a run."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from render.errors import did_you_mean
from render.family import Family, Options, wrong
from render.scene.rates import Rate
from render.training.losses import Loss
from render.training.models import Model
from render.training.optimizers import Optimizer
from render.training.standardize import StandardizeOption

MOST_STEPS = 10_000_000
MOST_RUNS = 6

Steps = Annotated[int, Field(ge=1, le=MOST_STEPS, description="how many updates", examples=[200])]
BatchSize = Annotated[
    int,
    Field(
        ge=1,
        le=10_000,
        description="samples that each update sees, shuffled by seed; default: all of them",
        examples=[4],
    ),
]
Seed = Annotated[
    int, Field(ge=0, le=2**32 - 1, description="chooses the batches, and the units that a dropout leaves out")
]
Decay = Annotated[
    float,
    Field(
        ge=0,
        le=1e3,
        description="what each weight's slope gains by its size, but for biases: large weights become smaller",
        examples=[0.01],
    ),
]
ModelOption = Annotated[
    Model,
    Family("render.training.models"),
    Field(
        description="what predicts; default: line, of classes logistic",
        examples=[{"kind": "network", "hidden": [8, 8], "activation": "relu"}],
    ),
]
LossOption = Annotated[
    Loss,
    Family("render.training.losses"),
    Field(
        description="what is made small; default: mse, of classes cross-entropy",
        examples=["mae", {"kind": "huber", "delta": 0.5}],
    ),
]
OptimizerOption = Annotated[
    Optimizer,
    Family("render.training.optimizers"),
    Field(description="how a gradient becomes a step", examples=["adam", {"kind": "momentum", "beta": 0.9}]),
]


Initial = dict[str, Annotated[float, Field(ge=-1e6, le=1e6, examples=[0])]]
"""Weights by their names, where the training starts, those that are not named at 0; or of a network, its seed."""


def _with_options(schema: dict[str, Any]) -> None:
    """Let an editor accept keys of a model, a loss and an optimizer, whose values are checked elsewhere."""
    schema["additionalProperties"] = {"type": "array", "minItems": 2, "maxItems": MOST_RUNS}


class Compare(Options):
    """One hyperparameter with two to six values, in place of the one that it has at the top.

    It may also be an option of the model, the loss or the optimizer that is there: {degree: [1, 3, 15]}, {hidden: [1,
    2, 3]}, {beta: [0, 0.5, 0.9]}. Optimizers may have rates of their own: {optimizer: [sgd, {kind: adam,
    learning_rate: 0.05}]}.
    """

    model_config = ConfigDict(json_schema_extra=_with_options)

    learning_rate: Annotated[
        tuple[Rate, ...] | None, Field(description="numbers, auto or schedules", examples=[[0.001, 0.1, 0.78]])
    ] = None
    initial: Annotated[
        tuple[Initial, ...] | None,
        Field(description="several starts", examples=[[{"w": 0, "b": -1}, {"w": 1, "b": 2}]]),
    ] = None
    steps: Annotated[
        tuple[Steps, ...] | None, Field(description="trainings of several lengths", examples=[[20, 200]])
    ] = None
    batch_size: Annotated[tuple[BatchSize, ...] | None, Field(description="several sizes", examples=[[1, 10, 100]])] = (
        None
    )
    seed: Annotated[tuple[Seed, ...] | None, Field(description="the same with other batches", examples=[[0, 1, 2]])] = (
        None
    )
    model: Annotated[
        tuple[ModelOption, ...] | None,
        Field(description="several models", examples=[["line", {"kind": "polynomial", "degree": 3}]]),
    ] = None
    loss: Annotated[tuple[LossOption, ...] | None, Field(description="several losses", examples=[["mse", "huber"]])] = (
        None
    )
    optimizer: Annotated[
        tuple[OptimizerOption, ...] | None,
        Field(description="several optimizers, perhaps each with its learning_rate", examples=[["sgd", "momentum"]]),
    ] = None
    weight_decay: Annotated[
        tuple[Decay, ...] | None, Field(description="with and without, or several", examples=[[0, 0.01]])
    ] = None
    standardize: Annotated[
        tuple[StandardizeOption, ...] | None,
        Field(description="as measured, and standardized", examples=[[False, True]]),
    ] = None
    _option: str = PrivateAttr("")

    @classmethod
    def of_option(cls, given: Any, members: Mapping[str, Options | None]) -> Any:
        """Return what is `given`; of values of a key that one of the `members` has, the comparison of such members."""
        ((option, values),) = given.items() if isinstance(given, dict) and len(given) == 1 else (("", None),)
        owners = {key: member for key, member in members.items() if member and option in type(member).model_fields}
        if option in cls.model_fields or option == "kind" or not owners or not isinstance(values, list | tuple):
            return given
        key, member = next(iter(owners.items()))
        made, faults = [], []
        for index, value in enumerate(values):
            try:
                made.append(type(member).model_validate({**member.model_dump(), option: value}))
            except ValidationError as error:
                faults += [_moved(each, (option, index)) for each in error.errors()]
        if faults:
            raise ValidationError.from_exception_data("Compare", faults)
        try:
            compared = cls.model_validate({key: tuple(made)})
        except ValidationError as error:
            places = [(option, *each.get("ctx", {}).get("at", ())[1:]) for each in error.errors()]
            faults = [_moved(each, place) for each, place in zip(error.errors(), places, strict=True)]
            raise ValidationError.from_exception_data("Compare", faults) from None
        compared._option = option
        return compared

    @model_validator(mode="before")
    @classmethod
    def _one_comparable_key(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        for key in given:
            if key not in cls.model_fields:
                hint = did_you_mean(key, list(cls.model_fields))
                if key[:1].isdigit():
                    hint = "put the values in brackets: [0.1, 0.2]"
                raise wrong(f'compare cannot vary "{key}"', hint, (key,), key=True)
        if len(given) != 1:
            said = f"not {len(given)}{': ' * bool(given)}{', '.join(given)}"
            raise wrong(f"compare varies one key, {said}", f"choose one of {', '.join(cls.model_fields)}")
        return given

    @model_validator(mode="after")
    def _several_values(self) -> Self:
        if not 2 <= len(self.values) <= MOST_RUNS:
            raise wrong(f"compare shows 2 to {MOST_RUNS} runs, not {len(self.values)}", "", (self.key,))
        for index, value in enumerate(self.values):
            if value in self.values[:index]:
                raise wrong("the same value twice makes the same run twice", "remove one", (self.key, index))
        return self

    @property
    def key(self) -> str:
        """The hyperparameter that is varied."""
        return next(iter(self.model_fields_set))

    @property
    def values(self) -> tuple[Any, ...]:
        """Its values, in the order of the runs."""
        return tuple(getattr(self, self.key) or ())

    @property
    def has_rates(self) -> bool:
        """Whether each of its values brings the learning rate of its run."""
        return bool(self.optimizer) and all(each.learning_rate is not None for each in self.optimizer or ())

    @property
    def said(self) -> str:
        """The key that the author wrote: that of the hyperparameter, or of an option of it."""
        return self._option or self.key


def _moved(error: Any, place: tuple[str | int, ...]) -> InitErrorDetails:
    """Return an `error` of pydantic's as one of another `place`."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "wrong":
        return InitErrorDetails(type=wrong(error["msg"], context["hint"]), loc=place, input=error["input"])
    # Errors of pydantic's own are built from their names and contexts.
    return InitErrorDetails(type=kind, loc=place, input=error["input"], ctx=context)
