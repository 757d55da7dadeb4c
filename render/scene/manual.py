"""The models of scene files enter, the manual leaves: what each key means, what it may be, an example, and its options.

Nothing here is written by hand but sentences that join: all of it is said by the models, in their schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import yaml

from render.family import Options
from render.numbers import short
from render.scene.json_schema import DEFS, REF, whole_schema
from render.scene.schema import Scene

COLOR = "^#[0-9a-fA-F]{6}$"
LARGEST_WHOLE = 1e15
"""From here on a float is written with an exponent."""
WIDE = 10_000
"""Characters of an example, none of which is wrapped."""


@dataclass(frozen=True)
class Key:
    """A key of a scene, or a member of a family, under its `path`: panels, panels.surface, panels.surface.levels.

    `says` is what it means, in paragraphs; `kind` what may be written, with its bounds; `default` what it is if nothing
    is; `example` a line of YAML. Its `options` are keys of it, its `members` the values of `kind`; a mapping without
    `kind` means the `usual` one.
    """

    path: str
    says: str
    kind: str = ""
    default: str = ""
    example: str = ""
    options: tuple["Key", ...] = ()
    members: tuple["Key", ...] = ()
    usual: str = ""

    @property
    def name(self) -> str:
        """The last word of its path."""
        return self.path.rpartition(".")[2]

    def below(self) -> Iterator["Key"]:
        """Yield it, and all keys below it."""
        yield self
        for each in (*self.options, *self.members):
            yield from each.below()


@cache
def manual(model: type[Options] = Scene) -> Key:
    """Return all keys, as those below one without a name."""
    schema = whole_schema(model)
    return Key("", schema["description"], options=tuple(_keys(schema, schema["properties"], "", _required(schema))))


@cache
def by_path() -> Mapping[str, Key]:
    """Return all keys by their paths, in the manual's order."""
    return {each.path: each for each in manual().below() if each.path}


def parent(key: Key) -> Key | None:
    """Return the key that a key is an option or a member of."""
    return by_path().get(key.path.rpartition(".")[0])


def in_scene(key: Key) -> str:
    """Return how a key, or a member, is written in a scene, in one line."""
    if key.example:
        return key.example
    family = parent(key)
    if family is None:
        return ""
    said = [
        yaml.safe_load(each.example) for each in key.options if each.default == "required" or each is key.options[0]
    ]
    member = {"kind": key.name, **{name: value for each in said for name, value in each.items()}} if said else key.name
    return in_line({family.name: [member] if " list " in family.kind else member})


def paths() -> list[str]:
    """Return the paths of all keys."""
    return list(by_path())


def meant(word: str) -> list[Key]:
    """Return the keys that may be meant by `word`: the one of this path, or those whose paths end with it."""
    known = by_path()
    if word in known:
        return [known[word]]
    found = [each for path, each in known.items() if path.endswith(f".{word}")]
    # Of pacing.seconds, each kind of pacing has its own.
    first, _, last = word.rpartition(".")
    inside = [each for path, each in known.items() if path.startswith(f"{first}.")] if first else []
    return found or [each for each in inside if each.name == last]


def _required(schema: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(schema.get("required", ()))


def _keys(schema: Any, properties: Mapping[str, Any], above: str, required: frozenset[str]) -> Iterator[Key]:
    for name, value in properties.items():
        if name != "kind" or "const" not in value:
            yield _key(schema, value, f"{above}.{name}" if above else name, name in required)


def _key(schema: Any, value: Any, path: str, required: bool) -> Key:
    models, name = list(_models(schema, value)), path.rpartition(".")[2]
    if name != path and name in schema["properties"] and models == list(_models(schema, schema["properties"][name])):
        # What a scene says at its top is explained there.
        models = []
    families = [each for each in models if _kind_of(each)]
    members = [_member(schema, each, f"{path}.{_kind_of(each)}") for each in families]
    common = _common(members)
    options = [key for each in models if each not in families for key in _options_of(schema, each, path)]
    usual = value.get("default")
    return Key(
        path,
        value["description"],
        _kind(schema, value),
        "required" if required else "" if usual in (None, "", []) else typed(usual),
        in_line({name: value["examples"][0]}) if "examples" in value else "",
        (*options, *(_moved(each, path) for each in common)),
        tuple(_without(each, common) for each in members),
        usual if members and isinstance(usual, str) else "",
    )


def _member(schema: Any, model: Any, path: str) -> Key:
    return Key(path, model["description"], options=tuple(_options_of(schema, model, path)))


def _options_of(schema: Any, model: Any, path: str) -> Iterator[Key]:
    return _keys(schema, model["properties"], path, _required(model))


def _common(members: Sequence[Key]) -> list[Key]:
    """Return the options that all `members` have, and mean the same by; where defaults differ, none is told."""
    if len(members) < 2:
        return []
    each_has = [{(key.name, key.says): key for key in each.options} for each in members]
    found = []
    for meaning, option in each_has[0].items():
        same = [options[meaning] for options in each_has if meaning in options]
        if len(same) == len(members):
            differ = len({key.default for key in same}) > 1
            found.append(replace(option, default="") if differ else option)
    return found


def _without(member: Key, common: Sequence[Key]) -> Key:
    """Return a `member` without the options that stand with its family."""
    told = {(each.name, each.says) for each in common}
    return replace(member, options=tuple(key for key in member.options if (key.name, key.says) not in told))


def _moved(key: Key, above: str) -> Key:
    """Return a key as one `above` which another path stands."""
    path = f"{above}.{key.name}"
    return replace(key, path=path, options=tuple(_moved(each, path) for each in key.options))


def _resolved(schema: Any, value: Any) -> Any:
    return schema[DEFS][value["$ref"].removeprefix(REF)] if "$ref" in value else value


def _choices(schema: Any, value: Any) -> Iterator[Any]:
    """Yield what a value may be, one after another."""
    value = _resolved(schema, value)
    for choice in value.get("anyOf", (value,)):
        yield from _choices(schema, choice) if choice is not value else (value,)


def _models(schema: Any, value: Any) -> Iterator[Any]:
    """Yield the mappings with keys of their own that a value may be, or the items of a list."""
    seen = []
    for choice in _choices(schema, value):
        inner = _models(schema, choice["items"]) if "items" in choice else (choice,) if "properties" in choice else ()
        for each in inner:
            if each not in seen:
                seen.append(each)
                yield each


def _kind_of(model: Any) -> str:
    """Return the word of a member of a family; nothing of another model."""
    return str(model.get("properties", {}).get("kind", {}).get("const", ""))


def _kind(schema: Any, value: Any) -> str:
    """Return what may be written for a value, in words."""
    choices = list(_choices(schema, value))
    members = sorted(filter(None, map(_kind_of, choices)))
    said = ["one of the words below, or a mapping with that word as its kind"] if members else []
    # Words of members that need no options are among these.
    said += [_plain(schema, each) for each in choices if not _kind_of(each) and not (members and "enum" in each)]
    first, *others = dict.fromkeys(said)
    # One item may stand for a list of them.
    return "; or ".join([first, *(each.replace(f", each {first}", " of these") for each in others)])


def _plain(schema: Any, value: Any) -> str:
    """Return what may be written for a value that is of one type."""
    if "const" in value:
        return typed(value["const"])
    if "enum" in value:
        return _any_of([typed(word) for word in value["enum"]])
    kind = value.get("type")
    if kind == "boolean":
        return "true or false"
    if kind in {"integer", "number"}:
        return f"{'a whole number' if kind == 'integer' else 'a number'}{_bounds(value)}"
    if kind == "string":
        return _text(value)
    if kind == "array":
        least, most = value.get("minItems", 0), value.get("maxItems")
        many = f" of {least or 'up'} to {most:,}" if most and least != most else f" of {most}" if most else ""
        items = value.get("items") or value.get("prefixItems", [{}])[0]
        each = _kind(schema, items) if items else ""
        return f"a list{many}{f', each {each}' if each else ''}"
    if "properties" in value:
        return f"a mapping of {', '.join(key for key in value['properties'])}"
    inner = value.get("additionalProperties")
    return f"a mapping of names to {_kind(schema, inner)}" if isinstance(inner, dict) and inner else "a mapping"


def _text(value: Any) -> str:
    if value.get("pattern") == COLOR:
        return "a colour, as #D55E00"
    if "pattern" in value:
        return "a text such as its example"
    return f"a text of up to {value['maxLength']} characters" if "maxLength" in value else "a text"


def _bounds(value: Any) -> str:
    least, above = value.get("minimum"), value.get("exclusiveMinimum")
    most, below = value.get("maximum"), value.get("exclusiveMaximum")
    low = f" above {_number(above)}" if above is not None else "" if least is None else f" from {_number(least)}"
    high = f" below {_number(below)}" if below is not None else "" if most is None else f" to {_number(most)}"
    if above is not None and high:
        return f"{low}{f' and below {_number(below)}' if below is not None else f', at most {_number(most)}'}"
    return f"{low}{high}" if high or not low else f"{low} on" if least is not None else low


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else short(value)


def _any_of(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def in_line(keys: Mapping[str, Any]) -> str:
    """Return keys with their values as an author writes them, in one line of YAML without braces."""
    return typed(dict(keys))[1:-1]


def typed(value: Any) -> str:
    """Return a value as an author writes it, in one line of YAML."""
    text = yaml.safe_dump(_short(value), default_flow_style=True, width=WIDE, allow_unicode=True, sort_keys=False)
    return text.removesuffix("\n...\n").strip()


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_short(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE else value
