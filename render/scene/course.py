"""The course file: defaults for all scenes below its folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from render.scene.look import Look

NAMES = ("course.yaml", "course.yml")


class Course(Look):
    """What a course says for all of its scenes: how they look, never what they teach."""


def is_course(path: Path) -> bool:
    """Return whether a file of this name is a course file and no scene."""
    return path.name in NAMES


def above(path: Path) -> Iterator[Path]:
    """Yield the course files above the scene at `path`, the nearest first, up to a repository's top or the home folder.

    They are written as `path` is: relative to where we are, or absolute.
    """
    where = Path(os.path.normpath(path.absolute().parent))
    for folder in (where, *where.parents):
        for name in NAMES:
            found = folder / name
            if found.is_file():
                yield found if path.is_absolute() else Path(os.path.relpath(found))
                break
        if (folder / ".git").exists() or folder == Path.home():
            return
