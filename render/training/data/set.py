"""Samples from a teaching set that ships: digits, penguins, irises, Anscombe's four, Hubble's galaxies, houses."""

from array import array
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, Self

from pydantic import Field, Tag, model_validator

from render.errors import DataError, Fault, did_you_mean
from render.family import LISTED, wrong
from render.languages import Language, Texts
from render.training import sets
from render.training.data import Count, Data, listed, moments_of, written_out
from render.training.sets import SETS, Shipped
from render.training.stability import Moments
from render.training.task import Task

if TYPE_CHECKING:
    from render.training.samples import Samples

FEW_ROWS = 30
"""Numbers of so many rows stand in the program: that takes no more lines than to read a file."""
MANY_INPUTS = 20
"""Columns side by side from which on a program counts them."""

Column = Annotated[str, Field(min_length=1)]


class SetTexts(Texts, speaker="data.set"):
    """The columns, with their units, as the axes name them; those that are not here are named as in the table."""

    sepal_length_cm = "sepal length (cm)"
    sepal_width_cm = "sepal width (cm)"
    petal_length_cm = "petal length (cm)"
    petal_width_cm = "petal width (cm)"
    species = "species"
    island = "island"
    bill_length_mm = "bill length (mm)"
    bill_depth_mm = "bill depth (mm)"
    flipper_length_mm = "flipper length (mm)"
    body_mass_g = "body mass (g)"
    sex = "sex"
    year = "year"
    distance_mpc = "distance (Mpc)"
    velocity_km_s = "velocity (km/s)"
    area_sqft = "area (square feet)"
    bedrooms = "bedrooms"
    price_usd = "price ($)"
    digit = "digit"
    pixel = "pixel in row {row}, column {column}"


def _named(column: str, words: SetTexts) -> str:
    """Return what is called so in a table."""
    if column.startswith("pixel_"):
        _, row, place = column.split("_")
        return words.pixel.format(row=row, column=place)
    return str(getattr(words, column, column))


class Kept(NamedTuple):
    """The values of rows that have all of them: of each x, and of y; and the lines of the other rows in the table."""

    xs: tuple["array[float]", ...]
    y: "array[float]"
    gone: tuple[int, ...]


class TeachingSet(Data):
    """Columns of a teaching set that ships: digits, flowers, penguins, galaxies, Anscombe's quartet, made-up houses.

    `render data` lists them with their sources and licences, `render data iris` shows one and its columns, and `render
    data iris -o iris.csv` writes it for other programs. Pixels of digits are divided by 16, so they are from 0 to 1.
    """

    kind: Literal["set"] = "set"
    name: Annotated[
        Literal[
            "anscombe-1", "anscombe-2", "anscombe-3", "anscombe-4", "digits", "houses", "hubble", "iris", "penguins"
        ],
        Field(description="which set", examples=["penguins"]),
    ]
    x: Annotated[
        Annotated[
            Annotated[Column, Tag("one")] | Annotated[tuple[Column, ...], Field(min_length=1), Tag("list")], LISTED
        ]
        | None,
        Field(
            description="name of the column with x, or a list of several; default: those that go with y",
            examples=["flipper_length_mm"],
        ),
    ] = None
    y: Annotated[
        Column | None,
        Field(
            description="name of the column with y, numbers or classes; default: the usual one", examples=["species"]
        ),
    ] = None
    points: Annotated[
        Count | None, Field(description="how many rows, the same share of each class; default: all", examples=[200])
    ] = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="chooses the rows")] = 0

    @model_validator(mode="after")
    def _columns_that_there_are(self) -> Self:
        known = self._set.columns
        for key, name in ((("y",), self.y), *(((*at,), name) for at, name in self._said_inputs())):
            if name is not None and name not in known:
                hint = did_you_mean(name, known)
                close = hint.startswith("did")
                told = ", ".join(called for called, _ in sets.grouped(known))
                raise wrong(f'{self.name} has no column "{name}"', hint if close else f"its columns are {told}", key)
        given = [name for _, name in self._said_inputs()]
        if not given and self._lesson is None:
            raise wrong(f"{self.name} needs x for this y", f"name the column that {self.y} is learned from", ("y",))
        for at, name in self._said_inputs():
            if name in self._set.classes:
                raise wrong(f'"{name}" holds classes: it can be y, not x', "", at)
            if name == self.target:
                hint = "name another y" if self.y is None else "name two columns"
                raise wrong(
                    f'x and y are both the column "{name}"', hint if len(given) == 1 else "leave it out of x", at
                )
            if given.count(name) > 1:
                raise wrong(f'x has the column "{name}" twice', "remove one", at)
        self.check_names(len(self.columns))
        if self.points is None and "seed" in self.model_fields_set:
            raise wrong("seed chooses points, and all are taken", "write points, too, or leave it out", ("seed",))
        if self.points is not None and self.points < len(self._classes):
            said = f"{self.points} points are too few for {len(self._classes)} classes"
            raise wrong(said, f"write {len(self._classes)} or more", ("points",))
        return self

    def _said_inputs(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the columns with x that are said, and where."""
        if isinstance(self.x, str):
            return [(("x",), self.x)]
        return [(("x", index), name) for index, name in enumerate(self.x or ())]

    @property
    def _set(self) -> Shipped:
        return SETS[self.name]

    @property
    def _lesson(self) -> tuple[tuple[str, ...], str] | None:
        """The usual x and y, those with the y that is said; None where none has it."""
        return next((each for each in self._set.lessons if self.y in (None, each[1])), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns with x."""
        if self.x is None:
            assert self._lesson
            return self._lesson[0]
        return (self.x,) if isinstance(self.x, str) else self.x

    @property
    def target(self) -> str:
        """The column with y."""
        return self.y or self._set.lessons[0][1]

    @property
    def _classes(self) -> tuple[str, ...]:
        return self._set.classes.get(self.target, ())

    @property
    def classifies(self) -> bool:  # type: ignore[override]
        """Whether y holds classes."""
        return bool(self._classes)

    @property
    def _has_gaps(self) -> bool:
        """Whether there may be rows without a value."""
        return not self._set.gaps.isdisjoint((*self.columns, self.target))

    def task(self, folder: Path) -> Task:
        """Return what is to be learned."""
        return Task(len(self.columns), len(self._classes))

    def count(self, folder: Path) -> int:
        """Return the number of rows with all values, or that of those that are wanted of them. Raises DataError."""
        rows = len(self._kept().y) if self._has_gaps else self._set.rows
        if self.points is None:
            self._check_inputs()
            return rows
        if self.points > rows:
            raise DataError([Fault(f"{self.name} has {rows:,} rows, not {self.points:,}", "", ("points",))])
        self.load(folder)
        return self.points

    def notes(self, folder: Path) -> list[str]:
        """Return which rows were left out."""
        from render.tables.reading import counted

        gone = self._kept().gone if self._has_gaps else ()
        return [f"{self.name}: {counted(gone, 'row without a value')}"] if gone else []

    def beside(self) -> dict[str, bytes]:
        """Return the table, if the program reads it."""
        return {} if self._set.rows <= FEW_ROWS else {f"{self.name}.csv": sets.raw(self.name)}

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32, in the table's order, under its names. Raises DataError like `count`."""
        import numpy as np

        from render.training.samples import Samples

        self._check_inputs()
        kept = self._kept()
        x, y = np.column_stack(kept.xs), np.array(kept.y)
        if len(kept.xs) == 1:
            x = x[:, 0]
        few = self._set.rows <= FEW_ROWS
        samples = Samples.of(
            x,
            y,
            x_name=self.input_names(self.columns),
            y_name=self.y_name or self.target,
            classes=self._classes,
            code=written_out(x.tolist(), kept.y) if few else self._reading(bool(kept.gone)),
            image_shape=self._set.shape if self.columns == self._set.numbers else None,
        )
        if self.points is None:
            return samples
        part = samples.part(self.points, self.seed)
        if len(kept.xs) == 1 and not np.ptp(part.x):
            hint = "a line needs two different x at least: choose another seed, or more points"
            raise DataError([Fault(f"all x of these {self.points:,} points are the same", hint, ("points",))])
        return part

    def in_language(self, samples: "Samples", words: Language) -> "Samples":
        """Return `samples` with the columns' names in a language."""
        said = words.of(SetTexts)
        names = self.input_names([_named(column, said) for column in self.columns])
        inputs = tuple(quantity._replace(name=name) for quantity, name in zip(samples.inputs, names, strict=True))
        target = samples.target._replace(name=self.y_name or _named(self.target, said))
        return replace(samples, inputs=inputs, target=target)

    def moments(self, folder: Path) -> Moments | None:
        """Return those of the two columns; None of more, and of classes."""
        if len(self.columns) > 1 or self.classifies:
            return None
        if self.points is not None:
            return super().moments(folder)
        kept = self._kept()
        return moments_of(kept.xs[0], kept.y) or super().moments(folder)

    def _check_inputs(self) -> None:
        """Refuse columns that hold one value only, but for the pixels of whole pictures. Raises DataError."""
        if self.x is None or self.columns == self._set.numbers:
            return
        table = sets.table(self.name)
        hint = "leave it out: it tells nothing apart" if len(self.columns) > 1 else "a line needs different x"
        if faults := [
            Fault(f'all values in column "{name}" are the same', hint, at)
            for at, name in self._said_inputs()
            if len({*table[name]}) == 1
        ]:
            raise DataError(faults)

    def _kept(self) -> Kept:
        table, wanted = sets.table(self.name), (*self.columns, self.target)
        rows = list(zip(*(table[name] for name in wanted), strict=True))
        gone = tuple(place for place, row in enumerate(rows) if not all(row))
        *inputs, target = zip(*filter(all, rows), strict=True)
        xs = tuple(array("d", (float(cell) / self._set.most for cell in cells)) for cells in inputs)
        if self._classes:
            y = array("d", map(self._classes.index, target))
        else:
            y = array("d", (float(cell) / self._set.most for cell in target))
        return Kept(xs, y, tuple(place + 2 for place in gone))

    def _reading(self, has_gaps: bool) -> list[str]:
        """Return the lines of a program that reads the same from the table beside it."""
        lines = ["import csv", "", f"with open('{self.name}.csv') as file:", "    rows = list(csv.DictReader(file))"]
        if has_gaps:
            lines += listed("used = [", map(repr, (*self.columns, self.target)), "]")
            lines.append("rows = [r for r in rows if all(r[c] for c in used)]")
        share = f" / {self._set.most}" if self._set.most > 1 else ""
        first, count = self._set.columns.index(self.columns[0]), len(self.columns)
        if count == 1:
            lines.append(f"x = np.float64([r[{self.columns[0]!r}] for r in rows]){share}")
        elif count > MANY_INPUTS and self._set.columns[first : first + count] == self.columns:
            places = f"{first or ''}:{first + count}"
            lines.append(f"x = np.float64([list(r.values())[{places}] for r in rows]){share}")
        else:
            lines += listed("inputs = [", map(repr, self.columns), "]")
            lines.append(f"x = np.float64([[r[c] for c in inputs] for r in rows]){share}")
        if not self._classes:
            return [*lines, f"y = np.float64([r[{self.target!r}] for r in rows]){share}"]
        if self._classes == tuple(map(str, range(len(self._classes)))):
            return [*lines, f"y = np.float64([r[{self.target!r}] for r in rows])"]
        lines += listed("classes = [", map(repr, self._classes), "]")
        return [*lines, f"y = np.float64([classes.index(r[{self.target!r}]) for r in rows])"]
