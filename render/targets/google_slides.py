"""Google Slides."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from render.formats.gif import Gif
from render.targets import BROWSERS, MB, Limits, Piece, Shown, Snippet, Target, code_block, markdown
from render.texts import printable


class Steps(Snippet):
    """What to click."""

    suffix: ClassVar[str] = ".md"

    def text(self, film: Shown) -> str:
        """Return the steps, and the alt text to paste."""
        name = markdown(printable(film.name))
        return f"""# {markdown(film.title)}, in Google Slides

1. Insert > Image > Upload from computer: choose {name}.gif. It plays by itself{_loops(film.plays)}.
2. Right-click the film > Alt text (Ctrl+Alt+Y), and paste:

{code_block(film.alt, "   ")}
"""


def _loops(plays: int | None) -> str:
    return ", and again and again" if plays is None else f", {plays} times" if plays > 1 else ", once"


class GoogleSlides(Target):
    """A GIF within Google's limits: videos would have to be on YouTube or in Google Drive first."""

    kind: Literal["google-slides"] = "google-slides"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Gif()), Piece(Steps()))
    # Google Slides API, CreateImageRequest: less than 50 MB, at most 25 megapixels, PNG, JPEG or GIF. The help page of
    # the editor says the same.
    accepts: ClassVar[Mapping[str, Limits]] = {
        "gif": Limits(bytes=50 * MB - 1, pixels=25_000_000, shortest=BROWSERS),
    }
