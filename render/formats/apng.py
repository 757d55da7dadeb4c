"""APNG: an animation for browsers that programs which know only PNG open, too, at its first frame."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render.formats import Facts, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame


class Apng(Format):
    """A PNG that moves, for pages and messengers.

    Every pixel is as it was drawn; only what changed, true transparency, exact delays.
    """

    kind: Literal["apng"] = "apng"
    suffix: ClassVar[str] = ".apng"
    is_film: ClassVar[bool] = True
    alpha: ClassVar[bool | None] = True
    replaced: ClassVar[int] = 12

    def end(self, seal: str) -> bytes:
        """Return a text chunk, and the last chunk of every PNG."""
        from render.formats.encoders import pngs

        return pngs.end(seal)

    def stamp(self, path: Path) -> str | None:
        """Return the text chunk Comment."""
        from render.formats.encoders import pngs

        return pngs.comment(path)

    def facts(self, path: Path) -> Facts:
        """Return the canvas, the delays and the loop that are written."""
        from render.formats.encoders import animated_png

        size, plays, delays = None, None, []
        for name, content in animated_png.chunks(path):
            if name == b"IHDR":
                size = int.from_bytes(content[:4]), int.from_bytes(content[4:8])
            elif name == b"acTL":
                plays = int.from_bytes(content[4:8])
            else:
                delays.append(int.from_bytes(content[20:22]) / (int.from_bytes(content[22:24]) or 100))
        return Facts.of_frames(path, size, delays, plays)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Stream the frames' changes into the file."""
        from render.formats.encoders import animated_png, pngs
        from render.formats.encoders.in_order import in_order
        from render.formats.encoders.patches import Patches

        with path.open("wb") as file:
            writer = animated_png.Writer(file).begin(reel.size, reel.plays, pngs.texts(reel))
            with in_order(animated_png.compressed, lambda done: writer.add(*done)) as compress:
                patches = Patches(compress)
                yield patches.add
                patches.close()
            writer.end()
