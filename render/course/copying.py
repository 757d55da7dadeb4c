"""The name of a scene of the gallery enters; a copy of it, with the files that it reads beside it, leaves."""

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from os.path import relpath
from pathlib import Path, PurePath

from render.errors import FilmError, UsageError, command, did_you_mean, visible
from render.gallery import names, scenes
from render.scene.loader import takes

EDITORS_LINE = "# yaml-language-server: "
"""How the line begins that tells editors of the schema beside the gallery's scenes."""


def check_name(name: str) -> None:
    """Raise UsageError if the gallery has no scene of this `name`."""
    if name not in (known := names()):
        hint = did_you_mean(name, known)
        said = hint if hint.startswith("did you mean") else "none is called like that"
        raise UsageError(f'there is no scene "{name}" in the gallery: {said}', command("gallery"))


def copied(name: str, target: Path) -> dict[Path, bytes]:
    """Return what is to be written for a copy of the scene `name` at `target`: each file with its content.

    What it reads comes where it stands as seen from the scene. The name is one that `check_name` knows.
    """
    path = scenes() / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    how = f"# A scene of gradreel's gallery. Make its film with:  render {visible(target)}\n"
    first, _, rest = text.partition("\n")
    files = {target: (how + (rest if first.startswith(EDITORS_LINE) else text)).encode()}
    for source in dict.fromkeys(file for take in takes(path) for file in take.scene.files(take.folder)):
        within = PurePath(relpath(source, path.parent))
        if ".." not in within.parts:
            files[target.parent / within] = source.read_bytes()
    return files


def write_new(files: Mapping[Path, bytes], scene: Path, other: str = "") -> list[Path]:
    """Write a `scene` and the other `files` that are not there yet, all or none, and return which were written.

    Of the others, those that are there as they are to be stay. Raises UsageError that names all that are in the way,
    and the `other` command that may be typed then, and FilmError.
    """
    conflicts = [path for path, content in files.items() if _is_in_the_way(path, None if path == scene else content)]
    if conflicts:
        said = [f"{path} exists already and is left as it is" for path in conflicts]
        raise UsageError(
            "\n".join(said + ["nothing was written; name another file or folder"] * (len(files) > 1)), other
        )
    fresh = [path for path in files if not path.exists()]
    with ExitStack() as undo:
        for path in fresh:
            try:
                _make_folder(path.parent, undo)
                with path.open("xb") as file:
                    undo.callback(_remove, path)
                    file.write(files[path])
            except FileExistsError as error:
                raise UsageError(f"{error.filename} exists already and is left as it is", other) from None
            except OSError as error:
                raise FilmError(f"cannot write {path}: {error.strerror}") from None
        undo.pop_all()
    return fresh


def _is_in_the_way(path: Path, content: bytes | None) -> bool:
    # A link that leads nowhere is there, too.
    if not path.exists():
        return path.is_symlink()
    return not path.is_file() or path.read_bytes() != content


def _make_folder(folder: Path, undo: ExitStack) -> None:
    # What exists there and is no folder would be told as if the file existed.
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    for each in reversed(missing):
        each.mkdir()
        undo.callback(_remove_folder, each)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()
