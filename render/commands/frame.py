"""Save one picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from render.commands import Quiet, first
from render.errors import UsageError


def _whole(_type: object, tokens: Sequence[Any]) -> int:
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"a step is a whole number, not {tokens[0].value}") from None


def frame(
    path: Annotated[Path, Parameter(help="A scene file.")],
    /,
    *,
    step: Annotated[int, Parameter(help="The step to show.", converter=_whole)],
    out: Annotated[Path | None, Parameter(name=["--out", "-o"], help="The PNG file; default SCENE-STEP.png.")] = None,
    quiet: Quiet = False,
) -> None:
    """Save the picture of one step."""
    from render import terminal
    from render.film import still

    target = out or Path(f"{path.stem}-{step}.png")
    if target.suffix.lower() != ".png":
        raise UsageError(f"{target} does not end in .png, a still is a PNG")
    take = first(path)
    with terminal.Terminal(1, quiet) as shown:
        made = still(take, step, target, lambda stage, done, of: shown.tell(path.stem, stage, done, of))
    terminal.show(made, quiet)
