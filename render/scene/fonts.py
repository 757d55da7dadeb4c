"""Names of font files enter, their contents leave, or what is wrong with them: without NumPy and Matplotlib."""

import logging
import os
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field, PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticKnownError

from render.errors import did_you_mean
from render.family import Options, wrong
from render.files import contents
from render.systems import slashed

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

SUFFIXES = {".ttf", ".otf"}
MOST_BYTES = 32_000_000
NEEDED = {"cmap", "head", "hhea", "hmtx", "maxp"}
OUTLINES = {"glyf", "CFF "}
"""Tables of the OpenType specification, https://learn.microsoft.com/typography/opentype/spec/otff."""
DIGITS = "0123456789"
LIVE = {"regular", "semibold"}
"""Faces in which numbers change from one frame to the next."""


class FontFile(NamedTuple):
    """A font file: its path as the author wrote it, the SHA-256 of its bytes, and the font that is drawn from it."""

    name: str
    digest: str
    content: bytes


def _read(value: object, info: ValidationInfo) -> FontFile:
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    value = slashed(value)
    context = info.context or {}
    folder = context.get("folder", Path())
    reach = context.get("reach")
    whose = context.get("whose", "scene")
    path = folder / value
    if reach and (fault := reach.refusal(value, folder)):
        raise wrong(fault.message, fault.hint)
    if path.suffix.lower() not in SUFFIXES:
        raise wrong(f'"{value}" is not a font file', "its name has to end in .ttf or .otf")
    try:
        content = contents(path, MOST_BYTES)
    except FileNotFoundError:
        beside = [
            Path(value).with_name(p.name).as_posix() for p in path.parent.glob("*.*") if p.suffix.lower() in SUFFIXES
        ]
        hint = did_you_mean(value, sorted(beside)) if beside else f"paths are relative to the {whose}'s folder"
        raise wrong(f'there is no file "{value}"', hint) from None
    except OSError as error:
        raise wrong(f'"{value}" cannot be read: {error.strerror}') from None
    if len(content) > MOST_BYTES:
        raise wrong(f'"{value}" is larger than {MOST_BYTES:,} bytes', "take a font for fewer scripts")
    return FontFile(value, sha256(content).hexdigest(), _checked(value, content, info.field_name or ""))


@lru_cache(maxsize=16)
def _checked(name: str, content: bytes, face: str) -> bytes:
    """Return the font of this `content`, if it has to be, with its digits of one width in place of the others.

    Raises an error if it cannot be drawn, or its numbers would not stand still. All scenes of a course share one.
    """
    from fontTools.ttLib import TTFont

    # It warns of what does no harm, such as a date before 1970.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    try:
        with TTFont(BytesIO(content), lazy=True, recalcTimestamp=False) as font:
            tables = {tag: font.reader[tag] for tag in font.reader.keys()}  # noqa: SIM118
            usable = tables.keys() >= NEEDED and bool(tables.keys() & OUTLINES)
            advances = _advances(font) if usable else {}
            if face in LIVE and "fvar" not in tables and not _even(advances, DIGITS) and _take_tabular(font):
                advances, saved = _advances(font), BytesIO()
                font.save(saved, reorderTables=None)
                content = saved.getvalue()
    except Exception:  # A damaged file makes the parser of any table stumble, each in a way of its own.
        advances, tables = {}, {}
    if not advances:
        raise wrong(f'"{name}" is not a font, or not a whole one', "fetch the file again, or choose another one")
    if "fvar" in tables:
        hint = f"choose one of its static files, or make one: fonttools varLib.instancer {name} wght=WEIGHT"
        raise wrong(f'"{name}" is a variable font: only its default weight could be drawn', hint)
    if face == "mono" and not _even(advances, f"{DIGITS}iWm.("):
        said = f'the characters of "{name}" are not all of one width'
        raise wrong(said, "programs are set in a fixed-width font, such as JetBrains Mono")
    if face in LIVE and (lacking := " ".join(digit for digit in DIGITS if digit not in advances)):
        raise wrong(f'"{name}" has no digits {lacking}', "live numbers are set in it; choose another font")
    if face in LIVE and not _even(advances, DIGITS):
        said = f'the digits of "{name}" are not all of one width: live numbers would jitter'
        raise wrong(said, "choose a font with tabular digits, such as Noto Sans or Open Sans")
    return content


def _advances(font: "TTFont") -> dict[str, int]:
    """Return the width of each character that `font` has."""
    widths = font["hmtx"].metrics
    return {chr(code): widths[glyph][0] for code, glyph in (font.getBestCmap() or {}).items()}


def _even(advances: Mapping[str, int], characters: str) -> bool:
    return len({advances.get(character) for character in characters}) == 1


def _take_tabular(font: "TTFont") -> bool:
    """Let digits be the tabular ones that `font` has as an option, the feature tnum; return whether it has."""
    if "GSUB" not in font:
        return False
    table = font["GSUB"].table
    chosen = {i for r in table.FeatureList.FeatureRecord if r.FeatureTag == "tnum" for i in r.Feature.LookupListIndex}
    instead: dict[str, str] = {}
    for index in sorted(chosen):
        for part in table.LookupList.Lookup[index].SubTable:
            instead |= getattr(getattr(part, "ExtSubTable", part), "mapping", {})
    for cmap in font["cmap"].tables:
        for code in map(ord, DIGITS):
            if cmap.isUnicode() and code in cmap.cmap:
                cmap.cmap[code] = instead.get(cmap.cmap[code], cmap.cmap[code])
    return bool(instead)


Font = Annotated[
    FontFile,
    PlainValidator(_read),
    # A film is drawn anew when the font changes, not when its file is renamed or touched.
    PlainSerializer(lambda font: font.digest if font else None),
    WithJsonSchema({"type": "string", "pattern": r"\.([tT][tT][fF]|[oO][tT][fF])$"}),
]


class Fonts(Options):
    """Font files (.ttf, .otf), relative to the scene file's folder; those that are not given are IBM Plex."""

    regular: Annotated[
        Font | None,
        Field(description="labels, ticks and captions; digits of one width", examples=["Inter-Regular.ttf"]),
    ] = None
    semibold: Annotated[
        Font | None,
        Field(description="title, live numbers and names; digits of one width", examples=["Inter-SemiBold.ttf"]),
    ] = None
    italic: Annotated[Font | None, Field(description="letters in mathematics", examples=["Inter-Italic.ttf"])] = None
    mono: Annotated[
        Font | None, Field(description="programs; all characters of one width", examples=["FiraMono-Regular.ttf"])
    ] = None

    def files(self, folder: Path) -> list[Path]:
        """Return the font files: none may be written to."""
        return [Path(os.path.normpath(folder / font.name)) for font in self._given.values()]

    @property
    def contents(self) -> Mapping[str, bytes]:
        """What is in the font files, by the name of the face that each is for."""
        return {face: font.content for face, font in self._given.items()}

    @property
    def _given(self) -> dict[str, Any]:
        return {face: font for face in Fonts.model_fields if (font := getattr(self, face))}
