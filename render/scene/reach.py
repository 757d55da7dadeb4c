"""A scene's path enters; the course files above it leave, and how far the files may lie that it names."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from render.errors import Fault
from render.systems import is_home, relative

NAMES = ("course.yaml", "course.yml")
"""Of course files."""


def above(path: Path) -> Iterator[Path]:
    """Yield the course files above the scene at `path`, the nearest first, up to a repository's top or the home folder.

    They are written as `path` is: relative to where we are, or absolute.
    """
    where = Path(os.path.normpath(path.absolute().parent))
    for folder in (where, *where.parents):
        for name in NAMES:
            found = folder / name
            if found.is_file():
                yield found if path.is_absolute() else relative(found, Path())
                break
        if (folder / ".git").exists() or is_home(folder):
            return


class Reach(NamedTuple):
    """The real folder within which the files lie that a scene or a course may read, and what that folder is."""

    root: Path
    name: str

    @classmethod
    def of(cls, path: Path, whose: str = "scene") -> "Reach":
        """Return that of the file at `path`: its repository or its course, and if it has none, its folder."""
        here = Path(os.path.realpath(path.parent))
        for folder in (here, *here.parents):
            if (folder / ".git").exists():
                return cls(folder, "the repository")
            if is_home(folder):
                break
        top = ([here] + [Path(os.path.realpath(course.parent)) for course in above(path)])[-1]
        return cls(top, f"the {whose}'s folder" if top == here else "the course's folder")

    def refusal(self, file: str, folder: Path) -> Fault | None:
        """Return what is wrong with a `file`, as an author wrote it in `folder`, that leads out of reach.

        What counts is where a symbolic link leads.
        """
        if Path(os.path.realpath(folder / file)).is_relative_to(self.root):
            return None
        return Fault(f'"{file}" lies outside {self.name}', f"copy the file into {self.name}")
