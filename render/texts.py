"""A text that an author wrote enters; it leaves in one line that every file can hold, or what is wrong with it."""

import re
from unicodedata import category

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from render.family import wrong

UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
"""Characters that no text has: controls but for the tab and the line break, half characters and noncharacters.

XML 1.0 (section 2.2) and HTML (13.2.3.5) have no place for them.
"""
TURNING = re.compile("[\u202a-\u202e]")
"""Embeddings and overrides, which turn the direction of what follows until something ends them (UAX #9, 2.1, 2.2)."""
OPENED, CLOSED = "\u2066\u2067\u2068", "\u2069"
"""Isolates, which have come in their place (UAX #9, 2.4), and what ends one."""
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Unicode's categories of what shows nothing: controls, formats and spaces."""
BLANKS = re.compile("[ \t\n\r\v\f\u2028\u2029]+")
"""Spaces, tabs and line breaks; spaces that part nothing, or have a width of their own, are none of these."""


def unfit(text: str) -> PydanticCustomError | None:
    """Return what is wrong with a `text` that not every file can hold, or that changes what stands beside it."""
    if found := UNFIT.search(text):
        return wrong(*of_control(found[0]))
    if found := TURNING.search(text):
        hint = "remove it: a Hebrew or Arabic text needs none"
        return wrong(f"the character U+{ord(found[0]):04X} turns what stands beside it", hint)
    depth = 0
    for character in text:
        depth += (character in OPENED) - (character == CLOSED)
        if depth < 0:
            return wrong("the character U+2069 closes what was not opened", "remove it")
    if depth:
        return wrong("the character U+2069 is missing: what was turned goes on", "add it at the end, or remove both")
    return None


def of_control(character: str) -> tuple[str, str]:
    """Return what is said of a character that no text has, and what to do."""
    return f"the control character U+{ord(character):04X} shows nothing", "remove it"


def in_one_line(text: str) -> str:
    """Return `text` with a space for line breaks, tabs and several spaces; of one that shows nothing, nothing."""
    line = BLANKS.sub(" ", text).strip(" ")
    return line if any(category(character) not in UNSEEN for character in line) else ""


def printable(text: str) -> str:
    """Return a text of which nothing is known, such as a file's name, with U+FFFD for what not every file can hold."""
    return TURNING.sub("\N{REPLACEMENT CHARACTER}", UNFIT.sub("\N{REPLACEMENT CHARACTER}", text))


def _line(value: object) -> object:
    if not isinstance(value, str):
        return value
    if error := unfit(value):
        raise error
    return in_one_line(value)


LINE = BeforeValidator(_line)
"""Behind the bounds of every text that an author writes to be shown."""
