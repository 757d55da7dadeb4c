"""Quarto: one source for slides, web pages, PDF and Word."""

import re
from collections.abc import Mapping
from typing import ClassVar, Literal

from render.formats.mp4 import Mp4
from render.formats.pdf import Pdf
from render.formats.png import Png
from render.targets import EVERYWHERE, Limits, Piece, Shown, Snippet, Target, address, attribute, looped, markdown


class Blocks(Snippet):
    """A block for each kind of output."""

    suffix: ClassVar[str] = ".qmd"

    def text(self, film: Shown) -> str:
        """Return the film for slides and pages, vectors for PDF, and a picture for Word and all others."""
        alt, notes = quoted(film.alt), "\n\n".join(map(markdown, film.notes.split("\n\n")))
        return f"""## {markdown(film.title)}

::: {{.content-visible when-format="html"}}
```{{=html}}
<video data-autoplay muted playsinline controls{looped(film.plays)} class="r-stretch" style="max-width: 100%"
       src={attribute(address(film.name + ".mp4"))} poster={attribute(address(film.name + ".png"))}
       width="{film.size[0]}" height="{film.size[1]}" aria-label={attribute(film.alt)}></video>
```
:::

::: {{.content-visible when-format="pdf"}}
![]({address(film.name)}.pdf){{fig-alt={alt}}}
:::

:::: {{.content-hidden when-format="html"}}
::: {{.content-hidden when-format="pdf"}}
![]({address(film.name)}.png){{fig-alt={alt}}}
:::
::::

::: {{.notes}}
{notes}
:::
"""


def quoted(text: str) -> str:
    """Return `text` as the value of one of Pandoc's attributes, which has escapes, entities and Quarto's shortcodes."""
    return '"' + re.sub(r"([\\\"&{}<>])", r"\\\1", text) + '"'


class Quarto(Target):
    """A .qmd to include: video on slides and pages, vectors in PDF, a picture in Word."""

    kind: Literal["quarto"] = "quarto"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Mp4()), Piece(Pdf()), Piece(Png()), Piece(Blocks()))
    # https://quarto.org/docs/authoring/conditional.html: html stands for web pages and reveal.js slides, pdf for all
    # that goes through LaTeX or Typst.
    accepts: ClassVar[Mapping[str, Limits]] = {"mp4": EVERYWHERE}
