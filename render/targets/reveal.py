"""reveal.js: slides that are a web page."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from render.formats.mp4 import Mp4
from render.formats.png import Png
from render.targets import EVERYWHERE, Limits, Piece, Shown, Snippet, Target, address, attribute, looped, paragraphs


class Section(Snippet):
    """A slide."""

    suffix: ClassVar[str] = ".html"

    def text(self, film: Shown) -> str:
        """Return a section that starts its film when it appears, and speaker notes."""
        return f"""<section lang="{film.language}" aria-label={attribute(film.title)}>
  <video data-autoplay muted playsinline{looped(film.plays)} class="r-stretch"
         src={attribute(address(film.name + ".mp4"))} poster={attribute(address(film.name + ".png"))}
         width="{film.size[0]}" height="{film.size[1]}" aria-label={attribute(film.alt)}></video>
  <aside class="notes">{paragraphs(film.notes)}</aside>
</section>
"""


class Reveal(Target):
    """A <section> to paste: the film starts when its slide appears, loops, and has speaker notes."""

    kind: Literal["reveal"] = "reveal"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Mp4()), Piece(Png()), Piece(Section()))
    # https://revealjs.com/media/: data-autoplay plays when the slide is shown. Browsers let nothing but muted videos
    # start by themselves; without playsinline an iPhone opens them full screen.
    accepts: ClassVar[Mapping[str, Limits]] = {"mp4": EVERYWHERE}
