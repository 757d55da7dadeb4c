"""Files and folders enter, scene files leave."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from errno import ENOENT, ENOTDIR
from pathlib import Path
from time import monotonic

from render import systems
from render.errors import MOST_NAMED, UsageError, command
from render.progress import tell_nobody
from render.scene.course import is_course
from render.scene.take import Take
from render.systems import same
from render.tables import table

SUFFIXES = {".yaml", ".yml"}
MOST_FOLDERS = 10_000
"""Below a folder that is searched; more are no course."""
NO_COURSE = {"__pycache__", "node_modules"}
TABLES = {*table.SUFFIXES} - {".txt"}
"""What begins a scene of its own where a scene is meant; a text may be anything."""
ENVIRONMENTS = {"conda-meta", "pyvenv.cfg"}
"""What Python's virtual environments have at their top."""
PATIENCE = 1.0
"""Seconds of a search of which nothing is said."""

JUNCTION = 0xA0000003
"""The tag by which Windows knows one."""

Tell = Callable[[str], None]
"""Told what an author should know of a search."""


def scenes_in(paths: Sequence[Path], tell: Tell = tell_nobody, tell_waiting: Tell = tell_nobody) -> list[Path]:
    """Return the scene files that `paths` name: files as they are, and every .yaml and .yml file below folders.

    Course files, and what is hidden, are left out; so are virtual environments, what programs keep for themselves,
    links to folders, and other file systems. `tell` is told of folders that cannot be read, `tell_waiting` of searches
    that take long. Raises UsageError if a path names no scene at all, and for a folder with too many others.
    """
    found: dict[Path, None] = {}
    if paths and all(is_course(path) for path in paths):
        said = f"{paths[0]} is a course file: name its folder, or the scenes below it"
        raise UsageError(said, command("check", paths[0].parent))
    for path in paths:
        if not path.is_dir():
            if is_course(path):
                continue
            if path.exists() and path.suffix.lower() not in SUFFIXES:
                raise UsageError(f"{path} is not a scene: scene files end in .yaml", _made_of(path))
            found[path] = None
            continue
        inside = sorted(file for file in _below(path, tell, tell_waiting) if not is_course(file))
        if not inside:
            said = f"no scenes in the folder {path}: no file there ends in .yaml"
            raise UsageError(said, command("new", path / "my.yaml"))
        found.update(dict.fromkeys(inside))
    return list(found)


def _made_of(path: Path) -> str:
    """Return the command that begins with a file that is no scene: a scene of the same name, or of the table."""
    scene = path.with_suffix(".yaml")
    if path.suffix.lower() in TABLES:
        return command("new", "--data", path)
    return command("check" if scene.exists() else "new", scene)


def _below(top: Path, tell: Tell, tell_waiting: Tell) -> Iterator[Path]:
    """Yield the files below the folder `top` that end like scenes."""
    waiting, searched, began = [top], 0, monotonic()
    mounted: list[str] = []
    while waiting:
        folder = waiting.pop()
        searched += 1
        if searched > MOST_FOLDERS:
            said = f"{top} has more than {MOST_FOLDERS:,} folders below it: name the one with the scenes"
            raise UsageError(said, command("check", top / "scenes"))
        if monotonic() - began > PATIENCE:
            began = float("inf")
            tell_waiting(f"searching {top} for scenes, {searched:,} folders so far; Ctrl-C ends it")
        try:
            if folder.stat().st_dev != top.stat().st_dev:
                mounted.append(str(folder))
                continue
            with os.scandir(folder) as listed:
                entries = {
                    entry.name: entry.is_dir(follow_symlinks=False) for entry in listed if not _is_junction(entry)
                }
        except OSError as error:
            if folder == top:
                raise UsageError(f"the folder {top} cannot be read: {error.strerror}") from None
            # What has gone meanwhile is not missed.
            if error.errno not in {ENOENT, ENOTDIR}:
                tell(f"the folder {folder} is left out: {error.strerror}")
            continue
        if folder != top and ENVIRONMENTS & entries.keys():
            continue
        for name, is_folder in entries.items():
            if name.startswith(".") or name in NO_COURSE:
                continue
            if is_folder:
                waiting.append(folder / name)
            elif Path(name).suffix.lower() in SUFFIXES:
                yield folder / name
    if mounted:
        others = f" and {len(mounted) - 1:,} others are" if len(mounted) > 1 else " is"
        tell(f"{min(mounted)}{others} left out, as another file system; what is named is searched")


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry of a folder is Windows' other kind of link to a folder, which may lead back to it."""
    return getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == JUNCTION if systems.WINDOWS else False


def doubled(found: Sequence[Take]) -> list[tuple[Take, UsageError]]:
    """Return the takes whose films another one would be written over, each with what is wrong."""
    named: dict[str, list[Take]] = {}
    for take in found:
        # A course is for all systems, and on two of them these are one file.
        named.setdefault(same(take.name), []).append(take)
    doubles = []
    for takes_of_it in named.values():
        if len(takes_of_it) > 1:
            error = clash(takes_of_it[0].name, [take.path for take in takes_of_it])
            doubles += [(take, error) for take in takes_of_it]
    return doubles


def clash(name: str, paths: Iterable[Path]) -> UsageError:
    """Return what is wrong with the scenes at `paths`, whose films have the same `name`."""
    clashing = list(dict.fromkeys(paths))
    said = f"{' and '.join(map(str, clashing))} would both be written to {name}.*; rename one"
    return UsageError(said, command("check", *clashing[:MOST_NAMED]))
