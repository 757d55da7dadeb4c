"""A scene's text and those of the course files above it enter; one value leaves, and who said each part of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from render.errors import Place
from render.scene.look import Output
from render.scene.source import Source
from render.systems import relative, slashed

Owner = int | dict[str, "Owner"]
"""Which layer said a value; of a mapping that several layers said, which one said each of its keys."""


class Layers:
    """Texts laid over one another, the scene's on top: `value` is what they say together.

    Mappings are merged key by key, unless they are of different kinds; a word is a mapping with that kind. Of anything
    else, the upper one counts.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        """Lay `sources` over one another, the upper ones first."""
        self.sources = tuple(sources)
        self._owner: Owner = len(sources) - 1
        value = sources[-1].value
        for layer in range(len(sources) - 2, -1, -1):
            value, self._owner = _merged(value, self._owner, sources[layer].value, layer)
        assert isinstance(value, dict)
        self.value: dict[str, Any] = dict(value)
        self.swept: Mapping[str, int] = {}
        """The places of the swept keys' values in their lists, for the combination that is looked at."""
        self.asked: Mapping[str, Any] = {}
        """What counts more than any text, and stands in none."""

    @property
    def path(self) -> Path:
        """The scene's file."""
        return self.sources[0].path

    def locate(self, location: Sequence[str | int], key: bool = False) -> tuple[Path, Place | None]:
        """Return the file that said the value at `location`, and where it stands there (or its key), if it does."""
        if self._is_asked(location):
            return self.path, None
        if location and location[0] in self.swept:
            location = ("sweep", location[0], self.swept[str(location[0])], *location[1:])
        source = self.sources[self.owner(location)]
        return source.path, source.place(location, key)

    def has(self, location: Sequence[str | int]) -> bool:
        """Return whether the key at `location` is written at the top level, if with no value."""
        return len(location) == 1 and location[0] in self.value

    def owner(self, location: Sequence[str | int]) -> int:
        """Return the layer that said the value at `location`; what nobody said is the scene's."""
        owner = self._owner
        for part in location:
            if isinstance(owner, dict) and part in owner:
                owner = owner[str(part)]
        return owner if isinstance(owner, int) else 0

    def _is_asked(self, location: Sequence[str | int]) -> bool:
        inside: object = self.asked
        for part in location:
            if not isinstance(inside, dict):
                return True
            if part not in inside:
                return False
            inside = inside[part]
        return bool(location)

    def said_below(self) -> dict[str, Path]:
        """Return the file of each key that a course file said, its inner keys with dots: `output.size`."""
        return dict(_said(self._owner, self.sources, ""))


def _said(owner: Owner, sources: Sequence[Source], name: str) -> Sequence[tuple[str, Path]]:
    if isinstance(owner, int):
        return [(name, sources[owner].path)] if owner else []
    inner = [_said(o, sources, f"{name}.{key}" if name else key) for key, o in owner.items()]
    return [pair for pairs in inner for pair in pairs]


def _is_choice(value: dict[str, object]) -> bool:
    """Return whether a word may stand for a mapping like this one: an output has parts, and no kind."""
    return not value.keys() & Output.model_fields.keys()


def merged(lower: object, upper: object) -> object:
    """Return what two values of one key say together, the `upper` one first."""
    return _merged(lower, 0, upper, 0)[0]


def _merged(lower: object, owner: Owner, upper: object, layer: int) -> tuple[object, Owner]:
    if isinstance(lower, dict) and isinstance(upper, str) and _is_choice(lower):
        upper = {"kind": upper}
    elif isinstance(lower, str) and isinstance(upper, dict):
        lower, owner = {"kind": lower}, {"kind": owner}
    if not isinstance(lower, dict) or not isinstance(upper, dict):
        return upper, layer
    if lower.get("kind", upper.get("kind")) != upper.get("kind", lower.get("kind")):
        return upper, layer
    owners: dict[str, Owner] = dict(owner) if isinstance(owner, dict) else dict.fromkeys(lower, owner)
    value = dict(lower)
    for key, said in upper.items():
        value[key], owners[key] = _merged(value[key], owners[key], said, layer) if key in value else (said, layer)
    return value, owners


def rebased(source: Source, folder: Path) -> Source:
    """Return a course's `source` with the paths of its fonts relative to a scene's `folder`."""

    def moved(fonts: object) -> object:
        if not isinstance(fonts, dict):
            return fonts
        return {
            face: relative(source.path.parent / slashed(file), folder).as_posix() if isinstance(file, str) else file
            for face, file in fonts.items()
        }

    value = dict(source.value) if isinstance(source.value, dict) else {}
    if "fonts" in value:
        value["fonts"] = moved(value["fonts"])
    sweep = value.get("sweep")
    if isinstance(sweep, dict) and isinstance(sweep.get("fonts"), tuple):
        value["sweep"] = {**sweep, "fonts": tuple(map(moved, sweep["fonts"]))}
    return Source(source.path, source.text, source.root, value)
