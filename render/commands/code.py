"""Print the program behind a film."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from render.commands import first


def code(path: Annotated[Path, Parameter(help="A scene file.")], /) -> None:
    """Print the TensorFlow program that a scene stands for."""
    from render import film

    print(film.code(first(path)), end="")
