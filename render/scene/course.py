"""The course file: defaults for all scenes below its folder."""

from pathlib import Path

from render.scene.look import Look
from render.scene.reach import NAMES


class Course(Look):
    """What a course says for all of its scenes: how they look, never what they teach."""


def is_course(path: Path) -> bool:
    """Return whether a file of this name is a course file and no scene."""
    return path.name in NAMES
