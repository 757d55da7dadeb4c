"""README files and comments on GitHub."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from render.formats.gif import Gif
from render.formats.png import Png
from render.targets import BROWSERS, MB, Limits, Piece, Shown, Snippet, Target, address, attribute


class Picture(Snippet):
    """Markdown with a picture for each of its readers."""

    suffix: ClassVar[str] = ".md"

    def text(self, film: Shown) -> str:
        """Return the picture: dark or light, and still for who wants no motion."""
        still, dark = "(prefers-reduced-motion: reduce)", "(prefers-color-scheme: dark)"
        name = film.name
        return f"""<picture>
  <source media="{still} and {dark}" srcset={attribute(address(f"{name}-dark.png"))}>
  <source media="{still}" srcset={attribute(address(f"{name}.png"))}>
  <source media="{dark}" srcset={attribute(address(f"{name}-dark.gif"))}>
  <img src={attribute(address(f"{name}.gif"))} width="{min(film.size[0], WIDTH)}" alt={attribute(film.alt)}>
</picture>
"""


WIDTH = 830
"""Pixels of the column in which GitHub sets a README."""


class GitHub(Target):
    """A <picture> for a README: light and dark, and still for readers who want no motion."""

    kind: Literal["github"] = "github"
    pieces: ClassVar[tuple[Piece, ...]] = (
        Piece(Gif(), "", "light"),
        Piece(Png(), "", "light"),
        Piece(Gif(), "-dark", "dark"),
        Piece(Png(), "-dark", "dark"),
        Piece(Picture()),
    )
    # GitHub Docs, "Attaching files": images and GIFs up to 10 MB; larger ones in a README are not shown either.
    accepts: ClassVar[Mapping[str, Limits]] = {
        "gif": Limits(bytes=10 * MB, shortest=BROWSERS),
        "png": Limits(bytes=10 * MB),
    }
