"""Points from two columns of a table: a text such as CSV, or a sheet of a spreadsheet."""

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from render.errors import DataError, Fault
from render.family import wrong
from render.files import contents
from render.texts import LINE
from render.training.data import Data, moments_of, written_out
from render.training.float32 import misfit
from render.training.stability import Moments

if TYPE_CHECKING:
    from render.tables.reading import Columns
    from render.training.samples import Samples


class Csv(Data):
    """Two named columns of a table (.csv, .tsv, .txt, .xlsx, .ods); what is not said of it is found out."""

    kind: Literal["csv"] = "csv"
    file: Annotated[str, Field(min_length=1, description="path, relative to the scene file's folder")]
    x: Annotated[
        str, Field(min_length=1, description="name of the column with x: numbers, or dates as 2024-03-01"), LINE
    ]
    y: Annotated[str, Field(min_length=1, description="name of the column with y"), LINE]
    separator: Annotated[
        Literal[",", ";", "|", "tab", "space"] | None, Field(description="what parts the cells of a text")
    ] = None
    decimal: Annotated[Literal[".", ","] | None, Field(description="the decimal mark of numbers in texts")] = None
    encoding: Annotated[str | None, Field(description="that of a text, such as utf-8, cp1252 or utf-16")] = None
    header: Annotated[int | None, Field(ge=1, description="the line (or row) that names the columns, from 1")] = None
    sheet: Annotated[
        Annotated[str, Field(min_length=1)] | Annotated[int, Field(ge=1)] | None,
        Field(description="of a spreadsheet, by its name or its number; default: the first one with both columns"),
    ] = None
    missing: Annotated[
        Literal["drop", "error"], Field(description="whether rows without a value are left out or refused")
    ] = "drop"

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, encoding: str | None) -> str | None:
        if encoding is not None:
            from render.tables.encoding import is_known

            if not is_known(encoding):
                raise wrong(f'there is no encoding "{encoding}"', "common ones are utf-8, utf-16, cp1252 and latin-1")
        return encoding

    @model_validator(mode="after")
    def _two_columns(self) -> Self:
        if self.x == self.y:
            raise wrong(f'x and y are both the column "{self.x}"', "name two columns")
        return self

    def said(self) -> list[str]:
        """Return the table's path as it is written."""
        return [self.file]

    def count(self, folder: Path) -> int:
        """Return the number of rows with both values. Raises DataError with all that cannot be used."""
        return len(self._columns(folder).x)

    def notes(self, folder: Path) -> list[str]:
        """Return what was taken for what, where the scene does not say it, and which rows were left out."""
        return [f"{self.file}: {note}" for note in self._columns(folder).notes]

    def load(self, folder: Path) -> "Samples":
        """Return the samples in float32, in the file's order, under the columns' names."""
        import numpy as np

        from render.training.samples import Samples

        found = self._columns(folder)
        code = written_out(found.x, found.y) if found.code is None else found.code
        return Samples.of(
            np.array(found.x),
            np.array(found.y),
            x_name=self.x_name or self.x,
            y_name=self.y_name or self.y,
            x_is_date=found.x_is_date,
            code=code,
        )

    def moments(self, folder: Path) -> Moments | None:
        """Return those of the two columns."""
        found = self._columns(folder)
        known = None if found.x_is_date else moments_of(found.x, found.y)
        return known or super().moments(folder)

    def _columns(self, folder: Path) -> "Columns":
        from render.tables.reading import read
        from render.tables.table import MOST_BYTES, TableError, Wanted

        path = folder / self.file
        try:
            raw = contents(path, MOST_BYTES)
        except FileNotFoundError:
            kinds = {".csv", ".tsv", ".txt", ".xlsx", ".ods"}
            beside = {p.stem: p.name for p in sorted(path.parent.glob("*.*")) if p.suffix in kinds}
            close = get_close_matches(path.stem, beside, n=1)
            hint = "paths are relative to the scene's folder"
            if close:
                hint = f'did you mean "{Path(self.file).with_name(beside[close[0]])}"?'
            raise DataError([Fault(f'there is no file "{self.file}"', hint, ("file",))]) from None
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise DataError([Fault(f'"{self.file}" cannot be read: {said}', "", ("file",))]) from None
        if len(raw) > MOST_BYTES:
            said = f'"{self.file}" is larger than {MOST_BYTES:,} bytes'
            raise DataError([Fault(said, "take a sample of its rows", ("file",))])
        options = {key: getattr(self, key) for key in Wanted._fields}
        try:
            found = read(raw, Wanted(**options))
        except TableError as error:
            raise DataError(error.faults) from None
        columns = (("x", self.x, found.x), ("y", self.y, found.y))
        if faults := [Fault(*why, (key,)) for key, name, values in columns if (why := misfit(f'"{name}"', values))]:
            raise DataError(faults)
        return found
