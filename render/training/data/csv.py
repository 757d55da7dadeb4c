"""Samples from columns of a table: a text such as CSV, or a sheet of a spreadsheet."""

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, Tag, field_validator, model_validator

from render.errors import DataError, Fault
from render.family import LISTED, wrong
from render.files import contents
from render.systems import slashed
from render.tables.table import (
    LONGEST_CLASS,
    MOST_BYTES,
    MOST_CLASSES,
    SUFFIXES,
    TableError,
    Wanted,
    folded,
    name_of_number,
)
from render.texts import LINE
from render.training.data import Data, moments_of, written_out
from render.training.float32 import misfit
from render.training.stability import Moments
from render.training.task import Task

if TYPE_CHECKING:
    from render.tables.reading import Columns
    from render.training.samples import Samples


MOST_INPUTS = 20


def _named(value: object) -> object:
    """Return the text of a class that is named by a number."""
    return name_of_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Column = Annotated[str, Field(min_length=1), LINE]
Class = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_CLASS),
    LINE,
    BeforeValidator(_named, json_schema_input_type=str | float),
]


class Csv(Data):
    """Named columns of a table: a text (.csv, .tsv, .txt) or a spreadsheet (.xlsx, .ods), from any country.

    What is not said of it is found out, and `check` says in a line what was taken for what. Cells may be parted by
    commas, semicolons, tabs, | or spaces; numbers are 1234.5, 1,234.5, 1.234,5, 1 234,5 or 1'234.5, and a unit on all
    of a column, as $ or kg, is left out; where 1,234 can be two numbers, you are asked. Dates can be x: 2024-03-01,
    2024-03, or, if all are such, 20240301 and 01.03.2024. Words can be y: up to 12 of them are classes, in alphabetical
    order. The names of the columns stand in the first line that has all of them; titles above it, # comments and units
    below it are left out. A cell that is empty, or NA, n/a, NaN, null, None, -, . or ?, has no value. The table lies
    in the scene's folder, or anywhere in its repository or course.
    """

    kind: Literal["csv"] = "csv"
    file: Annotated[
        str,
        Field(min_length=1, description="the table: a path from the scene's folder", examples=["heights.csv"]),
        AfterValidator(slashed),
    ]
    x: Annotated[
        Annotated[Column, Tag("one")]
        | Annotated[tuple[Column, ...], Field(min_length=1, max_length=MOST_INPUTS), Tag("list")],
        LISTED,
        Field(
            description="name of the column with x, numbers or dates; or a list of several names",
            examples=["age", ["flipper", "mass"]],
        ),
    ]
    y: Annotated[
        Column,
        Field(description="name of the column with y: numbers, or words, which are classes", examples=["height"]),
    ]
    classes: Annotated[
        Annotated[
            Annotated[bool, Tag("one")]
            | Annotated[tuple[Class, ...], Field(min_length=2, max_length=MOST_CLASSES), Tag("list")],
            LISTED,
        ]
        | None,
        Field(
            description="true where numbers are classes, or a list of the classes in your order",
            examples=[["bun", "hot dog"]],
        ),
    ] = None
    separator: Annotated[
        Literal[",", ";", "|", "tab", "space"] | None,
        Field(description="what parts the cells of a text; default: found out"),
    ] = None
    decimal: Annotated[
        Literal[".", ","] | None, Field(description="the decimal mark of numbers in texts; default: found out")
    ] = None
    encoding: Annotated[
        str | None, Field(description="that of a text; default: found out", examples=["cp1252", "utf-16"])
    ] = None
    header: Annotated[
        int | None, Field(ge=1, description="the line (or row) that names the columns, counted from 1", examples=[3])
    ] = None
    sheet: Annotated[
        Annotated[str, Field(min_length=1)] | Annotated[int, Field(ge=1)] | None,
        Field(
            description="of a spreadsheet, its name or its number; default: the first one with all columns",
            examples=["Prices"],
        ),
    ] = None
    missing: Annotated[
        Literal["drop", "error"],
        Field(description="whether a row without a value is left out, which is told, or refused"),
    ] = "drop"

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, encoding: str | None) -> str | None:
        if encoding is not None:
            from render.tables.encoding import is_known

            if not is_known(encoding):
                raise wrong(f'there is no encoding "{encoding}"', "common ones are utf-8, utf-16, cp1252 and latin-1")
        return encoding

    @field_validator("classes")
    @classmethod
    def _each_once(cls, classes: bool | tuple[str, ...] | None) -> bool | tuple[str, ...] | None:
        names = [folded(name) for name in classes] if isinstance(classes, tuple) else []
        for index, name in enumerate(names):
            if name in names[:index]:
                raise wrong(f'the class "{name}" is named twice', "remove one", (index,))
        return classes

    @model_validator(mode="after")
    def _different_columns(self) -> Self:
        names = [folded(name) for name in self.columns]
        for index, name in enumerate(names):
            at = ("x", index)
            if name == folded(self.y):
                hint = "name two columns" if len(names) == 1 else "leave it out of x"
                raise wrong(f'x and y are both the column "{self.columns[index]}"', hint, at)
            if name in names[:index]:
                raise wrong(f'x has the column "{self.columns[index]}" twice', "remove one", at)
        self.check_names(len(names))
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns with x."""
        return (self.x,) if isinstance(self.x, str) else self.x

    @property
    def classifies(self) -> bool:  # type: ignore[override]
        """Whether it is said that y holds classes."""
        return bool(self.classes)

    def said(self) -> list[str]:
        """Return the table's path as it is written."""
        return [self.file]

    def count(self, folder: Path) -> int:
        """Return the number of rows with all values. Raises DataError with all that cannot be used."""
        return len(self._columns(folder).y)

    def task(self, folder: Path) -> Task:
        """Return what is to be learned. Raises DataError like `count`."""
        return Task(len(self.columns), len(self._columns(folder).classes))

    def notes(self, folder: Path) -> list[str]:
        """Return what was taken for what, where the scene does not say it, and which rows were left out."""
        return [f"{self.file}: {note}" for note in self._columns(folder).notes]

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32, in the file's order, under the columns' names."""
        import numpy as np

        from render.training.samples import Samples

        found = self._columns(folder)
        x, y = np.column_stack(found.xs), np.array(found.y)
        if len(found.xs) == 1:
            x = x[:, 0]
        code = written_out(x.tolist(), found.y) if found.code is None else found.code
        return Samples.of(
            x,
            y,
            x_name=self.input_names(self.columns),
            y_name=self.y_name or self.y,
            x_is_date=found.x_is_date,
            classes=found.classes,
            code=code,
        )

    def moments(self, folder: Path) -> Moments | None:
        """Return those of the two columns; None of more, and of classes."""
        found = self._columns(folder)
        if len(found.xs) > 1 or found.classes:
            return None
        known = None if found.x_is_date else moments_of(found.xs[0], found.y)
        return known or super().moments(folder)

    def _columns(self, folder: Path) -> "Columns":
        from render.tables.reading import read

        path = folder / self.file
        try:
            raw = contents(path, MOST_BYTES)
        except FileNotFoundError:
            beside = {p.stem: p.name for p in sorted(path.parent.glob("*.*")) if p.suffix in SUFFIXES}
            close = get_close_matches(path.stem, beside, n=1)
            hint = "paths are relative to the scene's folder"
            if close:
                hint = f'did you mean "{Path(self.file).with_name(beside[close[0]]).as_posix()}"?'
            raise DataError([Fault(f'there is no file "{self.file}"', hint, ("file",))]) from None
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise DataError([Fault(f'"{self.file}" cannot be read: {said}', "", ("file",))]) from None
        if len(raw) > MOST_BYTES:
            said = f'"{self.file}" is larger than {MOST_BYTES:,} bytes'
            raise DataError([Fault(said, "take a sample of its rows", ("file",))])
        options = {key: getattr(self, key) for key in Wanted._fields} | {"x": self.columns}
        if isinstance(self.classes, tuple):
            options["classes"] = tuple(map(folded, self.classes))
        wanted = Wanted(**options)
        try:
            found = read(raw, wanted)
        except TableError as error:
            raise DataError(error.faults) from None
        columns = zip(wanted.keys, wanted.names, (*found.xs, found.y), strict=True)
        if faults := [Fault(*why, key) for key, name, values in columns if (why := misfit(f'"{name}"', values))]:
            raise DataError(faults)
        return found
