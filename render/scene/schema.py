"""The scene: every key that an author may write, with its bounds and defaults; those of its look stand in look.py."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    Field,
    SerializeAsAny,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticKnownError

from render.family import Family, word, wrong
from render.scene.about import About
from render.scene.comparison import (
    BatchSize,
    Compare,
    Decay,
    Initial,
    LossOption,
    ModelOption,
    OptimizerOption,
    Seed,
    Steps,
)
from render.scene.look import Look
from render.scene.rates import Rate, RateOption
from render.scene.starts import faults_of
from render.scene.storytelling import Camera, CaptionOptions, SlowMotion
from render.scene.training import EarlyStopping, PhaseOptions, Validation
from render.scene.usual import usual_loss, usual_model, usual_panels
from render.texts import LINE
from render.training.data import Data
from render.training.losses.cross_entropy import CrossEntropy
from render.training.models import Model
from render.training.models.logistic import Logistic
from render.training.optimizers import OWN_RATE, Optimizer
from render.training.optimizers.sgd import Sgd
from render.training.standardize import Standardize, StandardizeOption
from render.training.task import Task

MEMBERS = ("model", "loss", "optimizer")
"""Keys whose options can be compared."""
DataOption = Annotated[
    Data,
    Family("render.training.data"),
    Field(
        description="what the model learns from",
        examples=[
            {"kind": "line", "w": 0.1, "b": 0.5, "noise": 0.05},
            {"kind": "csv", "file": "heights.csv", "x": "age", "y": "height"},
        ],
    ),
]


class Scene(Look):
    """One film: data, training, and how it is shown."""

    title: Annotated[
        str,
        Field(
            min_length=1, max_length=100, description="stands above the picture", examples=["A line learns its data"]
        ),
        LINE,
    ]
    about: Annotated[
        About | None,
        Field(
            description="for teachers, not in the picture; its lesson, what the film teaches, a question to ask",
            examples=[
                {"lesson": "2 A line fits", "teaches": "The line shifts first, then tilts", "ask": "Which first?"}
            ],
        ),
    ] = None
    data: DataOption
    validation: Annotated[
        Validation | None,
        Field(
            description="the share of the samples that is held back; nothing is learned from them, they are hollow "
            "wherever they are drawn, and their loss and accuracy stand beside the others'",
            examples=[0.3, {"share": 0.3, "seed": 1}],
        ),
    ] = None
    # What data bring is no member of these families, and is written as what it is.
    model: Annotated[SerializeAsAny[ModelOption], Field(default_factory=usual_model, validate_default=True)]
    loss: Annotated[SerializeAsAny[LossOption], Field(default_factory=usual_loss)]
    phases: Annotated[
        tuple[PhaseOptions, ...],
        Field(
            max_length=8,
            description="in place of steps and learning_rate: each goes on from where the last ended",
            examples=[[{"steps": 200, "learning_rate": 0.1}, {"steps": 200}]],
        ),
    ] = ()
    optimizer: OptimizerOption = Sgd()
    compare: Annotated[
        Compare | None,
        Field(
            description="one hyperparameter with two to six values, in place of its own key; the runs share data, "
            "axes and clock, and end on a ranking",
            examples=[{"learning_rate": [0.001, 0.1, 0.78]}, {"batch_size": [1, 10, 100]}],
        ),
    ] = None
    initial: Annotated[
        Initial,
        Field(
            default_factory=dict,
            description="weights before the first step, by their names, the others being 0; of a network a seed: "
            "weights are drawn at random, as Keras does",
            examples=[{"w": 0, "b": -1}, {"seed": 3}],
        ),
    ]
    learning_rate: Annotated[
        Rate | None,
        Field(
            validate_default=True,
            description="the part of the gradient that each step takes; auto, half of the largest stable rate, "
            "which is known of a line, a polynomial and a logistic model; or a schedule. Required, but beside phases",
            examples=[0.1, {"kind": "cosine", "from": 0.5}, {"rate": 0.1, "warmup": 20}],
        ),
    ] = None
    steps: Annotated[
        Steps | None, Field(validate_default=True, description="how many updates. Required, but beside phases")
    ] = None
    batch_size: BatchSize | None = None
    seed: Seed = 0
    weight_decay: Decay = 0.0
    standardize: StandardizeOption = Standardize()
    early_stopping: Annotated[
        EarlyStopping | None,
        Field(
            description="the training ends so many steps after the one with the smallest loss of the "
            "samples held back; so Keras ends it, with a step for an epoch, and the film marks that step",
            examples=[{"patience": 50}],
        ),
    ] = None
    slow_motion: Annotated[
        SlowMotion | None,
        Field(
            description="steps that are shown beat by beat, predict, loss, gradient, update, in seconds of their own",
            examples=[[0], {"steps": [0, 1], "seconds": 6}],
        ),
    ] = None
    camera: Annotated[
        Camera,
        Field(
            description="how panels go close and back; auto: fit and surface go close in a move when what still moves "
            "has become small, and back for a run that leaves; still; or your own moves, for which the training waits",
            examples=["still", {"at": 20, "to": "fit"}],
            json_schema_extra={"default": "auto"},
        ),
    ] = Camera()
    captions: Annotated[
        tuple[CaptionOptions, ...],
        Field(
            max_length=50,
            description="texts below the panels, each at a step; the film waits there until it has been read",
            examples=[[{"at": 0, "text": "Far off"}, {"at": "end", "text": "There!"}]],
        ),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _usual_panels(cls, value: Any, info: ValidationInfo) -> Any:
        """Give a scene that names no panels those that can show what it learns, where that is known."""
        task = (info.context or {}).get("task")
        if not isinstance(value, dict) or "panels" in value or task is None:
            return value
        panels = usual_panels(task)
        return {**value, "panels": panels} if panels else value

    @field_validator("model", mode="wrap")
    @classmethod
    def _usual_of_classes(cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        """Give a scene that names no model that of classes, where a table says that these are learned."""
        if not isinstance(value, Model):
            return handler(value)
        task = (info.context or {}).get("task")
        return Logistic() if task is not None and task.classes and not value.classes else value

    @field_validator("optimizer")
    @classmethod
    def _has_the_rate_of_the_scene(cls, optimizer: Optimizer) -> Optimizer:
        if optimizer.learning_rate is not None:
            raise wrong("the learning rate of a scene stands beside its optimizer", "move it to the top", (OWN_RATE,))
        return optimizer

    @field_validator("compare")
    @classmethod
    def _has_rates_once(cls, compare: Compare | None, info: ValidationInfo) -> Compare | None:
        """Refuse rates of optimizers beside those of phases."""
        for index, each in enumerate((compare.optimizer if compare else None) or ()):
            if info.data.get("phases") and each.learning_rate is not None:
                raise wrong("the phases say learning_rate", "remove it, or the phases", ("optimizer", index, OWN_RATE))
        return compare

    @model_validator(mode="after")
    def _decays_once(self) -> "Scene":
        """Refuse a decay beside an optimizer that has one of its own."""
        for each in self.variants:
            if each.weight_decay and each.optimizer.decoupled:
                kind = word(each.optimizer)
                said = f"{kind} has a weight_decay of its own: with that of the scene, weights would decay twice"
                compared = self.compare is not None and self.compare.key == "weight_decay"
                place = ("compare",) if compared else ("weight_decay",)
                raise wrong(said, f"write optimizer: {{kind: {kind}, weight_decay: ...}} alone, or choose adam", place)
        return self

    @field_validator("phases")
    @classmethod
    def _begins_with_a_rate(cls, phases: tuple[PhaseOptions, ...]) -> tuple[PhaseOptions, ...]:
        if phases and phases[0].learning_rate is None:
            raise wrong("the first phase needs a learning_rate", "later ones go on with the one before")
        return phases

    @field_validator("compare", mode="before")
    @classmethod
    def _of_options(cls, value: Any, info: ValidationInfo) -> Any:
        return Compare.of_option(value, {key: info.data.get(key) for key in MEMBERS})

    @field_validator("compare", "initial")
    @classmethod
    def _of_weights_that_there_are(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse initial values of weights that the model does not have, where it is known what it learns."""
        task, model, compare = (info.context or {}).get("task"), info.data.get("model"), info.data.get("compare")
        starts: list[tuple[tuple[str | int, ...], Initial]] = [((), value)]
        if info.field_name == "compare":
            compared = enumerate(value.initial or ()) if value else ()
            starts = [(("initial", index), start) for index, start in compared]
        models: Sequence[Model] = compare.model if compare and compare.model else [model] if model else []
        if task is None or not all(each.learns(task) for each in models):
            return value
        faults = list(faults_of(starts, models, task))
        if faults:
            raise ValidationError.from_exception_data("Scene", faults)
        return value

    @field_validator("learning_rate", "steps", "initial", "batch_size", "seed", "weight_decay", "standardize")
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
        compared = compared or (name == OWN_RATE and compare is not None and compare.has_rates)
        known = phases is not None and "compare" in info.data
        if name in {"learning_rate", "steps"} and value is None and known and not phases and not compared:
            raise PydanticKnownError("missing")
        return value

    def files(self, folder: Path) -> list[Path]:
        """Return the files that the scene is made from, beside its own: none may be written to."""
        return [*self.data.files(folder), *self.fonts.files(folder)]

    @model_validator(mode="after")
    def _members_given_once(self) -> "Scene":
        """Refuse a model, a loss or an optimizer beside others that are compared in its place."""
        key = self.compare.key if self.compare else ""
        if self.compare and key == self.compare.said and key in {*MEMBERS} & self.model_fields_set:
            said = f"{key} and compare.{key} cannot both be given"
            raise wrong(said, f"remove {key}; compare says its values", (key,))
        return self

    @model_validator(mode="after")
    def _loss_of_classes(self, info: ValidationInfo) -> "Scene":
        """Give a scene that names no loss that of classes, where a table says that these are learned."""
        task = (info.context or {}).get("task")
        learned = task is not None and task.classes and all(each.model.classes for each in self.variants)
        compared = self.compare is not None and self.compare.key == "loss"
        if not learned or compared or "loss" in self.model_fields_set or self.loss.classifies:
            return self
        return self.model_copy(update={"loss": CrossEntropy()})

    def weights(self, task: Task) -> tuple[str, ...]:
        """Return the names of the model's weights for a `task`."""
        return self.model.names(task)

    @property
    def variants(self) -> "list[Scene]":
        """A scene for each run: this one, or one for each value that is compared."""
        if not self.compare:
            return [self]
        key = self.compare.key
        every = [self.model_copy(update={key: value, "compare": None}) for value in self.compare.values]
        return [each._with_own_rate() for each in every]

    def _with_own_rate(self) -> "Scene":
        """Return it with the learning rate of its optimizer, where that has one of its own."""
        rate = self.optimizer.learning_rate
        if rate is None:
            return self
        optimizer = self.optimizer.model_copy(update={OWN_RATE: None})
        return self.model_copy(update={OWN_RATE: rate, "optimizer": optimizer})

    @property
    def last_step(self) -> int:
        """The number of the last step of the run that lasts longest."""
        return sum(self.phase_steps)

    @property
    def phase_steps(self) -> list[int]:
        """The steps of each phase, of the run that lasts longest."""
        return [steps for steps, _ in max(self.variants, key=lambda each: each.total_steps).schedule]

    @property
    def schedule(self) -> list[tuple[int, RateOption]]:
        """The steps and the learning rate of each phase; a scene without phases has one."""
        phases = self.phases or (PhaseOptions(steps=self.steps or 0, learning_rate=self.learning_rate),)
        schedule: list[tuple[int, RateOption]] = []
        for phase in phases:
            schedule.append((phase.steps, schedule[-1][1] if phase.learning_rate is None else phase.learning_rate))
        return schedule

    @property
    def total_steps(self) -> int:
        """How many updates all phases have."""
        return sum(steps for steps, _ in self.schedule)
