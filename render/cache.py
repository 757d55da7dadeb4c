"""The cache folder: recordings, and the stamps of files that cannot carry one. To lose it costs time only."""

import hashlib
import os
import shutil
from contextlib import suppress
from errno import ENAMETOOLONG
from pathlib import Path
from typing import NamedTuple

import platformdirs

from render.errors import FilmError
from render.files import replacing

RECORDINGS, STAMPS = "recordings", "stamps"


class Contents(NamedTuple):
    """How many recordings are kept, and the bytes of all that is in the cache."""

    recordings: int
    size: int


def folder() -> Path:
    """Return the cache folder: $RENDER_CACHE, `~` at its beginning being the home folder, or the user's.

    Raises FilmError for a name that no folder can have. One that cannot be written is found out when it is written to.
    """
    path = Path(os.environ.get("RENDER_CACHE") or platformdirs.user_cache_dir("gradreel", appauthor=False))
    # Where there is no such user, it is a name like others.
    with suppress(RuntimeError):
        path = path.expanduser()
    try:
        path.stat()
    except OSError as error:
        if error.errno == ENAMETOOLONG:
            said = f"{str(path)[:60]}… cannot be the cache folder: {error.strerror}"
            raise FilmError(f"{said}; set RENDER_CACHE to a shorter name") from None
    return path


def sign(path: Path, stamp: str) -> None:
    """Keep `stamp` for files with the name and the bytes of the one at `path`, if the cache can be written."""
    with suppress(OSError, FilmError), replacing(_signed(path), beside=folder()) as draft:
        draft.path.write_text(stamp, encoding="ascii")


def signature(path: Path) -> str | None:
    """Return the stamp that was kept for a file with the name and the bytes of the one at `path`."""
    try:
        return _signed(path).read_text(encoding="ascii")
    except (OSError, ValueError):
        return None


def _signed(path: Path) -> Path:
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    # Films that differ in their look only have the same numbers.
    digest = hashlib.sha256(os.fsencode(f"{path.name} {content}")).hexdigest()
    return folder() / STAMPS / digest[:2] / digest


def contents() -> Contents:
    """Return what the cache holds."""
    files = [file for part in (RECORDINGS, STAMPS) for file in (folder() / part).rglob("*") if file.is_file()]
    return Contents(sum(file.suffix == ".npz" for file in files), sum(file.stat().st_size for file in files))


def clear() -> None:
    """Remove everything that the cache holds, and nothing else that may stand in its folder. Raises FilmError."""
    for part in (RECORDINGS, STAMPS):
        try:
            shutil.rmtree(folder() / part)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise FilmError(f"cannot empty {folder()}: {error.strerror}") from None
