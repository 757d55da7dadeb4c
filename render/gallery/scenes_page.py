"""The scenes that ship enter, the page that shows them by lessons leaves, as Markdown."""

from collections.abc import Iterator
from itertools import groupby

from render import gallery
from render.targets import attribute, markdown

HEAD = """\
# The gallery

The films of an introductory course, by its lessons. Each has a sentence what it teaches and a question to ask before it
plays: students who predict first see more. A film can be used as it is, save the picture. A click shows the few lines
that it is made of, and `render new my.yaml --from NAME` starts a film of your own. A course team can take this
folder as it is. [The manual](MANUAL.md) says what the keys mean, [the guide](GUIDE.md) where films are shown.

This page is made from the scenes: `render gallery --markdown > scenes/README.md`.
"""
WIDTH = 480
"""Pixels of a film on the page."""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_lessons()]) + "\n"


def _lessons() -> Iterator[str]:
    for lesson, examples in groupby(gallery.examples(), lambda each: each.about.lesson or "More scenes"):
        yield from (f"## {markdown(lesson)}", "", "| | |", "|---|---|")
        for each in examples:
            film = f'<img src="../assets/{each.name}.gif" width="{WIDTH}" alt={attribute(each.title)}>'
            told = [f"**{markdown(each.title)}**", each.about.teaches or "", f"*Ask first: {each.about.ask}*"]
            said = "<br><br>".join(text.replace("|", "\\|") for text in [*told, f"`--from {each.name}`"] if text)
            yield f"| [{film}]({each.name}.yaml) | {said} |"
        yield ""
