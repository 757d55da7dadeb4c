"""The package's source enters, its English texts leave: those of all classes of texts, which are read, not run.

So all names and placeholders are known where nothing is drawn, and no library of drawing is imported for them.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1]
CLASS = re.compile(r"^class \w+\(\w*Texts, speaker=.*\n(?:[ \t].*\n|\n)*", re.MULTILINE)
"""From a class statement to the next line that is not indented."""


class English(NamedTuple):
    """A text, and whether it may stand on the picture."""

    text: str
    drawn: bool


@cache
def english() -> Mapping[str, English]:
    """Return the English texts by their names."""
    import ast

    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_bytes()
        if b"Texts, speaker=" not in source:
            continue
        for statement in CLASS.findall(source.decode().replace("\r\n", "\n") + "\n"):
            (node,) = ast.parse(statement).body
            assert isinstance(node, ast.ClassDef)
            said = {each.arg: ast.literal_eval(each.value) for each in node.keywords if each.arg}
            for part in node.body:
                if isinstance(part, ast.Assign) and isinstance(name := part.targets[0], ast.Name):
                    drawn = said.get("drawn", True) and not name.id.startswith("told")
                    found[f"{said['speaker']}.{name.id}"] = English(ast.literal_eval(part.value), drawn)
    return found
