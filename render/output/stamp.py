"""What a film was made from: a scene and its data enter, a text that the film carries leaves, and is read again.

The text begins with the version and a hash of all that shows; a film is up to date if they are the same. What follows
only tells a reader more: what the author said, how long the film plays, how its training ended.

Only what differs from the defaults is hashed, so that a new key leaves the films up to date that do not say it. That a
default is another one than it was, as that anything is drawn otherwise, is not in the hash: the version says so.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel

from render import __version__
from render.formats import STAMP, Format
from render.numbers import typed
from render.scene.schema import Scene

TOLD = ("scene", "data", "seeds", "options", "seconds", "ending", "limit")
"""What a text tells after the version and the hash."""
LONGEST = 1_000
"""Characters of a key's value that are kept; of a longer one, its hash."""
LONGEST_SHOWN = 40
"""Characters of a value that are shown."""
APART = {"formats", "targets", "max_size"}
"""Keys of `output` that say which files are made, not what they show."""
MOST_CHANGES = 4
"""Changes of a scene that are told one by one."""
MARKUP = re.compile(r"[<>]|--|\{(?=[{%])")
"""What ends a comment of HTML, begins one, or is looked into by page generators; in JSON only texts have any of it."""


@dataclass(frozen=True)
class Stamp:
    """`scene` holds what differs from the defaults, `data` is the hash of the numbers and files that it reads."""

    version: str
    digest: str
    scene: Mapping[str, Any] = field(default_factory=dict)
    data: str = ""
    seconds: float = 0.0
    ending: str = ""
    limit: int = 0
    """Bytes to which the film was brought down, if it had to be."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the author says of the file's format, by keys."""
    seeds: Mapping[str, int] = field(default_factory=dict)
    """The seeds of all that is random, by their keys in the scene."""

    @classmethod
    def of(cls, scene: Scene, data: str) -> Self:
        """Return the stamp of the films of `scene` that are made now; `data` is the hash of what it reads."""
        shown = json.dumps(_different(scene)) + data
        said = {key: _bounded(value) for key, value in _said(scene).items()}
        drawn = {
            "data.seed": getattr(scene.data, "seed", None),
            "seed": scene.seed if any(each.batch_size for each in scene.variants) else None,
        }
        seeds = {key: seed for key, seed in drawn.items() if seed is not None}
        return cls(__version__, sha256(shown.encode()).hexdigest(), said, data, seeds=seeds)

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Return the stamp that `text` is, or None if it is none."""
        head, _, rest = (text or "").partition(" ")
        parts = head.split(":")
        if len(parts) != 3 or f"{parts[0]}:" != STAMP:
            return None
        try:
            return cls(parts[1], parts[2], **json.loads(rest or "{}"))
        except (ValueError, TypeError):
            return None

    @classmethod
    def at(cls, path: Path, made: Format) -> Self | None:
        """Return the stamp that the file at `path` carries; None also for one that cannot be read, or is no file."""
        try:
            return cls.read(made.stamp(path)) if path.is_file() or path.is_dir() else None
        except OSError:
            return None

    @property
    def text(self) -> str:
        """The text that a film carries, in ASCII."""
        told = {name: getattr(self, name) for name in TOLD if getattr(self, name)}
        said = MARKUP.sub(_escape, json.dumps(told, separators=(",", ":")))
        return f"{STAMP}{self.version}:{self.digest} {said}"

    def told(self, seconds: float, ending: str) -> Self:
        """Return the stamp with how long the film plays and how its training ended."""
        return replace(self, seconds=round(seconds, 3), ending=ending)

    def made_as(self, format: Format) -> Self:
        """Return the stamp of a file in this `format`."""
        return replace(self, options=format.model_dump(mode="json", exclude_defaults=True))

    def text_for(self, format: Format) -> str:
        """Return the text that a file in this `format` carries."""
        return self.made_as(format).text

    def below(self, limit: int) -> Self:
        """Return the stamp of a film that was brought down to `limit` bytes."""
        return replace(self, limit=limit)

    def why(self, old: Self | None, said: Mapping[str, Path], unknown: str) -> str:
        """Return why a film with the stamp `old` is stale, or nothing if it is up to date.

        `said` is the file of each key that a course file said, `unknown` is why there may be no old stamp.
        """
        if old is None:
            return unknown
        if old.version != self.version:
            return f"version changed: {self.version}, was {old.version}"
        if old.digest == self.digest:
            keys = [key for key in {**self.options, **old.options} if self.options.get(key) != old.options.get(key)]
            changed = [_change(key, self.options.get(key), old.options.get(key)) for key in keys]
            return f"option changed: {_few(changed)}" if changed else ""
        if not old.scene:
            return "scene changed"
        before, now = dict(_flat(old.scene)), dict(_flat(self.scene))
        changes: dict[str, list[str]] = {}
        for key in [*now, *(key for key in before if key not in now)]:
            if now.get(key) != before.get(key):
                says = _file(key, said) or ("option" if key.startswith("output.") else "scene")
                changes.setdefault(says, []).append(_change(key, now.get(key), before.get(key)))
        if not changes and old.data != self.data:
            return "data changed"
        return "; ".join(f"{who} changed: {_few(what)}" for who, what in changes.items()) or "scene changed"


def _escape(found: re.Match[str]) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in found[0])


def _file(key: str, said: Mapping[str, Path]) -> str:
    found = next((path for own, path in said.items() if f"{key}.".startswith(f"{own}.")), None)
    return str(found) if found else ""


def _said(model: BaseModel, kind: bool = True) -> dict[str, Any]:
    """Return what differs from the defaults, as JSON has it, and the `kind` where that is asked for."""
    whole = model.model_dump(mode="json")
    said: dict[str, Any] = {}
    for name, value, default in _changed(model):
        if isinstance(value, BaseModel):
            said[name] = _said(value, type(value) is not type(default))
        elif kind or value != default:
            said[name] = whole[name]
    said |= _computed(model, whole)
    return {name: value for name, value in said.items() if value != {}}


def _different(value: Any, told: Any = None) -> Any:
    """Return a `value`, which is `told` so in JSON, without the defaults of all models in it, but with their kinds."""
    if isinstance(value, BaseModel):
        whole = value.model_dump(mode="json")
        said = {name: _different(inner, whole[name]) for name, inner, _ in _changed(value)}
        said |= _computed(value, whole)
        return {name: inner for name, inner in said.items() if inner != {}}
    if isinstance(value, Mapping):
        return {name: _different(inner, told[name]) for name, inner in value.items()}
    if isinstance(told, list):
        return [_different(inner, its) for inner, its in zip(value, told, strict=True)]
    return told


def _changed(model: BaseModel) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, value and default of what differs in a `model` and shows, and of its kind, whatever it is."""
    for name, about in type(model).model_fields.items():
        value, default = getattr(model, name), about.get_default(call_default_factory=True, validated_data=vars(model))
        if name == "kind" or (value != default and name not in APART):
            yield name, value, default


def _computed(model: BaseModel, whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a `model` computes of what lies outside the scene, such as hashes of files."""
    return {name: whole[name] for name in type(model).model_computed_fields if whole[name]}


def _bounded(value: Any) -> Any:
    text = json.dumps(value)
    return value if len(text) <= LONGEST else f"sha256:{sha256(text.encode()).hexdigest()}"


def _flat(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{above}{key}.")
        else:
            yield f"{above}{key}", inner


def _few(what: Sequence[str]) -> str:
    rest = f" and {len(what) - MOST_CHANGES} more" if len(what) > MOST_CHANGES else ""
    return ", ".join(what[:MOST_CHANGES]) + rest


def _change(key: str, now: Any, before: Any) -> str:
    """Return what became of a key, with its values if they can be read at a glance."""
    long = any(isinstance(value, list | dict) and len(json.dumps(value)) > LONGEST_SHOWN for value in (now, before))
    if long or key.startswith("fonts."):
        return key
    was = "not said" if before is None else _shown(before)
    return f"{key} no longer said, was {was}" if now is None else f"{key} {_shown(now)}, was {was}"


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return typed(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
