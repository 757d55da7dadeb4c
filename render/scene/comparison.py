"""What an author may compare: one hyperparameter with several values, each of which makes a run."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from render.errors import did_you_mean
from render.family import Options, wrong

MOST_STEPS = 10_000_000
MOST_RUNS = 4

Rate = Annotated[float, Field(gt=0, le=1e6, description="the part of the gradient that a step takes")]
Steps = Annotated[int, Field(ge=1, le=MOST_STEPS, description="how many updates")]
BatchSize = Annotated[int, Field(ge=1, le=10_000, description="points that each update sees; without it, all of them")]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1, description="chooses the batches")]


Initial = dict[str, Annotated[float, Field(ge=-1e6, le=1e6)]]
"""Weights by their names, where the training starts; those that are not named start at 0."""


class Compare(Options):
    """One hyperparameter with two to four values, in place of the one that it has at the top."""

    learning_rate: tuple[Rate, ...] | None = None
    initial: tuple[Initial, ...] | None = None
    steps: tuple[Steps, ...] | None = None
    batch_size: tuple[BatchSize, ...] | None = None
    seed: tuple[Seed, ...] | None = None

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
