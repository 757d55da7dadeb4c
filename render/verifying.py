"""A film's file enters; which scene made it leaves, and whether rendering again gives the same bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from render.course.scenes import Tell, scenes_in
from render.errors import FilmError, GradreelError, UsageError, command
from render.files import equal, temporary
from render.formats import Format
from render.output.stamp import Stamp
from render.output.writing import write
from render.progress import Progress, tell_nobody
from render.scene.cuts import Cut, cuts
from render.scene.loader import takes
from render.scene.look import every_format, every_target
from render.scene.schema import Scene
from render.scene.script import recorded
from render.scene.take import Take

HELP = command("verify", "--help")


@dataclass(frozen=True)
class Provenance:
    """Where a file comes from: its `stamp`, and the take that made it, if that was found.

    `whole` is whether it is as it was made. `changed` is what has become of a scene that is no longer the one that made
    it. `same` is whether rendering again gives the same bytes; None if that was not tried.
    """

    stamp: Stamp
    whole: bool
    take: Take | None = None
    changed: str = ""
    same: bool | None = None


def verify(path: Path, scenes: Sequence[Path], progress: Progress, tell: Tell = tell_nobody) -> Provenance:
    """Return where the file at `path` comes from, among the `scenes`, files and folders.

    `tell` is told what an author should know of the search for them. Raises UsageError for scenes that are not there,
    and FilmError for a file that does not say what made it.
    """
    if not path.exists():
        raise FilmError(f"{path} does not exist", HELP)
    if not (path.is_file() or path.is_dir()):
        raise FilmError(f"{path} is a pipe or a device, not a film", HELP)
    for place in scenes:
        if not place.exists():
            said = f"there is no {place} with scenes here; --scenes names another place"
            raise UsageError(said, command("verify", path, "--scenes", "."))
    stamp, whole = _stamp(path)
    if not stamp and path.suffix == ".pptx":
        raise FilmError(f"{path} is a deck, of several films: verify those, made of the same scenes", HELP)
    if not stamp and path.is_dir():
        raise FilmError(f"{path} is a folder: name the films in it", HELP)
    if not stamp:
        raise FilmError(f"{path} does not say what made it: it is no film of gradreel, or was edited", HELP)
    namesake: Provenance | None = None
    for take in _takes(scenes_in(scenes, tell)):
        data = take.samples().digest
        own = Stamp.of(take.scene, data).digest == stamp.digest
        every = [cut for cut in cuts(_everywhere(take)) if own or _is_for(cut, path)]
        same = [cut for cut in every if Stamp.of(cut.scene, data).digest == stamp.digest]
        if found := [cut for cut in same if _may_be(cut.format, path)]:
            again = whole and any(_same(path, take, cut, stamp, progress) for cut in found)
            return Provenance(stamp, whole, take, same=again)
        if path.name.startswith(take.name):
            namesake = Provenance(stamp, whole, take, Stamp.of(take.scene, data).why(stamp, take.said, ""))
    return namesake or Provenance(stamp, whole)


def _stamp(path: Path) -> tuple[Stamp | None, bool]:
    """Return the stamp of the file at `path`, and whether all of the file is as it was when it got it."""
    pieces = [piece.format for target in every_target() for piece in target.pieces]
    for made in dict.fromkeys([*every_format(), *pieces]):
        if _may_be(made, path) and (stamp := Stamp.at(path, made)):
            return stamp, made.is_whole(path)
    return None, False


def _may_be(made: Format, path: Path) -> bool:
    return path.name.endswith((made.suffix, made.name("")))


def _is_for(cut: Cut, path: Path) -> bool:
    """Return whether the name or the folder of the file at `path` says that it is for the place of `cut`."""
    return path.parent.name == cut.folder or bool(cut.ending and path.name.endswith(cut.format.name(cut.ending)))


def _takes(scenes: Sequence[Path]) -> Iterator[Take]:
    """Yield the takes of the scenes that are right; the others made nothing."""
    for path in scenes:
        try:
            yield from takes(path)
        except GradreelError:
            continue


def _everywhere(take: Take) -> Scene:
    """Return the scene of `take` with every format and target, its own first."""
    output = take.scene.output
    formats = dict.fromkeys([*output.formats, *every_format()])
    targets = dict.fromkeys([*output.targets, *every_target()])
    update = {"formats": tuple(formats), "targets": tuple(targets)}
    return take.scene.model_copy(update={"output": output.model_copy(update=update)})


def _same(path: Path, take: Take, cut: Cut, stamp: Stamp, progress: Progress) -> bool:
    """Return whether `cut`, made again, has the bytes of the file at `path`."""
    if stamp.limit:
        limited = cut.scene.output.model_copy(update={"max_size": stamp.limit})
        cut = cut._replace(scene=cut.scene.model_copy(update={"output": limited}))
    recordings, _ = recorded(take, progress)
    with temporary() as folder:
        again = folder / path.name
        write({again: cut}, recordings, progress=progress)
        return equal(path, again, cut.format.is_text)
