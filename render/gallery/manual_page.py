"""The manual enters, the page that shows it leaves: all keys of a scene, as Markdown."""

from collections.abc import Iterator, Sequence

from render.gallery.usage import by_scene, scenes_with
from render.scene.manual import Key, in_scene, manual

MOST_SCENES = 6
"""Scenes that are named beside a key."""
HEAD = """\
# The keys of a scene

A scene is one YAML file. `title`, `data`, `learning_rate` and `steps` are all that it needs; whatever else may be said
has a good default. `render explain panels.surface` prints any part of this page, `render check my.yaml` says what is
wrong with a scene, and editors that know YAML schemas complete one that begins with
`# yaml-language-server: $schema=scene.schema.json`.

This page is made from the models that read the scenes: `render explain --markdown > scenes/MANUAL.md`.
"""


def page() -> str:
    """Return the page."""
    keys = manual().options
    lines = [HEAD, *(f"- [`{key.name}`](#{key.name}): {_cell(_first(key).partition('; ')[0])}" for key in keys), ""]
    for key in keys:
        lines += ["", f"## `{key.name}`", "", *_told(key)]
    return "\n".join(lines) + "\n"


def _told(key: Key) -> Iterator[str]:
    """Yield all that is said of a key of a scene."""
    yield _about(key)
    yield from _example(key)
    if key.options:
        yield from ("", *_table(key.options))
    for member in key.members:
        yield from ("", f"### `{key.path}: {member.name}`", "", _about(member), *_example(member))
        if member.options:
            yield from ("", *_table(member.options))
    for option in key.options:
        for member in option.members:
            yield from ("", f"### `{option.path}: {member.name}`", "", _about(member), *_example(member))
            if member.options:
                yield from ("", *_table(member.options))


def _about(key: Key) -> str:
    """Return what a key means, what it may be, and where it is shown."""
    usual = f"; default: `{key.default}`" if key.default and key.default != "required" else ""
    must = "; required" if key.default == "required" else ""
    kind = f"\n\nIt may be {key.kind}{usual}{must}." if key.kind else ""
    names = scenes_with(key)
    links = ", ".join(f"[{name}]({name}.yaml)" for name in names[:MOST_SCENES])
    # Where most scenes use it, none need be named.
    shown = f"\n\nIn {links}." if names and len(names) <= len(by_scene()) / 2 else ""
    return f"{_sentence(key.says)}{kind}{shown}"


def _example(key: Key) -> Iterator[str]:
    """Yield a line of a scene."""
    if line := in_scene(key):
        yield from ("", "```yaml", line, "```")


def _table(options: Sequence[Key]) -> Iterator[str]:
    """Yield a table of options."""
    yield "| key | what it says | it may be | default | example |"
    yield "|---|---|---|---|---|"
    for each in options:
        cells = (each.says.partition("\n\n")[0], each.kind, each.default and f"`{each.default}`", f"`{each.example}`")
        yield f"| `{each.name}` | {' | '.join(_cell(cell) for cell in cells)} |"


def _first(key: Key) -> str:
    return key.says.partition("\n\n")[0]


def _sentence(text: str) -> str:
    """Return a text that begins as a sentence and ends as one."""
    text = text[:1].upper() + text[1:] if text[:1].isalpha() and " " in text.split(":", maxsplit=1)[0] else text
    return text if text.endswith((".", ")", "?")) else f"{text}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`required`", "required")
