"""Jupyter notebooks."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from render.formats.gif import Gif
from render.targets import BROWSERS, MB, Limits, Piece, Shown, Snippet, Target, address, markdown


class Cell(Snippet):
    """A Markdown cell."""

    suffix: ClassVar[str] = ".md"

    def text(self, film: Shown) -> str:
        """Return the cell: a picture, which also plays where a notebook is not trusted."""
        return f"![{markdown(film.alt)}]({address(film.name)}.gif)\n"


class Jupyter(Target):
    """A GIF and a Markdown cell."""

    kind: Literal["jupyter"] = "jupyter"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Gif()), Piece(Cell()))
    # What a notebook embeds grows by a third (base64), and is loaded whole: Matplotlib's animation.embed_limit stops at
    # 20 MB.
    accepts: ClassVar[Mapping[str, Limits]] = {"gif": Limits(bytes=20 * MB, shortest=BROWSERS)}
