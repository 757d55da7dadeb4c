"""Print or write the program behind a film."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from render.commands import File, first
from render.console import arguments
from render.errors import UsageError, visible

if TYPE_CHECKING:
    from render.scene.take import Take


def code(
    path: Annotated[File, Parameter(help="A scene file.")],
    /,
    *,
    out: Annotated[
        File | None,
        Parameter(name=["--out", "-o"], help="The file, a .py, or a folder for it; default: it is printed."),
    ] = None,
    force: Annotated[bool, Parameter(negative="", help="Write over a file with another program.")] = False,
) -> None:
    """Print the TensorFlow program that a scene stands for, or write it to a file."""
    from render import film

    if not out:
        _warn()
        print(film.code(first(path)), end="")
        return
    target = arguments.file_for(out, f"{path.stem}.py")
    arguments.check_program(target)
    take = first(path)
    print(f"{visible(target)}  {_written(film.code(take), take, target, force)}")


def _written(text: str, take: "Take", target: Path, force: bool) -> str:
    """Write the program of a `take`, and return what is to be said of it."""
    from render.files import replacing
    from render.output.plan import check_target

    check_target(target, take.sources)
    content = text.encode()
    if target.exists():
        if target.is_file() and target.read_bytes() == content:
            return "up to date"
        if not force:
            said = f"{target} exists already, with another program, and is left as it is"
            raise UsageError(f"{said}; choose another -o, or say --force")
    with replacing(target) as draft:
        draft.path.write_bytes(content)
    # What it reads, it looks for where it runs.
    where = take.folder if take.scene.files(take.folder) else Path()
    there = f", in {visible(where)}" if where != Path() else ""
    return f"next{there}: python {visible(os.path.relpath(target, where))}"


def _warn() -> None:
    """Say so if the shell writes the output to a file whose name keeps it from running."""
    with suppress(OSError):
        file = Path("/proc/self/fd/1").readlink()
        if file.suffix == ".py" and (hidden := arguments.hidden_by(file)):
            print(f"note: {visible(file.name)} hides {hidden}: it cannot run under this name", file=sys.stderr)
