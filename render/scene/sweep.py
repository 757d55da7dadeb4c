"""A sweep enters, one combination of its values for each film leaves."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from math import prod

from pydantic_core import PydanticCustomError

from render.errors import did_you_mean
from render.family import wrong
from render.systems import same

MOST_FILMS = 1_000
NOT_SWEPT = {"title", "sweep"}
LONGEST_NAME = 100


@dataclass(frozen=True)
class Combination:
    """A value for each swept key, the place of each in its list, and the ending of its film's name."""

    values: Mapping[str, object] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    ending: str = ""

    def filled(self, said: object) -> object:
        """Return a text with the value in place of each swept key in braces, `rate {learning_rate}`.

        Of a list or a mapping, each text in it.
        """
        if isinstance(said, str):
            for key, value in self.values.items():
                said = said.replace(f"{{{key}}}", _words(value, " "))
        elif isinstance(said, tuple):
            return tuple(map(self.filled, said))
        elif isinstance(said, dict):
            return {key: self.filled(inner) for key, inner in said.items()}
        return said


def combinations(sweep: Mapping[str, tuple[object, ...]]) -> list[Combination]:
    """Return the combinations of a `sweep` without faults, those of its last key next to one another."""
    found = []
    for chosen in product(*(list(enumerate(values)) for values in sweep.values())):
        values = {key: value for key, (_, value) in zip(sweep, chosen, strict=True)}
        places = {key: place for key, (place, _) in zip(sweep, chosen, strict=True)}
        found.append(Combination(values, places, "".join(f"-{_name(value)}" for value in values.values())))
    return found


def faults(sweep: object, own: Mapping[str, object], known: Collection[str]) -> Iterator[PydanticCustomError]:
    """Yield what is wrong with a `sweep` in a file that says the keys `own`; `known` are those that may be swept."""
    if not isinstance(sweep, dict) or not sweep:
        yield wrong("sweep must be a mapping with lists, such as {learning_rate: [0.1, 0.5]}", "", ("sweep",))
        return
    for key, values in sweep.items():
        at = ("sweep", key)
        if key not in known or key in NOT_SWEPT:
            others = [other for other in known if other not in NOT_SWEPT]
            yield wrong(f'sweep cannot vary "{key}"', did_you_mean(str(key), others), at, key=True)
        elif values == ():
            yield wrong(f"sweep.{key} is empty", "name its values", at)
        elif not isinstance(values, tuple):
            shown = _words(values, " ") if isinstance(values, str | int | float) else ""
            yield wrong(f"sweep.{key} must be a list of values", f"put them in brackets: {key}: [{shown}]", at)
        elif key in own and not _is_base(own[key]):
            yield wrong(f"{key} and sweep.{key} cannot both be given", f"remove {key}; sweep says its values", (key,))
        else:
            names = [_name(value) for value in values]
            for place, name in enumerate(names):
                if same(name) in map(same, names[:place]):
                    hint = "remove one of the two values"
                    if all(isinstance(value, int) for value in values):
                        hint = f"{hint}; decimals are written with a point: 0.5"
                    yield wrong(f'two films would be named "{name}"', hint, (*at, place))
    for name in re.findall(r"\{(\w+)\}", str(own.get("title"))):
        if name not in sweep:
            yield wrong(f'the title names "{name}", which is not swept', did_you_mean(name, list(sweep)), ("title",))
    lists = [values for values in sweep.values() if isinstance(values, tuple)]
    if prod(map(len, lists)) > MOST_FILMS:
        yield wrong(f"{prod(map(len, lists)):,} films are too many", f"{MOST_FILMS:,} are the most", ("sweep",))


def _is_base(value: object) -> bool:
    """Return whether swept values can be laid over `value`: a mapping that leaves open of which kind it is."""
    return isinstance(value, dict) and "kind" not in value


def _name(value: object) -> str:
    """Return `value` as a part of a file's name, in all systems' alphabets."""
    return re.sub(r"[^\w.+-]+", "-", _words(value, "-").replace("#", "")).strip(".")[:LONGEST_NAME] or "none"


def _words(value: object, between: str) -> str:
    if isinstance(value, dict):
        pairs = [(key, _words(inner, between)) for key, inner in value.items()]
        return between.join(text if key == "kind" else f"{key}{between}{text}" for key, text in pairs)
    if isinstance(value, tuple):
        return between.join(_words(inner, between) for inner in value)
    if isinstance(value, bool) or value is None:
        return "none" if value is None else str(value).lower()
    return f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)
