"""Characters that our typefaces lack enter, the family leaves by which Matplotlib finds an installed font with them.

Nothing is searched for a film that needs no such characters.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from unicodedata import east_asian_width

from matplotlib import font_manager
from matplotlib.font_manager import FontEntry
from matplotlib.ft2font import FT2Font

from render.errors import FilmError

PREFERRED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
"""Sans serif families for Chinese: of Adobe and Google, macOS, Windows and Linux."""
NO_LETTERS = ("Last Resort", "LastResort", "Adobe Blank")
"""Families that have every character and draw none of them."""
REGULAR, SEMIBOLD, ORDINARY = 400, 600, range(300, 501)
"""Weights as CSS counts them: of texts, of titles and names, and those that read well as texts."""
MOST_SHOWN = 20
"""Characters that are lacking which an error shows."""
OWN = "gradreel"


@lru_cache(maxsize=16)
def installed(characters: str) -> tuple[str, ...]:
    """Return the family of an installed font that has all of the `characters`; of none, none.

    The family has a name of its own in Matplotlib's list, so that the same files are drawn whatever else has their
    name. Of a collection (.ttc), one face is used. Raises FilmError if no font has all of them.
    """
    if not characters:
        return ()
    families: dict[str, list[FontEntry]] = {}
    for entry in _listed():
        if entry.style == "normal" and not entry.name.startswith(NO_LETTERS):
            families.setdefault(entry.name, []).append(entry)
    faces = {name: (_nearest(entries, REGULAR), _nearest(entries, SEMIBOLD)) for name, entries in families.items()}
    for name in sorted(faces, key=lambda name: _rank(faces[name][0])):
        regular, semibold = faces[name]
        if _draws(regular, characters):
            return (_entered(regular, semibold if _draws(semibold, characters) else regular),)
    letters = any(c.isalpha() and east_asian_width(c) == "W" for c in characters)
    such = ", such as Noto Sans CJK SC," if letters else ""
    said = f'no installed font has "{characters[:MOST_SHOWN]}"'
    raise FilmError(f"{said}; install one that has{such} or name font files that have, under the key fonts")


def _listed() -> Iterator[FontEntry]:
    """Yield the fonts of Matplotlib's list, and those that were installed since it was made."""
    listed = [entry for entry in font_manager.fontManager.ttflist if not entry.name.startswith(OWN)]
    yield from listed
    for file in sorted({*font_manager.findSystemFonts()} - {entry.fname for entry in listed}):
        with suppress(OSError, RuntimeError, KeyError, ValueError):
            for face in range(FT2Font(file).num_faces):
                yield font_manager.ttfFontProperty(FT2Font(file, face_index=face))


def _rank(entry: FontEntry) -> tuple[object, ...]:
    """Return what families are sorted by: the preferred ones first, then those that say they are sans serif."""
    place = PREFERRED.index(entry.name) if entry.name in PREFERRED else len(PREFERRED)
    return _weight(entry) not in ORDINARY, place, "Sans" not in entry.name, "Mono" in entry.name, entry.name


def _nearest(entries: list[FontEntry], weight: int) -> FontEntry:
    """Return the face whose weight is the nearest, of normal width if there is one."""
    return min(entries, key=lambda e: (e.stretch != "normal", abs(_weight(e) - weight), e.fname, e.index))


def _weight(entry: FontEntry) -> int:
    weight = entry.weight
    return font_manager.weight_dict.get(weight, REGULAR) if isinstance(weight, str) else weight


def _draws(entry: FontEntry, characters: str) -> bool:
    """Return whether a face has ink for all of the `characters`; emoji in colours have none."""
    try:
        font = FT2Font(entry.fname, face_index=entry.index)
        if not all(font.get_char_index(ord(character)) for character in characters):
            return False
        font.set_size(20, 72)
        return all(font.load_char(ord(character)).width or character.isspace() for character in characters)
    except (OSError, RuntimeError):
        return False


def _entered(regular: FontEntry, semibold: FontEntry) -> str:
    """List the two faces under a name of their own, and return it."""
    files = f"{regular.fname} {regular.index} {semibold.fname} {semibold.index}"
    name = f"{OWN}{sha256(files.encode()).hexdigest()}"
    listed = font_manager.fontManager.ttflist
    if not any(entry.name == name for entry in listed):
        listed += [replace(regular, name=name, weight=REGULAR), replace(semibold, name=name, weight=SEMIBOLD)]
    return name
