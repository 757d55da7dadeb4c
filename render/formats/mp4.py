"""MP4: H.264, which plays in every browser and slide program."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from render.errors import FilmError
from render.family import wrong
from render.formats import STAMP, Format, Reel

if TYPE_CHECKING:
    from render.drawing.frame import Frame


class Mp4(Format):
    """H.264 High, yuv420p, with the index first (faststart) so that it plays while it loads."""

    kind: Literal["mp4"] = "mp4"
    suffix: ClassVar[str] = ".mp4"

    def check(self, size: tuple[int, int]) -> None:
        """Refuse odd sizes: yuv420p keeps one colour for two by two pixels."""
        if any(length % 2 for length in size):
            even = "x".join(str(length + length % 2) for length in size)
            raise wrong(
                f"mp4 needs an even width and height, not {size[0]}x{size[1]}", f"choose {even}", ("output", "size")
            )

    def stamp(self, path: Path) -> str | None:
        """Return the comment in the file's metadata."""
        import imageio_ffmpeg

        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path), "-f", "ffmetadata", "-"]
        said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
        lines = said.stdout.splitlines()
        return next((line.removeprefix("comment=") for line in lines if line.startswith(f"comment={STAMP}")), None)

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Stream raw frames to ffmpeg; a moment becomes as many frames as its time on the film's clock holds."""
        import imageio_ffmpeg

        options = ["-preset", "veryfast", "-crf", "18", "-profile:v", "high", "-movflags", "+faststart"]
        colors = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
        matrix = ["-vf", "scale=out_color_matrix=bt709:out_range=tv"]
        texts = ["-metadata", f"title={reel.title}", "-metadata", f"comment={reel.stamp}", "-fflags", "+bitexact"]
        ffmpeg = imageio_ffmpeg.write_frames(
            str(path),
            reel.size,
            pix_fmt_in="rgba",
            pix_fmt_out="yuv420p",
            fps=reel.fps,
            quality=None,
            codec="libx264",
            macro_block_size=1,
            ffmpeg_log_level="error",
            output_params=[*options, *matrix, *colors, *texts],
        )
        elapsed, count = 0.0, 0

        def add(frame: "Frame") -> None:
            nonlocal elapsed, count
            elapsed += frame.seconds
            repeats = round(elapsed * reel.fps) - count
            count += repeats
            for _ in range(repeats):
                try:
                    ffmpeg.send(frame.pixels)
                except OSError as error:
                    raise FilmError(
                        f"ffmpeg ended early, after {count - repeats} frames; the film is not kept"
                    ) from error

        with closing(ffmpeg):
            ffmpeg.send(None)
            yield add
        try:
            written, _ = imageio_ffmpeg.count_frames_and_secs(str(path))
        except RuntimeError:
            written = 0
        if written != count:
            raise FilmError(f"ffmpeg wrote {written} of {count} frames; the film is not kept")
