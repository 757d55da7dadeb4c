"""What a picture is to hold, before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from render.drawing.layout import Layout
from render.drawing.panels import Panel, Runs
from render.drawing.themes import Theme
from render.languages import Language
from render.timeline.shots import Shot
from render.training.recording import Recording


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a picture of `size` (width, height) pixels is to hold, with room for the `captions` to come.

    `fonts` are the contents of font files: regular, semibold, italic, mono. Texts are in the language of `words`.
    `shots` are the moves of the camera, and `until` is the step with which the film ends, if not with the last one.
    `slow` says whether there are steps in slow motion.
    """

    size: tuple[int, int]
    title: str
    recordings: Sequence[Recording]
    panels: Sequence[Panel]
    theme: Theme
    layout: Layout = "auto"
    captions: Sequence[str] = ()
    author: str = ""
    fonts: Mapping[str, bytes] = field(default_factory=dict)
    words: Language = field(default_factory=Language)
    shots: Sequence[Shot] = ()
    until: int | None = None
    slow: bool = False

    @cached_property
    def runs(self) -> Runs:
        """All recordings in their colours."""
        every = self.theme.runs if len(self.recordings) > 1 else (self.theme.guess,)
        colors = every[: len(self.recordings)]
        told = self.recordings, self.recordings, colors, self.words
        return Runs(*told, shots=self.shots, until=self.until, slow=self.slow)
