"""Characters that our typefaces lack enter, the families leave by which Matplotlib finds installed fonts with them.

Nothing is searched for a film that needs no such characters.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from unicodedata import combining, east_asian_width
from unicodedata import name as name_of

from matplotlib import font_manager
from matplotlib.font_manager import FontEntry
from matplotlib.ft2font import FT2Font

from render.errors import FilmError, command

PREFERRED = {
    "SC": (
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
    ),
    "TC": (
        "Noto Sans CJK TC",
        "Noto Sans TC",
        "Source Han Sans TC",
        "Source Han Sans TW",
        "PingFang TC",
        "Microsoft JhengHei",
    ),
    "JP": (
        "Noto Sans CJK JP",
        "Noto Sans JP",
        "Source Han Sans JP",
        "Source Han Sans",
        "Hiragino Sans",
        "Yu Gothic",
        "Meiryo",
        "IPAexGothic",
        "IPAGothic",
    ),
    "KR": (
        "Noto Sans CJK KR",
        "Noto Sans KR",
        "Source Han Sans KR",
        "Source Han Sans K",
        "Apple SD Gothic Neo",
        "Malgun Gothic",
        "NanumGothic",
    ),
}
"""Sans serif families for Chinese, simplified and traditional, Japanese and Korean: of Adobe and Google, macOS, Windows
and Linux. They have the same characters, of which many look otherwise from one to the next."""
LANGUAGES = {"zh-hant": "TC", "zh-tw": "TC", "zh-hk": "TC", "zh": "SC", "ja": "JP", "ko": "KR"}
"""What languages are written in, by how their codes begin."""
SCRIPTS = {"HIRAGANA": "JP", "KATAKANA": "JP", "HALFWIDTH KATAKANA": "JP", "HANGUL": "KR", "BOPOMOFO": "TC"}
"""What characters of one language alone tell, by how their names in Unicode begin."""
NO_LETTERS = ("Last Resort", "LastResort", "Adobe Blank")
"""Families that have every character and draw none of them."""
REGULAR, SEMIBOLD, ORDINARY = 400, 600, range(300, 501)
"""Weights as CSS counts them: of texts, of titles and names, and those that read well as texts."""
MOST_SHOWN = 20
"""Characters that are lacking which an error shows."""
OWN = "gradreel"


def installed(characters: str, language: str = "") -> tuple[str, ...]:
    """Return the families of installed fonts that have all of the `characters`, if possible one; of none, none.

    Chinese characters look as they are written in the `language`, a code such as ja, or in that of the characters
    beside them. A family has a name of its own in Matplotlib's list, so that the same files are drawn whatever else has
    their name. Of a collection (.ttc), one face is used. Raises FilmError for characters that no font has.
    """
    return _installed(characters, _region(characters, language)) if characters else ()


@lru_cache(maxsize=16)
def _installed(characters: str, region: str) -> tuple[str, ...]:
    families: dict[str, list[FontEntry]] = {}
    for entry in _listed():
        if entry.style == "normal" and not entry.name.startswith(NO_LETTERS):
            families.setdefault(entry.name, []).append(entry)
    faces = {name: (_nearest(entries, REGULAR), _nearest(entries, SEMIBOLD)) for name, entries in families.items()}
    ranked = [faces[name] for name in sorted(faces, key=lambda name: _rank(faces[name][0], region))]
    # One typeface for all of them looks best.
    alone = next((each for each in ranked if _drawn(each[0], characters) == characters), None)
    found, lacking = [], characters
    for regular, semibold in [alone] if alone else ranked:
        drawn = _drawn(regular, lacking)
        if drawn:
            found.append(_entered(regular, semibold if _drawn(semibold, drawn) == drawn else regular))
            lacking = "".join(c for c in lacking if c not in drawn)
    if not lacking:
        return tuple(found)
    letters = any(c.isalpha() and east_asian_width(c) == "W" for c in lacking)
    such = f", such as {PREFERRED[region][0]}," if letters else ""
    said = f'no installed font has "{lacking[:MOST_SHOWN]}"'
    said = f"{said}; install one that has{such} or name font files that have, under the key fonts"
    raise FilmError(said, command("explain", "fonts"))


def _region(characters: str, language: str) -> str:
    """Return whose forms of Chinese characters are to be drawn."""
    said = next((region for code, region in LANGUAGES.items() if f"{language.lower()}-".startswith(f"{code}-")), None)
    names = [name_of(character, "") for character in characters]
    told = (region for script, region in SCRIPTS.items() if any(each.startswith(script) for each in names))
    return said or next(told, "SC")


def _listed() -> Iterator[FontEntry]:
    """Yield the fonts of Matplotlib's list, and those that were installed since it was made."""
    listed = [entry for entry in font_manager.fontManager.ttflist if not entry.name.startswith(OWN)]
    yield from listed
    for file in sorted({*font_manager.findSystemFonts()} - {entry.fname for entry in listed}):
        with suppress(OSError, RuntimeError, KeyError, ValueError):
            for face in range(FT2Font(file).num_faces):
                yield font_manager.ttfFontProperty(FT2Font(file, face_index=face))


def _rank(entry: FontEntry, region: str) -> tuple[object, ...]:
    """Return what families are sorted by: the preferred ones first, then those that say they are sans serif."""
    preferred = [*PREFERRED[region], *chain.from_iterable(PREFERRED.values())]
    place = preferred.index(entry.name) if entry.name in preferred else len(preferred)
    return _weight(entry) not in ORDINARY, place, "Sans" not in entry.name, "Mono" in entry.name, entry.name


def _nearest(entries: list[FontEntry], weight: int) -> FontEntry:
    """Return the face whose weight is the nearest, of normal width if there is one."""
    return min(entries, key=lambda e: (e.stretch != "normal", abs(_weight(e) - weight), e.fname, e.index))


def _weight(entry: FontEntry) -> int:
    weight = entry.weight
    return font_manager.weight_dict.get(weight, REGULAR) if isinstance(weight, str) else weight


def _drawn(entry: FontEntry, characters: str) -> str:
    """Return those of the `characters` for which a face has ink; emoji in colours have none."""
    try:
        font = FT2Font(entry.fname, face_index=entry.index)
        had = [character for character in characters if font.get_char_index(ord(character))]
        if not had:
            return ""
        font.set_size(20, 72)
        return "".join(c for c in had if font.load_char(ord(c)).width or c.isspace() or combining(c))
    except (OSError, RuntimeError):
        return ""


def _entered(regular: FontEntry, semibold: FontEntry) -> str:
    """List the two faces under a name of their own, and return it."""
    files = f"{regular.fname} {regular.index} {semibold.fname} {semibold.index}"
    name = f"{OWN}{sha256(files.encode()).hexdigest()}"
    listed = font_manager.fontManager.ttflist
    if not any(entry.name == name for entry in listed):
        listed += [replace(regular, name=name, weight=REGULAR), replace(semibold, name=name, weight=SEMIBOLD)]
    return name
