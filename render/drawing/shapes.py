"""Long paths in Axes whose limits change enter, their shapes leave: each is written once for a view, and then moved.

Elsewhere, markup refers to a shape by its name and to where it has come by four numbers: d="=name", or
d="=name SX SY X Y" for what is moved to SX x + X, SY y + Y. Written out, it is what a browser can draw.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from render.numbers import typed

LONG = 16
"""Points from which on it is shorter to refer to a path."""
DIGITS = 7
"""Of the numbers by which a shape is moved."""
LETTERS = {Path.MOVETO: ("M", 1), Path.LINETO: ("L", 1), Path.CURVE3: ("Q", 2), Path.CURVE4: ("C", 3)}
"""Commands of paths, https://www.w3.org/TR/SVG2/paths.html#PathData, and how many points follow each."""
REFERENCE = re.compile(r'd="=(\w+)((?: [-+.\de]+)*)"')
NUMBERS = re.compile(r"(-?[.\d]+) (-?[.\d]+)")


class Shape(NamedTuple):
    """A path as it is written for a view: its `name`, the box around it, and the matrix (3, 3) that brought it there.

    Pixels are counted from the top, but for the matrix, which counts from the bottom.
    """

    name: str
    box: Bbox
    matrix: NDArray[np.float64]


class Shapes:
    """The shapes of a picture of a `height`, `written` by their names, with so many `digits` after the point.

    In a view that `rests`, each path has a shape of its own, as fine as it is seen there; on the way from one view to
    the next, it is the finest one that there is, moved.
    """

    def __init__(self, height: float, digits: int) -> None:
        self.written: dict[str, str] = {}
        self.rests = True
        self._height, self._digits = height, digits
        self._known: dict[bytes, list[Shape]] = {}

    def reference(
        self, path: Path, matrix: NDArray[np.float64], write: Callable[[], tuple[str, Bbox]]
    ) -> tuple[str, Bbox]:
        """Return what refers to `path` where a `matrix` brings it, and the box around it.

        `write` returns the path written out, with its box.
        """
        key = np.asarray(path.vertices).tobytes() + np.asarray(path.codes).tobytes()
        known = self._known.setdefault(key, [])
        for shape in known:
            if np.allclose(shape.matrix, matrix, rtol=1e-9, atol=1e-6):
                return f"={shape.name}", shape.box
        if self.rests or not known:
            data, box = write()
            if not data:
                return data, box
            names = {data: name for name, data in self.written.items()}
            name = names.get(data, f"s{len(self.written)}")
            self.written[name] = data
            known.append(Shape(name, box, matrix))
            return f"={name}", box
        finest = max(known, key=lambda shape: abs(shape.matrix[0, 0] * shape.matrix[1, 1]))
        scale = np.diag(matrix)[:2] / np.diag(finest.matrix)[:2]
        moved = matrix[:2, 2] - scale * finest.matrix[:2, 2]
        moved[1] = self._height * (1 - scale[1]) - moved[1]
        numbers = " ".join(typed(float(value), DIGITS) for value in (*scale.tolist(), *moved.tolist()))
        return f"={finest.name} {numbers}", Bbox(finest.box.get_points() * scale + moved)

    def whole(self, markup: str) -> str:
        """Return `markup` with all of its shapes written out."""
        return REFERENCE.sub(lambda found: f'd="{self._moved(self.written[found[1]], found[2])}"', markup)

    def _moved(self, data: str, by: str) -> str:
        if not by:
            return data
        wide, high, right, down = map(float, by.split())

        def at(point: re.Match[str]) -> str:
            x, y = wide * float(point[1]) + right, high * float(point[2]) + down
            return f"{round(x, self._digits) + 0.0:g} {round(y, self._digits) + 0.0:g}"

        return NUMBERS.sub(at, data)


def path_data(path: Path, height: float, digits: int) -> tuple[str, Bbox]:
    """Return a path in pixels from the bottom as SVG has it, from the top of a picture of `height`; and its box.

    Numbers have so many `digits` after the point.
    """
    codes = np.asarray(path.codes, int)
    known = codes != Path.STOP
    points = np.round(np.asarray(path.vertices, float)[known] * (1, -1) + (0, height), digits) + 0.0
    codes = codes[known]
    if not len(codes):
        return "", Bbox.unit()
    texts = [f"{x:g} {y:g}" for x, y in points.tolist()]
    parts, index = [], 0
    while index < len(codes):
        letter, count = LETTERS.get(Path.code_type(codes[index]), ("Z", 1))
        parts += ["Z"] if letter == "Z" else [letter, " ".join(texts[index : index + count])]
        index += count
    drawn = points[codes != Path.CLOSEPOLY]
    return "".join(parts), Bbox([drawn.min(axis=0), drawn.max(axis=0)])


def is_straight(path: Path) -> bool:
    """Return whether there are no curves in a `path`."""
    return path.codes is None or not np.isin(path.codes, (Path.CURVE3, Path.CURVE4)).any()
