"""Say what the keys of a scene mean: one, or all in a line each."""

from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from render.console import arguments
from render.console.typed import called
from render.errors import UsageError, command, did_you_mean

if TYPE_CHECKING:
    from render.scene.manual import Key

WIDEST, NARROWEST = 100, 40
"""Columns of what is printed: longer lines are hard to read, and shorter ones too many."""
MOST_SCENES = 8
"""That are named, of those that use a key."""
GAP = "  "
TEXTS = "language.texts"


def explain(
    key: Annotated[
        str, Parameter(help="A key, as panels, panels.surface or beta; default: all are listed.", show_default=False)
    ] = "",
    /,
    *,
    markdown: Annotated[bool, Parameter(negative="", help="Print the manual of all keys as a page.")] = False,
) -> None:
    """Say what the keys of a scene mean: what each may be, its default, an example, and scenes that use it."""
    from render.gallery.manual_page import page
    from render.scene import manual

    if markdown:
        print(page(), end="")
        return
    if not key:
        print(called("\n".join(_listed(manual.manual()))))
        return
    found = manual.meant(key)
    if not found:
        names = dict.fromkeys(part for path in manual.paths() for part in (path, path.rpartition(".")[2]))
        hint = did_you_mean(key, list(names))
        if not arguments.as_meant(key, hint):
            hint = did_you_mean(key, [each.name for each in manual.manual().options])
        raise UsageError(f'there is no key "{key}": {hint}', arguments.as_meant(key, hint) or command("explain"))
    print(called("\n".join(_shown(found[0]) if len(found) == 1 else _choice(key, found))))


def _listed(every: "Key") -> Iterator[str]:
    """Yield a line for each key of a scene."""
    yield from _rows((each.name, each.says.partition("; ")[0]) for each in every.options)
    yield from ("", *_wrapped("next: render explain panels says all of one, render explain panels.surface of a part"))


def _choice(word: str, found: "list[Key]") -> Iterator[str]:
    """Yield the keys that a word may mean."""
    yield f'"{word}" is the name of {len(found)} keys:'
    yield from _rows((each.path, each.says) for each in found)
    yield from ("", f"next: render explain {found[0].path}")


def _shown(key: "Key") -> Iterator[str]:
    """Yield all that is said of a key."""
    from render.gallery.usage import scenes_with
    from render.scene.manual import in_scene

    yield key.path
    for paragraph in key.says.split("\n\n"):
        yield from ("", *_wrapped(paragraph))
    about = {"it may be": key.kind, "default": key.default, "example": in_scene(key)}
    yield ""
    yield from _rows((name, said) for name, said in about.items() if said)
    usual = f", {key.usual} if none is said" if key.usual else ""
    for title, keys in ((f"kinds{usual}", key.members), ("keys of all kinds" if key.members else "keys", key.options)):
        if keys:
            yield from ("", f"{GAP}{title}:")
            yield from _rows((each.name, _brief(each)) for each in keys)
    if key.path == TEXTS:
        from render.languages.english import english

        yield from ("", *_rows((name, repr(said.text)[1:-1]) for name, said in english().items()))
    if names := scenes_with(key):
        more = f" and {len(names) - MOST_SCENES} more" if len(names) > MOST_SCENES else ""
        yield from ("", *_rows([("scenes", ", ".join(names[:MOST_SCENES]) + more)]))
        yield from ("", *_wrapped(f"next: render new my.yaml --from {names[0]}"))


def _brief(key: "Key") -> str:
    """Return what a key means, what it may be and what it is by default; of a member the first paragraph."""
    says = key.says.partition("\n\n")[0]
    usual = "" if not key.default else key.default if key.default == "required" else f"default: {key.default}"
    own = f"keys: {', '.join(each.name for each in key.options)}" if key.options else ""
    return says + "".join(f" · {each}" for each in (key.kind or own, usual) if each)


def _rows(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield names, and beside them texts that are wrapped."""
    said = list(pairs)
    width = max(len(name) for name, _ in said)
    for name, text in said:
        yield from _wrapped(text, f"{GAP}{name:{width}}{GAP}", " " * (width + 2 * len(GAP)))


def _wrapped(text: str, first: str = GAP, later: str = GAP) -> list[str]:
    columns = max(NARROWEST, min(WIDEST, get_terminal_size().columns))
    return fill(text, columns, initial_indent=first, subsequent_indent=later, break_on_hyphens=False).split("\n")
