"""A scene and its recordings enter, what the film shows leaves: in words, for those who cannot see it."""

from collections.abc import Sequence

from render.formats import Description
from render.scene.schema import Scene
from render.training.recording import Recording
from render.training.verdict import ending


def describe(scene: Scene, recordings: Sequence[Recording]) -> Description:
    """Return the description of the film of `scene`."""
    said = f"{scene.title}: {ending(recordings, scene.language)}"
    return Description(said, said)
