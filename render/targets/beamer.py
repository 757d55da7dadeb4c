"""Beamer: slides from LaTeX."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from render.family import wrong
from render.formats.frames import Frames
from render.formats.pdf import Pdf
from render.targets import Piece, Shown, Snippet, Target

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"\textasciigrave{}",
    **{character: f"{character}{{}}" for character in "-,'"},
    **{character: f"\\{character}" for character in "&%$#_{}"},
}

PLAIN = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"'}
)


class Slide(Snippet):
    """A frame."""

    suffix: ClassVar[str] = ".tex"
    frames: ClassVar[Literal["all"]] = "all"
    comment: ClassVar[tuple[str, str]] = ("% ", "")

    def check_name(self, film: str) -> None:
        """Refuse names that LaTeX would read as commands, or in parts."""
        if not re.fullmatch(r"[\w.+-]+", film, re.ASCII):
            said = f'LaTeX cannot name a file "{film}"'
            raise wrong(said, "rename its scene to letters, digits and hyphens", ("output", "targets"))

    def text(self, film: Shown) -> str:
        """Return a frame that plays by itself where PDFs can, and shows its poster everywhere else."""
        loop, box = "loop," if film.plays is None else "", r"width=\linewidth,height=0.8\textheight,keepaspectratio"
        frames, last = f"{film.name}-frames", f"{film.pictures - 1:04}"
        poster = "last" if film.poster is None else film.poster[0]
        alt = film.alt.translate(PLAIN)
        # It becomes a string of the PDF as it stands: one that TeX or the PDF would read otherwise is left out.
        plain = re.fullmatch(r"(?:[\w .,:;='\"!?+-]|\([^()]*\))+", alt, re.ASCII)
        alt = f"alttext={{{alt}}}," if plain else ""
        return f"""% In the preamble: \\usepackage{{animate}}
\\begin{{frame}}{{{escaped(film.title)}}}
  \\centering
  \\mode<beamer>{{%
    \\animategraphics[autoplay,{loop}poster={poster},{alt}
      {box},timeline={frames}/timeline.txt]{{{film.fps}}}{{{frames}/frame-}}{{0000}}{{{last}}}}}
  \\mode<handout|trans>{{\\includegraphics[{box}]{{{film.name}.pdf}}}}
\\end{{frame}}
"""


def escaped(text: str) -> str:
    """Return `text` as LaTeX sets it."""
    return re.sub(r"[\\~^&%$#_{}<>|\"`]|-(?=-)|,(?=,)|'(?=['\"])", lambda found: SPECIAL[found[0]], text)


class Beamer(Target):
    """A frame for LaTeX's `animate`, and a still for the handout."""

    kind: Literal["beamer"] = "beamer"
    pieces: ClassVar[tuple[Piece, ...]] = (Piece(Frames()), Piece(Pdf()), Piece(Slide()))
    # A PDF holds each picture whole, and Acrobat, Foxit and Okular, which play it, load all of them first: ten a second
    # make some megabytes, thirty a PDF that stalls.
    chooses: ClassVar[Mapping[str, Any]] = {"fps": 10}
