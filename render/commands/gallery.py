"""Say which scenes ship, by lessons, and what each teaches; print one; show their films."""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from render.console import arguments
from render.console.typed import called
from render.errors import FilmError, UsageError, command, did_you_mean

if TYPE_CHECKING:
    from render.gallery import Example

INDENT = "  "
LEAST = 32
"""Columns that a sentence has beside its name; where there are fewer, it stands below."""
MOST = 100
"""Columns of a line: longer ones are hard to read."""


def gallery(
    name: Annotated[str, Parameter(help="A scene; default: all are listed.", show_default=False)] = "",
    /,
    *,
    open_page: Annotated[
        bool, Parameter(name="--open", negative="", help="Show the films of all scenes in the browser.")
    ] = False,
    markdown: Annotated[bool, Parameter(negative="", help="Print the page that shows all of them.")] = False,
) -> None:
    """List the scenes that ship, by lessons, or print one to start from."""
    from render import gallery as shipped

    if markdown:
        from render.gallery import scenes_page

        print(scenes_page.page(), end="")
        return
    examples = shipped.examples()
    if name:
        known = {example.name: example for example in examples}
        example = known.get(name.removesuffix(".yaml"))
        if example is None:
            hint = did_you_mean(name, list(known))
            helps = arguments.as_meant(name, hint) or command("gallery")
            raise UsageError(f'there is no scene "{arguments.brief(name)}": {hint}', helps)
        print(called("\n".join(_shown(example))))
    elif not open_page:
        print(called("\n".join(_listed(examples, _columns()))))
    if open_page:
        from render.console.browser import open_file

        page = shipped.films() / "index.html"
        if not page.is_file():
            raise FilmError(f"the page of the films is missing: {page}")
        open_file(page)


def _columns() -> int | None:
    """Return how wide a line may be; None where there is no terminal: programs look for whole lines."""
    return min(get_terminal_size().columns, MOST) if sys.stdout.isatty() else None


def _listed(examples: "Sequence[Example]", columns: int | None) -> Iterator[str]:
    """Yield each lesson and its scenes, with what they teach beside their names, or below where there is no room."""
    width = max((len(example.name) for example in examples), default=0)
    margin = len(INDENT) + width + len(INDENT)
    beside = columns is None or columns - margin >= LEAST
    for lesson, group in groupby(examples, lambda example: example.about.lesson or "More scenes"):
        yield lesson
        for example in group:
            told = example.about.teaches or example.title
            start = f"{INDENT}{example.name:{width}}{INDENT}" if beside else 2 * INDENT
            if not beside:
                yield INDENT + example.name
            lines = [told] if columns is None else wrap(told, columns - len(start), break_long_words=False)
            yield start + lines[0]
            yield from (" " * len(start) + line for line in lines[1:])
        yield ""
    yield "render gallery NAME    prints a scene"
    yield "render gallery --open  shows all films"


def _shown(example: "Example") -> Iterator[str]:
    """Yield what a scene teaches, what to ask, its text, and how to go on."""
    about = example.about
    yield from filter(None, [about.lesson, about.teaches, about.ask and f"Ask first: {about.ask}"])
    yield ""
    yield example.path.read_text(encoding="utf-8").rstrip()
    yield ""
    yield f"next: render new my.yaml --from {example.name}"
