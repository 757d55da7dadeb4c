"""Save one picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from render.commands import Quiet, first
from render.streams import makes_files


def _whole(_type: object, tokens: Sequence[Any]) -> list[int]:
    try:
        return [int(token.value) for token in tokens]
    except ValueError:
        wrong = next(token.value for token in tokens if not token.value.lstrip("+-").isdecimal())
        raise ValueError(f"a step is a whole number, not {wrong}") from None


def frame(
    path: Annotated[Path, Parameter(help="A scene file.")],
    /,
    *,
    step: Annotated[
        list[int],
        Parameter(help="The step to show; of a PDF, repeat it for more pages.", converter=_whole, negative=""),
    ],
    out: Annotated[
        Path | None,
        Parameter(name=["--out", "-o"], help="The file, a .png, .svg or .pdf; default SCENE-STEP.png."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Save the picture of one step."""
    from render import terminal
    from render.film import still

    makes_files()
    target = out or Path(f"{path.stem}-{step[0]}.png")
    take = first(path)
    with terminal.Terminal(1, quiet) as shown:
        made = still(take, step, target, lambda stage, done, of: shown.tell(path.stem, stage, done, of))
    terminal.show(made, quiet)
