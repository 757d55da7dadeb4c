"""What a picture is to hold, before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from render.drawing.layout import Layout, in_columns
from render.drawing.panels import Panel, Runs
from render.drawing.themes import Theme
from render.languages import Language
from render.timeline.moments import Moment
from render.timeline.shots import Shot
from render.training.recording import Recording

PHONE_SIZES = {"number_size": 32.0, "label_size": 21.0, "tick_size": 21.0}
PHONE_TITLE = 28.0
"""In units of a picture 400 of them wide: in a window of 320 pixels with a bar to scroll, 21 are 16 pixels."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a picture of `size` (width, height) pixels is to hold, with room for the `captions` to come.

    That for a `phone` has a width of its own, and is as high as its contents need; several `moments`
    have a column each of that width, with `density` pixels for each unit.

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
    phone: bool = False
    moments: Sequence[Moment] = ()
    density: float = 1.0

    def for_phone(self) -> "Contents":
        """Return the same for the width of a phone, with type and lines of the sizes that are read there.

        Captions would be out of sight below the panels: the page shows them.
        """
        sizes = PHONE_SIZES | {"title_size": PHONE_TITLE if self.theme.title_size else 0.0}
        sizes["line_width"], sizes["point_size"] = 0.8 * self.theme.line_width, 0.8 * self.theme.point_size
        return replace(self, theme=self.theme.model_copy(update=sizes), layout="stack", captions=(), phone=True)

    def for_print(self, moments: Sequence[Moment], density: float) -> "Contents":
        """Return what a picture of several `moments` side by side is to hold: the panels that tell most of them.

        These are the first two, or the first one, where each run has its own. A unit has `density` pixels.
        """
        apart = in_columns(self.panels, "stack", len(self.recordings), mixed=self.runs.mixed)
        telling = [panel for panel in self.panels if panel.tells_steps_apart] or self.panels
        panels = telling[: 1 if apart else 2]
        captions = [moment.caption for moment in moments if moment.caption]
        return replace(self.for_phone(), moments=moments, panels=panels, density=density, captions=captions)

    @cached_property
    def runs(self) -> Runs:
        """All recordings in their colours."""
        every = self.theme.runs if len(self.recordings) > 1 else (self.theme.guess,)
        colors = every[: len(self.recordings)]
        told = self.recordings, self.recordings, colors, self.words
        return Runs(*told, shots=self.shots, until=self.until, slow=self.slow)
