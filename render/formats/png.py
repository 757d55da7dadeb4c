"""PNG: the film's poster."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render.formats import Facts, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame


class Png(Format):
    """A lossless still, the film's poster."""

    kind: Literal["png"] = "png"
    suffix: ClassVar[str] = ".png"
    alpha: ClassVar[bool | None] = True
    frames: ClassVar[Literal["poster"]] = "poster"
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
        """Return the picture's size."""
        from render.formats.encoders import pngs

        return Facts(bytes=path.stat().st_size, size=pngs.size(path))

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Save the frame that is given."""
        from render.formats.encoders import pngs

        yield lambda frame: pngs.save(path, frame.pixels, reel.transparent, pngs.texts(reel))
