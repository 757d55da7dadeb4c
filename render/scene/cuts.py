"""A scene enters; its cuts leave: for each file, the scene as it is shown there, its format and the place it is for."""

from collections.abc import Iterator
from typing import NamedTuple

from render.drawing.themes import Theme
from render.family import word
from render.formats import Format
from render.scene.look import THEMES
from render.scene.schema import Scene
from render.targets import Limits, Target

GROUND = {"kind", "background", "text", "quiet", "grid", "data"}
"""Keys of a theme that only fit its own ground."""


class Cut(NamedTuple):
    """One file: `scene` as it is shown there, and an `ending` of its name."""

    scene: Scene
    format: Format
    target: Target | None = None
    ending: str = ""

    @property
    def folder(self) -> str:
        """The folder of its place, below that of all films."""
        return word(self.target) if self.target else ""

    @property
    def accepts(self) -> Limits:
        """What its place accepts."""
        return self.target.accepts.get(word(self.format), Limits()) if self.target else Limits()

    @property
    def limit(self) -> int | None:
        """The most bytes that the file may have: what the place accepts, and of a film what its author wants."""
        said = [self.accepts.bytes, self.scene.output.max_size if self.format.is_film else None]
        return min((limit for limit in said if limit is not None), default=None)


def cuts(scene: Scene) -> Iterator[Cut]:
    """Yield the cuts of `scene`: its formats, unless it says targets only, and all pieces of its targets."""
    output = scene.output
    if "formats" in output.model_fields_set or not output.targets:
        yield from (Cut(scene, made) for made in output.formats)
    for target in output.targets:
        chosen = {key: value for key, value in target.chooses.items() if key not in output.model_fields_set}
        there = scene.model_copy(update={"output": output.model_copy(update=chosen)}) if chosen else scene
        for piece in target.pieces:
            # A still is the same at any rate; that of several targets is then drawn once.
            shown = there if piece.format.frames == "all" else scene
            theme = _on(scene.theme, piece.ground)
            shown = shown if theme is scene.theme else shown.model_copy(update={"theme": theme})
            yield Cut(shown, piece.format, target, piece.ending)


def _on(theme: Theme, ground: str | None) -> Theme:
    """Return `theme` on light or dark `ground`: what its author said stays, but for what only fits the other one."""
    if ground in {None, word(theme)}:
        return theme
    said = {key: getattr(theme, key) for key in theme.model_fields_set - GROUND}
    other = THEMES.members[str(ground)].model_validate(said)
    assert isinstance(other, Theme)
    return other
