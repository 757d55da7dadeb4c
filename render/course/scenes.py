"""Files and folders enter, scene files leave."""

from collections.abc import Sequence
from pathlib import Path

from render.errors import UsageError
from render.scene.course import is_course

SUFFIXES = {".yaml", ".yml"}


def scenes_in(paths: Sequence[Path]) -> list[Path]:
    """Return the scene files that `paths` name: files as they are, and every .yaml and .yml file below folders.

    Course files, hidden files and hidden folders are left out. Raises UsageError for a folder without scenes.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            if is_course(path):
                raise UsageError(f"{path} is a course file: name its folder, or the scenes below it")
            if path.exists() and path.suffix.lower() not in SUFFIXES:
                raise UsageError(f"{path} is not a scene: scene files end in .yaml")
            found[path] = None
            continue
        inside = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES
            and not is_course(file)
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        if not inside:
            raise UsageError(f"no scenes in the folder {path}: no file there ends in .yaml")
        found.update(dict.fromkeys(inside))
    return list(found)
