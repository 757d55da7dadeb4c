"""Points that the author wrote out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from render.family import LISTED, wrong
from render.tables.table import LONGEST_CLASS, MOST_CLASSES, in_alphabet
from render.texts import LINE
from render.training.data import MOST_POINTS, Data, Value, moments_of, written_out
from render.training.float32 import misfit
from render.training.stability import Moments
from render.training.task import Task

if TYPE_CHECKING:
    from render.training.samples import Samples

MOST_INPUTS = 20
Row = Annotated[tuple[Value, ...], Field(min_length=2, max_length=MOST_INPUTS), Tag("list")]
Many = Field(min_length=1, max_length=MOST_POINTS)
WORDS = Discriminator(lambda value: "words" if value and all(isinstance(each, str) for each in value) else "numbers")
Word = Annotated[str, Field(min_length=1, max_length=LONGEST_CLASS), LINE]


class WrittenOut(Data):
    """x and y, number by number; of several inputs, x has a list for each point."""

    kind: Literal["points"] = "points"
    x: Annotated[
        tuple[Annotated[Annotated[Value, Tag("one")] | Row, LISTED], ...],
        Many,
        Field(
            description="a list of numbers; of several inputs, a list of lists",
            examples=[[1, 2, 3], [[0.8, -0.4], [0.1, 0.5]]],
        ),
    ]
    y: Annotated[
        Annotated[tuple[Value, ...], Many, Tag("numbers")] | Annotated[tuple[Word, ...], Many, Tag("words")],
        WORDS,
        Field(
            description="as many numbers as x has, or words, which are classes in alphabetical order",
            examples=[[2.1, 3.9, 6.2], ["no", "no", "yes"]],
        ),
    ]

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.x) != len(self.y):
            what = "numbers" if self.width == 1 else "points"
            raise wrong(f"x has {len(self.x)} {what} and y has {len(self.y)}", "each point needs both")
        for index, each in enumerate(self._rows):
            if (given := len(each)) != self.width:
                said = f"the first point has {_inputs(self.width)}, and this one has {_inputs(given)}"
                raise wrong(said, f"write {self.width} numbers for each", ("x", index))
        if self.width == 1 and len({*self.x}) == 1:
            raise wrong("all x are the same", "a line needs at least two different x")
        classes = self.classes
        if len(classes) == 1:
            raise wrong(f'all y are "{classes[0]}"', "there have to be two classes at least to be told apart", ("y",))
        if len(classes) > MOST_CLASSES:
            raise wrong(f"y has {len(classes)} different words; {MOST_CLASSES} classes are the most", "", ("y",))
        for name, values in zip((*self._usual, "y"), (*self._columns, self._targets), strict=True):
            if found := misfit(name, values):
                raise wrong(*found, (name[:1],))
        return self

    @property
    def width(self) -> int:
        """How many inputs there are."""
        return len(self.x[0]) if isinstance(self.x[0], tuple) else 1

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that y holds, in alphabetical order; none if it holds numbers."""
        return tuple(in_alphabet(each for each in self.y if isinstance(each, str)))

    @property
    def classifies(self) -> bool:  # type: ignore[override]
        """Whether y holds classes."""
        return bool(self.classes)

    @property
    def _targets(self) -> tuple[float, ...]:
        """The numbers in y; of classes, which one each is, counted from 0."""
        known = {word: float(index) for index, word in enumerate(self.classes)}
        return tuple(known[each] if isinstance(each, str) else each for each in self.y)

    @property
    def _usual(self) -> tuple[str, ...]:
        return ("x",) if self.width == 1 else tuple(f"x{index}" for index in range(1, self.width + 1))

    @property
    def _rows(self) -> list[tuple[float, ...]]:
        return [each if isinstance(each, tuple) else (each,) for each in self.x]

    @property
    def _columns(self) -> list[tuple[float, ...]]:
        """The numbers of each input."""
        return list(zip(*self._rows, strict=True))

    def task(self, folder: Path) -> Task:
        """Return what is to be learned."""
        return Task(self.width, len(self.classes))

    def count(self, folder: Path) -> int:
        """Return the number of points."""
        return len(self.x)

    def moments(self, folder: Path) -> Moments | None:
        """Return those of the numbers; None of several inputs, and of classes."""
        if self.width > 1 or self.classes:
            return None
        return moments_of(self._columns[0], self._targets) or super().moments(folder)

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32."""
        import numpy as np

        from render.training.samples import Samples

        return Samples.of(
            np.array(self.x, np.float64),
            np.array(self._targets),
            x_name=self.input_names(self._usual),
            y_name=self.y_name or ("class" if self.classes else "y"),
            classes=self.classes,
            code=written_out(self._columns[0] if self.width == 1 else self._rows, self._targets),
        )


def _inputs(count: int) -> str:
    return "one input" if count == 1 else f"{count} inputs"
