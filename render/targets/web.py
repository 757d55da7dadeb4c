"""A web page, or a learning platform that takes HTML."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from render.formats.mp4 import Mp4
from render.formats.png import Png
from render.formats.vtt import Vtt
from render.targets import (
    EVERYWHERE,
    Limits,
    Piece,
    Shown,
    Snippet,
    Target,
    address,
    attribute,
    looped,
    markup,
    paragraphs,
)


class Figure(Snippet):
    """A figure that respects who wants no motion."""

    suffix: ClassVar[str] = ".html"

    def text(self, film: Shown) -> str:
        """Return a figure with the film, its subtitles and its description."""
        return f"""<figure lang="{film.language}">
  <video controls muted playsinline{looped(film.plays)} preload="metadata" style="width: 100%; height: auto"
         src={attribute(address(film.name + ".mp4"))} poster={attribute(address(film.name + ".png"))}
         width="{film.size[0]}" height="{film.size[1]}" aria-label={attribute(film.alt)}>
    <track kind="captions" srclang="{film.language}" src={attribute(address(film.name + ".vtt"))}>
  </video>
  <script>
    // Starts by itself, unless its reader has asked for less motion.
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches)
      document.currentScript.previousElementSibling.play().catch(() => {{}});
  </script>
  <figcaption><details><summary>{markup(film.title)}</summary>{paragraphs(film.long)}</details></figcaption>
</figure>
"""


class Web(Target):
    """A <figure> with subtitles and a description; it starts by itself only for readers who like that."""

    kind: Literal["web"] = "web"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Mp4()), Piece(Png()), Piece(Vtt()), Piece(Figure()))
    accepts: ClassVar[Mapping[str, Limits]] = {"mp4": EVERYWHERE}
