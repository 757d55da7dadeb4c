"""A finished file or folder takes the place of another one, or an error leaves that says what is in its way.

Windows replaces no file that a program has open: a virus scanner, for a moment, what was just written; a slide program,
for as long as it shows it, a film.
"""

import os
import re
from collections.abc import Callable
from errno import ENOENT
from pathlib import Path
from time import monotonic, sleep

from render import systems
from render.errors import FilmError, again

IN_USE, TOO_LONG = {5, 32, 33}, 206
"""Windows' numbers of errors: for a file that is read-only or that a program has open, and for a long path."""
HELD = "another program has {} open; close it there, and run again"
PATIENCE, PAUSE = 1.0, 0.05
"""Seconds in which a program may let go of a file, and between two attempts."""


def replace(draft: Path, target: Path) -> None:
    """Let a file or a folder take the place of another one. Raises OSError, and FilmError for foreign files in it."""
    if draft.is_dir() and target.is_dir():
        _replace_folder(draft, target)
    else:
        _patiently(draft.replace, target)


def cause(error: OSError) -> str:
    """Return why a file cannot be written, and what to do where the system's own words do not say it."""
    number = getattr(error, "winerror", None)
    if number in IN_USE and error.filename2:
        target = Path(error.filename2)
        if target.is_file() and not os.access(target, os.W_OK):
            return "it is read-only"
        what = "it, or a file in it," if target.is_dir() else "it"
        return HELD.format(what)
    long = systems.WINDOWS and len(str(Path(error.filename or "").absolute())) > systems.MOST_LETTERS
    if number == TOO_LONG or (long and error.errno == ENOENT):
        return "its path is too long for Windows; choose a folder nearer to the top of the drive"
    return error.strerror or str(error)


def is_held(path: Path) -> bool:
    """Return whether a program has a file open, so that Windows will not let it be replaced."""
    if not systems.WINDOWS:
        return False
    try:
        with path.open("r+b"):
            return False
    except OSError as error:
        return isinstance(error, PermissionError) and os.access(path, os.W_OK)


def _patiently(move: Callable[[Path], object], target: Path) -> None:
    """Move to `target`, again and again for a while if a program has a file open."""
    deadline = monotonic() + PATIENCE
    while True:
        try:
            move(target)
            return
        except PermissionError as error:
            if getattr(error, "winerror", None) not in IN_USE or monotonic() > deadline:
                raise
        sleep(PAUSE)


def _replace_folder(draft: Path, target: Path) -> None:
    """Put the folder `draft` in the place of the folder `target`, which no system replaces in one step."""
    ours = {_numberless(path) for path in draft.iterdir()}
    foreign = sorted(path.name for path in target.iterdir() if path.is_dir() or _numberless(path) not in ours)
    if foreign:
        said = f"{target} is not replaced: {foreign[0]} in it is not of this film"
        raise FilmError(f"{said}; move it elsewhere, or choose another -o", again("-o"))
    # It goes with the folder of the draft, also if this process is killed before the new one has come.
    old = draft.with_name(f"{draft.name}.old")
    try:
        _patiently(target.rename, old)
        _patiently(draft.rename, target)
    except BaseException:
        if old.exists() and not target.exists():
            _patiently(old.rename, target)
        raise


def _numberless(path: Path) -> str:
    return re.sub(r"\d+", "#", path.name)
