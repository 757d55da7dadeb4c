"""Is a film that is made small enough for where films go?"""

from collections.abc import Iterator

from render.files import size_text
from render.lint import Finding, Showing

PLACES = {"a picture of a GitHub page": 10_000_000, "Google Slides": 50_000_000}
"""What usual places take, in bytes: docs.github.com, "Attaching files"; support.google.com/docs/answer/97447."""
SMALLER = {
    ".gif": "fewer frames or pixels: output: {fps: 15, size: 480p}; or output: {formats: mp4}, which is far smaller",
}
HINT = "fewer pixels: output: {size: 720p}"


def file_size(showing: Showing) -> Iterator[Finding]:
    """Say which files of the film in the output folder are larger; films that are not made yet have no size."""
    for made in showing.scene.output.formats:
        path = showing.out / made.name(showing.take.name)
        if made.frames == "none" or not path.is_file():
            continue
        size = path.stat().st_size
        full = {place: most for place, most in PLACES.items() if size > most}
        if full:
            most = min(full.values())
            yield Finding(
                f"{path} has {size_text(size)}, too much for {' and '.join(full)}; {size_text(most)} is the most",
                SMALLER.get(path.suffix, HINT),
                size,
                most,
                ("output",),
            )
