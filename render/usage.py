"""What was typed enters; scenes and formats leave, or a UsageError that says what was probably meant."""

import pkgutil
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cyclopts import CycloptsError

from render.errors import UsageError, did_you_mean


def hint(error: CycloptsError) -> str:
    """Return what to do about an `error` of the command line's parser."""
    words = getattr(error, "unused_tokens", None) or []
    if words and set(words) <= set(format_words()):
        return "-f takes one word, or several with commas: -f gif,mp4"
    return "render --help says what can be said"


def check_paths(paths: Sequence[Path], out: Path, commands: Sequence[str]) -> None:
    """Raise UsageError for arguments that stand where others are meant."""
    if not paths:
        raise UsageError("no scene is named: render scenes/basic.yaml, or render --help")
    above = next(folder for folder in (out, *out.parents) if folder.exists())
    if not above.is_dir():
        raise UsageError(f"{above} is a file, and -o takes a folder")
    if out.suffix in {f".{word}" for word in format_words()} and not out.is_dir():
        raise UsageError(f"-o takes a folder, and {out} looks like a file: films are named by scenes")
    if not paths[0].suffix and not paths[0].exists():
        if paths[0].with_suffix(".yaml").exists():
            raise UsageError(f'no file, folder or command "{paths[0]}": did you mean {paths[0].with_suffix(".yaml")}?')
        known = [name for name in commands if not name.startswith("-")]
        known += [f"{path.name}/" for path in Path().iterdir() if path.is_dir() and not path.name.startswith(".")]
        raise UsageError(f'no file, folder or command "{paths[0]}": {did_you_mean(str(paths[0]), known)}')


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
            raise UsageError(f'unknown {what} "{word}": {did_you_mean(word, known)}')
    return tuple(dict.fromkeys(words))
