"""Files and folders enter, scene files leave."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from render.errors import UsageError
from render.scene.course import is_course
from render.scene.take import Take

SUFFIXES = {".yaml", ".yml"}


def scenes_in(paths: Sequence[Path]) -> list[Path]:
    """Return the scene files that `paths` name: files as they are, and every .yaml and .yml file below folders.

    Course files, hidden files and hidden folders are left out. Raises UsageError if a path names no scene at all.
    """
    found: dict[Path, None] = {}
    if paths and all(is_course(path) for path in paths):
        raise UsageError(f"{paths[0]} is a course file: name its folder, or the scenes below it")
    for path in paths:
        if not path.is_dir():
            if is_course(path):
                continue
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


def doubled(found: Sequence[Take]) -> list[tuple[Take, UsageError]]:
    """Return the takes whose films another one would be written over, each with what is wrong."""
    named: dict[str, list[Take]] = {}
    for take in found:
        named.setdefault(take.name, []).append(take)
    doubles = []
    for name, takes_of_it in named.items():
        if len(takes_of_it) > 1:
            error = clash(name, [take.path for take in takes_of_it])
            doubles += [(take, error) for take in takes_of_it]
    return doubles


def clash(name: str, paths: Iterable[Path]) -> UsageError:
    """Return what is wrong with the scenes at `paths`, whose films have the same `name`."""
    return UsageError(f"{' and '.join(map(str, dict.fromkeys(paths)))} would both be written to {name}.*; rename one")
