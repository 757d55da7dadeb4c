"""Texts by name enter, what is wrong with them leaves: an author who changes one keeps its placeholders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from string import Formatter

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError

from render.errors import did_you_mean
from render.family import wrong
from render.languages.english import english

LONGEST, LONGEST_BETWEEN = 400, 10
MOST_MEANT = 3
"""Names that are offered for one that is unknown."""


def all_of(found: Iterable[InitErrorDetails]) -> ValidationError:
    """Return the error to raise in a validator for all that was found."""
    return ValidationError.from_exception_data("Language", list(found))


def faults(texts: Mapping[str, object]) -> Iterator[InitErrorDetails]:
    """Yield what is wrong with `texts`, which somebody gives by name."""
    for name, text in texts.items():
        if name not in english():
            yield InitErrorDetails(type=wrong(*_unknown(name, text), key=True), loc=(name,), input=text)
        elif bound := _bound(name, text):
            yield InitErrorDetails(type=bound.type, ctx=bound.context or {}, loc=(name,), input=text)
        elif error := _fault(str(text), english()[name].text):
            yield InitErrorDetails(type=error, loc=(name,), input=text)


def misplaced(said: Mapping[str, object], known: Sequence[str]) -> Iterator[InitErrorDetails]:
    """Yield errors for keys of a language beside the `known` ones: most are texts, or groups of them."""
    for key, value in said.items():
        inner = value if isinstance(value, dict) and value else {"": value}
        for part, text in inner.items():
            names = meant(f"{key}.{part}" if part else key)
            hint = f"write texts: {' or '.join(f'{{{name}: ...}}' for name in names)}" if names else ""
            where, last = (f"language.{key}", part) if part else ("language", key)
            error = wrong(f'unknown key "{last}" in {where}', hint or did_you_mean(last, known), key=True)
            yield InitErrorDetails(type=error, loc=(key, part) if part else (key,), input=text)


def meant(key: str) -> list[str]:
    """Return the texts that may be meant by `key`: a name, or a part of one, with or without who says it."""
    texts = english()
    own = {name: name.rpartition(".")[2] for name in texts}
    who, _, word = key.rpartition(".")
    ways = [
        [name for name in texts if name == key],
        [name for name in texts if who and (name == f"{word}.told" or own[name] == f"told_{word}")],
        [name for name in texts if own[name] == word and texts[name].drawn],
        [name for name in texts if name.replace(".", "_") == word],
        [name for name in texts if texts[name].text == word.replace("_", " ")],
        [name for name in texts if name == f"{word}.above"],
        get_close_matches(word, [name for name in texts if word.endswith(f"_{own[name]}")], n=1, cutoff=0),
        [name for name in texts if name.startswith(f"{word}.")],
    ]
    found = next((names[:MOST_MEANT] for names in ways if names), [])
    # A member may say in its own words what its family has one text for.
    if len(found) == 1:
        family = f"{found[0].rpartition('.')[0]}."
        return [name for name in texts if own[name] == own[found[0]] and name.startswith(family)][:MOST_MEANT]
    return found


def _unknown(name: str, text: object) -> tuple[str, str]:
    """Return what is said of a text that nobody has, and what to do."""
    said = f'nobody says a text "{name}"'
    if isinstance(text, dict) and text:
        return said, f"write texts: {{{name}.{next(iter(text))}: ...}}"
    if names := meant(name) or get_close_matches(name, english(), n=1, cutoff=0.8):
        return said, f"did you mean {' or '.join(names)}?"
    return said, "texts are named after who says them, fit.guess; `render explain language.texts` lists all"


def _bound(name: str, text: object) -> PydanticKnownError | None:
    """Return the error of what is no text, or of one that is too short or too long."""
    if not isinstance(text, str):
        return PydanticKnownError("string_type")
    between = ".between_" in name
    if not text and not between:
        return PydanticKnownError("string_too_short", {"min_length": 1})
    if len(text) > (most := LONGEST_BETWEEN if between else LONGEST):
        return PydanticKnownError("string_too_long", {"max_length": most})
    return None


def _fault(text: str, usual: str) -> PydanticCustomError | None:
    """Return the error of a text that does not show, or has other placeholders than the `usual` one."""
    if not text.replace("\n", "").isprintable() or ("\n" in text and "\n" not in usual):
        return wrong("this text must be one line", "remove what cannot be seen from it")
    names = placeholders(usual)
    known = f"its placeholders are {' '.join(names)}" if names else "this text has no placeholders"
    try:
        written = placeholders(text)
    except ValueError:
        return wrong(f'a brace is alone in "{text}"', known)
    if unknown := [each for each in written if each not in names]:
        return wrong(f"unknown placeholder {unknown[0]}", known)
    if missing := [each for each in names if each not in written]:
        return wrong(f"the placeholder {missing[0]} is missing", known)
    return None


def placeholders(text: str) -> list[str]:
    """Return the placeholders in `text`, in braces. Raises ValueError for a brace that is alone.

    What else Python would read in the braces, a format or an attribute, makes it one that nobody knows.
    """
    found = []
    for _, name, spec, conversion in Formatter().parse(text):
        if name is not None:
            found.append(f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}")
    return list(dict.fromkeys(found))
