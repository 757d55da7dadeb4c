"""The exceptions that a user can meet: each has an exit code, a text, and the command that leads on."""

import os
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import NamedTuple, Self

WIDEST = 110
"""Characters of a line of somebody's file that are shown."""
MOST_LISTED, FIRST_LISTED = 60, 12
"""Words that a hint lists, and of more than these, how many it lists before the last one."""


SLIDES = {"pptx", "ppt", "powerpoint"}
OF_SLIDES = "PowerPoint files are made of scenes by render deck"
AGAIN = "again"
"""How what stands for the command that was typed begins."""
MOST_NAMED = 3
"""Files that a command names one by one."""
HOMELESS, HOME = "the working folder was removed; change to one that is there", "cd"
"""What to say where no relative path leads anywhere, and what to type then."""
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
"""Characters that a terminal obeys in place of showing them: controls, line breaks, those that turn the direction of
what follows (Unicode Technical Report 36, 2.3), zero-width ones, and half characters."""


def visible(text: object) -> str:
    """Return the text of something that somebody else wrote, in one line, with escapes for what is not to be seen."""
    return UNSEEN.sub(lambda found: _escape(found[0]), whole(str(text)))


def whole(text: str) -> str:
    """Return `text` with whole characters where bytes of a name that was read as ASCII are UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text


def _escape(character: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    code = ord(character)
    return named.get(character, f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _shown(line: str) -> str:
    """Return a line of somebody's file in as many characters, with symbols for what is not to be seen."""
    symbols = {"\t": "\N{RIGHTWARDS ARROW}", "\x7f": "\N{SYMBOL FOR DELETE}"}

    def symbol(found: re.Match[str]) -> str:
        unknown = chr(0x2400 + ord(found[0])) if found[0] < " " else "\N{REPLACEMENT CHARACTER}"
        return symbols.get(found[0], unknown)

    return UNSEEN.sub(symbol, line)


def command(*words: object) -> str:
    """Return what to type for `render` with these `words`, quoted as the shell of this system needs it."""
    said = ["render", *(f"./{word}" if isinstance(word, Path) and str(word)[0] == "-" else str(word) for word in words)]
    if os.name == "nt":
        from subprocess import list2cmdline

        return list2cmdline(said)
    return shlex.join(said)


def again(*options: object) -> str:
    """Return what stands for the command that was typed, with these `options` in place of those of the same names.

    Only who has read the command line knows it, and fills it in; an option -o without a value is another place.
    """
    return shlex.join([AGAIN, *map(str, options)])


class GradreelError(Exception):
    """An expected failure: its text is all that the user needs, a traceback would add nothing.

    `next` is what to type then: the command that tells more, that would have been right, or that comes after a remedy.
    """

    exit_code = 1
    usual = command("doctor")
    """What to type where nothing better is known of an error of this kind."""

    def __init__(self, text: str = "", next: str = "") -> None:
        """Say what went wrong, and what to type `next`."""
        super().__init__(text)
        self._next = next

    def __str__(self) -> str:
        return "\n".join(map(visible, super().__str__().split("\n")))

    @property
    def next(self) -> str:
        """What to type next: one command."""
        return visible(self._next or self.usual)


class FilmError(GradreelError):
    """A film could not be made from a scene that is itself fine: something is wrong with the machine, mostly."""


class UnexpectedError(GradreelError):
    """An exception that nobody expected, with its traceback: a mistake of ours."""


class UsageError(GradreelError):
    """The command line asks for something that does not exist or makes no sense."""

    exit_code = 2
    usual = command("--help")


@dataclass(frozen=True)
class Place:
    """Where in a text file something stands; line and column count from 1, width is in characters (0: no caret)."""

    line: int
    column: int = 0
    width: int = 0
    text: str = ""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file that an author wrote; `next` is the command that helps with it, if any."""

    path: Path
    message: str
    hint: str = ""
    place: Place | None = None
    next: str = ""

    def __str__(self) -> str:
        hints = [f"{self._gutter} = {visible(line)}" for line in self.hint.split("\n") if line]
        return "\n".join([visible(f"{self.where}: {self.message}"), *self.quoted, *hints])

    @property
    def where(self) -> str:
        """The file, with line and column as far as they are known."""
        place = self.place or Place(0)
        return ":".join(str(part) for part in (self.path, place.line, place.column) if part)

    @property
    def quoted(self) -> list[str]:
        """The line in question with its number, and carets below it, as far as they are known."""
        if self.place is None:
            return []
        place, gutter = self.place, self._gutter
        # A long line is shown around the column in question.
        cut = max(0, place.column - WIDEST // 2) if len(place.text) > WIDEST else 0
        quoted = [f"{place.line:>{len(gutter)}} | {_shown(place.text[cut : cut + WIDEST])}"]
        if place.width:
            carets = "^" * min(place.width, WIDEST - (place.column - 1 - cut))
            quoted.append(f"{gutter} | {' ' * (place.column - 1 - cut)}{carets}")
        return quoted

    @property
    def _gutter(self) -> str:
        return " " * (len(str(self.place.line)) + 2 if self.place else 2)


class Fault(NamedTuple):
    """What is wrong with a file that a scene names; `at` are the keys, below those of who reads it, that say so."""

    message: str
    hint: str = ""
    at: tuple[str | int, ...] = ()


class DataError(GradreelError):
    """The files that data are read from cannot be used, for some `faults`: who knows the scene says where it asks."""

    exit_code = 2

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Collect `faults`."""
        self.faults = list(faults)
        super().__init__("\n".join(fault.message for fault in self.faults))

    def __reduce__(self) -> tuple[type[Self], tuple[list[Fault]]]:
        """Pickle the faults, not their text."""
        return type(self), (self.faults,)


class SceneError(GradreelError):
    """Everything that is wrong with a scene and the files that it names, in the order in which it stands there."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Collect `problems`, file by file; those without a place come first."""
        found = list(problems)
        files = list(dict.fromkeys(problem.path for problem in found))
        self.problems = sorted(
            found, key=lambda p: (files.index(p.path), *((p.place.line, p.place.column) if p.place else (0, 0)))
        )
        super().__init__("\n".join(map(str, self.problems)))

    @property
    def next(self) -> str:
        """What helps with all of them, or what looks again once they are mended."""
        helps = {problem.next for problem in self.problems}
        if len(helps) == 1 and (only := helps.pop()):
            return visible(only)
        paths = list(dict.fromkeys(problem.path for problem in self.problems))
        if len(paths) > MOST_NAMED:
            paths = [Path(os.path.commonpath([os.path.abspath(path.parent) for path in paths]))]  # noqa: PTH100
            paths = [Path(os.path.relpath(paths[0]))]
        return visible(command("check", *paths))

    def __reduce__(self) -> tuple[type[Self], tuple[list[Problem]]]:
        """Pickle the problems, not their text."""
        return type(self), (self.problems,)


def meant(hint: str) -> str:
    """Return the word that a hint of `did_you_mean` names as the one that was meant; nothing if it lists several."""
    found = re.fullmatch('did you mean "(.+)"\\?', hint)
    return found[1] if found else ""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return a hint for an unknown `word`: the closest `known` one, or all of them, also where two are as close.

    Of very many, the first ones and the last.
    """
    lower = {each.lower(): each for each in known}
    close = get_close_matches(word.lower(), lower, n=2, cutoff=0.65)
    if len({SequenceMatcher(None, each, word.lower()).ratio() for each in close}) == len(close) > 0:
        return f'did you mean "{lower[close[0]]}"?'
    listed = [each if any(map(str.isalnum, each)) else repr(each) for each in known]
    if len(listed) > MOST_LISTED:
        listed[FIRST_LISTED:-1] = ["…"]
    return f"known here: {', '.join(listed)}"


def format_meant(word: str, known: Sequence[str]) -> str:
    """Return a hint for the `word` of a format that there is none of: slides are made by another command."""
    return OF_SLIDES if word.lower() in SLIDES else did_you_mean(word, known)
