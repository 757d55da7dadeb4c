"""Data: the samples that a run learns from. A member is one file with one frozen model.

Members import NumPy inside `load` only: a check of a scene has no use for it and answers at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, StringConstraints, Tag

from render.family import LISTED, Options, wrong
from render.texts import LINE
from render.training.float32 import LARGEST, are_near
from render.training.stability import Moments
from render.training.task import Task

if TYPE_CHECKING:
    from render.languages import Language
    from render.training.losses import Loss
    from render.training.models import Model
    from render.training.samples import Samples

MOST_POINTS = 1_000_000
Value = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Field(ge=2, le=MOST_POINTS, description="how many samples")]
Span = Annotated[tuple[Value, Value], Field(description="where the inputs begin and end; they are spread evenly")]
Noise = Annotated[float, Field(ge=0, le=1e9)]
NoiseSeed = Annotated[
    int, Field(ge=0, le=2**32 - 1, description="chooses the noise; the same one gives the same samples")
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), LINE]
InputName = Annotated[
    Annotated[Annotated[Name, Tag("one")] | Annotated[tuple[Name, ...], Tag("list")], LISTED] | None,
    Field(
        description="what x is, with its unit: stands below the picture; of several inputs, a list",
        examples=["size (m²)"],
    ),
]
TargetName = Annotated[
    Name | None, Field(description="what y is, with its unit: stands above the picture", examples=["price ($)"])
]


class Data(Options, ABC):
    """One way to come by samples (x, y). Where it has no names for them, these are x (or x1, x2) and y."""

    classifies: ClassVar[bool] = False
    """Whether targets are classes in any case, which need not be found out from a file."""

    x_name: InputName = None
    y_name: TargetName = None

    def input_names(self, usual: Sequence[str]) -> tuple[str, ...]:
        """Return the names of the inputs: those that the author gave, or the `usual` ones."""
        if self.x_name is None:
            return tuple(usual)
        return (self.x_name,) if isinstance(self.x_name, str) else self.x_name

    def check_names(self, inputs: int) -> None:
        """Refuse names that are not as many as the `inputs`. Raises PydanticCustomError."""
        if self.x_name is not None and (names := len(self.input_names(()))) != inputs:
            said = f"x_name must have {inputs} name{'s' * (inputs > 1)}, not {names}"
            raise wrong(said, "one for each column in x", ("x_name",))

    def brings(self) -> "tuple[Model, Loss] | None":
        """Return the model and the loss that these data bring, if they are a function and no samples."""
        return None

    def task(self, folder: Path) -> Task:
        """Return what is to be learned. Raises DataError like `count`."""
        return Task()

    def said(self) -> list[str]:
        """Return the paths of the files that `load` reads, as the author wrote them under the key `file`."""
        return []

    def files(self, folder: Path) -> list[Path]:
        """Return the files that `load` reads: none may be written to."""
        return [folder / name for name in self.said()]

    def beside(self) -> dict[str, bytes]:
        """Return the files that the lines of the program read and that are not the author's, by their names."""
        return {}

    @abstractmethod
    def count(self, folder: Path) -> int:
        """Return how many samples there are.

        Raises DataError if anything outside the scene file is wrong; relative paths start at `folder`.
        """

    def notes(self, folder: Path) -> list[str]:
        """Return what an author should know of how the data were read. Raises DataError like `count`."""
        return []

    @abstractmethod
    def load(self, folder: Path) -> "Samples":
        """Return the samples, the same ones at every call. Raises DataError like `count`."""

    def in_language(self, samples: "Samples", words: "Language") -> "Samples":
        """Return loaded `samples` with the names that they have in a language; an author's own stay as they are."""
        return samples

    def moments(self, folder: Path) -> Moments | None:
        """Return the moments of one input, without noise where that is quick; None where there are none.

        Raises DataError like `count`.
        """
        return self.load(folder).moments


def rising(x: tuple[float, float], usual: str) -> tuple[float, float]:
    """Return `x` if it goes from a smaller to a larger number, as the `usual` one does. Raises PydanticCustomError."""
    if x[0] >= x[1]:
        raise wrong("x goes from a smaller to a larger number", f"write it as {usual}")
    return x


def noisy(formula: str, noise: float, seed: int, count: int) -> list[str]:
    """Return the lines of a program, with `np` for NumPy, that adds noise to the `formula`, if there is any."""
    if not noise:
        return [formula]
    return [f"rng = np.random.default_rng({seed})", f"{formula} + rng.normal(0, {noise!r}, {count})"]


def moments_of(x: Sequence[float], y: Sequence[float]) -> Moments | None:
    """Return the moments of points without NumPy; None where these may be centred, and only `load` knows how."""
    return Moments.of(x, y) if are_near(x) and are_near(y) else None


def written_out(x: Sequence[float] | Sequence[Sequence[float]], y: Sequence[float]) -> list[str]:
    """Return the lines of a program, with `np` for NumPy, that has the numbers in it; several inputs row by row."""
    rows = [repr(list(each)) if isinstance(each, Sequence) else repr(each) for each in x]
    return [*listed("x = np.float64([", rows, "])"), *listed("y = np.float64([", map(repr, y), "])")]


def listed(start: str, items: Iterable[str], end: str) -> list[str]:
    """Return the lines of a program that has a list in it, parted between its `items` where it is long."""
    # What must stay in one piece has no blank while it is parted.
    start, *kept = (text.replace(" ", "\0") for text in (start, *items))
    parts = wrap(
        f"{start}{', '.join(kept)}{end}", 48, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return [part.replace("\0", " ") for part in parts]
