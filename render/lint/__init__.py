"""Rules: what a designer would say of a film before it is projected. A member is one file with one function of the
same name, from a showing to its findings; this is the whole contract.

A rule measures what is really drawn, at all moments, and says what it measured, the limit, and what to write.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, NamedTuple

from render.drawing.proof import Lettering, Proof
from render.output.frames import stage_for
from render.progress import Count, tell_nobody
from render.scene.schema import Scene
from render.scene.take import Take
from render.timeline.moments import Moment, Timeline
from render.training.recording import Recording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from render.drawing.stage import Stage

EVEN = 8
"""Moments, evenly spread over the film, at which pixels are looked at, beside those of captions and beats."""


class Finding(NamedTuple):
    """What a rule has to say: what was `measured` in what the `message` says, and the `limit` that it should keep.

    `at` are the keys of the scene that it is about; of those that the scene does not have, the nearest one above.
    """

    message: str
    hint: str
    measured: float
    limit: float
    at: tuple[str | int, ...] = ()


class Look(NamedTuple):
    """The texts of a picture, from `start` on and for so many `seconds`."""

    start: float
    seconds: float
    texts: Sequence[Lettering]


@dataclass(frozen=True)
class Showing:
    """A film as it will be seen: what a rule gets. `out` is the folder in which its files are, if they are made."""

    take: Take
    recordings: Sequence[Recording]
    timeline: Timeline
    out: Path
    progress: Count = tell_nobody
    _looks: list[Look] = field(default_factory=list)

    @property
    def scene(self) -> Scene:
        """The film's scene, a transparent one on the ground that its theme is made for."""
        scene, theme = self.take.scene, self.take.scene.theme
        if not theme.transparent:
            return scene
        return scene.model_copy(update={"theme": theme.model_copy(update={"background": theme.paper})})

    @cached_property
    def stage(self) -> "Stage":
        """The stage that the film is drawn on. Raises FilmError if its fonts cannot be drawn."""
        return stage_for(self.scene, self.recordings, self.timeline)

    @cached_property
    def proof(self) -> Proof:
        """What reads the stage."""
        return Proof(self.stage)

    @property
    def looks(self) -> Sequence[Look]:
        """The texts of all moments, those of equal ones in a row once."""
        if not self._looks:
            deque(self.frames(), maxlen=0)
        return self._looks

    @cached_property
    def chosen(self) -> list[Moment]:
        """Some moments that show all there is: evenly spread ones, and each caption and beat in full."""
        last = len(self.timeline) - 1
        indices = {round(part * last / (EVEN - 1)) for part in range(EVEN)}
        fullest: dict[tuple[str, str], int] = {}
        for index, moment in enumerate(self.timeline):
            key = moment.caption, moment.beat
            if key not in fullest or _full(moment) > _full(self.timeline[fullest[key]]):
                fullest[key] = index
        return [self.timeline[index] for index in sorted(indices | {*fullest.values()})]

    def stills(self) -> "Iterator[tuple[Sequence[Lettering], NDArray[np.uint8]]]":
        """Yield the texts and the pixels (height, width, 4), RGBA, of the `chosen` moments, one after another."""
        for moment in self.chosen:
            pixels = self.stage.frame(moment).pixels
            yield self.proof.texts(), pixels

    def frames(self) -> "Iterator[tuple[float, NDArray[np.uint8]]]":
        """Yield when each frame comes, in seconds, and its pixels (height, width, 4), RGBA, one after another.

        On the way the `looks` are read: a moment is shown once for all rules.
        """
        looks: list[Look] = []
        start = 0.0
        for done, frame in enumerate(self.stage.frames(self.timeline), start=1):
            texts = self.proof.texts()
            if looks and looks[-1].texts == texts:
                looks[-1] = looks[-1]._replace(seconds=looks[-1].seconds + frame.seconds)
            else:
                looks.append(Look(start, frame.seconds, texts))
            yield start, frame.pixels
            start += frame.seconds
            self.progress(done, len(self.timeline))
        self._looks[:] = looks


Rule = Callable[[Showing], Iterator[Finding]]


def rules() -> dict[str, Rule]:
    """Return the rules by their words, in alphabetical order: the names of their files, with hyphens."""
    found = sorted(module.name for module in iter_modules(__path__))
    return {name.replace("_", "-"): getattr(import_module(f"{__name__}.{name}"), name) for name in found}


def origin(scene: Scene, said: str) -> tuple[str | int, ...]:
    """Return the keys from which a text of the picture comes: those of an author's words, else the panels."""
    words = " ".join(said.split())
    for index, caption in enumerate(scene.captions):
        if words == " ".join(caption.text.split()):
            return "captions", index
    if words in scene.title:
        return ("title",)
    if scene.author and words in scene.author:
        return ("author",)
    data: Any = scene.data
    named = [key for key in ("x", "y") if getattr(data, key, None) == said]
    return ("data", named[0]) if named else ("panels",)


def quoted(said: str) -> str:
    """Return a text of the picture as a message names it: in one line, and not too long."""
    words = " ".join(said.split())
    return f'"{words if len(words) <= 40 else words[:39] + "…"}"'


def _full(moment: Moment) -> tuple[float, float]:
    return moment.opacity, moment.part
