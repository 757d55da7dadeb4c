"""WebP: an animation for browsers, lossless and half as large as one in PNG."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render import seals
from render.formats import Facts, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame


END = '<!--{}-->\n<?xpacket end="r"?>'


class WebP(Format):
    """A picture that moves, for pages and messengers.

    Every pixel is as it was drawn; only what changed, true transparency, delays of whole milliseconds.
    """

    kind: Literal["webp"] = "webp"
    suffix: ClassVar[str] = ".webp"
    is_film: ClassVar[bool] = True
    alpha: ClassVar[bool | None] = True
    replaced: ClassVar[int] = len(END.format(seals.UNSEALED))

    def end(self, seal: str) -> bytes:
        """Return the end of the XMP metadata."""
        return END.format(seal).encode()

    def stamp(self, path: Path) -> str | None:
        """Return the user comment in the XMP metadata."""
        from render.formats.encoders import riff, xmp

        try:
            with path.open("rb") as file:
                return next((xmp.comment(content) for name, content in riff.chunks(file, 0) if name == b"XMP "), None)
        except (OSError, ValueError):
            return None

    def facts(self, path: Path) -> Facts:
        """Return the canvas, the delays and the loop that are written."""
        from render.formats.encoders import riff

        size, plays, delays = None, None, []
        with path.open("rb") as file:
            for name, head in riff.chunks(file, 16):
                if name == b"VP8X":
                    width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (4, 7))
                    size = width, height
                elif name == b"ANIM":
                    plays = int.from_bytes(head[4:6], "little")
                elif name == b"ANMF":
                    delays.append(int.from_bytes(head[12:15], "little") / 1000)
        return Facts.of_frames(path, size, delays, plays)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Stream the frames' changes into the file, the metadata last, where WebP has it."""
        from render.formats.encoders import riff, xmp
        from render.formats.encoders.in_order import in_order
        from render.formats.encoders.patches import Patches

        with path.open("wb") as file:
            riff.begin(file, reel.size, reel.plays)
            with in_order(riff.compressed, lambda done: riff.add(file, *done)) as compress:
                # Pictures begin at even pixels, as the container counts in twos.
                patches = Patches(compress, grid=2)
                yield patches.add
                patches.close()
            riff.end(file, xmp.packet(reel, self.end(seals.UNSEALED)))
