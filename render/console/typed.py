"""The command line that was typed is remembered; what stands for it in what to type next leaves as a command."""

import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from render.errors import AGAIN, GradreelError, UsageError, command

LONG = {"-o": "--out", "-f": "--format", "-j": "--jobs"}
"""Names of options that have two."""
ELSEWHERE = {"frame": "still.png", "code": "train.py", "deck": "lecture.pptx", "data": "table.csv"}
"""Where a verb may write instead; films go to a folder."""
FOLDER = "films"

COMMAND = re.compile(r"(?<![\w/.-])render(?= )")
"""Our name, at the beginning of a command."""

_typed: list[str] = []
_verbs: list[str] = []


def remember(words: Sequence[str], verbs: Sequence[str]) -> None:
    """Take in the `words` behind the command's name, the first of which may be one of the `verbs`."""
    _typed[:] = words
    _verbs[:] = verbs


def next_of(error: GradreelError) -> str:
    """Return what to type after an `error`, whole: with the words that were typed, or the help of the verb."""
    said = error.next
    if isinstance(error, UsageError) and said == UsageError.usual and _verb():
        return command(_verb(), "--help")
    if said.split(" ")[0] != AGAIN:
        return said
    words = list(_typed)
    name, *value = shlex.split(said)[1:] or [""]
    if name == "-o" and not value:
        other = ELSEWHERE.get(_verb(), FOLDER)
        value = [f"my-{other}" if other in words or f"--out={other}" in words else other]
    return command(*_without(words, name), *([name, *value] if value else []))


def called(line: str) -> str:
    """Return a `line` with its commands as they are to be typed here: where no shell finds `render`, with its path."""
    program = Path(sys.argv[0])
    if program.stem != "render" or shutil.which("render"):
        return line
    return COMMAND.sub(lambda _: shlex.quote(str(program)), line)


def corrected(word: str, right: str) -> str:
    """Return the command that was typed, with the `right` one in place of a `word`."""
    return command(*(right if each == word else each for each in _typed))


def _verb() -> str:
    """Return the verb that was typed; nothing where films are made."""
    first = next(iter(_typed), "")
    return first if first in _verbs else ""


def _without(words: Sequence[str], name: str) -> list[str]:
    """Return `words` without an option and its value."""
    names = {name, LONG.get(name, name)} - {""}
    kept: list[str] = []
    skips = False
    for word in words:
        if not skips and word.partition("=")[0] not in names:
            kept.append(word)
        skips = not skips and word in names
    return kept
