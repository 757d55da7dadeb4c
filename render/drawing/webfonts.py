"""Typefaces and the characters that are set in them enter, rules of CSS leave that bring those characters along."""

import logging
from base64 import b64encode
from collections.abc import Collection, Mapping
from io import BytesIO
from typing import NamedTuple

FEATURES = ["kern", "liga", "ccmp", "mark", "mkmk"]
"""What a browser does to running text of itself, and Matplotlib does too."""


logging.getLogger("fontTools").setLevel(logging.ERROR)


class Face(NamedTuple):
    """A typeface as texts ask for it, and the font file that it is in: its place there, in a collection of several."""

    family: str
    weight: int
    style: str
    file: str
    place: int = 0


def font_faces(used: Mapping[Face, Collection[str]]) -> str:
    """Return the @font-face rules, https://www.w3.org/TR/css-fonts-4/#font-face-rule, of the `used` characters.

    Each font is WOFF in a data address: nothing is fetched, and whoever has another version sees this one.
    """
    rules = []
    for face in sorted(used):
        font = b64encode(_subset(face, "".join(sorted(used[face])))).decode()
        rules.append(
            f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
            f"src:url(data:font/woff;base64,{font})}}"
        )
    return "".join(rules)


def _subset(face: Face, characters: str) -> bytes:
    """Return the `characters` of a typeface as WOFF, without instructions for coarse screens."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, layout_features=FEATURES, notdef_outline=True, desubroutinize=True)
    subsetter, saved = Subsetter(options), BytesIO()
    with TTFont(face.file, fontNumber=face.place, lazy=True, recalcTimestamp=False) as font:
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(saved, reorderTables=None)
    return saved.getvalue()
