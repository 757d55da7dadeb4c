"""The models of scene files and course files enter, their JSON Schema leaves, for editors that complete and check."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from render.family import Options

LINE_LENGTH = 100


class _Short(GenerateJsonSchema):
    """Leaves out titles of keys, which say no more than their names, and that a key may be there without a value."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if (key, value) != ("default", None)}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema(model: type[Options]) -> str:
    """Return the JSON Schema of scene files, or of course files, as text."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(schema_generator=_Short),
    }
    return _in_short_lines(schema) + "\n"


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
