"""A video file enters, what it really is leaves: as its container says, which is looked through from end to end."""

from collections.abc import Callable
from pathlib import Path

from render.errors import FilmError
from render.formats import Facts
from render.formats.encoders import isobmff, matroska
from render.formats.encoders.container import DamagedError, Video

READERS: dict[str, Callable[[Path], Video]] = {".mp4": isobmff.video, ".webm": matroska.video}


def video(path: Path) -> Video:
    """Return the video at `path`, whose suffix says its kind. Raises DamagedError, also when there is no file."""
    if path.is_symlink():
        raise DamagedError("is a link to another one")
    if not path.is_file():
        raise DamagedError("is not a file" if path.exists() else "does not exist")
    return READERS[path.suffix](path)


def probe(path: Path) -> Facts:
    """Return the facts of the video at `path`. Raises FilmError if it has none."""
    try:
        found = video(path)
    except DamagedError as error:
        raise FilmError(f"{path.name} cannot be played: it {error}") from None
    return Facts(
        bytes=path.stat().st_size,
        size=found.size,
        seconds=found.seconds,
        codec=found.codec,
        pixels=found.pixels,
        faststart=found.index_first,
    )
