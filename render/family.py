"""Families of plugins: a folder of modules enters, one pydantic type that accepts any of their members leaves.

Each module of a family's folder holds one frozen model whose `kind` is the file's name, with hyphens for underscores.
"""

import pkgutil
from functools import cached_property, reduce
from importlib import import_module
from operator import or_
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LISTED = Discriminator(lambda value: "list" if isinstance(value, tuple | list) else "one")
"""Behind a union of two types that are tagged "one" and "list": what is told is what is wrong with the one meant."""


class Options(BaseModel):
    """What an author may write in a scene file: frozen, unknown keys refused, no number read from a text."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    shorter: ClassVar[tuple[dict[str, Any], ...]] = ()
    """JSON Schemas of what may be written in place of a mapping."""


class Listed:
    """Reads one item of a type, or words between commas, as a list. It stands behind the list's bounds."""

    def __init__(self, item: type = dict) -> None:
        """Name the type."""
        self.item = item

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._listed, handler(source))

    def _listed(self, value: object) -> object:
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(","))
        return (value,) if isinstance(value, self.item) else value


def wrong(message: str, hint: str = "", at: tuple[str | int, ...] = (), key: bool = False) -> PydanticCustomError:
    """Return an error to raise in a validator: what is wrong, what to do, and at which keys below the model's own.

    It is the value there that is wrong, or the `key`.
    """
    # A name that is no text, which pydantic cannot take, is shown with escapes.
    message, hint = (text.encode("utf-8", "backslashreplace").decode() for text in (message, hint))
    return PydanticCustomError("wrong", "{message}", {"message": message, "hint": hint, "at": at, "key": key})


def word(member: Options) -> str:
    """Return the `kind` of a member of a family."""
    return str(type(member).model_fields["kind"].default)


def as_written(value: object) -> object:
    """Return a default as an author would write it: a member with nothing changed as its word, and no nulls."""
    if isinstance(value, tuple):
        # A tuple with names says itself how it is written.
        return [as_written(each) for each in value] if type(value) is tuple else str(value)
    if not isinstance(value, Options):
        return value
    fields = type(value).model_fields
    own = {key: getattr(value, key) for key in fields if key != "kind"}
    said = {key: as_written(each) for key, each in own.items() if each is not None and each != fields[key].default}
    if "kind" not in fields:
        return said
    return {"kind": word(value), **said} if said else word(value)


class Family:
    """The members in the package `package`; a mapping without `kind` means the member `default`.

    Used as the metadata of an annotation, `Annotated[Panel, Family("render.drawing.panels")]`. A bare word stands for
    `{kind: word}`.
    """

    def __init__(self, package: str, default: str = "") -> None:
        """Name the package."""
        self.package, self.default = package, default

    @cached_property
    def members(self) -> dict[str, type[Options]]:
        """The family's models by their `kind`, in alphabetical order."""
        return {kind: member for kind in self._kinds if (member := self._member(kind))}

    @cached_property
    def _kinds(self) -> list[str]:
        folder = import_module(self.package).__path__
        return [name.replace("_", "-") for name in sorted(module.name for module in pkgutil.iter_modules(folder))]

    def _member(self, kind: str) -> type[Options] | None:
        module = import_module(f"{self.package}.{kind.replace('-', '_')}")
        for value in vars(module).values():
            is_member = isinstance(value, type) and issubclass(value, Options) and "kind" in value.model_fields
            if is_member and value.model_fields["kind"].default == kind:
                found: type[Options] = value
                return found
        return None

    @property
    def _union(self) -> Any:
        return Annotated[reduce(or_, self.members.values()), Field(discriminator="kind")]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._spell_out, handler.generate_schema(self._union))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        words = [k for k, m in self.members.items() if not any(f.is_required() for f in m.model_fields.values())]
        mapping = handler(schema)
        if self.default:
            mapping = {"anyOf": mapping.get("oneOf", [mapping])}
        return {"anyOf": [{"enum": words}, mapping]} if words else mapping

    def _spell_out(self, value: object) -> object:
        if isinstance(value, str):
            return {"kind": value}
        if isinstance(value, dict) and self.default and "kind" not in value:
            return {"kind": self.default, **value}
        return value
