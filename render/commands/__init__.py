"""The verbs of the command line. A member is one file with one function of the same name; `film` needs no verb.

What a command needs is imported when it runs, so that `--help` and `check` answer at once.
"""

import sys
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from render.scene.take import Take

Paths = Annotated[tuple[Path, ...], Parameter(help="Scene files, or folders with scene files.", show_default=False)]
Quiet = Annotated[bool, Parameter(name=["--quiet", "-q"], negative="", help="Print errors only.")]
Out = Annotated[Path, Parameter(name=["--out", "-o"], help="The folder for the films.")]


def words() -> list[str]:
    """Return the verbs, in alphabetical order."""
    return sorted(module.name for module in iter_modules(__path__) if module.name != "film")


def first(path: Path) -> "Take":
    """Return the only film of a scene, or the first one that it sweeps, and say so."""
    from render.scene.loader import takes

    made, *others = takes(path)
    if others:
        print(f"note: {path} sweeps {len(others) + 1:,} films; this is the first one, {made.name}", file=sys.stderr)
    return made
