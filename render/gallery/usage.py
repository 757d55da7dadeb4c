"""Scenes enter, the paths of the manual's keys that they use leave."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from render import gallery
from render.scene.manual import Key, manual

VARIED = "compare"
OWNERS = ("model", "loss", "optimizer")
"""Keys whose options may be compared."""


def used(text: str) -> set[str]:
    """Return the paths of all keys and members that a scene says; nothing of a text that is no mapping."""
    try:
        scene = yaml.safe_load(text)
    except yaml.YAMLError:
        return set()
    return set(_of_options(manual(), scene, scene)) if isinstance(scene, dict) else set()


def _of_options(key: Key, said: dict[str, Any], scene: dict[str, Any]) -> Iterator[str]:
    """Yield what a mapping under a `key` uses."""
    options = {each.name: each for each in key.options}
    for name, value in said.items():
        if name in options:
            yield from _of(options[name], value, scene)
        if key.path == VARIED:
            yield from _compared(name, value, scene)


def _of(key: Key, value: Any, scene: dict[str, Any]) -> Iterator[str]:
    """Yield what a key with its value uses."""
    yield key.path
    members = {each.name: each for each in key.members}
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from _of_options(key, each, scene)
        kind = each.get("kind", key.usual) if isinstance(each, dict) else each
        if isinstance(kind, str) and kind in members:
            yield members[kind].path
            if isinstance(each, dict):
                yield from _of_options(members[kind], each, scene)


def _compared(name: str, values: Any, scene: dict[str, Any]) -> Iterator[str]:
    """Yield what the values of a key that is compared use, be it one of the scene's or an option of one of these."""
    top = {each.name: each for each in manual().options}
    if name in top:
        yield from _of(top[name], values, scene)
    for owner in OWNERS:
        said = scene.get(owner, top[owner].usual)
        kind = said.get("kind") if isinstance(said, dict) else said
        for member in top[owner].members:
            if member.name == kind:
                yield from _of_options(member, {name: values}, scene)


@cache
def by_scene() -> dict[str, set[str]]:
    """Return what each scene of the gallery uses, by its name, in the order of the course."""
    return {each.name: used(each.path.read_text(encoding="utf-8")) for each in gallery.examples()}


def scenes_with(key: Key) -> list[str]:
    """Return the names of the gallery's scenes that use a key."""
    return [name for name, paths in by_scene().items() if key.path in paths]
