"""What was typed enters; names of files and words leave, or a UsageError that says what was probably meant."""

import os
import pkgutil
import re
import sys
from collections.abc import Sequence
from errno import EACCES, ENAMETOOLONG, EPERM
from glob import glob
from importlib.machinery import PathFinder
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from cyclopts import CycloptsError

from render import systems
from render.console.typed import corrected
from render.errors import UsageError, again, command, did_you_mean, format_meant, meant

MOST_LETTERS = 4096
"""Of an argument: no system takes a longer path."""
MOST_SHOWN = 60
"""Characters that are shown of a word that cannot be meant."""
WILD = {"*", "?"}
"""What stands for several characters, or one, in the name of a file."""
EMPTY = re.compile(r"(--[a-z-]+=)?")
"""An argument that says nothing."""
DID_YOU_MEAN = re.compile(r'Unknown option: "?(--?[a-z-]+?)"?\. Did you mean "?(--?[a-z-]+)"?\?')
"""How the parser of the command line names an option that was meant."""
OFTEN_IMPORTED = {"keras", "numpy", "tensorflow"}
"""Modules of programs that learn, installed here or not."""


def check_words(words: Sequence[str]) -> None:
    """Raise UsageError for arguments that can be neither a name nor a word."""
    for word in words:
        if EMPTY.fullmatch(word):
            raise UsageError(f'"{word}" says nothing: an argument is empty, perhaps as a variable of the shell is')
        if len(word) > MOST_LETTERS:
            raise UsageError(f"an argument has {len(word):,} characters, {MOST_LETTERS:,} is the most: {brief(word)}")


def expanded(words: Sequence[str]) -> list[str]:
    """Return the arguments with the files in place of names with * or ?, as shells do it; those of Windows do not.

    What names no file stays as it is.
    """
    if not systems.WINDOWS:
        return list(words)
    found: list[str] = []
    for word in words:
        is_pattern = WILD & {*word} and not word.startswith("-")
        files = sorted(glob(word.replace("[", "[[]"))) if is_pattern else []  # noqa: PTH207 (it may begin anywhere)
        found += files or [word]
    return found


def as_path(_: object, tokens: Sequence[Any]) -> Path:
    """Return the path that an argument names; `~` at its beginning is the home folder. Raises UsageError.

    Shells leave the `~` in `--out=~/films` as it is; a file that is really called so is `./~`.
    """
    (text,) = (token.value for token in tokens)
    try:
        path = Path(text).expanduser()
        path.stat()
    except RuntimeError:
        raise UsageError(f"{brief(text)}: there is no such user, whose home folder this would be") from None
    except ValueError:
        raise UsageError(f"{brief(text)} is not a name that a file can have") from None
    except OSError as error:
        # What is not there may be yet to come, or who reads it will say so.
        if error.errno in {EACCES, ENAMETOOLONG, EPERM}:
            raise UsageError(f"{brief(text)}: {error.strerror}") from None
    if systems.is_device(path):
        raise UsageError(f"{brief(text)} is what Windows calls a device, not a file; choose another name")
    return path


def brief(text: str) -> str:
    """Return the beginning of a long text."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def told(error: CycloptsError) -> str:
    """Return what an `error` of the command line's parser says, in one line."""
    return re.sub(rf"\S{{{MOST_SHOWN},}}", lambda found: brief(found[0]), " ".join(str(error).split()))


def hint(error: CycloptsError) -> str:
    """Return what to type after an `error` of the command line's parser, where it is known; else nothing."""
    words = getattr(error, "unused_tokens", None) or []
    typed = error.root_input_tokens or []
    if words and set(words) <= set(format_words()):
        first = next((before for before, word in pairwise(typed) if word == words[0]), "")
        return command(*(",".join([first, *words]) if word == first else word for word in typed if word not in words))
    if named := next((word for word in typed if word[:1] == "-" and word in _names(Path())), ""):
        return corrected(named, f"./{named}")
    if found := DID_YOU_MEAN.search(str(error)):
        return corrected(*found.groups())
    return ""


def check_paths(paths: Sequence[Path], out: Path, commands: Sequence[str]) -> None:
    """Raise UsageError for arguments that stand where others are meant."""
    if not paths:
        raise UsageError("no scene is named", command("scenes"))
    above = next((folder for folder in (out, *out.parents) if folder.exists()), out)
    if above.exists() and not above.is_dir():
        raise UsageError(f"{above} is a file, and -o takes a folder", again("-o"))
    if out.suffix in {f".{word}" for word in format_words()} and not out.is_dir():
        said = f"-o takes a folder, and {out} looks like a file: films are named by scenes"
        raise UsageError(said, again("-o", out.parent))
    if not paths[0].suffix and not paths[0].exists():
        said, beside = f'no file, folder or command "{paths[0]}"', Path(f"{paths[0]}.yaml")
        if beside.name in _names(beside.parent):
            raise UsageError(f"{said}: did you mean {beside}?", corrected(str(paths[0]), str(beside)))
        known = [name for name in commands if not name.startswith("-")]
        known += [f"{name}/" for name in _names(Path()) if Path(name).is_dir() and not name.startswith(".")]
        hint = did_you_mean(str(paths[0]), known)
        raise UsageError(f"{said}: {hint}", as_meant(str(paths[0]), hint))


def as_meant(word: str, hint: str) -> str:
    """Return the command that was typed, with the word that a `hint` has in place of `word`; nothing without one."""
    right = meant(hint)
    return corrected(word, right) if right else ""


def _names(folder: Path) -> list[str]:
    """Return the names of what is in a folder, if it can be read."""
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def file_for(out: Path | None, name: str) -> Path:
    """Return the file that is to be written: `out`, or that of this `name` in the folder `out`, or where we are."""
    path = out or Path()
    return path / name if path.is_dir() else path


def hidden_by(program: Path) -> str:
    """Return which module programs beside `program` could not import any more, nor itself; nothing if there is none."""
    name = program.stem
    if name in sys.stdlib_module_names:
        return f"Python's own module {name}, which programs import"
    # A search path that is empty, or the folder itself, finds the program.
    folder = os.path.realpath(program.parent)
    found = PathFinder.find_spec(name, [path for path in sys.path if path and os.path.realpath(path) != folder])
    installed = found is not None and found.origin is not None
    return f"the installed module {name}" if installed or name in OFTEN_IMPORTED else ""


def check_program(program: Path) -> None:
    """Raise UsageError for a file that cannot be a program in Python, or would keep programs from running."""
    if program.suffix != ".py":
        said = f"{program} does not end in .py, as programs in Python do"
        raise UsageError(said, again("-o", program.with_suffix(".py")))
    if hidden := hidden_by(program):
        better = program.with_name(f"train_{program.name}")
        said = f"{program} would hide {hidden}: no program in its folder could run; say -o {better}"
        raise UsageError(said, again("-o", better))


def format_words() -> list[str]:
    """Return the words of all formats."""
    return _members("render.formats")


def target_words() -> list[str]:
    """Return the words of all targets."""
    return _members("render.targets")


def _members(package: str) -> list[str]:
    """Return the words of a family, from the names of its files: no member need be imported."""
    found = find_spec(package)
    folders = found.submodule_search_locations if found else None
    return [each.name.replace("_", "-") for each in pkgutil.iter_modules(folders) if not each.ispkg]


def asked(formats: Sequence[str], targets: Sequence[str], max_size: str | None) -> dict[str, Any]:
    """Return what the command line says of a scene. Raises UsageError for words that are none."""
    said: dict[str, Any] = {}
    if formats:
        said["formats"] = _words(formats, format_words(), "format")
    if targets:
        said["targets"] = _words(targets, target_words(), "target")
    if max_size is not None:
        said["max_size"] = max_size
    return {"output": said} if said else {}


def _words(given: Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    """Return the words of all options of one name, each once."""
    words = [word for text in given for word in re.split(r"[,\s]+", text.strip())]
    for word in words:
        if word not in known:
            hint = (format_meant if what == "format" else did_you_mean)(word, known)
            raise UsageError(f'unknown {what} "{brief(word)}": {hint}', as_meant(word, hint))
    return tuple(dict.fromkeys(words))
