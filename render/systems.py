"""Names of files, and texts in them, enter as one system has them; they leave as all have them, or as this one needs.

Windows takes a name in capitals for the same name, and a backslash for a slash; macOS the first, and two spellings of
an umlaut for one. Git gives texts other line breaks on Windows.
"""

import os
from pathlib import Path
from unicodedata import normalize

WINDOWS = os.name == "nt"
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³")}
"""Names that Windows keeps for devices, whatever they end in."""
MOST_LETTERS = 247
"""Of a folder's path that every program on Windows can open."""


def same(name: str) -> str:
    """Return what is equal for names that are one file on some system."""
    return normalize("NFC", name).lower()


def slashed(path: str) -> str:
    """Return a path as an author wrote it with slashes, which every system understands."""
    return path.replace("\\", "/")


def relative(path: Path, start: Path) -> Path:
    """Return `path` as it is called in the folder `start`: relative, or whole where it is on another drive."""
    try:
        return Path(os.path.relpath(path, start))
    except ValueError:
        return path.absolute()


def is_home(folder: Path) -> bool:
    """Return whether a folder is the home folder; not every process has one."""
    try:
        return folder == Path.home()
    except RuntimeError:
        return False


def is_device(path: Path) -> bool:
    """Return whether this system takes a `path` for a device, by a part of its name."""
    return WINDOWS and any(part.partition(".")[0].rstrip(" ").lower() in DEVICES for part in path.parts)


def with_unix_breaks(content: bytes) -> bytes:
    """Return the bytes of a text as Unix has it."""
    return content.replace(b"\r\n", b"\n")
