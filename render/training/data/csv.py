"""Points from two columns of a CSV file."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from render.errors import Place, Problem, SceneError, did_you_mean
from render.family import wrong
from render.training.data import LARGEST, MOST_POINTS, Data, misfit

if TYPE_CHECKING:
    from _csv import Reader as Rows

    from render.training.points import Points

MOST_PROBLEMS = 10
"""Rows that are complained about before the rest is only counted."""


class Csv(Data):
    """Two named columns of a UTF-8 file with a header line."""

    kind: Literal["csv"] = "csv"
    file: Annotated[str, Field(min_length=1, description="path, relative to the scene file's folder")]
    x: Annotated[str, Field(min_length=1, description="name of the column with x")]
    y: Annotated[str, Field(min_length=1, description="name of the column with y")]

    @model_validator(mode="after")
    def _two_columns(self) -> Self:
        if self.x == self.y:
            raise wrong(f'x and y are both the column "{self.x}"', "name two columns")
        return self

    def files(self, folder: Path) -> list[Path]:
        """Return the CSV file."""
        return [folder / self.file]

    def count(self, folder: Path) -> int:
        """Return the number of rows. Raises SceneError with every one that cannot be used."""
        return len(self._columns(folder)[0])

    def load(self, folder: Path) -> "Points":
        """Return the points in float32, in the file's order, under the columns' names."""
        import numpy as np

        from render.training.points import Points

        x, y = self._columns(folder)
        return Points.of(
            np.array(x), np.array(y), x_name=self.x_name or self.x, y_name=self.y_name or self.y, code=self._code()
        )

    def _code(self) -> tuple[str, ...]:
        """Return a program that reads the two columns by their names, as this one does."""
        return (
            "import csv",
            "",
            f"with open({self.file!r}, encoding='utf-8-sig') as file:",
            "    rows = [r for r in csv.reader(file) if any(map(str.strip, r))]",
            "names = [name.strip() for name in rows.pop(0)]",
            f"x = np.float64([r[names.index({self.x!r})] for r in rows])",
            f"y = np.float64([r[names.index({self.y!r})] for r in rows])",
        )

    def _columns(self, folder: Path) -> tuple[list[float], list[float]]:
        path = folder / self.file
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SceneError([Problem(path, "lies outside the scene's folder", "move the file beside the scene")])
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return self._read(path, csv.reader(file, strict=True))
        except FileNotFoundError:
            hint = f"data.file is relative to the scene's folder {folder}"
            raise SceneError([Problem(path, "no such file", hint)]) from None
        except UnicodeDecodeError as error:
            hint = "save the file as UTF-8"
            raise SceneError([Problem(path, f"byte {error.start + 1} is not UTF-8 text", hint)]) from None
        except OSError as error:
            raise SceneError([Problem(path, f"cannot be read: {error.strerror}")]) from None
        except csv.Error as error:
            raise SceneError(
                [Problem(path, f"is not a CSV file: {error}", "look for a quote that never ends")]
            ) from None

    def _read(self, path: Path, rows: "Rows") -> tuple[list[float], list[float]]:
        header = [name.strip() for name in next(rows, [])]
        if not any(header):
            raise SceneError([Problem(path, "is empty", "the first line names the columns")])
        place = Place(1, text=",".join(header))
        if problems := list(self._header_problems(path, header, place)):
            raise SceneError(problems)
        columns = {name: header.index(name) for name in (self.x, self.y)}
        values: dict[str, list[float]] = {name: [] for name in columns}
        problems = []
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(header):
                said = f"has {len(row)} cells, the first line names {len(header)}"
                hint = "numbers are written with a point: 0.5"
                problems.append(Problem(path, said, hint, Place(rows.line_num, text=",".join(row))))
                continue
            for name, index in columns.items():
                cell = row[index].strip() if index < len(row) else ""
                value = _number(cell)
                if value is None:
                    said = f'"{cell}" in column "{name}" is not a number' if cell else f'nothing in column "{name}"'
                    hint = "numbers are written with a point: 0.5" if "," in cell else "mend or remove the row"
                    problems.append(Problem(path, said, hint, Place(rows.line_num, text=",".join(row))))
                else:
                    values[name].append(value)
            if len(values[self.x]) > MOST_POINTS:
                raise SceneError([Problem(path, f"more than {MOST_POINTS:,} rows", "take a sample of them")])
        if len(problems) > MOST_PROBLEMS:
            rest = Problem(path, f"{len(problems) - MOST_PROBLEMS} more values are not numbers")
            problems = [*problems[:MOST_PROBLEMS], rest]
        if problems:
            raise SceneError(problems)
        x, y = values[self.x], values[self.y]
        if len(x) < 2:
            raise SceneError([Problem(path, "has fewer than 2 rows of numbers", "a line needs at least two points")])
        if len(set(x)) == 1:
            hint = "a line needs at least two different x"
            raise SceneError([Problem(path, f'all numbers in column "{self.x}" are the same', hint)])
        if problems := [Problem(path, *found) for n in (self.x, self.y) if (found := misfit(f'"{n}"', values[n]))]:
            raise SceneError(problems)
        return x, y

    def _header_problems(self, path: Path, header: list[str], place: Place) -> Iterator[Problem]:
        for name in (self.x, self.y):
            if header.count(name) > 1:
                yield Problem(path, f'{header.count(name)} columns are named "{name}"', "rename one of them", place)
            elif name not in header:
                hint = did_you_mean(name, header)
                if all(_number(cell) is not None for cell in header):
                    hint = "the first line has to name the columns"
                elif len(header) == 1 and any(separator in header[0] for separator in ";\t|"):
                    hint = "save the file with commas between its cells"
                yield Problem(path, f'no column "{name}"', hint, place)


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if abs(value) <= LARGEST else None
