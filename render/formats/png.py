"""PNG: the last frame."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render.formats import Facts, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame


class Png(Format):
    """A lossless still."""

    kind: Literal["png"] = "png"
    suffix: ClassVar[str] = ".png"
    frames: ClassVar[Literal["last"]] = "last"

    def stamp(self, path: Path) -> str | None:
        """Return the text chunk Comment."""
        from PIL import Image

        try:
            with Image.open(path, formats=["PNG"]) as image:
                return str(image.info.get("Comment", ""))
        except (OSError, SyntaxError, ValueError):
            return None

    def facts(self, path: Path) -> Facts:
        """Return the picture's size."""
        from PIL import Image

        with Image.open(path, formats=["PNG"]) as image:
            return Facts(bytes=path.stat().st_size, size=image.size)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Save the frame that is given."""
        from PIL import Image, PngImagePlugin

        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("Title", reel.title)
        texts.add_itxt("Description", reel.description.alt)
        texts.add_text("Comment", reel.stamp)

        def save(frame: "Frame") -> None:
            Image.fromarray(frame.pixels[:, :, :3]).save(path, "PNG", pnginfo=texts)

        yield save
