"""The contents of font files enter, the names leave by which Matplotlib finds their faces: names of this film alone.

Matplotlib has one list of fonts for the whole process, by the names that are written in them. Two files may well have
the same one, so that here each set of faces is listed under a name that is made from what is in them.
"""

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import category

from render.drawing.settings import in_force, settings

from matplotlib import font_manager, get_data_path
from matplotlib.ft2font import FT2Font

from render.drawing.installed import OWN, installed
from render.errors import FilmError
from render.files import lasting
from render.texts import UNSEEN

SHIPPED = {
    "regular": "IBMPlexSans-Regular.ttf",
    "semibold": "IBMPlexSans-SemiBold.ttf",
    "italic": "IBMPlexSans-Italic.ttf",
    "mono": "IBMPlexMono-Regular.ttf",
}
STYLES: dict[str, dict[str, Any]] = {
    "regular": {"weight": 400},
    "semibold": {"weight": 600},
    "italic": {"weight": 400, "style": "italic"},
    "mono": {"weight": 400},
}
"""How Matplotlib asks for each face, whatever is written in its file."""
UPRIGHT, ITALIC = "←−·∂los", "wbη"
"""Characters of formulas, for which Matplotlib has no second choice: a face that lacks one of them sets none."""

FOLDER = Path(__file__).with_name("fonts")
OURS = str(FOLDER), get_data_path()
"""Folders of our fonts and of Matplotlib's."""
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
for _name in sorted(SHIPPED.values()):
    font_manager.fontManager.addfont(FOLDER / _name)
# Of equals the first is taken: another version of them may be installed.
font_manager.fontManager.ttflist.sort(key=lambda entry: not entry.fname.startswith(OURS))


class Typefaces(NamedTuple):
    """The families of texts and of programs, the first choice first, and of upright and italic mathematics."""

    sans: tuple[str, ...] = ("IBM Plex Sans", "DejaVu Sans")
    mono: tuple[str, ...] = ("IBM Plex Mono", "DejaVu Sans Mono")
    math: str = "IBM Plex Sans"
    math_italic: str = "IBM Plex Sans"


def typefaces(given: Mapping[str, bytes], texts: Iterable[str] = (), language: str = "") -> Typefaces:
    """Return the families of a film with the faces `given`: the contents of font files by the names of `SHIPPED`.

    Those that are not given, and characters that a font lacks, are IBM Plex; characters of `texts` that this lacks are
    of fonts that are installed, Chinese ones as the `language` writes them, if its code says that. Raises FilmError for
    a font that cannot be drawn, and for characters that no font has.
    """
    files = {face: _file(content, face) for face, content in given.items()}
    plain = Typefaces()
    sans, mono = _family(files, "regular", "semibold", "italic"), _family(files, "mono")
    with in_force(settings({})):
        more = installed(_lacking(texts, (*sans, *plain.sans)), language)
    return Typefaces(
        (*sans, *plain.sans, *more),
        (*mono, *plain.mono, *more),
        sans[0] if _has(files.get("regular"), UPRIGHT) else plain.math,
        sans[0] if _has(files.get("italic"), ITALIC) else plain.math_italic,
    )


def _lacking(texts: Iterable[str], families: Iterable[str]) -> str:
    """Return the characters in `texts` that none of the `families` has, sorted: they would be drawn as boxes."""
    fonts = [FT2Font(font_manager.findfont(family)) for family in families]
    written = {c for text in texts for c in text if category(c) not in UNSEEN}
    return "".join(sorted(c for c in written if not any(font.get_char_index(ord(c)) for font in fonts)))


def _family(files: Mapping[str, str], *faces: str) -> tuple[str, ...]:
    """List `faces` under a name of their own, if one of them has a file, and return it."""
    if not files.keys() & {*faces}:
        return ()
    files = {face: files.get(face, str(FOLDER / SHIPPED[face])) for face in faces}
    name = f"{OWN}{sha256(' '.join(files.values()).encode()).hexdigest()}"
    listed = font_manager.fontManager.ttflist
    if not any(entry.name == name for entry in listed):
        listed += [font_manager.FontEntry(fname=file, name=name, **STYLES[face]) for face, file in files.items()]
    return (name,)


def _has(file: str | None, characters: str) -> bool:
    return file is not None and all(FT2Font(file).get_char_index(ord(character)) for character in characters)


def _file(content: bytes, face: str) -> str:
    """Return a file with this `content` that nobody changes while films are drawn: Matplotlib keeps it open."""
    path = _copies() / f"{sha256(content).hexdigest()}.ttf"
    try:
        if not path.exists():
            path.write_bytes(content)
        font = FT2Font(str(path))
        font.set_size(20, 72)
        font.load_char(ord("0"))
    except RuntimeError as error:
        raise FilmError(f"the {face} font cannot be drawn: {error}") from None
    except OSError as error:
        raise FilmError(f"cannot write to {path.parent}: {error.strerror or error}") from None
    return str(path)


@cache
def _copies() -> Path:
    return lasting()
