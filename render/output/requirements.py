"""What a file really is and the cut that it should be enter; all in which it is not what its place needs leaves."""

from collections.abc import Iterator

from render.errors import FilmError, command
from render.files import size_text
from render.formats import Facts
from render.numbers import short
from render.scene.cuts import Cut

ROUNDING = 0.011
"""Seconds: delays of a GIF are whole centiseconds."""


def check_facts(cut: Cut, facts: Facts, name: str, seconds: float) -> None:
    """Hold the `facts` of a file against the `cut` that it is, which plays for `seconds`, and against its place.

    Raises FilmError with all that does not hold, each with a remedy; `name` is that of the file.
    """
    faults = [*_unlike(cut, facts, seconds), *_refused(cut, facts)]
    if faults:
        place = f" for {cut.folder}" if cut.target else ""
        raise FilmError(f"{name} is not fit{place}: {'; '.join(faults)}", command("explain", "output.targets"))


def _unlike(cut: Cut, facts: Facts, seconds: float) -> Iterator[str]:
    """Yield in what the file is not what was asked for."""
    output, again = cut.scene.output, "this is a mistake in gradreel, please report it"
    if facts.size and facts.size != output.size:
        yield f"it has {facts.size[0]}x{facts.size[1]} pixels, not {output.size}; {again}"
    if facts.seconds is not None and abs(facts.seconds - seconds) > 1 / output.fps + ROUNDING:
        yield f"it plays for {facts.seconds:.2f} s, not {seconds:.2f} s; {again}"
    if facts.plays is not None and facts.plays != (output.plays or 0):
        yield f"it plays {facts.plays or 'forever'}, not {output.loop}; {again}"


def _refused(cut: Cut, facts: Facts) -> Iterator[str]:
    """Yield what its place does not accept."""
    accepts, output = cut.accepts, cut.scene.output
    if accepts.bytes is not None and facts.bytes > accepts.bytes:
        yield f"{size_text(facts.bytes)} are more than {size_text(accepts.bytes)}: choose a smaller output.size"
    if accepts.pixels is not None and facts.size and facts.size[0] * facts.size[1] > accepts.pixels:
        yield f"{output.size} are more than {short(accepts.pixels / 1e6)} megapixels: choose output.size 4k"
    if accepts.shortest is not None and facts.shortest is not None and facts.shortest < accepts.shortest:
        yield f"a frame of {short(facts.shortest)} s would be slowed down: choose output.fps {min(output.fps, 30)}"
    for name, needed, found in (("coding", accepts.codec, facts.codec), ("pixels", accepts.coding, facts.pixels)):
        if needed is not None and found != needed:
            yield f"its {name} is {found}, not {needed}: choose an even output.size of 4096x2304 at most"
    if accepts.faststart and not facts.faststart:
        yield "its index does not come first: make it again, and do not edit it"
