"""What is to be learned from a table, and how, enters; the text of a scene leaves, short and with comments."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from render.errors import visible
from render.numbers import typed
from render.proposing.proposal import Proposal
from render.proposing.roles import Roles
from render.scene.source import plain_scalar
from render.texts import in_one_line

WIDEST = 110
"""Characters of a line; a comment that does not fit behind its key stands above it."""
LONGEST_TITLE, LONGEST_NAME = 60, 30
"""Characters of a title; and of a column's name in it."""
MOST_NAMED = 6
PLAIN = re.compile(r"[^\W\d_][\w ./%°²³()-]*[\w)%°]|[^\W\d_]")
"""A text that needs no quotes, wherever it stands."""
UNITS = set(
    re.findall(
        r"\w+",
        """
        mm cm m km mpc ft sqft g kg mg t lb s ms min h hz khz usd eur gbp c f k pa hpa bar ml l w kw kwh v a
        years months weeks days hours minutes seconds percent
        """,
    )
)
"""The last words in a column's name that say in which unit it is; two of them are one per the other."""


def scene_text(
    table: Mapping[str, Any],
    roles: Roles,
    found: Proposal,
    *,
    scene: str,
    rows: int,
) -> str:
    """Return a whole scene file, whose name is `scene`: its data are those of `table`, whose keys these are."""
    lines = [
        f"# A scene for gradreel, proposed for {visible(table['file'])}. Make its film with:  render {visible(scene)}",
        "# What a key means, and what else it may be:  render explain model",
        "",
        f"title: {scalar(title(roles))}",
        "",
        f"# {rows:,} rows{_spare(roles.spare)}",
        *_data({**table, **_names(roles)}),
    ]
    why = {"validation": "the share of the rows that is held back; without it, all are learned from", **found.why}
    lines += _entries({key: found.keys[key] for key in ("validation",) if key in found.keys}, why)
    lines.append("")
    lines += _entries({key: value for key, value in found.keys.items() if key != "validation"}, why)
    lines += [
        "",
        *([] if "panels" in found.keys else [f"# panels: {_flow(_panels(roles))}"]),
        '# captions: [{at: end, text: "What is to be seen now"}]',
        "# output: {formats: [gif, mp4], size: 720p}",
    ]
    return "\n".join([*lines, ""])


def title(roles: Roles) -> str:
    """Return what stands above the film: Height from age."""
    inputs = [_short(name) for name in roles.x]
    if len(inputs) <= 2 and not "".join([*inputs, _short(roles.y)]).isascii():
        # Another language than English, most likely.
        return f"{', '.join(inputs)} → {_short(roles.y)}"
    if len(inputs) > 2:
        said = f"{_short(roles.y)} from {len(inputs)} columns"
    else:
        said = f"{_short(roles.y)} from {' and '.join(inputs)}"
    first = said.split()[0]
    return said[0].upper() + said[1:] if len(first) > 2 and first.isalpha() and first.islower() else said


def readable(name: str) -> str:
    """Return a column's name as people write it: petal length (cm) for petal_length_cm; others as they are."""
    if "_" not in name.strip("_") or re.search(r"[\s(]|_\d", name):
        return name
    words = [word for word in name.split("_") if word]
    units: list[str] = []
    while len(words) > 1 and len(units) < 2 and words[-1].casefold() in UNITS:
        units.insert(0, words.pop())
    return " ".join(words) + (f" ({'/'.join(_unit(unit) for unit in units)})" if units else "")


def _unit(word: str) -> str:
    return {"usd": "$", "eur": "€", "gbp": "£", "mpc": "Mpc", "c": "°C", "f": "°F", "hz": "Hz"}.get(word, word)


def _short(name: str) -> str:
    """Return a name without its unit."""
    bare = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", readable(name)) or name
    bare = in_one_line(bare)
    return bare if len(bare) <= LONGEST_NAME else f"{bare[: LONGEST_NAME - 1].rstrip()}…"


def _names(roles: Roles) -> dict[str, Any]:
    """Return what to call the axes, where names of columns have underscores in place of blanks."""
    x, y = [readable(name) for name in roles.x], readable(roles.y)
    found: dict[str, Any] = {}
    if tuple(x) != roles.x and len(x) <= 2:
        found["x_name"] = x[0] if len(x) == 1 else x
    if y != roles.y:
        found["y_name"] = y
    return found


def _spare(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f". Also there: {listed(names)}"


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return the first of some names, `most` of them, and how many more there are."""
    shown = [in_one_line(name) for name in names[:most]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _panels(roles: Roles) -> list[str]:
    if not roles.classes:
        return ["fit", "loss", "parameters"] if len(roles.x) == 1 else ["loss", "parameters"]
    if len(roles.x) == 1:
        return ["fit", "loss", "metrics"]
    return ["boundary", "loss", "metrics"]


def _data(table: Mapping[str, Any]) -> Iterator[str]:
    whole = f"data: {_flow(table)}"
    if len(whole) <= WIDEST:
        yield whole
        return
    yield "data:"
    yield from (f"  {key}: {_flow(value)}" for key, value in table.items())


def _entries(keys: Mapping[str, Any], why: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of `keys`, each with the reason behind it, or above it where it is long."""
    said = {key: f"{key}: {_flow(value)}" for key, value in keys.items()}
    column = max((len(line) for key, line in said.items() if key in why), default=0) + 2
    for key, line in said.items():
        reason = why.get(key, "")
        if not reason:
            yield line
        elif column + 2 + len(reason) <= WIDEST:
            yield f"{line:{column}}# {reason}"
        else:
            yield f"# {reason}"
            yield line


def _flow(value: Any) -> str:
    """Return a value as YAML has it in one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return typed(value) if isinstance(value, int | float) else scalar(value)


def scalar(text: str) -> str:
    """Return a text as YAML has it, in quotes where it could be read as something else."""
    if PLAIN.fullmatch(text) and isinstance(plain_scalar(text), str):
        return text
    return json.dumps(text, ensure_ascii=False)


def argument(text: str) -> str:
    """Return a text as it is typed into a shell."""
    return text if re.fullmatch(r"[\w./~+-]+", text) else f'"{text}"'
