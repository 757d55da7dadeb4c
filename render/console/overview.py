"""A folder in which nothing was asked for enters; what could be made there, or how to begin, leaves as lines."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from render.course.scenes import SUFFIXES
from render.errors import command, visible
from render.scene.course import is_course

if TYPE_CHECKING:
    from render.course.batch import Outcome
    from render.output.plan import Plan

PLACES = Path(), Path("scenes")
"""Where scenes are looked for, the first one that has some counts: here, and where courses keep them."""
ENOUGH = 100_000
"""Bytes of a file in which a scene would have said what it is."""
KEYS = re.compile(rb"(?m)^(title|data|steps|panels|learning_rate):")
"""What stands at the beginning of a line in scenes; other programs have their own words in YAML files."""
TOP_KEYS = 2
"""Different ones of them that make a file a scene."""
INDENT, ENDLESS = 2, 1000
BEGIN = {
    ("gallery",): "scenes to start from, and what each teaches",
    ("new", "my.yaml"): "a scene to change as you like",
    ("new", "my.yaml", "--from", "surface"): "the same with one of the gallery",
    ("new", "--data", "table.csv"): "a scene and its film from a table of your own",
    ("--help",): "all that can be said",
}


def place_of_scenes() -> Path | None:
    """Return the folder with scenes: this one or `scenes`; None where there are none."""
    return next((place for place in PLACES if any(map(_is_scene, _files(place)))), None)


def beginning() -> Iterator[str]:
    """Yield the lines for a folder without scenes."""
    yield "no scenes here; to begin:"
    yield ""
    yield from _commands(BEGIN)


def counted(
    place: Path, scenes: Sequence[Path], plans: "Sequence[Plan]", failures: "Sequence[Outcome]"
) -> Iterator[str]:
    """Yield the lines for a folder with `scenes`, of whose films there are `plans`, or `failures`."""
    stale, fresh = sum(bool(plan.stale) for plan in plans), sum(not plan.stale for plan in plans)
    wrong = len({failure.path for failure in failures})
    where = f"in {visible(place)}" if place != Path() else "here"
    films = [
        f"{stale:,} {'film' if stale == 1 else 'films'} to make" if stale else "",
        f"{fresh:,} up to date" if fresh else "",
        f"{wrong:,} {'scene' if wrong == 1 else 'scenes'} with mistakes" if wrong else "",
    ]
    yield f"{len(scenes):,} {'scene' if len(scenes) == 1 else 'scenes'} {where}: {', '.join(filter(None, films))}"
    yield ""
    said: dict[tuple[object, ...], str] = {}
    if stale:
        said[place,] = "make the films, in the folder assets"
        said[place, "--dry-run"] = "say which, and why"
    elif fresh:
        said[place, "--force"] = "make all of them anew"
    if wrong:
        said["check", place] = "say what is wrong"
    if plans:
        one = next((plan for plan in plans if plan.stale), plans[0])
        said[one.take.path, "--open"] = "one film, and show it"
    said["watch", place] = "see the films while scenes are written"
    said["--help",] = "all that can be said"
    yield from _commands(said)


def _commands(said: "dict[tuple[object, ...], str] | dict[tuple[str, ...], str]") -> Iterator[str]:
    """Yield commands and what they do: beside them, or below where the terminal is narrow."""
    typed = [visible(command(*words)) for words in said]
    width = max(map(len, typed))
    columns = get_terminal_size().columns if sys.stdout.isatty() else ENDLESS
    narrow = INDENT + width + INDENT + max(map(len, said.values())) > columns
    for line, does in zip(typed, said.values(), strict=True):
        yield f"{'':{INDENT}}{line}" if narrow else f"{'':{INDENT}}{line:{width}}{'':{INDENT}}{does}"
        if narrow:
            yield f"{'':{2 * INDENT}}{does}"


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.name[0] != "."]
    except OSError:
        return []


def _is_scene(path: Path) -> bool:
    """Return whether a file looks like a scene, or was meant to be one."""
    try:
        with path.open("rb") as file:
            text = file.read(ENOUGH) if path.is_file() else b""
    except OSError:
        return False
    return not is_course(path) and len(set(KEYS.findall(text))) >= TOP_KEYS
