"""YAML text enters, plain values leave, and for each of them where it stands in the file.

Scalars are read as YAML 1.2 and JSON have them: `1e-3` is a number, `no` is a word. Nothing is ever executed.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from render.errors import Place, Problem, SceneError, command
from render.files import contents
from render.texts import UNFIT, of_control

MOST_BYTES = 1_000_000
MOST_DEPTH = 16
TOO_DEEP = f"is nested more than {MOST_DEPTH} levels deep"
DEEP = re.compile(rf"(?:[\[{{]\s*){{{MOST_DEPTH}}}")
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STANDARD_TAGS = "tag:yaml.org,2002:"

DIGITS = "[0-9]+(?:_[0-9]+)*"
MOST_DIGITS = 100
"""Of a whole number that is read as one: beyond, it is a number of its size."""
WHOLE = re.compile(rf"[-+]?{DIGITS}")
WHOLE_POWER = re.compile(r"([-+]?[0-9]+)[eE]\+?([0-9]{1,2})")
REAL = re.compile(rf"[-+]?(\.[0-9]+|{DIGITS}(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
LINE_BREAK = re.compile(r"\r\n?|\n")
WORDS = {"": None, "~": None, "null": None, "true": True, "True": True, "false": False, "False": False}
NOT_FINITE = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}


ESCAPED_PATH = re.compile(r'"(?:[^"\\]|\\\\)*\\[abtnvfre0NLP_][^"]*\.(?:csv|tsv|txt|xlsx|ods|ttf|otf)"', re.IGNORECASE)
"""A path as Windows has it, where YAML reads "\\t" as a tab."""
BACKSLASH = "a backslash in double quotes makes another character of the next one"
PATHS = "write paths with /, as data/table.csv"
SUSPECTS = (
    (re.compile(r"^\s*(?:- )?(\w+):[^\s/\"']"), "a space is missing after the colon", "write {}: and then the value"),
    (re.compile(r"^\s*(\w+) ?="), "a key is followed by a colon, not by =", "write {}: and then the value"),
    (re.compile(r"[:,{\[]\s*(#[0-9a-fA-F]{3,8})\b"), "what follows a # is a comment", 'quote a colour: "{}"'),
)
"""Slips that YAML has no good words for."""
INDENTED = re.compile(r"^ +\w+: ")
"""A line that would be a key, were it not for the blanks before it."""


@dataclass(frozen=True)
class Source:
    """A scene file's text, its node tree, and the plain value that it stands for (sequences are tuples)."""

    path: Path
    text: str
    root: yaml.Node
    value: object

    def place(self, location: Sequence[str | int], key: bool = False) -> Place:
        """Return where the value at `location` stands (or its key); parts that the file does not have are skipped."""
        node, name = self.root, self.root
        for part in location:
            if isinstance(node, yaml.MappingNode):
                pairs = {k.value: (k, v) for k, v in node.value}
                name, node = pairs.get(part, (name, node))
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                name = node = node.value[part]
        return self.place_of(name if key else node)

    def has(self, location: Sequence[str | int]) -> bool:
        """Return whether the key at `location` is written at the top level, if with no value."""
        return isinstance(self.value, dict) and len(location) == 1 and location[0] in self.value

    def place_of(self, node: yaml.Node) -> Place:
        """Return where `node` begins, and how much of its first line it takes."""
        return _place(self.text, node.start_mark, node.end_mark)


def read(path: Path, may_be_empty: bool = False) -> Source:
    """Read the file at `path`. Raises SceneError with every problem that is one of YAML, not of the scene."""
    text = _text(path)
    try:
        _check_shape(path, text)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        raise SceneError([_yaml_problem(path, text, error)]) from None
    except yaml.YAMLError as error:
        raise SceneError([_unreadable(path, text) or Problem(path, f"is not YAML: {error}".splitlines()[0])]) from None
    if root is None and may_be_empty:
        return Source(path, text, yaml.MappingNode(f"{STANDARD_TAGS}map", []), {})
    if root is None:
        mine = path.with_name("mine.yaml")
        hint = f"start from an example: render new {mine}"
        raise SceneError([Problem(path, "is empty", hint, next=command("new", mine))])
    if not isinstance(root, yaml.MappingNode):
        found = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
        place = _place(text, root.start_mark, root.end_mark)
        if suspect := _suspect(path, text, _place(text, root.end_mark, root.end_mark).line):
            raise SceneError([suspect])
        raise SceneError(
            [
                Problem(
                    path,
                    f"the file has to be made of `key: value` lines, this is {found}",
                    place=place,
                    next=command("explain"),
                )
            ]
        )
    problems: list[Problem] = []
    value = _value(root, path, text, problems)
    if problems:
        raise SceneError(problems)
    return Source(path, text, root, value)


def _text(path: Path) -> str:
    try:
        raw = contents(path, MOST_BYTES)
    except FileNotFoundError:
        beside = {other.stem: other for other in path.parent.glob("*.y*ml")}
        close = get_close_matches(path.stem, beside, n=1)
        hint = f"did you mean {beside[close[0]]}?" if close else ""
        helps = command("check", beside[close[0]]) if close else command("new", path)
        raise SceneError([Problem(path, "no such file", hint, next=helps)]) from None
    except OSError as error:
        raise SceneError([Problem(path, f"cannot be read: {error.strerror}")]) from None
    if len(raw) > MOST_BYTES:
        hint = "put the numbers into a CSV file: data: {kind: csv, ...}"
        raise SceneError([Problem(path, f"is larger than {MOST_BYTES:,} bytes", hint)])
    raw = raw.removeprefix(BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode().rpartition("\n")[2]
        place = Place(raw[: error.start].count(b"\n") + 1, len(before) + 1, 1, f"{before}\N{REPLACEMENT CHARACTER}")
        message = f"is not UTF-8 text: byte 0x{raw[error.start]:02x} makes no character"
        raise SceneError([Problem(path, message, "save the file as UTF-8", place)]) from None


def _check_shape(path: Path, text: str) -> None:
    """Refuse what a small file could use to fill the memory: deep nesting, and aliases, which can multiply."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            message = TOO_DEEP
        elif isinstance(event, yaml.AliasEvent):
            message = f"aliases such as *{event.anchor} are not used in scenes"
        else:
            continue
        hint = "write the value out" if depth <= MOST_DEPTH else ""
        raise SceneError([Problem(path, message, hint, _place(text, event.start_mark, event.end_mark))])


def _value(node: yaml.Node, path: Path, text: str, problems: list[Problem]) -> object:
    if not node.tag.startswith(STANDARD_TAGS) or node.tag.startswith(f"{STANDARD_TAGS}python"):
        tag = node.tag.replace(STANDARD_TAGS, "!!")
        place = _place(text, node.start_mark, node.end_mark)
        problems.append(Problem(path, f"tags such as {tag} are not used in scenes", "write the value alone", place))
        return None
    if isinstance(node, yaml.MappingNode):
        mapping: dict[object, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            value = _value(value_node, path, text, problems)
            place = _place(text, key_node.start_mark, key_node.end_mark)
            if key is None:
                problems.append(Problem(path, "a key is a word, not a list or a mapping", place=place))
            elif key in mapping:
                mark = next(k for k, _ in node.value if k.value == key).start_mark
                hint = f"it was first given in line {_place(text, mark, mark).line}; remove one of the two"
                problems.append(Problem(path, f'the key "{key}" is given twice', hint, place))
            mapping.setdefault(key, value)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, path, text, problems) for item in node.value)
    assert isinstance(node, yaml.ScalarNode)
    if node.style == '"' and ESCAPED_PATH.fullmatch(text[node.start_mark.index : node.end_mark.index]):
        place = _place(text, node.start_mark, node.end_mark)
        problems.append(Problem(path, BACKSLASH, PATHS, place))
    elif found := UNFIT.search(node.value):
        problems.append(Problem(path, *of_control(found[0]), _place(text, node.start_mark, node.end_mark)))
    return node.value if node.style else plain_scalar(node.value)


def plain_scalar(text: str) -> object:
    """Return the value that a `text` without quotes stands for."""
    if text in WORDS:
        return WORDS[text]
    if text.lower() in NOT_FINITE:
        return NOT_FINITE[text.lower()]
    if WHOLE.fullmatch(text) and len(text) < MOST_DIGITS:
        return int(text)
    if len(text) < MOST_DIGITS and (match := WHOLE_POWER.fullmatch(text)):
        return int(match[1]) * 10 ** int(match[2])
    return float(text) if REAL.fullmatch(text) else text


def _place(text: str, start: Any, end: Any) -> Place:
    # YAML ends lines at more characters than editors do, so that its own count of them is of no use.
    before = LINE_BREAK.split(text[: start.index])
    column = len(before[-1])
    line = before[-1] + LINE_BREAK.split(text[start.index :], maxsplit=1)[0]
    stop = column + end.index - start.index
    if stop > len(line):
        stop = len(line.split(" #")[0].rstrip())
    return Place(len(before), column + 1, max(1, stop - column), line)


def _yaml_problem(path: Path, text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    if "nesting" in str(error.problem) and (match := DEEP.search(text)):
        # From version 6.0.4 on, PyYAML may see brackets that are far too many before it tells of the first ones.
        lines = LINE_BREAK.split(text[: match.end()])
        whole = LINE_BREAK.split(text)[len(lines) - 1]
        return Problem(path, TOO_DEEP, "", Place(len(lines), len(lines[-1]), 1, whole))
    place = _place(text, mark, mark)
    indent = place.text[: len(place.text) - len(place.text.lstrip())]
    if "\t" in indent:
        place = Place(place.line, indent.index("\t") + 1, 1, place.text)
        return Problem(path, "a tab at the start of a line", "indent with spaces; YAML allows no tabs here", place)
    if suspect := _suspect(path, text, place.line):
        return suspect
    if "another document" in str(error.problem):
        return Problem(path, "a second document begins here", "a file holds one scene; remove the line ---", place)
    if mark and not text[mark.index :].strip():
        lines = LINE_BREAK.split(text.rstrip())
        place = Place(len(lines), len(lines[-1]) + 1, 1, lines[-1])
        return Problem(path, "is not YAML: the file ends too early", "close the bracket or the quote", place)
    if error.context_mark and str(error.context).startswith("while parsing a flow"):
        opened = _place(text, error.context_mark, error.context_mark).line
        hint = f"the bracket in line {opened} needs its closing one, and commas between its items"
        return Problem(path, f"is not YAML: {error.problem}", hint, place)
    hint = "keys that belong together begin in the same column"
    if "escape" in str(error.problem) or "hexdecimal" in str(error.problem):
        hint = f"{BACKSLASH}\n{PATHS}"
    elif INDENTED.match(place.text) and "mapping values" in str(error.problem):
        hint = "remove the blanks before it: a key of a scene begins in the first column"
    elif place.text.count(": ") > 1:
        hint = 'a text with ": " in it needs quotes'
    elif "'" in place.text:
        hint = "put a text with an apostrophe into double quotes"
    return Problem(path, f"is not YAML: {error.problem}", hint, place)


def _unreadable(path: Path, text: str) -> Problem | None:
    """Return the first character that no YAML file may have."""
    found = UNFIT.search(text)
    if not found:
        return None
    before = LINE_BREAK.split(text[: found.start()])
    place = Place(len(before), len(before[-1]) + 1, 1, LINE_BREAK.split(text)[len(before) - 1])
    return Problem(path, *of_control(found[0]), place)


def _suspect(path: Path, text: str, line: int) -> Problem | None:
    """Return the slip that most likely made the parser stumble at `line`: in that line or in what stands before it."""
    lines = LINE_BREAK.split(text)[:line]
    said = [number for number, each in enumerate(lines, start=1) if each.strip() and each.lstrip()[0] != "#"]
    for number in reversed(said[-2:]):
        for pattern, message, hint in SUSPECTS:
            if match := pattern.search(lines[number - 1]):
                place = Place(number, match.start(1) + 1, len(match[1]), lines[number - 1])
                return Problem(path, message, hint.format(match[1]), place)
    return None
