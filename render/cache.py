"""The cache folder: recordings, and the stamps of files that cannot carry one. To lose it costs time only."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENAMETOOLONG
from pathlib import Path
from typing import NamedTuple

import platformdirs

from render import moving, seals
from render.errors import FilmError
from render.files import contents as contents_of
from render.files import replacing

RECORDINGS, STAMPS, REMEMBERED = "recordings", "stamps", "remembered"
PARTS = RECORDINGS, STAMPS, REMEMBERED
RECORDING = ".recording"
"""How the names of recordings end."""
LONGEST = 1_000_000
"""Bytes of a stamp; none of ours has so many."""


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


@contextmanager
def keeping(path: Path) -> Iterator[Path]:
    """Yield where to write what is to be kept at `path`, in the cache. Raises FilmError and OSError.

    A folder or anything else that is in its place gives way.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    place = folder()
    try:
        with replacing(path, beside=place) as draft:
            yield draft.path
    except FilmError as error:
        # It is the same for all that is kept there, and said so.
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        raise FilmError(f"cannot write to the folder {place}: {moving.cause(cause)}") from cause


def sign(path: Path, stamp: str) -> None:
    """Keep `stamp` for files with the name and the bytes of the one at `path`, if the cache can be written."""
    with suppress(OSError, FilmError):
        place = _signed(path)
        with keeping(place) as draft:
            draft.write_bytes(_sealed(place, stamp.encode("ascii")))


def signature(path: Path) -> str | None:
    """Return the stamp that was kept, and is undamaged, for a file with the name and the bytes of the one at `path`."""
    try:
        place = _signed(path)
        content = contents_of(place, LONGEST)
        stamp = content.partition(b"\n")[2]
        return stamp.decode("ascii") if content == _sealed(place, stamp) else None
    except (OSError, ValueError):
        return None


def _sealed(place: Path, stamp: bytes) -> bytes:
    return f"{seals.seal_of(place.name.encode(), stamp)}\n".encode() + stamp


def _signed(path: Path) -> Path:
    # Films that differ in their look only have the same numbers.
    digest = hashlib.sha256(os.fsencode(path.name) + seals.seal_of_file(path)[0].encode()).hexdigest()
    return folder() / STAMPS / digest[:2] / digest


def is_remembered(word: str) -> bool:
    """Return whether a `word`, which can be the name of a file, was remembered, if the cache can be read."""
    with suppress(OSError, FilmError):
        return (folder() / REMEMBERED / word).exists()
    return False


def remember(word: str) -> None:
    """Remember a `word`, if the cache can be written."""
    with suppress(OSError, FilmError):
        place = folder() / REMEMBERED
        place.mkdir(parents=True, exist_ok=True)
        (place / word).touch()


def contents() -> Contents:
    """Return what the cache holds."""
    held = [file for part in PARTS for file in (folder() / part).rglob("*") if file.is_file()]
    return Contents(sum(file.suffix == RECORDING for file in held), sum(file.stat().st_size for file in held))


def clear() -> None:
    """Remove everything that the cache holds, and nothing else that may stand in its folder. Raises FilmError."""
    for part in PARTS:
        try:
            shutil.rmtree(folder() / part)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise FilmError(f"cannot empty {folder()}: {error.strerror}") from None
