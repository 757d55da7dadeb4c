"""Slides enter, a PowerPoint file leaves: the same slides give the same bytes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Pt

from render import __version__
from render.deck.layouts import area_of, layout_for_films, taken
from render.deck.slide import Slide
from render.deck.space import Area, place
from render.deck.template import opened, plain
from render.deck.timing import autoplay
from render.errors import UsageError, again
from render.formats import STAMP
from render.texts import printable

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide as Page
    from pptx.slide import SlideLayout

GAP = 0.015
"""Between a film and what stands beside it, as a share of the slide's height."""
FILM_LEAST = 0.2
"""A film covers at least this share of the slide, or only the title is in its way."""
LETTER = 0.52
"""The width of a letter on average, as a share of the type size: sans serifs have 0.5 or little more."""
LINE = 1.2
"""The height of a line, as a share of the type size."""
SIZE = "a:lvl1pPr/a:defRPr/@sz"
"""Where the size of a title is said, in hundredths of a point (ECMA-376 Part 1, 21.1.2.3.2)."""
USUAL_SIZE = 18
"""Points of a text whose size is not said."""
MOST_SHRUNK = 50
"""Per cent of its size that a long title keeps at least."""
LONGEST = 255
"""Characters of a property of a file (python-pptx takes no more)."""
PACKED = (".mp4", ".png", ".gif", ".jpg", ".jpeg")
CORE = "docProps/core.xml"
UNSIGNED = "0" * 64
IDENTIFIER = f"<dc:identifier>{STAMP}{{}}</dc:identifier>"
"""Where the signature stands: no text has a <."""
ESCAPE = re.compile("(?<=_)(?=x[0-9A-Fa-f]{4}_)")
"""Within _x0041_, which PowerPoint shows as the character U+0041 (ECMA-376 Part 1, 22.9.2.19)."""


def is_untouched(path: Path) -> bool:
    """Whether the file at `path` is a deck that was made here, and has not been changed by anybody since."""
    try:
        with ZipFile(path) as file:
            return IDENTIFIER.format(_signature(file.infolist())).encode() in file.read(CORE)
    except (BadZipFile, KeyError, OSError):
        return False


def write(slides: Sequence[Slide], template: Path | None, target: Path, name: str) -> int:
    """Write a deck called `name` at `target`, and return how many slides of the `template` it does not have.

    Raises UsageError for a template that cannot be used, and OSError.
    """
    deck, layout, left_out = _begun(template, slides[0].colors)
    for slide in slides:
        page = deck.slides.add_slide(layout)
        _fill(page, slide, deck, layout)
        if not template and slide.colors != slides[0].colors:
            _paint(page, slide)
    _name_notes_master(deck)
    _say(deck, slides, name)
    whole = BytesIO()
    deck.save(whole)
    target.write_bytes(_signed(whole))
    return left_out


def check(template: Path) -> None:
    """Raise UsageError for a `template` that cannot be used."""
    _begun(template, {})


def _begun(template: Path | None, colors: Mapping[str, str]) -> tuple["Deck", "SlideLayout", int]:
    """Return an empty deck, its layout for films, and how many slides of the template are left out."""
    deck, left_out = opened(template) if template else (plain(colors), 0)
    layout = layout_for_films(deck)
    if layout is None:
        raise UsageError(f"no layout of {template} has a title; add one that is called Title Only", again())
    return deck, layout, left_out


def _fill(page: "Page", slide: Slide, deck: "Deck", layout: "SlideLayout") -> None:
    """Put the title, the film and the notes of `slide` on an empty `page`."""
    whole = Area(0, 0, int(deck.slide_width or 0), int(deck.slide_height or 0))
    title: Any = page.shapes.title
    _write(title.text_frame, slide.title)
    for other in list(page.placeholders):
        if other.element is not title.element:
            other.element.getparent().remove(other.element)
    box = _filled(title, slide, whole) if slide.titled else _below(title, slide, layout, whole)
    position = Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height)
    # A name of a file would end up in the XML as it is.
    content = BytesIO(slide.film.read_bytes())
    if slide.film.suffix == ".mp4":
        shape: Any = page.shapes.add_movie(content, *position, str(slide.poster), "video/mp4")
        autoplay(page, shape.shape_id, slide.seconds, slide.plays)
    else:
        shape = page.shapes.add_picture(content, *position)
    shape.name = "Film"
    (described,) = shape.element.xpath("p:nvPicPr/p:cNvPr")
    described.set("descr", slide.alt)
    described.set("title", slide.title)
    spoken = page.notes_slide.notes_text_frame
    if spoken is None:
        raise UsageError("the template's notes master has no place for a text; reset it in View, Notes Master", again())
    _write(spoken, slide.notes)


def _filled(title: Any, slide: Slide, whole: Area) -> Area:
    """Return where a film stands that has its title in its picture: all over the slide.

    The slide's own `title` stands above it: outlines and readers that read aloud have it, and nobody sees it twice.
    """
    title.left, title.top, title.width, title.height = whole.left, -whole.height // 8, whole.width, whole.height // 10
    return place(slide.size, whole, [])


def _below(title: Any, slide: Slide, layout: "SlideLayout", whole: Area) -> Area:
    """Return where a film stands on a slide with a `title` and what its layout has beside."""
    gap = round(GAP * whole.height)
    headed = area_of(title)
    if headed:
        _fit(title, layout, headed)
    titles = [headed.grown(gap)] if headed else []
    others = [area.grown(gap) for area in taken(layout, whole)]
    free = whole.grown(-2 * gap)
    box = place(slide.size, free, [*titles, *others])
    return box if box.size >= FILM_LEAST * whole.size else place(slide.size, free, titles)


def _write(frame: Any, text: str) -> None:
    """Write a paragraph for each line of `text`; what a reader would take for an escape is parted into two runs."""
    frame.text = text
    for paragraph, line in zip(frame.paragraphs, text.split("\n"), strict=True):
        if len(pieces := ESCAPE.split(line)) > 1:
            paragraph.clear()
            for piece in pieces:
                paragraph.add_run().text = piece


def _fit(title: Any, layout: "SlideLayout", area: Area) -> None:
    """Write a long title smaller, as PowerPoint does when it is typed: it does not when it opens a file."""
    own = "p:cSld/p:spTree/p:sp[p:nvSpPr/p:nvPr/p:ph[contains(@type, 'itle')]]/p:txBody/a:lstStyle/" + SIZE
    master = layout.slide_master.element
    said = [*layout.element.xpath(own), *master.xpath(own), *master.xpath("p:txStyles/p:titleStyle/" + SIZE)]
    size = Pt(int(said[0]) / 100 if said else USUAL_SIZE)
    scale = next((scale for scale in range(100, MOST_SHRUNK, -5) if _holds(area, title.text, size * scale / 100)), None)
    if scale != 100:
        title.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
        (fit,) = title.element.xpath("p:txBody/a:bodyPr/a:normAutofit")
        fit.set("fontScale", str(1000 * (scale or MOST_SHRUNK)))


def _holds(area: Area, text: str, size: float) -> bool:
    """Whether `text` with letters of `size` EMU stays in `area` (a line ends with a word, so a tenth of it is lost)."""
    lines = max(1, area.height // round(LINE * size))
    return len(text) * LETTER * size <= lines * area.width * (1 if lines == 1 else 0.9)


def _paint(page: "Page", slide: Slide) -> None:
    """Give a page the colours of its film, where the deck has others."""
    color: Any = RGBColor
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = color.from_string(slide.colors["lt1"])
    title: Any = page.shapes.title
    for run in title.text_frame.paragraphs[0].runs:
        run.font.color.rgb = color.from_string(slide.colors["dk1"])


def _name_notes_master(deck: "Deck") -> None:
    """Add the notes master to the list in which it belongs (ECMA-376 Part 1, 19.2.1.24); python-pptx does not."""
    if deck.element.xpath("p:notesMasterIdLst"):
        return
    (key,) = (key for key, other in deck.part.rels.items() if other.reltype == RELATIONSHIP_TYPE.NOTES_MASTER)
    named = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{key}"/></p:notesMasterIdLst>'
    (masters,) = deck.element.xpath("p:sldMasterIdLst")
    masters.addnext(parse_xml(named))


def _say(deck: "Deck", slides: Iterable[Slide], name: str) -> None:
    """Say what the file is: nothing of its template, and no time, as the same scenes are to give the same file."""
    core = deck.core_properties
    core._element[:] = []
    titles = [slide.title for slide in slides]
    core.title = titles[0] if len(titles) == 1 else printable(name)
    core.subject = "; ".join(titles)[:LONGEST]
    core.author = ", ".join(dict.fromkeys(slide.author for slide in slides if slide.author))[:LONGEST]
    core.keywords = "gradient descent, machine learning, animation"
    core.comments = f"made with gradreel {__version__}"
    core.identifier = f"{STAMP}{UNSIGNED}"


def _signature(parts: Iterable[ZipInfo]) -> str:
    """Return a hash of what a package holds, by the sums of its parts, apart from the one that says what it is."""
    sums = sorted(f"{part.filename} {part.CRC:08x}" for part in parts if part.filename != CORE)
    return sha256("\n".join(sums).encode()).hexdigest()


def _signed(whole: BytesIO) -> bytes:
    """Return a package with its signature, without the times and the system of this machine."""
    signed, unsigned = BytesIO(), IDENTIFIER.format(UNSIGNED).encode()
    with ZipFile(whole) as old, ZipFile(signed, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == CORE:
                signature = _signature(old.infolist())
                content = content.replace(unsigned, IDENTIFIER.format(signature).encode())
            info = ZipInfo(part.filename)
            info.create_system = 0
            info.compress_type = ZIP_STORED if part.filename.endswith(PACKED) else ZIP_DEFLATED
            new.writestr(info, content)
    return signed.getvalue()
