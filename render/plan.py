"""What is to be done for a film: a take enters, its files and why those that are stale are so leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from render.errors import UsageError
from render.formats import Format
from render.scene.script import runs_of
from render.scene.take import Take
from render.stamp import Stamp
from render.training import store


@dataclass(frozen=True)
class Plan:
    """What is to be done for a take: the files that it makes, and why those that are stale are so.

    `recordings` are the files in which its recordings are kept, if anything is to be done; `digest` is a
    hash of all that shows: plans with the same one make the same pictures.
    """

    take: Take
    targets: Mapping[Path, Format]
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
    points = take.points()
    stamp = Stamp.of(take.scene, points.digest)
    targets = {out / made.name(take.name): made for made in take.scene.output.formats}
    for source in take.sources:
        for target in targets:
            if target.resolve() == source.resolve():
                raise UsageError(f"{target} is what the scene is made from and is not written over; choose another -o")
    why = {
        target: stamp.why(Stamp.read(made.stamp(target)), take.said, made.unknown) if target.exists() else "new"
        for target, made in targets.items()
    }
    stale = {target: reason or "forced" for target, reason in why.items() if force or reason}
    recordings = tuple(map(store.path_of, runs_of(take.scene, points))) if stale else ()
    return Plan(take, targets, stale, recordings, force, stamp.digest)
