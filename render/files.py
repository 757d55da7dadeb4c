"""Files that appear whole or not at all."""

import filecmp
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from render.errors import FilmError

DRAFTS = ".gradreel"


@dataclass
class Draft:
    """A file that is being written: where, and, when it is done, whether it took its target's place."""

    path: Path
    replaced: bool = False


@contextmanager
def replacing(target: Path, keep_equal: bool = False) -> Iterator[Draft]:
    """Yield a draft beside `target` that takes its place when the block ends without an error.

    With `keep_equal`, a target that already holds the same bytes is left untouched. Raises FilmError when the folder
    cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=f"{_prefix()}{os.getpid()}-", dir=target.parent)
    except OSError as error:
        raise FilmError(f"cannot write to the folder {target.parent}: {error.strerror}") from error
    with folder:
        draft = Draft(Path(folder.name) / target.name)
        yield draft
        draft.replaced = not (keep_equal and target.is_file() and filecmp.cmp(draft.path, target, shallow=False))
        if draft.replaced:
            draft.path.replace(target)


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
            shutil.rmtree(lost, ignore_errors=True)


def _prefix() -> str:
    return f"{DRAFTS}-{re.sub('[^a-zA-Z0-9]', '', socket.gethostname())}-"


def size_text(count: int) -> str:
    """Return a number of bytes for people."""
    if count < 1e3:
        return f"{count} B"
    # 999,600 bytes are 1.0 MB, not 1000 kB.
    return f"{count / 1e3:.0f} kB" if count < 999_500 else f"{count / 1e6:.1f} MB"
