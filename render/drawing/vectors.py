"""A figure and what moves in it enter, its moments leave as vectors: SVG, artist by artist, or the pages of a PDF."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO

from render.drawing.settings import Settings, in_force

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.text import Text

from render.drawing.shapes import Shapes
from render.drawing.svg import HALO, SvgRenderer
from render.drawing.themes import Theme
from render.drawing.webfonts import font_faces
from render.timeline.moments import Moment

ABOVE = 1000.0
"""What moves is drawn above what does not, as in the film, whatever its place among its neighbours."""
PDF = {"pdf.fonttype": 42, "pdf.compression": 9}
"""Typefaces are embedded as TrueType, so that texts can be searched and copied."""


class Vectors:
    """The pictures of a stage: either as SVG, by `background` and `show`, or as a PDF.

    `size` is (width, height) in pixels; lengths in SVG have so many `digits` after the point.
    """

    def __init__(
        self,
        figure: Figure,
        artists: Sequence[Artist],
        shows: Sequence[Callable[[Moment], None]],
        theme: Theme,
        settings: Settings,
        digits: int = 2,
    ) -> None:
        self.size = round(figure.bbox.width), round(figure.bbox.height)
        self.theme = theme
        self._figure, self._artists, self._shows, self._settings = figure, artists, shows, settings
        self._renderer = SvgRenderer(self.size, figure.dpi, theme.paper, digits)
        self._digits = digits
        self._drawn: list[str] = []
        self._shapes: Shapes | None = None

    def background(self) -> str:
        """Return the SVG of what never moves."""
        with in_force(self._settings):
            for text in self._figure.findobj(Text):
                if isinstance(text, Text) and text.get_path_effects():
                    text.set(path_effects=[], gid=HALO)
            self._figure.draw(self._renderer)
        return self._renderer.take()

    def shapes(self) -> Shapes:
        """Return shapes to which the long paths of Axes can refer whose limits change."""
        return Shapes(self.size[1], self._digits)

    def show(self, moment: Moment, shapes: Shapes | None = None) -> list[str]:
        """Return the SVG of each artist that moves, from back to front; of one that cannot be seen, nothing.

        Axes refer to `shapes`, if they are given.
        """
        if shapes is not self._shapes:
            self._shapes, self._drawn = shapes, []
            for artist in self._artists:
                artist.stale = True
        self._drawn = self._drawn or [""] * len(self._artists)
        with in_force(self._settings):
            for show in self._shows:
                show(moment)
            for index, artist in enumerate(self._artists):
                if artist.stale:
                    self._renderer.shapes = shapes if isinstance(artist, Axes) else None
                    artist.draw(self._renderer)
                    artist.stale = False
                    self._drawn[index] = self._renderer.take()
        return list(self._drawn)

    def shared(self) -> str:
        """Return the SVG that everything drawn so far refers to."""
        return "".join(markup for _, markup in sorted(self._renderer.shared.items()))

    def typefaces(self, also: str = "", other: "Vectors | None" = None) -> str:
        """Return the CSS of the typefaces of everything drawn so far, here and in an `other` layout.

        Running text may have the characters `also`.
        """
        faces = {face: {*used} for face, used in self._renderer.faces.items()}
        for face, used in other._renderer.faces.items() if other else ():
            faces.setdefault(face, set()).update(used)
        for face in faces:
            if (face.weight, face.style) == (400, "normal") and face.family == self.family:
                faces[face] |= {*also}
        return font_faces(faces)

    @property
    def family(self) -> str:
        """The typeface of running text."""
        return str(self._settings["font.family"][0])

    def pdf(self, moments: Iterable[Moment], about: Mapping[str, str]) -> bytes:
        """Return a PDF with a page for each of the `moments`; what is said `about` it, by the keys of a PDF."""
        for index, artist in enumerate(self._artists):
            artist.set(animated=False, zorder=ABOVE + index)
        dates = {"CreationDate": None, "ModDate": None}
        # In memory: Matplotlib cannot close a file on a disk that is full.
        whole = BytesIO()
        with in_force({**self._settings, **PDF}), PdfPages(whole, metadata={**about, **dates}) as pages:
            for moment in moments:
                for show in self._shows:
                    show(moment)
                pages.savefig(self._figure)
        return whole.getvalue()
