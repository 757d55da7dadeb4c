"""A validation error of pydantic enters, a Problem in an author's words leaves."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from render.errors import Problem, command, did_you_mean, format_meant
from render.family import Family
from render.numbers import typed
from render.scene.layers import Layers
from render.scene.schema import Scene
from render.scene.unbracketed import unbracketed
from render.tables.table import SUFFIXES
from render.training.optimizers import OWN_RATE
from render.training.sets import SETS

TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "tuple_type": "a list in brackets, [ ]",
    "model_type": "a mapping such as {key: value}",
    "dict_type": "a mapping such as {key: value}",
    "model_attributes_type": "a word or a mapping such as {kind: word}",
    "bool_type": "true or false",
    "string_pattern_mismatch": "a colour such as #D55E00",
}
SYNONYMS = {
    "lr": "learning_rate",
    "rate": "learning_rate",
    "alpha": "learning_rate",
    "eta": "learning_rate",
    "epochs": "steps",
    "iterations": "steps",
    "updates": "steps",
    "init": "initial",
    "start": "initial",
    "batch": "batch_size",
    "optimiser": "optimizer",
    "weights": "initial",
    "format": "formats",
    "xlabel": "x_name",
    "x_label": "x_name",
    "ylabel": "y_name",
    "y_label": "y_name",
    "style": "theme",
    "lang": "language",
    "for": "targets",
    "target": "targets",
    "name": "title",
    "chapter": "lesson",
    "teach": "teaches",
    "question": "ask",
    "credit": "author",
    "bold": "semibold",
}
"""What other programs call it."""
OPTIMIZERS = Family("render.training.optimizers")
BRACKETS = re.compile(r"^did you mean \w+: \[")
SPOKEN_TRUTHS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
"""Texts that are meant as true or false."""
MEANT = re.compile(r'"(?P<word>[a-z_]+)"(\?| belongs (?P<top>at the top)| belongs in (?P<home>\w+):)')
"""How a hint names the key that was meant by an unknown one."""
EXPLAINED = 2
"""Words of a key that is explained, at most: it is read whole, with all that is inside it."""
BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def problems(layers: Layers, errors: Sequence[ErrorDetails], model: type[BaseModel]) -> list[Problem]:
    """Return what `errors` of a `model` mean to the author of the text that was validated.

    A list is said to be too short only if all of its items are right, as pydantic does not count the wrong ones.
    """
    unknown = [str(e["loc"][-1]) for e in errors if e["type"] == "extra_forbidden" and len(e["loc"]) == 1]
    meant = [
        word for key in unknown for word in (SYNONYMS.get(key.lower()), *get_close_matches(key, Scene.model_fields))
    ]
    # What follows from a key that is wrong is not a second mistake.
    errors = [e for e in errors if e["type"] != "default_factory_not_called"]
    errors = [e for e in errors if e["type"] != "missing" or e["loc"][-1] not in meant]
    wrong_within = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    found = [_problem(layers, e, model) for e in errors if e["type"] != "too_short" or e["loc"] not in wrong_within]
    # Of a list without brackets, each item but the first is a key that is unknown.
    lists = [BRACKETS.search(problem.hint) and (problem.path, problem.hint) for problem in found]
    return [each for index, each in enumerate(found) if not lists[index] or lists.index(lists[index]) == index]


def _problem(layers: Layers, error: ErrorDetails, model: type[BaseModel]) -> Problem:
    kind, location = error["type"], (*error["loc"], *error.get("ctx", {}).get("at", ()))
    message, hint = _words(error, location, model, layers)
    helps = command("explain", *_explained(kind, hint, location, model))
    if kind == "missing" and layers.has(location):
        path, place = layers.locate(location, key=True)
        return Problem(path, f'the key "{location[-1]}" has no value', "", place, helps)
    if not location or (kind == "missing" and len(location) == 1):
        return Problem(layers.path, message, hint, next=helps)
    at = (*location, "kind") if kind == "union_tag_invalid" else location
    at_the_key = kind == "extra_forbidden" or bool(error.get("ctx", {}).get("key"))
    path, place = layers.locate(at, key=at_the_key)
    if path != layers.path:
        hint = f"{hint}\nthis is wrong for {layers.path}, which stands below".lstrip()
    return Problem(path, message, hint, place, helps)


def _explained(kind: str, hint: str, location: tuple[str | int, ...], model: type[BaseModel]) -> list[str]:
    """Return the key to explain, with its kind or the key inside it: `panels.surface`; nothing stands for all keys."""
    if kind == "extra_forbidden":
        location = location[:-1]
        if meant := MEANT.search(hint):
            place = (meant["home"],) if meant["home"] else () if meant["top"] else location
            location = (*place, meant["word"])
    parts: list[str] = []
    inside: Family | type[BaseModel | dict[str, Any]] | None = model
    for part in location:
        if isinstance(inside, Family) and part in inside.members:
            parts.append(str(part))
            inside = inside.members[str(part)]
        elif isinstance(inside, type) and issubclass(inside, BaseModel) and part in inside.model_fields:
            parts.append(str(part))
            inside = inside_of(inside.model_fields[str(part)])
    return [".".join(parts[:EXPLAINED])] if parts else []


def _words(
    error: ErrorDetails, location: tuple[str | int, ...], model: type[BaseModel], layers: Layers
) -> tuple[str, str]:
    """Return the message and the hint."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    keys, expected = _resolve(location, model)
    name, last = ".".join(keys), str(location[-1] if location else "")
    within = f" in {'.'.join(keys[:-1])}" if keys[:-1] else ""
    match kind:
        case "wrong":
            return error["msg"], context["hint"]
        case "extra_forbidden":
            hint = _of_others(last, location, model) or _key_hint(last, expected, top=not keys[:-1])
            if listed := unbracketed(layers, location):
                hint = f"did you mean {listed}?"
            return f'unknown key "{last}"{within}', hint
        case "missing" if isinstance(location[-1], int):
            return f"{name} has too few items", ""
        case "missing":
            return f'the key "{last}" is missing{within}', ""
        case "union_tag_invalid" if str(context["tag"]).lower().endswith(SUFFIXES):
            return (
                f"{name} cannot be a file alone",
                f"write {{kind: csv, file: {context['tag']}, x: COLUMN, y: COLUMN}}",
            )
        case "union_tag_invalid" if name == "data" and context["tag"] in SETS:
            return f'{name} cannot be "{context["tag"]}"', f"write {{kind: set, name: {context['tag']}}}"
        case "union_tag_invalid" if keys[-1:] == ["formats"]:
            return f'{name} cannot be "{context["tag"]}"', format_meant(str(context["tag"]), expected)
        case "union_tag_invalid":
            return f'{name} cannot be "{context["tag"]}"', did_you_mean(str(context["tag"]), expected)
        case "union_tag_not_found":
            return f'the key "kind" is missing in {name}', f"known here: {', '.join(expected)}"
        case "literal_error":
            found = re.findall("'(.+?)'|(True|False)", context["expected"])
            expected = [text or truth.lower() for text, truth in found]
            slip = str(given).lower() in SPOKEN_TRUTHS and "true" in expected
            hint = _truth(given) if slip else did_you_mean(str(given), expected)
            return f"{name} cannot be {_show(given)}", hint
        case "too_short":
            return f"{name} has too few items: {context['actual_length']}, not {context['min_length']} or more", ""
        case "too_long":
            return f"{name} has too many items: {context['actual_length']}, not {context['max_length']} or fewer", ""
        case "string_too_short":
            return f"{name} is empty", ""
        case "string_too_long":
            return f"{name} has {len(given)} characters; {context['max_length']} are the most", ""
    if kind in BOUNDS:
        words, key = BOUNDS[kind]
        return f"{name} must be {words} {_show(context[key])}, not {_show(given)}", ""
    if kind in TYPES:
        as_read = kind == "string_type" or isinstance(given, float)
        shown = str(given) if as_read and isinstance(given, int | float) else _show(given)
        return f"{name} must be {TYPES[kind]}, not {shown}", _type_hint(kind, given)
    return f"{name}: {error['msg']}", ""


def _of_others(key: str, location: Sequence[str | int], model: type[BaseModel]) -> str:
    """Return which other optimizers an unknown `key` is an option of, and what this one has; nothing if none."""
    kind = next((part for part in reversed(location[:-1]) if part in OPTIMIZERS.members), "")
    owners = [name for name, member in OPTIMIZERS.members.items() if key in member.model_fields]
    if "optimizer" not in location or not kind or not owners:
        return ""
    own = [name for name in OPTIMIZERS.members[str(kind)].model_fields if name not in {"kind", OWN_RATE}]
    said = f'"{key}" is an option of {" and ".join(owners)}'
    return f"{said}; {kind} has {', '.join(own) or 'none'}"


def _key_hint(key: str, known: list[str], top: bool) -> str:
    """Return what the author of an unknown `key` probably meant, at the `top` or inside another one."""
    if key.isdigit():
        return "numbers are written with a point: 0.5"
    word = SYNONYMS.get(key.lower(), key)
    if top and word in Scene.model_fields and word not in known:
        return f'"{word}" belongs in each scene; a course says how films look'
    if word in known:
        return f'did you mean "{word}"?'
    if word in Scene.model_fields:
        return f'"{word}" belongs at the top, without indentation'
    homes = [name for name, field in Scene.model_fields.items() if word in _keys_of(field)]
    if homes and (top or homes == ["output"]):
        return f'"{word}" belongs in {" or ".join(homes)}: {{{word}: ...}}'
    return did_you_mean(word, known)


def _keys_of(field: FieldInfo) -> set[str]:
    inside = inside_of(field)
    models = inside.members.values() if isinstance(inside, Family) else [inside]
    return {
        key
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for key in model.model_fields
    }


def _show(given: Any) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, int | float):
        text = f"{given:,}"
        return typed(given, None) if "e" in text else text.removesuffix(".0")
    if isinstance(given, tuple | dict):
        return "a list" if isinstance(given, tuple) else "a mapping"
    return f'"{given if len(given) <= 40 else given[:40] + "…"}"'


def _type_hint(kind: str, given: Any) -> str:
    if isinstance(given, str) and kind in {"int_type", "float_type"}:
        if power := re.fullmatch(r"([-+−]?\d+(?:\.\d+)?)×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", given):
            exponent = power[2].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
            return f"write it as {power[1].replace('−', '-')}e{exponent}"
        if re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+", given):
            return f"write it without commas: {given.replace(',', '')}"
        if re.fullmatch(r"[-+]?\d+,\d+", given):
            return f"write it with a point: {given.replace(',', '.')}"
        if fraction := re.fullmatch(r"(\d+) ?/ ?([1-9]\d*)", given):
            return f"write it with a point: {typed(int(fraction[1]) / int(fraction[2]))}"
        if number := re.fullmatch(r"([-+]?\d+(\.\d+)?) ?[a-z%,;]*", given):
            return f"write the number alone, without quotes: {number[1]}"
    if kind in {"int_type", "int_from_float"} and isinstance(given, float) and given.is_integer():
        return "a point is a decimal point: thousands are written without one"
    if kind == "bool_type" and isinstance(given, str) and given.lower() in SPOKEN_TRUTHS:
        return _truth(given)
    if kind == "string_type" and isinstance(given, int | float):
        return f'put it in quotes: "{given}"'
    return ""


def _resolve(location: tuple[str | int, ...], model: type[BaseModel]) -> tuple[list[str], list[str]]:
    """Return the keys that the author wrote on the way to `location`, and the words that are known at its end.

    Those are the keys of the mapping that holds it, or the kinds of its family.
    """
    keys: list[str] = []
    inside: Family | type[BaseModel | dict[str, Any]] | None = model
    words: list[str] = []
    for part in location:
        if isinstance(inside, Family) and part in inside.members:
            inside = inside.members[str(part)]
            continue
        if inside is dict:
            keys.append(str(part))
            inside = None
        elif isinstance(inside, type) and issubclass(inside, BaseModel) and isinstance(part, str):
            keys.append(str(part))
            words = [field.alias or name for name, field in inside.model_fields.items()]
            inside = inside_of(inside.model_fields.get(str(part)))
    return keys, list(inside.members) if isinstance(inside, Family) else words


def inside_of(field: FieldInfo | None) -> Family | type[BaseModel | dict[str, Any]] | None:
    """Return the family or the model that a field's value, or each of its items, belongs to; or `dict`."""
    if field is None:
        return None
    item: Any = field.annotation
    if get_origin(item) is dict:
        return dict
    while get_args(item) and not getattr(item, "__metadata__", ()):
        item = get_args(item)[0]
    metadata = [*field.metadata, *getattr(item, "__metadata__", ())]
    family = next((part for part in metadata if isinstance(part, Family)), None)
    return family or (item if isinstance(item, type) and issubclass(item, BaseModel) else None)


def _truth(given: object) -> str:
    """Return what to write in place of one of SPOKEN_TRUTHS."""
    return f"write {str(SPOKEN_TRUTHS[str(given).lower()]).lower()}, without quotes"
