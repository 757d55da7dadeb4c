"""Clouds of points around centres."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from render.family import wrong
from render.training.data import Value
from render.training.float32 import misfit
from render.training.labelled import Labelled


def _listed(value: object) -> object:
    return value if isinstance(value, tuple) else (value,)


Centre = Annotated[
    tuple[Value, ...],
    Field(min_length=1, max_length=2),
    BeforeValidator(_listed, json_schema_input_type=Value | tuple[Value, Value]),
]


class Clusters(Labelled):
    """A normal distribution around each of two to five centres, each a class."""

    kind: Literal["clusters"] = "clusters"
    centres: Annotated[
        tuple[Centre, ...],
        Field(
            min_length=2,
            max_length=5,
            description="a pair of numbers for each class, or one number: then there is one input",
            examples=[[[0, 0], [2.2, 0.3], [0.9, 1.9]]],
        ),
    ] = ((-1.5, -1.0), (1.5, 1.0))
    spread: Annotated[float, Field(gt=0, le=1e9, description="standard deviation of each input around the centres")] = (
        0.8
    )

    @field_validator("centres")
    @classmethod
    def _differ(cls, centres: tuple[Centre, ...]) -> tuple[Centre, ...]:
        if len({len(centre) for centre in centres}) > 1:
            raise wrong("some centres have one number, and some have two", "write one for each class, or two for each")
        for index, centre in enumerate(centres):
            if centre in centres[:index]:
                raise wrong("two centres are the same", "each class needs its own", (index,))
        return centres

    @model_validator(mode="after")
    def _in_float32(self) -> Self:
        for name, column in zip(self.input_names(self._usual), zip(*self.centres, strict=True), strict=True):
            if found := misfit(name, [x + away for x in column for away in (-self.spread, self.spread)]):
                raise wrong(*found, ("centres",))
        return self

    @property
    def groups(self) -> int:
        """The number of centres."""
        return len(self.centres)

    @property
    def width(self) -> int:
        """How many numbers a centre has."""
        return len(self.centres[0])

    @property
    def deviation(self) -> float:
        """The standard deviation around the centres."""
        return self.spread

    def shape(self, np: Any, n: Sequence[int], y: Any, rng: Any) -> Any:
        """Return the centre of each sample."""
        centres = np.array(self.centres)
        return (centres[:, 0] if self.width == 1 else centres)[y]

    def typed(self) -> list[str]:
        """Return the same as text."""
        centres = [centre[0] if self.width == 1 else list(centre) for centre in self.centres]
        return [*wrap(f"centres = np.array({centres})", 60, subsequent_indent="    "), "x = centres[y]"]
