"""Show films while their scenes are written."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from render.commands import Out, Paths, scenes_of, words
from render.console import arguments
from render.console.streams import makes_files
from render.errors import UsageError


def watch(
    paths: Paths = (),
    /,
    *,
    out: Out = Path("assets"),
    port: Annotated[int | None, Parameter(help="The page's port; default: 8765, or the next that is free.")] = None,
    opens: Annotated[bool, Parameter(name="--open", negative="--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Show the films of scenes on a local page while they are written."""
    arguments.check_paths(paths, out, words())
    makes_files()
    try:
        from render.watch.server import serve
    except ModuleNotFoundError as error:
        from render.installation import install

        raise UsageError(f"watch needs {error.name}, which the extra watch installs", install("watch")) from None
    # What is left out of folders is said once, and what names no scene is not watched.
    scenes_of(paths)
    serve(paths, out, port, opens)
