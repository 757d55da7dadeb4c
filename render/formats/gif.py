"""GIF: plays everywhere, even in a slide's picture."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render.formats import Facts, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame


class Gif(Format):
    """Plays everywhere, even in a slide's picture.

    Only what changed, no dithering, a palette for the film or for each frame, delays of whole centiseconds.
    """

    kind: Literal["gif"] = "gif"
    suffix: ClassVar[str] = ".gif"
    is_film: ClassVar[bool] = True
    indexed: ClassVar[bool] = True
    replaced: ClassVar[int] = 1

    def stamp(self, path: Path) -> str | None:
        """Return the last line of the comment extension before the first frame."""
        from render.formats.encoders.gif_blocks import comment_of

        try:
            return comment_of(path).rpartition("\n")[2]
        except (OSError, ValueError):
            return None

    def end(self, seal: str) -> bytes:
        """Return a comment extension, and the trailer."""
        from render.formats.encoders import gif_blocks

        return gif_blocks.end(seal)

    def facts(self, path: Path) -> Facts:
        """Return the delays that are written, as a browser sees them."""
        from PIL import Image

        from render.formats.encoders.gif_blocks import delays_of

        delays = [centiseconds / 100 for centiseconds in delays_of(path)]
        with Image.open(path, formats=["GIF"]) as image:
            loop = image.info.get("loop")
            return Facts.of_frames(path, image.size, delays, 1 if loop is None else loop and loop + 1)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Stream the frames' changes into the file."""
        import imageio.v3 as iio

        from render.formats.encoders.gif import GifWriter
        from render.formats.encoders.palette import Palette

        with iio.imopen(path, "w", plugin=GifWriter) as gif:
            assert isinstance(gif, GifWriter)
            palette = Palette.of_film(reel.samples(), reel.colors - 1) if reel.palette == "global" else None
            gif.begin(
                palette, reel.colors, reel.size, reel.plays, "\n".join([reel.title, reel.description.alt, reel.stamp])
            )

            def add(frame: "Frame") -> None:
                gif.write(frame.pixels, frame.changed, frame.seconds)

            yield add
