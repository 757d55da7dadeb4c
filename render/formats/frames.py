"""Frames: a folder of numbered PNGs, for LaTeX, video editors and other programs that put films together."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.formats import Facts, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame

FIRST, LIST, TIMELINE = "frame-0000.png", "frames.ffconcat", "timeline.txt"


class Frames(Format):
    """A folder of PNGs, frame-0000.png and so on, true transparency, with their times for ffmpeg and for LaTeX.

    ffmpeg reads frames.ffconcat, and \\animategraphics[timeline=timeline.txt] of LaTeX's animate the other one. With
    `every: frame` all frames have the same time, 1 / fps, and need neither.
    """

    kind: Literal["frames"] = "frames"
    every: Annotated[
        Literal["moment", "frame"],
        Field(
            description="a picture for each moment, however long it is shown, or one for each frame at the film's fps"
        ),
    ] = "moment"
    suffix: ClassVar[str] = "-frames"
    alpha: ClassVar[bool | None] = True

    def stamp(self, path: Path) -> str | None:
        """Return the text chunk Comment of the first picture, if all of them are there."""
        from render.formats.encoders import pngs, stills

        try:
            whole = all((path / name).is_file() for name in stills.listed(path / LIST))
        except (OSError, ValueError):
            return None
        return pngs.comment(path / FIRST) if whole else None

    def end(self, seal: str) -> bytes:
        """Return a comment in the list of the frames."""
        return f"# {seal}\n".encode()

    def seal(self, path: Path) -> None:
        """Write into the list of the frames what seals it and all other files."""
        from render.formats.encoders import stills

        stills.seal(path / LIST, path / TIMELINE, self.end)

    def is_whole(self, path: Path) -> bool:
        """Return whether list, times and all pictures are what was sealed, and no other picture is among them."""
        from render.formats.encoders import stills

        return stills.is_sealed(path / LIST, path / TIMELINE, self.end)

    def facts(self, path: Path) -> Facts:
        """Return what the list says, and how large the pictures are."""
        from render.files import size_of
        from render.formats.encoders import pngs, stills

        delays = list(stills.listed(path / LIST).values())
        return Facts(
            bytes=size_of(path),
            size=pngs.size(path / FIRST),
            seconds=sum(delays),
            frames=len(delays),
            shortest=min(delays, default=None),
        )

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Save the frames, in threads, and then their times."""
        from render.formats.encoders.in_order import in_order
        from render.formats.encoders.stills import Stills

        # A film that has to be smaller is written again.
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        stills = Stills(path, reel, self.every == "frame")
        with in_order(stills.compressed, stills.save) as compress:
            yield lambda frame: stills.add(frame, compress)
        stills.write_times(path / LIST, path / TIMELINE)
