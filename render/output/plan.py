"""What is to be done for a film: a take enters, its files and why those that are stale are so leave."""

import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from render.errors import UsageError, again
from render.files import size_of, size_text
from render.output.stamp import Stamp
from render.scene.cuts import Cut, cuts
from render.scene.script import runs_of
from render.scene.take import Take
from render.training import store

CHANGED = "damaged, or changed since it was made"
"""Why a file is stale that says it was made from the same."""


@dataclass(frozen=True)
class Plan:
    """What is to be done for a take: the files that it makes, and why those that are stale are so.

    `recordings` are the files in which its recordings are kept, if anything is to be done; `digest` is a
    hash of all that shows: plans with the same one make the same pictures.
    """

    take: Take
    files: Mapping[Path, Cut]
    stale: Mapping[Path, str] = field(default_factory=dict)
    recordings: tuple[Path, ...] = ()
    force: bool = False
    digest: str = ""

    def __str__(self) -> str:
        """Return what errors call it."""
        return str(self.take)

    @property
    def is_recorded(self) -> bool:
        """Whether all recordings are kept, damaged or not."""
        return all(file.is_file() for file in self.recordings)


def plan(take: Take, out: Path, force: bool = False) -> Plan:
    """Return which files of `take` in the folder `out` are stale, and why; with `force`, all of them.

    Raises SceneError and FilmError for data that cannot be used, and UsageError for a film that would be written over
    what it is made from.
    """
    samples = take.samples()
    data = samples.digest
    files = {out / cut.folder / cut.format.name(f"{take.name}{cut.ending}"): cut for cut in cuts(take.scene)}
    sources = take.sources
    for path in files:
        check_target(path, sources)
    stamp = Stamp.of(take.scene, data)

    def stamp_of(cut: Cut) -> Stamp:
        own = stamp if cut.scene is take.scene else Stamp.of(cut.scene, data)
        return own.made_as(cut.format)

    why = {path: _why(path, cut, take, stamp_of(cut)) if path.exists() else "new" for path, cut in files.items()}
    stale = {path: reason or "forced" for path, reason in why.items() if force or reason}
    recordings = tuple(map(store.path_of, runs_of(take.scene, samples))) if stale else ()
    return Plan(take, files, stale, recordings, force, stamp.digest)


def check_target(path: Path, sources: Iterable[Path], what: str = "what the scene is made from") -> None:
    """Raise UsageError for a `path` that cannot be written, or is one of the `sources`, or a link to one of them.

    `what` is how they are called. A link to another file may be replaced: that file stays as it is.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", again("-o")) from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UsageError(f"{path} is a pipe or a device, not a file; choose another -o", again("-o"))
    for source in sources:
        # A source may be gone by now; who reads it says so.
        with suppress(OSError):
            if path.samefile(source):
                raise UsageError(f"{path} is {what} and is not written over; choose another -o", again("-o"))


def _why(path: Path, cut: Cut, take: Take, stamp: Stamp) -> str:
    """Return why the file at `path` is stale, if it is."""
    old = Stamp.at(path, cut.format)
    if old and old.version == stamp.version and not cut.format.is_whole(path):
        return CHANGED
    limit, size = cut.limit, size_of(path)
    if reason := stamp.why(old, take.said, cut.format.unknown):
        return reason
    if limit is not None and size > limit:
        return f"larger than {size_text(limit)}"
    if old and old.limit and old.limit != limit:
        return f"made for {size_text(old.limit)} at most" + (f", now {size_text(limit)}" if limit else "")
    return ""
