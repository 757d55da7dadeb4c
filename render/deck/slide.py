"""A film that is made enters; what stands on its slide leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from render.deck.notes import notes
from render.drawing.themes import Theme
from render.output.description import describe
from render.output.plan import Plan
from render.scene.script import recorded, timeline_of


@dataclass(frozen=True)
class Slide:
    """A slide: a title, and a film below it, or one that fills it.

    `film` is an MP4 with a `poster`, a PNG for when it does not play, or a GIF without one; `size` is its width and
    height in pixels, `seconds` how long it plays, and `plays` how often (None: forever). `alt` is read to those who do
    not see it, `notes` are what its speaker sees. `colors` are those of the film, as RRGGBB by their words in
    ECMA-376 Part 1, 20.1.6.2 (clrScheme).
    """

    title: str
    film: Path
    poster: Path | None
    size: tuple[int, int]
    seconds: float
    plays: int | None
    alt: str
    notes: str
    author: str
    colors: Mapping[str, str]
    titled: bool
    """Whether the title is in the film's picture: there is nothing else on the slide then."""


def slide_of(work: Plan) -> Slide:
    """Return the slide with the film of a plan, whose files are made. Raises SceneError and FilmError."""
    scene = work.take.scene
    recordings, _ = recorded(work.take)
    timeline, described = timeline_of(scene, recordings), describe(scene, recordings)
    files = {path.suffix: path for path in work.files}
    return Slide(
        title=scene.title,
        film=files.get(".mp4") or files[".gif"],
        poster=files.get(".png"),
        size=scene.output.size,
        seconds=timeline.duration,
        plays=scene.output.plays,
        alt=described.alt,
        notes=notes(scene, recordings, timeline, described),
        author=scene.author,
        colors=_colors(scene.theme),
        titled=scene.theme.title_size > 0,
    )


def _colors(theme: Theme) -> dict[str, str]:
    colors = {
        "dk1": theme.text,
        "lt1": theme.paper,
        "dk2": theme.quiet,
        "lt2": theme.grid,
        "accent1": theme.guess,
        "accent2": theme.truth,
        "accent3": theme.loss,
        "accent4": theme.runs[2],
        "accent5": theme.data,
        "accent6": theme.quiet,
        "hlink": theme.loss,
        "folHlink": theme.runs[2],
    }
    return {word: color.removeprefix("#").upper() for word, color in colors.items()}
