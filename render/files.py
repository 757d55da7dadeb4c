"""Files, and folders of files, that appear whole or not at all; folders for a while, that go whatever happens.

Each folder for a while is named after this machine, this process and when that began: what a process leaves that was
killed is removed by the next one that makes such a folder in the same place.
"""

import atexit
import filecmp
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EINVAL
from pathlib import Path

from render import moving, signals, systems
from render.errors import FilmError

DRAFTS, TEMPORARY = ".gradreel", "gradreel"
"""How the names of drafts begin, and of folders where the system keeps temporary files."""
Packed = bytes | dict[str, bytes]
"""A file, or the files of a folder by their names."""


def contents(path: Path, most: int) -> bytes:
    """Return the bytes of a file, one more than `most` of one that is larger.

    Raises OSError, at once for what could keep its reader waiting: a pipe, a device.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(EINVAL, "it is a pipe or a device, not a file")
    with path.open("rb") as file:
        return file.read(most + 1)


@dataclass
class Draft:
    """A file or folder that is being written: where, and, when it is done, whether it took its target's place."""

    path: Path
    replaced: bool = False


_own: set[Path] = set()
"""The folders that this process has made and not removed yet."""
_looked_at: set[Path] = set()


def lasting() -> Path:
    """Return a new folder, where the system keeps temporary files, that is there until this process ends.

    Raises FilmError where there is no such place.
    """
    try:
        return _new_in(Path(tempfile.gettempdir()), TEMPORARY)
    except OSError as error:
        raise FilmError(f"cannot make a folder for temporary files: {error.strerror or error}") from error


@contextmanager
def temporary() -> Iterator[Path]:
    """Yield a new folder, where the system keeps temporary files, that goes when the block ends. Raises FilmError."""
    folder = lasting()
    try:
        yield folder
    finally:
        _remove(folder)


@contextmanager
def replacing(target: Path, keep_equal: bool = False, beside: Path | None = None) -> Iterator[Draft]:
    """Yield a draft that takes the place of `target` when the block ends without an error.

    It is made in the folder of `target`, or in the folder `beside` on the same disk. With `keep_equal`, a target that
    already holds the same bytes is left untouched. If the draft is a folder, it takes the place of a whole folder.
    After an error no folder stays that was made for it. Raises FilmError when the folder or the draft cannot be
    written, and for a folder with foreign files.
    """
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    folder: Path | None = None
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            folder = _new_in(beside or target.parent, DRAFTS)
        except OSError as error:
            raise FilmError(f"cannot write to the folder {target.parent}: {moving.cause(error)}") from error
        draft = Draft(folder / target.name)
        yield draft
        draft.replaced = not (keep_equal and equal(draft.path, target))
        if draft.replaced:
            moving.replace(draft.path, target)
        _remove(folder)
    except BaseException as error:
        if folder:
            _remove(folder)
        for empty in made:
            with suppress(OSError):
                empty.rmdir()
        if isinstance(error, OSError):
            where = error.filename2 or target.parent
            raise FilmError(f"cannot write to {where}: {moving.cause(error)}") from error
        raise


def _new_in(parent: Path, word: str) -> Path:
    """Return a new folder in `parent`, and remove what was lost there, the first time that one is made there."""
    if parent not in _looked_at:
        _looked_at.add(parent)
        remove_lost([parent])
    path = parent / _new_name(_prefix(word))
    # It is known before it is there: whenever a signal comes, it is removed.
    _own.add(path)
    # On Windows, a file keeps the rights of the folder in which it was written: others are to read the film.
    path.mkdir(mode=0o777 if systems.WINDOWS and word == DRAFTS else 0o700)
    return path


def _new_name(prefix: str) -> str:
    return f"{prefix}{os.getpid()}-{_began(os.getpid())}-{os.urandom(4).hex()}"


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        _own.discard(folder)


def remove_own() -> None:
    """Remove the folders that this process has made and not removed yet."""
    for folder in list(_own):
        # A process that was forked from the one that made it has the same list.
        if folder.name.split("-")[2] == str(os.getpid()):
            _remove(folder)


atexit.register(remove_own)
signals.last(remove_own)


def equal(one: Path, other: Path, text: bool = False) -> bool:
    """Return whether two files, or two folders of files, have the same bytes; of a `text`, but for its line breaks."""
    if one.is_file() and other.is_file():
        if text:
            return systems.with_unix_breaks(one.read_bytes()) == systems.with_unix_breaks(other.read_bytes())
        return filecmp.cmp(one, other, shallow=False)
    if not (one.is_dir() and other.is_dir()):
        return False
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return all(equal(one / name, other / name) for name in names)


def remove_lost(folders: Iterable[Path]) -> None:
    """Remove the folders for a while in `folders` that processes of this machine left which are gone."""
    for folder in dict.fromkeys(folders):
        try:
            with os.scandir(folder) as entries:
                names = [each.name for each in entries if each.name.startswith((DRAFTS, TEMPORARY))]
        except OSError:
            continue
        for name in names:
            for mine in (_prefix(DRAFTS), _prefix(TEMPORARY)):
                process, *rest = name.removeprefix(mine).split("-")
                if name.startswith(mine) and process.isdigit() and _is_gone(int(process), rest):
                    _remove_of_another(folder / name, folder / _new_name(mine))


def _remove_of_another(lost: Path, going: Path) -> None:
    # A program that its process had started may be about to write there: under another name it is not found.
    with suppress(OSError):
        lost.rename(going)
        shutil.rmtree(going, ignore_errors=True)


def remove_all_lost(folders: Iterable[Path]) -> None:
    """Do so in `folders`, and where the system keeps temporary files."""
    with suppress(OSError):
        folders = [*folders, Path(tempfile.gettempdir())]
    remove_lost(folders)


def _is_gone(process: int, rest: list[str]) -> bool:
    """Return whether a process is no more; numbers return, so `rest` begins with when it began, where that is known."""
    import psutil

    if not psutil.pid_exists(process):
        return True
    began = _began(process)
    return began == GONE or bool(len(rest) > 1 and rest[0] and began and rest[0] != began)


GONE = "gone"


def _began(process: int) -> str:
    """Return when a process began, in a unit of the system's own, or nothing if it does not say; GONE of a dead one.

    Linux counts from when it was started itself: the time of day, which psutil adds, may be set while films are made.
    """
    try:
        state, *fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
        return GONE if state in b"ZX" else fields[18].decode()
    except (OSError, ValueError, IndexError):
        pass
    if os.name == "posix" and Path("/proc/self/stat").exists():
        return ""
    import psutil

    try:
        return f"{psutil.Process(process).create_time() * 1000:.0f}"
    except psutil.Error:
        return ""


def _prefix(word: str) -> str:
    return f"{word}-{re.sub('[^a-zA-Z0-9]', '', socket.gethostname())}-"


def is_homeless() -> bool:
    """Return whether the working folder was removed: no path that is relative leads anywhere then."""
    try:
        os.getcwd()  # noqa: PTH109 (it is asked for its error)
    except OSError:
        return True
    return False


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    return sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size


def packed(path: Path) -> Packed:
    """Return the bytes of a file, or those of all files in a folder by their names."""
    return {file.name: file.read_bytes() for file in path.iterdir()} if path.is_dir() else path.read_bytes()


def unpack(content: Packed, path: Path) -> None:
    """Write what `packed` has returned to `path`."""
    if isinstance(content, bytes):
        path.write_bytes(content)
        return
    path.mkdir()
    for name, inner in content.items():
        (path / name).write_bytes(inner)


def size_text(count: int) -> str:
    """Return a number of bytes for people."""
    if count < 1e3:
        return f"{count} B"
    # 999,600 bytes are 1.0 MB, not 1000 kB.
    return f"{count / 1e3:.0f} kB" if count < 999_500 else f"{count / 1e6:.1f} MB"
