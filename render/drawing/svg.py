"""What Matplotlib draws enters, SVG leaves: paths to a hundredth of a pixel, and texts as texts.

Matplotlib's own SVG writer makes whole files, and outlines of every text that has a rim. Here each artist is markup of
its own; what many of them use (clips, markers, typefaces) is collected beside it.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any

import numpy as np
from matplotlib import font_manager
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox, Transform

from render.drawing.axes import HALO_WIDTH
from render.drawing.embedding import address_of
from render.drawing.shapes import LONG, Shapes, is_straight, path_data
from render.drawing.webfonts import Face

HALO = "halo"
CAPS = {"butt": "butt", "projecting": "square", "round": "round"}
ANCHORS = {"left": ("start", 0.0), "center": ("middle", 0.5), "right": ("end", 1.0)}
BEYOND = 3.0
"""Sizes of the picture, on each side, within which lines are drawn that may come into it."""
AREA_DIGITS = 1
"""After the point, of the edges of long areas."""
DIGITS = frozenset("0123456789,.\N{MINUS SIGN}")
"""Texts of these characters alone are numbers: kerning, which moves two ones together, would make them jitter."""


class SvgRenderer(RendererBase):
    """Collects markup; coordinates are pixels from the top left.

    `shared` is what markup refers to, by its id, and `faces` are the characters that are set in each typeface. Texts
    with the gid HALO have a rim of the colour `halo`. Lengths have so many `digits` after the point. Where there are
    `shapes`, long paths refer to these.
    """

    def __init__(self, size: tuple[int, int], dpi: float, halo: str, digits: int = 2) -> None:
        super().__init__()
        self.width, self.height = size
        self.shared: dict[str, str] = {}
        self.faces: dict[Face, set[str]] = {}
        self.shapes: Shapes | None = None
        self._digits = digits
        self._unit, self._halo, self._has_halo = dpi / 72, halo, False
        self._parts: list[str] = []

    def take(self) -> str:
        """Return what was drawn since the last time."""
        drawn = "".join(self._parts)
        self._parts.clear()
        return drawn

    def flipy(self) -> bool:  # noqa: D102
        return True

    def get_canvas_width_height(self) -> tuple[float, float]:  # noqa: D102
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:  # noqa: D102
        return points * self._unit

    def open_group(self, s: str, gid: str | None = None) -> None:  # noqa: D102
        if s == "text":
            self._has_halo = gid == HALO

    def draw_path(  # noqa: D102
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        line = rgbFace is None
        matrix = transform.get_matrix()
        # The edge of an area without a line around it need not be finer than can be seen.
        area = not line and not gc.get_linewidth() and len(path) >= LONG and is_straight(path)

        def written(beyond: float = 0.0) -> tuple[str, Bbox]:
            wide, high = float(self.width), float(self.height)
            room = (-beyond * wide, -beyond * high, (1 + beyond) * wide, (1 + beyond) * high) if line else None
            simple = path.should_simplify if line else area
            seen = path.cleaned(transform, True, room, simplify=simple, curves=True)
            return path_data(seen, self.height, min(self._digits, AREA_DIGITS) if area else self._digits)

        if not (ink := self._ink(gc, rgbFace)):
            return
        if self.shapes and len(path) >= LONG and not (matrix[0, 1] or matrix[1, 0]):
            # On the way to another view, what lies beyond the picture comes into it.
            data, box = self.shapes.reference(path, matrix, lambda: written(BEYOND))
        else:
            data, box = written()
        if data:
            self._add(gc, f'<path d="{data}"{ink}/>', box.padded(self._unit * gc.get_linewidth()))

    def draw_markers(  # noqa: D102
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        ink = self._ink(gc, rgbFace)
        data, box = path_data(marker_path.cleaned(marker_trans, curves=True), 0.0, self._digits)
        places = trans.transform(path.vertices)
        reach = float(np.abs(box.get_points()).max()) + self._unit * gc.get_linewidth()
        seen = np.all((places > -reach) & (places < np.array([self.width, self.height]) + reach), axis=1)
        places = np.round(places[seen] * (1, -1) + (0, self.height), self._digits) + 0.0
        if ink and data and len(places):
            shape = self._share("m", f'<path id="{{}}" d="{data}"/>')
            uses = "".join(f'<use href="#{shape}" x="{x:g}" y="{y:g}"/>' for x, y in places.tolist())
            around = Bbox([places.min(axis=0), places.max(axis=0)])
            self._add(gc, f"<g{ink}>{uses}</g>", around.padded(reach))

    def draw_path_collection(  # noqa: D102
        self,
        gc: GraphicsContextBase,
        master_transform: Transform,
        paths: Sequence[Path],
        all_transforms: Any,
        offsets: Any,
        offset_trans: Any,
        facecolors: Any,
        edgecolors: Any,
        linewidths: Any,
        *more: Any,
        **others: Any,
    ) -> None:
        alike = max(len(edgecolors), len(linewidths)) <= 1
        if len(paths) > 1 and alike and not (len(facecolors) or np.any(offsets) or len(all_transforms)):
            # Lines of one style look the same as one path, which is far shorter; where transparent ones cross, they
            # are no darker.
            paths = [Path.make_compound_path(*paths)]
        style = facecolors, edgecolors, linewidths, *more
        super().draw_path_collection(
            gc, master_transform, paths, all_transforms, offsets, offset_trans, *style, **others
        )

    def option_image_nocomposite(self) -> bool:  # noqa: D102
        return True

    def draw_image(self, gc: GraphicsContextBase, x: float, y: float, im: Any, transform: Any = None) -> None:  # noqa: D102
        rows, columns = im.shape[:2]
        across, up = transform.get_matrix().diagonal()[:2] if transform else (1.0, 1.0)
        place = f'x="{self._short(x)}" y="{self._short(self.height - y - rows * up)}"'
        size = f'width="{self._short(columns * across)}" height="{self._short(rows * up)}"'
        # Rows come from the bottom.
        look = f'preserveAspectRatio="none" style="image-rendering:pixelated" href="{address_of(im[::-1])}"'
        self._add(gc, f"<image {place} {size} {look}/>")

    def draw_text(  # noqa: D102
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        if not s.strip():
            return
        ink = self._text_ink(gc)
        if ismath:
            self._add(gc, self._formula(x, y, s, prop, ink))
            return
        # Other programs may set another typeface: what stands at the right keeps its right edge.
        anchor, share = ANCHORS[mtext.get_horizontalalignment() if mtext and not angle else "left"]
        if share:
            x += share * self.get_text_width_height_descent(s, prop, ismath)[0]
            ink += f' text-anchor="{anchor}"'
        if angle:
            ink += f' transform="rotate({-angle:g} {self._short(x)} {self._short(y)})"'
        if not set(s) - DIGITS:
            ink += ' style="font-kerning:none"'
        if "  " in s:
            ink += ' xml:space="preserve"'
        ink += self._face(prop, s) + f' font-size="{self._short(self._unit * prop.get_size_in_points())}"'
        self._add(gc, f'<text x="{self._short(x)}" y="{self._short(y)}"{ink}>{escape(s)}</text>')

    def _formula(self, x: float, y: float, s: str, prop: FontProperties, ink: str) -> str:
        """Return a formula, character by character, and its lines; y of what Matplotlib sets goes up from x, y."""
        parsed = self._text2path.mathtext_parser.parse(s, self.points_to_pixels(72), prop)
        spans = []
        for font, size, code, _glyph, right, up in parsed.glyphs:
            entry = font_manager.ttfFontProperty(font)
            face = Face(entry.name, int(entry.weight), entry.style, str(font.fname))
            self.faces.setdefault(face, set()).add(chr(code))
            where = (
                f'x="{self._short(x + right)}" y="{self._short(y - up)}" font-size="{self._short(size * self._unit)}"'
            )
            spans.append(f"<tspan {where}{_face_of([face])}>{escape(chr(code))}</tspan>")
        bars = [
            f'<rect x="{self._short(x + left)}" y="{self._short(y - bottom - tall)}" width="{self._short(wide)}"'
            f' height="{self._short(tall)}"/>'
            for left, bottom, wide, tall in parsed.rects
        ]
        return f"<g{ink}><text>{''.join(spans)}</text>{''.join(bars)}</g>"

    def _face(self, prop: FontProperties, s: str) -> str:
        """Return how a text is set, and remember which of its characters are in which typeface."""
        faces = _faces(tuple(prop.get_family()), prop.get_weight(), prop.get_style())
        used = {}
        for character in s:
            face, _ = next((each for each in faces if each[1].get_char_index(ord(character))), faces[0])
            self.faces.setdefault(face, set()).add(character)
            used[face] = face
        # The first choice comes first, also of a text that has only characters of the second.
        return _face_of([face for face, _ in faces if face in used])

    def _ink(self, gc: GraphicsContextBase, face: Any) -> str:
        """Return how a path is filled and drawn; nothing if it cannot be seen."""
        color, width = gc.get_rgb(), self._unit * gc.get_linewidth()
        opacity = 0.0 if face is None else gc.get_alpha() if gc.get_forced_alpha() else (*face, 1.0)[3]
        filled, drawn = opacity > 0, width > 0 and color[3] > 0
        if not (filled or drawn):
            return ""
        ink = f' fill="{to_hex(face[:3])}"' if filled else ' fill="none"'
        if filled and opacity < 1:
            ink += f' fill-opacity="{opacity:.3g}"'
        if drawn:
            ink += f' stroke="{to_hex(color[:3])}" stroke-width="{self._short(width)}"'
            ink += f' stroke-opacity="{color[3]:.3g}"' if color[3] < 1 else ""
            ink += f' stroke-linecap="{CAPS[gc.get_capstyle()]}"' if gc.get_capstyle() != "butt" else ""
            ink += f' stroke-linejoin="{gc.get_joinstyle()}"' if gc.get_joinstyle() != "miter" else ""
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                lengths = np.asarray(dashes, float).tolist()
                ink += f' stroke-dasharray="{" ".join(self._short(self._unit * length) for length in lengths)}"'
                ink += f' stroke-dashoffset="{self._short(self._unit * offset)}"' if offset else ""
        return ink

    def _text_ink(self, gc: GraphicsContextBase) -> str:
        color = gc.get_rgb()
        alpha = gc.get_alpha() if gc.get_forced_alpha() else color[3]
        ink = f' fill="{to_hex(color[:3])}"' + (f' opacity="{alpha:.3g}"' if alpha < 1 else "")
        if self._has_halo:
            ink += (
                f' stroke="{self._halo}" stroke-width="{self._short(self._unit * HALO_WIDTH)}" stroke-linejoin="round"'
            )
            ink += ' paint-order="stroke"'
        return ink

    def _add(self, gc: GraphicsContextBase, markup: str, box: Bbox | None = None) -> None:
        """Keep markup, clipped if it may reach beyond where the artist may draw; `box` is around it, from the top."""
        clip = gc.get_clip_rectangle()
        if clip:
            left, right, top, bottom = clip.x0, clip.x1, self.height - clip.y1, self.height - clip.y0
            inside = box and box.x0 >= left and box.x1 <= right and box.y0 >= top and box.y1 <= bottom
            if not inside:
                area = f'x="{self._short(left)}" y="{self._short(top)}" width="{self._short(right - left)}"'
                area += f' height="{self._short(bottom - top)}"'
                name = self._share("c", f'<clipPath id="{{}}"><rect {area}/></clipPath>')
                markup = f'<g clip-path="url(#{name})">{markup}</g>'
        self._parts.append(markup)

    def _short(self, value: float) -> str:
        return f"{round(value, self._digits) + 0.0:g}"

    def _share(self, letter: str, markup: str) -> str:
        """Keep `markup`, with its id in place of the braces, and return the id: the same markup always has the same."""
        name = f"{letter}{sha256(markup.encode()).hexdigest()[:8]}"
        self.shared[name] = markup.format(name)
        return name


@cache
def _faces(families: tuple[str, ...], weight: int | str, style: Any) -> list[tuple[Face, FT2Font]]:
    """Return the typefaces of `families`, the first choice first."""
    number = font_manager.weight_dict.get(weight, weight) if isinstance(weight, str) else weight
    files = {
        family: font_manager.findfont(FontProperties(family=family, weight=weight, style=style)) for family in families
    }
    return [(Face(family, int(number), style, file, file.face_index), FT2Font(file)) for family, file in files.items()]


def _face_of(faces: list[Face]) -> str:
    first = faces[0]
    ink = f' font-family="{escape(", ".join(face.family for face in faces))}, sans-serif"'
    ink += f' font-weight="{first.weight}"' if first.weight != 400 else ""
    return ink + (f' font-style="{first.style}"' if first.style != "normal" else "")
