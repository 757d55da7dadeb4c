"""A PowerPoint file, or none, enters; an empty presentation with its masters leaves."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches, Pt

from render.deck.layouts import FOOTERS
from render.deck.space import Area
from render.errors import UsageError, again
from render.files import contents

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

MOST_BYTES = 1_000_000_000
COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How a file begins that is encrypted, or of PowerPoint before 2007 ([MS-CFB] 2.2)."""
WIDTH, HEIGHT = Inches(40 / 3), Inches(7.5)
"""A slide of 16:9, as PowerPoint makes it."""
TITLE = Area(Inches(1.71), Inches(0.25), WIDTH - Inches(0.6), Inches(0.95))
"""Its text begins where that of a film of 16:9 does."""
TITLE_SIZE = Pt(30)
FOOT = Area(0, Inches(7.16), WIDTH, Inches(7.42))
"""Where date, footer and number of a slide are, from top to bottom."""
OUTDATED = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.VIEW_PROPS,
    RELATIONSHIP_TYPE.PRINTER_SETTINGS,
)
"""What a file keeps of its slides: their look, their titles, how they were last viewed and printed."""


def opened(template: Path) -> tuple["Deck", int]:
    """Return the presentation in the file `template` without its slides, and how many these were.

    A .potx is read as well. Raises UsageError for a file that is none of both.
    """
    try:
        content = contents(template, MOST_BYTES)
    except OSError as error:
        raise UsageError(f"cannot read the template {template}: {error.strerror}", again()) from None
    if len(content) > MOST_BYTES:
        raise UsageError(
            f"{template} is larger than {MOST_BYTES:,} bytes; delete the pictures that its slides show", again()
        )
    if content.startswith(COMPOUND_FILE):
        raise UsageError(
            f"{template} has a password, or is older than PowerPoint 2007; save it as .pptx without one", again()
        )
    try:
        deck = Presentation(_as_presentation(content))
    except (
        *(AttributeError, BadZipFile, EOFError, KeyError, NotImplementedError, PackageNotFoundError),
        *(SyntaxError, ValueError, zlib.error),
    ):
        raise UsageError(f"{template} is not a PowerPoint file, or is damaged", again()) from None
    if deck.part.content_type == CONTENT_TYPE.PML_PRES_MACRO_MAIN:
        raise UsageError(f"{template} holds macros, which a .pptx cannot; save it as .pptx or .potx", again())
    slides = deck.slides._sldIdLst
    count = len(slides)
    for slide in list(slides):
        slides.remove(slide)
        deck.part.drop_rel(slide.rId)
    # Sections and custom shows name slides by their ids.
    for gone in deck.element.xpath("p:custShowLst | p:extLst/p:ext[.//*[local-name() = 'sectionLst']]"):
        gone.getparent().remove(gone)
    _forget(deck)
    return deck, count


def _as_presentation(content: bytes) -> BytesIO:
    """Return a file whose main part is called a presentation, also if it is a template."""
    whole = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(whole, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(
                    CONTENT_TYPE.PML_TEMPLATE_MAIN.encode(), CONTENT_TYPE.PML_PRESENTATION_MAIN.encode()
                )
            new.writestr(name, part)
    return whole


def _forget(deck: "Deck") -> None:
    package, part = deck.part.package, deck.part
    for owner, relations in ((package, package._rels), (part, part.rels)):
        for key in [key for key, relation in relations.items() if relation.reltype in OUTDATED]:
            owner.drop_rel(key)


def plain(colors: Mapping[str, str]) -> "Deck":
    """Return an empty presentation of 16:9 with a small title, in `colors`: a word of ECMA-376, 20.1.6.2, and RRGGBB.

    Whatever is added to it later, texts, tables and charts, has these colours too.
    """
    deck = Presentation()
    _forget(deck)
    factor = WIDTH / (deck.slide_width or WIDTH)
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.element.sldSz.attrib.pop("type", None)
    (master,) = deck.slide_masters
    for each in (master, *master.slide_layouts):
        for transform in each.element.xpath("p:cSld/p:spTree/p:sp/p:spPr/a:xfrm"):
            transform.off.x, transform.ext.cx = (Emu(int(n * factor)) for n in (transform.off.x, transform.ext.cx))
    for shape in master.placeholders:
        if shape.placeholder_format.type in FOOTERS:
            shape.top, shape.height = Emu(FOOT.top), Emu(FOOT.height)
        elif shape.placeholder_format.type == PP_PLACEHOLDER.TITLE:
            shape.left, shape.top, shape.width, shape.height = map(
                Emu, (TITLE.left, TITLE.top, TITLE.width, TITLE.height)
            )
    for style in master.element.xpath("p:txStyles/p:titleStyle/a:lvl1pPr"):
        style.set("algn", "l")
        style.find(qn("a:defRPr")).set("sz", str(TITLE_SIZE.centipoints))
    theme: Any = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    scheme = parse_xml(theme.blob)
    for word, color in colors.items():
        for kept in scheme.iter(qn(f"a:{word}")):
            kept[:] = [parse_xml(f'<a:srgbClr {nsdecls("a")} val="{color}"/>')]
    theme.blob = serialize_part_xml(scheme)
    return deck
