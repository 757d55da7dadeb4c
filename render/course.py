"""Many scenes: files and folders enter, films and failures leave."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from render.errors import GradreelError, UsageError

SUFFIXES = {".yaml", ".yml"}


def scenes_in(paths: Sequence[Path]) -> list[Path]:
    """Return the scene files that `paths` name: files as they are, and every .yaml and .yml file below folders.

    Hidden files and folders are left out. Raises UsageError for a folder without scenes.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            if path.exists() and path.suffix.lower() not in SUFFIXES:
                raise UsageError(f"{path} is not a scene: scene files end in .yaml")
            found[path] = None
            continue
        inside = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        if not inside:
            raise UsageError(f"no scenes in the folder {path}: no file there ends in .yaml")
        found.update(dict.fromkeys(inside))
    return list(found)


def check_names(scenes: Sequence[Path]) -> None:
    """Raise UsageError if two of the scenes would be written to the same file."""
    named: dict[str, Path] = {}
    for scene in scenes:
        first = named.setdefault(scene.stem, scene)
        if first != scene:
            raise UsageError(f"{first} and {scene} would both be written to {scene.stem}.*; rename one")


def each(scenes: Sequence[Path], work: Callable[[Path], object]) -> Iterator[tuple[Path, GradreelError]]:
    """Do `work` on every scene and yield those that fail; one failure does not stop the others."""
    for scene in scenes:
        try:
            work(scene)
        except GradreelError as error:
            yield scene, error
