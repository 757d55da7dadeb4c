"""Is a film that is made small enough for where films go?"""

from collections.abc import Iterator

from render.family import word
from render.files import size_text
from render.lint import Finding, Showing
from render.scene.cuts import cuts
from render.scene.look import every_target
from render.targets import Limits, Target

SMALLER = {
    "gif": "let quality give way: output: {max_size: 10MB}; or output: {formats: mp4}, which is far smaller",
}
HINT = "let quality give way: output: {max_size: 10MB}"


def file_size(showing: Showing) -> Iterator[Finding]:
    """Say which files of the film in the output folder are larger; films that are not made yet have no size."""
    for cut in cuts(showing.scene):
        path = showing.out / cut.folder / cut.format.name(f"{showing.take.name}{cut.ending}")
        if cut.format.frames == "none" or not path.is_file():
            continue
        kind, size = word(cut.format), path.stat().st_size
        full = {place: most for place, most in _places(kind, cut.target).items() if size > most}
        if full:
            most = min(full.values())
            yield Finding(
                f"{path} has {size_text(size)}, too much for {' and '.join(full)}; {size_text(most)} is the most",
                SMALLER.get(kind, HINT),
                size,
                most,
                ("output",),
            )


def _places(kind: str, target: Target | None) -> dict[str, int]:
    """Return the bytes that places take of a `kind` of file: the `target`, or all."""
    places = [target] if target else every_target()
    limits = {word(place): place.accepts.get(kind, Limits()).bytes for place in places}
    return {place: limit for place, limit in limits.items() if limit is not None}
