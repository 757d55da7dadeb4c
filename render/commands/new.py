"""Write a scene to start from."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from render.commands import File
from render.console.streams import makes_files
from render.errors import FilmError, UsageError, command, visible


def new(path: Annotated[File, Parameter(help="The file to write.")], /) -> None:
    """Write a commented scene to start from; never overwrites a file."""
    from render.course.scenes import SUFFIXES

    makes_files()
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path} does not end in .yaml, as scene files do", command("new", path.with_suffix(".yaml")))
    starter = Path(__file__).parents[1] / "scene" / "starter.yaml"
    try:
        # What exists there and is no folder would be told as if the file existed.
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(starter.read_text(encoding="utf-8").replace("THIS_FILE", visible(path)))
                file.flush()
            except BaseException:
                path.unlink()
                raise
    except FileExistsError as error:
        other = command("new", path.with_stem(f"{path.stem}-2"))
        raise UsageError(f"{error.filename} exists already and is left as it is", other) from None
    except OSError as error:
        raise FilmError(f"cannot write {path}: {error.strerror}") from None
    print(f"{visible(path)}  next: render {visible(path)}")
