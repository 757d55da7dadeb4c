"""Formats: how frames become a file. A member is one file with one frozen model; this is the whole contract.

Members import imageio, Pillow and NumPy inside their methods only: a check of a scene has no use for them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, Self

from render import seals
from render.family import Options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from render.drawing.frame import Frame
    from render.drawing.stage import Stage
    from render.languages import Language
    from render.timeline.moments import Moment, Timeline
    from render.training.recording import Recording

STAMP = "gradreel:"
"""How the text begins that a film carries to say what it was made from."""

JOINER = "\N{WORD JOINER}"
"""Shows nothing, and parts what a reader would take for more than text where there is no way to escape it."""


class Description(NamedTuple):
    """What a film shows, in words: `alt` is a sentence or two in place of the picture, `long` tells all of it.

    The paragraphs of `long` have an empty line between them, as have those of `spoken`, which no viewer reads: what a
    speaker should know before the film begins.
    """

    alt: str
    long: str
    spoken: str = ""

    @property
    def notes(self) -> str:
        """What stands in the notes of a speaker."""
        return "\n\n".join(filter(None, (self.spoken, self.long)))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a file is, read from itself; what a kind of file does not have is None.

    `size` is (width, height) in pixels, `seconds` how long it plays, `shortest` the shortest delay of a frame in
    seconds, `plays` how often it plays (0: forever), `codec` and `pixels` are ffmpeg's words for a video's coding and
    pixel format, with the profile: "h264 (High)", "yuv420p"; `faststart` is whether its index comes first.
    """

    bytes: int
    size: tuple[int, int] | None = None
    seconds: float | None = None
    frames: int | None = None
    shortest: float | None = None
    plays: int | None = None
    codec: str | None = None
    pixels: str | None = None
    faststart: bool | None = None

    @classmethod
    def of_frames(cls, path: Path, size: tuple[int, int] | None, delays: Sequence[float], plays: int | None) -> Self:
        """Return the facts of an animation of pictures, each with a delay in seconds."""
        return cls(
            bytes=path.stat().st_size,
            size=size,
            seconds=sum(delays),
            frames=len(delays),
            shortest=min(delays, default=None),
            plays=plays,
        )


@dataclass(frozen=True, kw_only=True)
class Reel:
    """What a format knows before the first frame.

    `size` is (width, height) in pixels, `colors` is how many a format with a `palette`, global or local, may use,
    `plays` is None for a film that plays forever, `samples` draws frames (height, width, 4), RGBA, from all over the
    film, and `stamp` is what `Format.stamp` has to find in the file. `transparent` says that frames have an alpha that
    counts, which only formats with `alpha` are given. `stage` makes a stage of the format's own, for pictures that are
    not the film's frames; `phone` makes that of the layout for phones, unless the film's own is upright; `beside` makes
    that of several moments side by side, with so many pixels for a unit. `language` is that of the description, and of
    all other words. `poster` is the moment of the picture that stands for the film where it does not play.
    """

    title: str
    size: tuple[int, int]
    fps: int
    colors: int
    palette: str
    plays: int | None
    stamp: str
    recordings: "Sequence[Recording]"
    samples: "Callable[[], Sequence[NDArray[np.uint8]]]"
    description: Description
    language: "Language"
    timeline: "Timeline"
    poster: "Moment"
    stage: "Callable[[], Stage]"
    beside: "Callable[[Sequence[Moment], float], Stage]"
    phone: "Callable[[], Stage] | None" = None
    transparent: bool = False


def moment_of(step: int, recordings: "Sequence[Recording]", timeline: "Timeline") -> "Moment":
    """Return the moment of the kept step that is nearest to `step`; of trainings that ended before it, the last one.

    It is seen from where the film's camera is then.
    """
    from render.timeline.moments import Moment
    from render.training.kept import nearest
    from render.training.recording import kept_by_all

    shown = nearest(kept_by_all(recordings), step)
    return Moment(float(shown), 1.0, view=timeline.view(shown))


class Format(Options, ABC):
    """One kind of file."""

    suffix: ClassVar[str]
    frames: ClassVar[Literal["all", "poster", "none"]] = "all"
    """Which frames `write` is given: all of the film, its poster, or none."""
    unknown: ClassVar[str] = "not a film of gradreel, or damaged"
    """Why a file has no stamp."""
    is_text: ClassVar[bool] = False
    """Whether its line breaks may be others' without a change of what it is."""
    replaced: ClassVar[int] = 0
    """How many of the bytes that `write` ends a file with are replaced by its `end`."""

    is_film: ClassVar[bool] = False
    """Whether the file plays by itself."""
    alpha: ClassVar[bool | None] = False
    """Whether pictures may be transparent, or None without any; a transparent ground is refused where it is False."""

    indexed: ClassVar[bool] = False
    """Whether pictures have a palette, of as many colours as the author wants."""

    def coarser(self, steps: int) -> Self:
        """Return a format whose files are smaller, and its pictures coarser, by so many small `steps`, if it can."""
        return self

    def check(self, size: tuple[int, int]) -> None:
        """Raise an error of `render.family.wrong` if the format cannot hold pictures of `size`."""

    def check_name(self, film: str) -> None:
        """Raise an error of `render.family.wrong` if the format cannot show a `film` with this name."""

    def steps_shown(self) -> Mapping[tuple[str | int, ...], int]:
        """Return the steps that its options ask for, by their places among them: the training has to have them all."""
        return {}

    def name(self, film: str) -> str:
        """Return the name of the file of a `film` with this name."""
        return f"{film}{self.suffix}"

    def stamp(self, path: Path) -> str | None:
        """Return the stamp that the file at `path` carries, or None."""
        return None

    def end(self, seal: str) -> bytes:
        """Return what a finished file ends with, given its `seal`; nothing, where a file has no place for one."""
        return b""

    def seal(self, path: Path) -> None:
        """Seal the file at `path`, which `write` has made."""
        if self.end(seals.UNSEALED):
            seals.seal(path, self.end, self.is_text, self.replaced)

    def is_whole(self, path: Path) -> bool:
        """Return whether the file at `path`, if it can have a seal, is what was sealed, to the last byte."""
        return not self.end(seals.UNSEALED) or seals.is_sealed(path, self.end, self.is_text)

    def facts(self, path: Path) -> Facts:
        """Open the file at `path`, which `write` has made, and return what it really is: of most texts, its size."""
        return Facts(bytes=path.stat().st_size)

    @abstractmethod
    def write(self, path: Path, reel: Reel) -> "AbstractContextManager[Callable[[Frame], None]]":
        """Open `path`, hand out a function that takes the frames in order, and finish the file.

        Raises FilmError when the file cannot be finished.
        """
