"""A folder of films enters, its contact sheet leaves: told from the stamps of the films themselves."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from render.course.contact_sheet import Entry, FilmFile, contact_sheet
from render.errors import FilmError
from render.files import replacing
from render.numbers import short
from render.output.stamp import Stamp
from render.scene.look import SIZES, every_format

NAME = "index.html"
TOLD = ("learning_rate", "compare", "phases", "steps", "batch_size", "data", "theme", "author")
"""Settings that tell one film from another, in the order in which they are shown."""


def write_index(folder: Path) -> Path | None:
    """Write the contact sheet of the films in `folder`, if it is another one than before, and return where it is.

    Where there is no film and was none, there is no sheet. Raises FilmError when the folder cannot be written.
    """
    try:
        entries = list(_entries(folder))
    except OSError as error:
        raise FilmError(f"cannot read the folder {folder}: {error.strerror}") from error
    if not entries and not (folder / NAME).exists():
        return None
    page = contact_sheet(entries)
    if (folder / NAME).exists() and not (folder / NAME).is_file():
        raise FilmError(f"cannot write {folder / NAME}: it is a folder, a pipe or a device, not a file")
    with replacing(folder / NAME, keep_equal=True) as draft:
        draft.path.write_text(page, encoding="utf-8", newline="\n")
    return folder / NAME


def _entries(folder: Path) -> Iterator[Entry]:
    """Yield the films of `folder`, those with a stamp, by their names."""
    kinds = {made.suffix: made for made in every_format()}
    films: dict[str, list[tuple[FilmFile, Stamp]]] = {}
    for path in sorted(folder.iterdir()):
        made = kinds.get(path.suffix)
        stamp = Stamp.at(path, made) if made else None
        if made and stamp:
            width, height = _size(stamp) if made.frames != "none" else (0, 0)
            plays = stamp.seconds if made.is_film else 0.0
            file = FilmFile(path.name, path.stat().st_size, width, height, plays)
            films.setdefault(path.stem, []).append((file, stamp))
    for name, files in films.items():
        scene = files[0][1].scene
        settings = {key.replace("_", " "): _words(scene[key]) for key in TOLD if key in scene}
        about = scene.get("about")
        said = about if isinstance(about, Mapping) else {}
        part = said.get("part")
        # Where students are asked first, the page does not answer.
        if files[0][1].ending and not said.get("ask"):
            settings["ends"] = files[0][1].ending
        yield Entry(
            title=str(scene.get("title", name)),
            files=[file for file, _ in files],
            settings=settings,
            lesson=str(said.get("lesson") or ""),
            part=part if isinstance(part, int) else 1,
            teaches=str(said.get("teaches") or ""),
            ask=str(said.get("ask") or ""),
        )


def _size(stamp: Stamp) -> tuple[int, int]:
    output = stamp.scene.get("output")
    said = output.get("size") if isinstance(output, Mapping) else None
    width, _, height = str(said).partition("x")
    return (int(width), int(height)) if width.isdigit() and height.isdigit() else SIZES["720p"]


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        known = {key: inner for key, inner in value.items() if inner is not None}
        pairs = [_words(inner) if key == "kind" else f"{key} {_words(inner)}" for key, inner in known.items()]
        return ", ".join(pairs).replace("_", " ")
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value)
    return short(value) if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
