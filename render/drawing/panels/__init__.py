"""Panels: views of a moment. A member is one file with one frozen model; this is the whole contract.

A panel draws everything that never moves, fixes its limits for all steps of all runs, and hands back the artists that
move with a function that makes them show a moment. It receives its Axes and imports nothing of Matplotlib. Its English
texts stand beside it, `class FitTexts(Texts, speaker="fit")`: see `render.languages`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from render.errors import did_you_mean
from render.family import Options
from render.timeline.beats import BEATS

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.scope import Scope
    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.timeline.shots import Shot
    from render.training.losses import Loss
    from render.training.models import Model
    from render.training.optimizers import Optimizer
    from render.training.recording import Recording
    from render.training.run import Run
    from render.training.task import Task


PAIR = 2
"""Weights of a model that have a colour each: of more, names tell them apart."""


class Mark(NamedTuple):
    """A line through `points` (n, 2) of a panel that its locator shows, too, in a `color`, or only keeps away from."""

    points: "NDArray[Any]"
    color: str | None = None


def _stay(moment: "Moment") -> None:
    """Show the same at every moment."""


@dataclass(frozen=True)
class Moving:
    """What moves in a panel, from back to front, and how to make it show a moment, if it is not shown as it is.

    Lines that are `standing` among the artists never change: they are here as what is behind them moves. Where the
    camera moves, `views` are the limits of x and y, (2, 2), before its first move and after each, and `marks` what is
    to be seen in the views.
    """

    artists: "Sequence[Artist]"
    show: "Callable[[Moment], None]" = _stay
    standing: "Sequence[Artist]" = ()
    views: "Sequence[NDArray[np.float64]]" = ()
    marks: Sequence[Mark] = ()

    def at(self, moment: "Moment") -> "Moving":
        """Return the same, which shows this `moment` whatever is asked for."""
        return replace(self, show=lambda _: self.show(moment))


@dataclass(frozen=True)
class Runs:
    """What an Axes shows: the recordings `shown` in their `colors`, of `every` one of the film; `words` are what
    is said of them. `slow` says whether the film has steps in slow motion.

    Limits and decimals have to hold for every one, so that the columns of a comparison can be compared. `first` and
    `last` say whether the Axes begins and ends its row of columns; `shots` are the camera's moves, and `until` is the
    step with which the film ends.
    """

    shown: "Sequence[Recording]"
    every: "Sequence[Recording]"
    colors: Sequence[str]
    words: "Language"
    first: bool = True
    last: bool = True
    shots: "Sequence[Shot]" = ()
    until: int | None = None
    slow: bool = False

    def __iter__(self) -> "Iterator[tuple[Recording, str]]":
        """Iterate over the recordings shown, each with its colour."""
        return zip(self.shown, self.colors, strict=True)

    @property
    def names(self) -> list[str]:
        """The names of the runs shown."""
        return [recording.run.name for recording in self.shown]

    def weight_colors(self, theme: "Theme") -> list[str]:
        """Return the colours of the first run's weights: its own, and in a film of one run that of a second one."""
        weights = self.alone.names
        if self.compared or len(weights) != PAIR:
            return [self.colors[0]] * len(weights)
        return [self.colors[0], theme.second_weight]

    def marker(self, recording: "Recording") -> str:
        """Return the shape of the recording's dots: runs are never told apart by colour alone."""
        return "osD^vX"[list(self.every).index(recording)]

    @property
    def alone(self) -> "Recording":
        """The one recording that is shown, or the first of several."""
        return self.shown[0]

    @property
    def compared(self) -> bool:
        """Whether the film has several runs."""
        return len(self.every) > 1

    @property
    def validated(self) -> bool:
        """Whether samples are held back."""
        return self.alone.run.samples.validation is not None

    @property
    def kin(self) -> "list[Recording]":
        """Those of every recording whose weights go with the same numbers: only their weights can be compared."""
        return [each for each in self.every if each.run.standardize == self.alone.run.standardize]

    @property
    def mixed(self) -> bool:
        """Whether weights of some runs go with standardized numbers, and those of others do not."""
        return len(self.kin) < len(self.every)

    @property
    def overlaid(self) -> bool:
        """Whether these Axes show several runs."""
        return len(self.shown) > 1

    @property
    def steps(self) -> int:
        """The last step that is shown of the run that lasts longest."""
        last = max(recording.steps for recording in self.every)
        return last if self.until is None else min(self.until, last)

    @property
    def settle(self) -> bool:
        """Whether all runs end no worse than they began."""
        return all(recording.settles for recording in self.every)


class Box(NamedTuple):
    """A rectangle in pixels of a picture 720 lines high: left and top edge, width and height."""

    left: float
    top: float
    width: float
    height: float


class Subject(NamedTuple):
    """What a run is about, known before it is trained: its model with its `weights`, its loss, what is to be learned.

    `validated` says whether samples are held back, `runs` how many the film has. All of these have the weights that are
    `shared`; `alike` says whether they make the same loss of the same model small. `samples` are learned from: 0 where
    their number is not known; `crowded` says that there are more than can be drawn each, `pictures` that inputs are the
    pixels of one, where that is known. `mixed` says whether only some of the runs learn from standardized numbers.
    """

    model: "Model"
    weights: Sequence[str]
    loss: "Loss"
    task: "Task"
    validated: bool = False
    runs: int = 1
    shared: Sequence[str] = ()
    alike: bool = True
    samples: int = 0
    crowded: bool = False
    pictures: bool = False
    mixed: bool = False
    optimizer: "Optimizer | None" = None

    @classmethod
    def of(cls, run: "Run", runs: int = 1) -> "Subject":
        """Return that of a `run`."""
        samples = run.samples
        from render.drawing.points import MANY

        learned, crowded = len(samples.y), len(samples.everything[1]) > MANY
        held = samples.validation is not None
        known = cls(run.model, run.names, run.loss, samples.task, held, runs, run.names)
        known = known._replace(optimizer=run.optimizer)
        return known._replace(samples=learned, crowded=crowded, pictures=samples.image_shape is not None)


class Refusal(NamedTuple):
    """Why a panel cannot show something, what to write in its place, and at which of its keys."""

    message: str
    hint: str = ""
    at: tuple[str | int, ...] = ()


def shared_by(names: Sequence[Sequence[str]]) -> list[str]:
    """Return the weights, in the order of the first one's, that stand in all lists of `names`."""
    others = [frozenset(each) for each in names[1:]]
    return [name for name in names[0] if all(name in each for each in others)]


Weight = Annotated[str, Field(min_length=1, max_length=40, examples=["w"])]
"""The name of a weight, as an author writes it."""


def not_there(names: Iterable[str], subject: Subject, *key: str) -> Iterator[Refusal]:
    """Yield which of the `names` that an author listed at a `key` are of none of a model's weights."""
    for index, name in enumerate(names):
        if name not in subject.weights:
            yield Refusal(f'there is no weight "{name}"', did_you_mean(name, list(subject.weights)), (*key, index))


Sample = Annotated[int, Field(ge=0, le=100_000, examples=[7])]
"""A sample that is learned from: they are counted from 0, in the order of the data."""


def no_sample(sample: int | None, subject: Subject) -> Iterator[Refusal]:
    """Yield that a `sample` is none of a subject's."""
    if sample is not None and subject.samples and sample >= subject.samples:
        said = f"there is no sample {sample:,}: {subject.samples:,} are learned from, and the first is sample 0"
        yield Refusal(said, f"write 0 to {subject.samples - 1:,}", ("sample",))


class Panel(Options, ABC):
    """One view of the film's recordings.

    `width` and `height` are its shares of a row and of a column with other panels; `left`, `right`, `top` and `bottom`
    are what it needs around its Axes for ticks and labels, in pixels of a picture 720 lines high; a `strip` is between
    the Axes and the name above them, for what it says itself. Narrower or lower Axes than `least` cannot be read. In
    slow motion, it stands back at all beats but those that it `tells` of. On a phone,
    where panels stand below one another, they have a height of their own.
    """

    kind: str
    width: ClassVar[float] = 1.0
    height: ClassVar[float] = 1.0
    left: ClassVar[float] = 72.0
    right: ClassVar[float] = 24.0
    top: ClassVar[float] = 44.0
    bottom: ClassVar[float] = 64.0
    strip: ClassVar[float] = 0.0
    least: ClassVar[tuple[float, float]] = (140.0, 100.0)
    tells: ClassVar[tuple[str, ...]] = BEATS
    height_on_phone: ClassVar[float] = 180.0
    of_weights: ClassVar[bool] = False
    """Whether its Axes are of weights: of runs that learn from different numbers, each has limits of its own there."""
    of_samples: ClassVar[bool] = False
    """Whether it shows what is learned from, or what is predicted of it."""
    tells_steps_apart: ClassVar[bool] = True
    """Whether its pictures of several steps side by side say more than one of them."""

    @property
    def singled_out(self) -> int | Literal["one"] | None:
        """The sample that it shows alone, if it does: `one` that it chooses itself where an author has not."""
        return None

    @property
    def overlays(self) -> bool:
        """Whether several runs read well in the same Axes; otherwise each gets a column of its own."""
        return False

    def refusals(self, subject: Subject) -> Iterator[Refusal]:
        """Yield why it cannot show a `subject`, first of all that there are no samples."""
        if self.of_samples and not subject.task.has_samples:
            said = f"{self.kind} shows samples, or what is learned from them, and a landscape has none"
            yield Refusal(said, "choose surface, slice, parameters or loss")
            return
        yield from self.refuses(subject)

    def refuses(self, subject: Subject) -> Iterator[Refusal]:
        """Yield why it cannot show a `subject`."""
        yield from ()

    def has_camera(self, subject: Subject) -> bool:
        """Return whether it has limits that a camera can change."""
        return False

    def scope(self, runs: Runs) -> "Scope | None":
        """Return what its camera may look at, if it has one."""
        return None

    def beside(self, runs: Runs) -> list[str]:
        """Return the names that stand at the right of its Axes, where these need more room than `right`."""
        return []

    def before(self, runs: Runs) -> list[str]:
        """Return the ticks at the left of its Axes that are words, where these need more room than `left`."""
        return []

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what is said of a `beat` of `step` in slow motion that is to be seen here, or nothing."""
        return ""

    def named(self, runs: Runs) -> tuple[str, str]:
        """Return the names below and above its Axes, where these may be long."""
        return "", ""

    @abstractmethod
    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what it shows of a `subject`, in an item or more, for those who cannot see it."""

    @abstractmethod
    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw `runs` into `axes` in the theme's colours, and return what moves."""
