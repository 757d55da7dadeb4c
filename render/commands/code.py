"""Print or write the program behind a film."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from render.commands import File, first, note, written
from render.console import arguments
from render.errors import visible
from render.systems import relative

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
        take = first(path)
        print(film.code(take), end="")
        for table in take.scene.data.beside():
            note(f"the program reads {table}, which render data {Path(table).stem} -o {table} writes")
        return
    target = arguments.file_for(out, f"{path.stem}.py")
    arguments.check_program(target)
    take = first(path)
    files = {target: film.code(take).encode()}
    files |= {target.with_name(name): table for name, table in take.scene.data.beside().items()}
    said = f"next{_where(take, target)}" if written(files, force, take.sources) else "up to date"
    print(f"{visible(target)}  {said}")


def _where(take: "Take", target: Path) -> str:
    """Say where the program of a `take` runs, and how: what it reads, it looks for there."""
    where = take.folder if take.scene.files(take.folder) else Path()
    if take.scene.data.beside():
        where = target.parent
    there = f", in {visible(where)}" if where != Path() else ""
    return f"{there}: python {visible(relative(target, where))}"


def _warn() -> None:
    """Say so if the shell writes the output to a file whose name keeps it from running."""
    with suppress(OSError):
        file = Path("/proc/self/fd/1").readlink()
        if file.suffix == ".py" and (hidden := arguments.hidden_by(file)):
            print(f"note: {visible(file.name)} hides {hidden}: it cannot run under this name", file=sys.stderr)
