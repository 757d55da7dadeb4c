"""Save one picture."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from render.commands import File, Opens, Quiet, first
from render.console import arguments
from render.console.streams import makes_files

STEP = re.compile("[-+]?[0-9]{1,30}")


def _whole(_type: object, tokens: Sequence[Any]) -> list[int]:
    for token in tokens:
        if not STEP.fullmatch(token.value):
            raise ValueError(f"a step is a whole number, not {arguments.brief(token.value)}")
    return [int(token.value) for token in tokens]


def frame(
    path: Annotated[File, Parameter(help="A scene file.")],
    /,
    *,
    step: Annotated[
        list[int],
        Parameter(help="The step to show; of a PDF, repeat it for more pages.", converter=_whole, negative=""),
    ],
    out: Annotated[
        File | None,
        Parameter(name=["--out", "-o"], help="The file, a .png, .svg or .pdf, or its folder; default SCENE-STEP.png."),
    ] = None,
    opens: Opens = False,
    quiet: Quiet = False,
) -> None:
    """Save the picture of one step."""
    from render.console import terminal
    from render.film import still
    from render.output.plan import check_target

    makes_files()
    target = arguments.file_for(out, f"{path.stem}-{step[0]}.png")
    take = first(path)
    check_target(target, take.sources)
    with terminal.Terminal(1, quiet) as shown:
        made = still(take, step, target, lambda stage, done, of: shown.tell(path.stem, stage, done, of))
    terminal.show(made, quiet)
    if opens:
        from render.console.browser import open_file

        open_file(target)
