"""A presentation enters; the layout for films leaves, and what of its slides is taken."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pptx.enum.shapes import PP_PLACEHOLDER

from render.deck.space import Area

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.base import BaseShape
    from pptx.slide import SlideLayout

FOOTERS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
BACKGROUND = 0.5
"""What covers more than this share of a slide is its background: a film may stand on it."""


def layout_for_films(deck: "Deck") -> "SlideLayout | None":
    """Return the layout with a title and the fewest other things to fill in, "Title Only" if there is one."""
    titled = [
        layout
        for master in deck.slide_masters
        for layout in master.slide_layouts
        if any(_type(shape) in TITLES for shape in layout.shapes)
    ]
    return min(titled, key=_unfitness, default=None)


def _unfitness(layout: "SlideLayout") -> tuple[bool, bool, int]:
    """Return how little a `layout` is meant for a title alone: by its type, by its name, by what it holds.

    PowerPoint keeps the type of its own layouts whatever they are called and in any language (ECMA-376 Part 1,
    19.7.15, titleOnly).
    """
    kinds = [_type(shape) for shape in layout.shapes if shape.is_placeholder]
    others = sum(kind not in (*FOOTERS, *TITLES) for kind in kinds)
    return (
        layout.element.get("type") != "titleOnly" and layout.name.casefold() != "title only",
        PP_PLACEHOLDER.TITLE not in kinds,
        others,
    )


def _type(shape: "BaseShape") -> PP_PLACEHOLDER | None:
    return shape.placeholder_format.type if shape.is_placeholder else None


def taken(layout: "SlideLayout", page: Area) -> Iterator[Area]:
    """Yield what a film must not cover: logos, bands and lines of the layout and its master, and what footers need."""
    own = layout.element.get("showMasterSp") not in ("0", "false")
    shapes = [shape for shape in layout.shapes if not shape.is_placeholder or _type(shape) in FOOTERS]
    if own:
        shapes += [shape for shape in layout.slide_master.shapes if not shape.is_placeholder]
    for area in map(area_of, shapes):
        if area and area.size <= BACKGROUND * page.size:
            yield area


def area_of(shape: "BaseShape") -> Area | None:
    """Return where `shape` is, or None if nothing says it."""
    edges: tuple[int | None, ...] = (shape.left, shape.top, shape.width, shape.height)
    if None in edges:
        return None
    return Area(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
