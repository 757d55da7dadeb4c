"""Files, and folders of files, that appear whole or not at all."""

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

from render.errors import FilmError

DRAFTS = ".gradreel"
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


@contextmanager
def replacing(target: Path, keep_equal: bool = False) -> Iterator[Draft]:
    """Yield a draft beside `target` that takes its place when the block ends without an error.

    With `keep_equal`, a target that already holds the same bytes is left untouched. If the draft is a folder, it takes
    the place of a whole folder. After an error no folder stays that was made for it. Raises FilmError when the folder
    cannot be written, and for one with foreign files.
    """
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=f"{_prefix()}{os.getpid()}-", dir=target.parent)
    except OSError as error:
        raise FilmError(f"cannot write to the folder {target.parent}: {error.strerror}") from error
    try:
        with folder:
            draft = Draft(Path(folder.name) / target.name)
            yield draft
            draft.replaced = not (keep_equal and equal(draft.path, target))
            if draft.replaced:
                _replace(draft.path, target)
    except BaseException:
        for empty in made:
            with suppress(OSError):
                empty.rmdir()
        raise


def _replace(draft: Path, target: Path) -> None:
    if draft.is_dir() and target.is_dir():
        _replace_folder(draft, target)
    else:
        draft.replace(target)


def _replace_folder(draft: Path, target: Path) -> None:
    """Put the folder `draft` in the place of the folder `target`, which no system replaces in one step."""
    ours = {_numberless(path) for path in draft.iterdir()}
    foreign = sorted(path.name for path in target.iterdir() if path.is_dir() or _numberless(path) not in ours)
    if foreign:
        said = f"{target} is not replaced: {foreign[0]} in it is not of this film"
        raise FilmError(f"{said}; move it elsewhere, or choose another -o")
    # It goes with the folder of the draft, also if this process is killed before the new one has come.
    old = draft.with_name(f"{draft.name}.old")
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise


def _numberless(path: Path) -> str:
    return re.sub(r"\d+", "#", path.name)


def equal(one: Path, other: Path) -> bool:
    """Return whether two files, or two folders of files, have the same bytes."""
    if one.is_file() and other.is_file():
        return filecmp.cmp(one, other, shallow=False)
    if not (one.is_dir() and other.is_dir()):
        return False
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return all(equal(one / name, other / name) for name in names)


def remove_lost_drafts(folders: Iterable[Path]) -> None:
    """Remove the drafts in `folders` that processes of this machine left which were killed before they could."""
    mine = _prefix()
    found = [path for folder in folders for path in folder.glob(f"{mine}*")]
    if not found:
        return
    import psutil

    for lost in found:
        process, _, _ = lost.name.removeprefix(mine).partition("-")
        if process.isdigit() and not psutil.pid_exists(int(process)):
            # A program that it had started may be about to write there: under another name the folder is not found.
            going = lost.with_name(f"{mine}{os.getpid()}-{lost.name.removeprefix(mine)}")
            with suppress(OSError):
                lost.rename(going)
            shutil.rmtree(going, ignore_errors=True)


def _prefix() -> str:
    return f"{DRAFTS}-{re.sub('[^a-zA-Z0-9]', '', socket.gethostname())}-"


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
