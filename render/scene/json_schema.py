"""The models of scene files and course files enter; their JSON Schema leaves, whole, or small as editors read it."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from render.family import Listed, Options, as_written

LINE_LENGTH = 110
DEFS, REF = "$defs", "#/$defs/"
SHARED = 80
"""Characters of what is said in one place if it is meant in several."""
LENGTHS = {"minLength": "minItems", "maxLength": "maxItems"}
PLACE = "place"
"""Of a model's schema, for a moment: the name under which it is kept."""


class _AsWritten(GenerateJsonSchema):
    """Says what an author writes: no titles, nulls and discriminators, words for members, examples for all keys."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        return value

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def tagged_union_schema(self, schema: Any) -> JsonSchemaValue:
        return {key: value for key, value in super().tagged_union_schema(schema).items() if key != "discriminator"}

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if key != "default" or value not in (None, {})}

    def encode_default(self, dft: Any) -> Any:
        return super().encode_default(as_written(dft))

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        found, model = super().model_schema(schema), schema["cls"]
        found.pop("title", None)
        if model.__doc__:
            found["description"] = "\n\n".join(" ".join(each.split()) for each in _paragraphs(model.__doc__))
        keys = {key: _said(model, key) | value for key, value in found.get("properties", {}).items()}
        if keys:
            # What is a model's own comes before what others have, too.
            own = {key: value for key, value in keys.items() if key in model.__annotations__}
            found["properties"] = own | keys
        kind = keys.get("kind", {}).get("const")
        if kind:
            found["properties"] = {"kind": {"const": kind}, **_without(found["properties"], "kind")}
        for key, field in model.model_fields.items():
            if any(isinstance(each, Listed) for each in field.metadata):
                found["properties"][key] = _one_or_more(found["properties"][key])
        place = f"{model.__module__.split('.')[-2]}.{kind}" if kind else model.__name__.removesuffix("Options")
        return {**({"anyOf": [*model.shorter, found]} if model.shorter else found), PLACE: place}


def _one_or_more(listed: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of what may be a list, or one of its items."""
    bounds = {key: value for key, value in listed.items() if key in {"type", "items", "minItems", "maxItems"}}
    return {**_without(listed, *bounds), "anyOf": [listed["items"], bounds]}


def _said(model: type[Options], key: str) -> dict[str, str]:
    """Return the description of a key; what a family says of one to which its member gives another default only."""
    fields = (base.model_fields.get(key) for base in model.__mro__ if issubclass(base, Options))
    return next(({"description": field.description} for field in fields if field and field.description), {})


def _paragraphs(text: str) -> list[str]:
    return cleandoc(text).split("\n\n")


def _without(mapping: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}


@cache
def whole_schema(model: type[Options]) -> dict[str, Any]:
    """Return the JSON Schema of a model, in which each key has a description and an example. It is not to be changed.

    Members of families are kept as "panels.surface", other models by their names.
    """
    made = {DEFS: {}, **model.model_json_schema(schema_generator=_AsWritten)}
    places = {name: each.get(PLACE, name) for name, each in made[DEFS].items()}
    names = {f"{REF}{name}": f"{REF}{place}" for name, place in places.items()}
    kept = {places[name]: _without(each, PLACE) for name, each in made.pop(DEFS).items()}
    schema: dict[str, Any] = _tidy({**_without(made, PLACE), DEFS: dict(sorted(kept.items()))}, names)
    for each in _models(schema):
        for value in each["properties"].values():
            if "const" not in value:
                value.setdefault("examples", [example(schema, value)])
    return schema


def _models(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schemas of all models that have keys."""
    every = (choice for each in (schema, *schema[DEFS].values()) for choice in (each, *each.get("anyOf", ())))
    yield from (each for each in every if "properties" in each)


def _tidy(value: Any, names: dict[str, str]) -> Any:
    """Return a schema whose references lead to other names, without choices within choices."""
    if isinstance(value, list):
        return [_tidy(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    tidy = {key: names[each] if key == "$ref" else _tidy(each, names) for key, each in value.items()}
    if choices := [*tidy.pop("anyOf", ()), *tidy.pop("oneOf", ())]:
        tidy["anyOf"] = [inner for each in choices for inner in (each["anyOf"] if [*each] == ["anyOf"] else [each])]
    if tidy.get("type") == "array":
        # A list whose bounds stand behind what reads it is taken for a text.
        return {LENGTHS.get(key, key): each for key, each in tidy.items()}
    return tidy


def example(schema: dict[str, Any], value: dict[str, Any]) -> Any:
    """Return what may be written for a key whose schema is `value`: rather not what it is by default."""
    if said := value.get("examples"):
        return said[0]
    if "$ref" in value:
        return example(schema, schema[DEFS][value["$ref"].removeprefix(REF)])
    usual = value.get("default")
    if "const" in value:
        return value["const"]
    if "enum" in value:
        return next((each for each in value["enum"] if each != usual), usual)
    if value.get("type") == "boolean":
        return not usual
    if usual is not None:
        return usual
    for choice in value.get("anyOf", ()):
        return example(schema, choice)
    if value.get("type") == "array":
        items = value.get("prefixItems") or [value["items"]] * value.get("minItems", 1)
        return [example(schema, each) for each in items]
    properties, required = value.get("properties", {}), value.get("required", [])
    if kind := properties.get("kind", {}).get("const"):
        own = {key: example(schema, properties[key]) for key in required if key != "kind"}
        return {"kind": kind, **own} if own else kind
    if properties:
        return {key: example(schema, properties[key]) for key in required or [*properties][:1]}
    raise LookupError(f"a key without an example: {value}")


def json_schema(model: type[Options]) -> str:
    """Return the JSON Schema of scene files, or of course files, as text: small, as editors read it at each start."""
    schema = json.loads(json.dumps(whole_schema(model)))
    for each in _models(schema):
        each["description"] = each["description"].partition("\n\n")[0]
    return _in_short_lines({"$schema": "https://json-schema.org/draft/2020-12/schema", **_shared(schema)}) + "\n"


def _shared(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that says in one place what several of its keys mean."""
    said = Counter((key, json.dumps(value)) for each in _models(schema) for key, value in each["properties"].items())
    names: dict[str, str] = {}
    for (key, text), times in said.items():
        if times > 1 and len(text) > SHARED:
            same = [name for name in names.values() if name.partition("-")[0] == f"key.{key}"]
            names[text] = f"key.{key}-{len(same) + 1}" if same else f"key.{key}"
    for each in _models(schema):
        each["properties"] = {
            key: {"$ref": f"{REF}{names[text]}"} if (text := json.dumps(value)) in names else value
            for key, value in each["properties"].items()
        }
    schema[DEFS] |= {name: json.loads(text) for text, name in names.items()}
    return schema


def _in_short_lines(value: Any, depth: int = 0) -> str:
    """Return JSON in which what has room in a line stands in one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + depth <= LINE_LENGTH or not value or not isinstance(value, dict | list):
        return line
    keys = [f"{json.dumps(key)}: " for key in value] if isinstance(value, dict) else [""] * len(value)
    inner = value.values() if isinstance(value, dict) else value
    items = [f"{key}{_in_short_lines(each, depth + 1)}" for key, each in zip(keys, inner, strict=True)]
    start, end = "{}" if isinstance(value, dict) else "[]"
    between = "\n" + " " * (depth + 1)
    return f"{start}{between}{f',{between}'.join(items)}\n{' ' * depth}{end}"
