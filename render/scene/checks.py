"""A scene whose keys are each right enters, and what does not fit together leaves: every misfit, as an error."""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pydantic_core import PydanticCustomError

from render.drawing.layout import Canvas, in_columns
from render.drawing.letters import unsure
from render.errors import FilmError
from render.family import word, wrong
from render.formats import Format
from render.scene.comparison import MOST_STEPS
from render.scene.cuts import cuts
from render.scene.look import every_format
from render.scene.schema import Scene
from render.scene.storytelling import CaptionOptions
from render.timeline.beats import begins

MOST_INDICES = 100_000_000
"""Points in all batches of a run: they are kept with its recording."""
COLUMN_PANELS = 2
"""Panels that read well below one another in a column, and columns that do so in an upright picture."""
SMALL_START, SMALL_DATA = 1e3, 1e7
"""With numbers up to these, and 1e12 in tables, float32 holds the squares of a million residuals."""
LARGEST_SUM = 1e38
"""Of squared residuals: float32 ends at 3.4e38, and rounds on the way."""
LONGEST_NAME = 200
"""Bytes of a file's name: systems hold 255, and a folder of drafts beside it needs some of them."""
SHORTEST_CAPTION = 0.5
"""Seconds from one caption to the next."""


def misfits(scene: Scene, points: int | None) -> Iterator[PydanticCustomError]:
    """Yield the errors of keys that exclude each other or need more than there is.

    `points` is how many the data have, or None where they cannot be read.
    """
    yield from _size(scene)
    yield from _seeds(scene)
    if points is not None:
        yield from _batches(scene, points)
    try:
        scene.pacing.check(scene.last_step, scene.output.fps)
    except PydanticCustomError as error:
        yield error
    for made in dict.fromkeys(cut.format for cut in cuts(scene)):
        try:
            made.check(scene.output.size)
        except PydanticCustomError as error:
            yield error
    yield from _pixels(scene)
    yield from _ground(scene)
    yield from _letters(scene)
    yield from _stills(scene)
    yield from _poster(scene)
    yield from _layout(scene)
    yield from _slow_motion(scene)
    yield from _captions(scene)


def names(scene: Scene, name: str) -> Iterator[PydanticCustomError]:
    """Yield what is wrong with the `name` of a scene's films, for the system or for the places that they are for."""
    for cut in cuts(scene):
        file = cut.format.name(f"{name}{cut.ending}")
        try:
            cut.format.check_name(name)
            if len(os.fsencode(file)) > LONGEST_NAME:
                shown = f"{file[:40]}…"
                raise wrong(f'a file cannot be named "{shown}": that is too long', "give the scene a shorter name")
        except PydanticCustomError as error:
            yield error
            return


def overflow(scene: Scene, folder: Path) -> Iterator[PydanticCustomError]:
    """Yield an error for each start whose loss float32 cannot hold, with data whose paths begin at `folder`."""
    starts = [(each.initial.w, each.initial.b) for each in scene.variants]
    if (
        max(map(abs, _numbers(starts))) <= SMALL_START
        and max(map(abs, _numbers(scene.data.model_dump()))) <= SMALL_DATA
    ):
        return
    import numpy as np

    points = scene.data.load(folder)
    x, y = points.x.astype(np.float64), points.y.astype(np.float64)
    for index, (w, b) in enumerate(starts):
        if not float(((w * x + b - y) ** 2).sum()) < LARGEST_SUM:
            at: tuple[str | int, ...] = ("initial",) if "initial" in scene.model_fields_set else ("data",)
            if scene.compare and scene.compare.key == "initial":
                at = ("compare", "initial", index)
            said = "the loss of the initial values is too large for float32"
            yield wrong(said, "rescale the data, or start closer", at)
            return


def _numbers(value: object) -> Iterator[float]:
    """Yield 0, and the numbers in a value."""
    yield 0.0
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _numbers(inner)


def _size(scene: Scene) -> Iterator[PydanticCustomError]:
    for index, each in enumerate(scene.variants):
        if each.total_steps > MOST_STEPS:
            said = f"the phases have {each.total_steps:,} steps; {MOST_STEPS:,} are the most"
            yield wrong(said, "", ("phases",))
            return
        if each.total_steps * (each.batch_size or 0) > MOST_INDICES:
            said = f"{each.total_steps:,} batches of {each.batch_size:,} points are too many to be kept"
            yield wrong(said, f"together they may have {MOST_INDICES:,}", _batch_size_at(scene, index))
            return


def _pixels(scene: Scene) -> Iterator[PydanticCustomError]:
    """Refuse pictures that are larger than a place accepts."""
    for cut in cuts(scene):
        size, most = cut.scene.output.size, cut.accepts.pixels
        if most is not None and size.width * size.height > most:
            said = f"a {word(cut.format)} of {size} is too large for {cut.folder}"
            yield wrong(said, f"it may have {most:,} pixels: choose 4k", ("output", "size"))


def _letters(scene: Scene) -> Iterator[PydanticCustomError]:
    """Refuse texts with characters that no font has, ours or an installed one."""
    texts: dict[tuple[str | int, ...], list[str]] = {
        ("title",): [scene.title],
        ("author",): [scene.author],
        ("language",): scene.language.drawn,
        **{("captions", index, "text"): [caption.text] for index, caption in enumerate(scene.captions)},
        **{("data", name): [said] for name, said in scene.data if isinstance(said, str)},
    }
    doubtful = {at: said for at, said in texts.items() if any(map(unsure, said))}
    if not doubtful:
        return
    from render.drawing.typefaces import typefaces

    for at, said in doubtful.items():
        try:
            typefaces(scene.fonts.contents, said, scene.language.code)
        except FilmError as error:
            message, _, hint = str(error).partition("; ")
            yield wrong(message, hint, at)


def _stills(scene: Scene) -> Iterator[PydanticCustomError]:
    files: dict[str, Format] = {}
    for index, made in enumerate(scene.output.formats):
        at = ("output", "formats", index)
        for place, step in made.steps_shown().items():
            if step > scene.last_step:
                yield wrong(f"there is no step {step:,}: the last one is {scene.last_step:,}", "", (*at, *place))
        name = made.name("NAME")
        if files.setdefault(name, made) != made:
            yield wrong(f"another one of the formats makes a {name}, too", "leave one of them out", at)


def _poster(scene: Scene) -> Iterator[PydanticCustomError]:
    step = scene.output.poster
    if step != "end" and step > scene.last_step:
        yield wrong(f"there is no step {step:,}: the last one is {scene.last_step:,}", "", ("output", "poster"))


def _batches(scene: Scene, points: int) -> Iterator[PydanticCustomError]:
    places = set()
    for index, each in enumerate(scene.variants):
        at = _batch_size_at(scene, index)
        if each.batch_size and each.batch_size > points and at not in places:
            places.add(at)
            yield wrong(f"a batch of {each.batch_size:,} points is larger than the data, which have {points:,}", "", at)


def _batch_size_at(scene: Scene, run: int) -> tuple[str | int, ...]:
    """Return where the batch size of a run is written."""
    compared = scene.compare and scene.compare.key == "batch_size"
    return ("compare", "batch_size", run) if compared else ("batch_size",)


def _seeds(scene: Scene) -> Iterator[PydanticCustomError]:
    if scene.compare and scene.compare.key == "seed" and not scene.batch_size:
        yield wrong(
            "seeds choose batches, and there are none: all runs would be the same", "add batch_size", ("compare",)
        )


def _ground(scene: Scene) -> Iterator[PydanticCustomError]:
    """Refuse a transparent ground for files that show pictures and cannot have one."""
    opaque = [cut for cut in cuts(scene) if cut.scene.theme.transparent and cut.format.alpha is False]
    if opaque:
        refused = dict.fromkeys(word(cut.format) for cut in opaque)
        places = sorted({cut.folder for cut in opaque if cut.target})
        able = [word(made) for made in every_format() if made.alpha]
        said = f"{' and '.join(refused)} cannot have a transparent background"
        other = f"leave out the target {' and '.join(places)}" if places else f"choose formats among {', '.join(able)}"
        yield wrong(said, f"{other}, or a background of a colour", ("theme", "background"))


def _layout(scene: Scene) -> Iterator[PydanticCustomError]:
    if scene.layout == "columns" and not scene.compare:
        yield wrong("columns are for runs that are compared", "choose row, stack, grid or focus", ("layout",))
    if not scene.compare or not in_columns(scene.panels, scene.layout, len(scene.variants)):
        return
    apart = [panel.kind for panel in scene.panels if not panel.overlays]
    why = f"{apart[0]} shows one run and gives each a column; " if scene.layout != "columns" else ""
    if scene.layout not in {"auto", "columns"}:
        yield wrong(f"layout cannot be {scene.layout} here", f"{why}leave out layout, or {apart[0]}", ("layout",))
    if len(scene.panels) > COLUMN_PANELS:
        said = f"{len(scene.panels)} panels are too many for a column"
        yield wrong(said, f"{why}choose {COLUMN_PANELS} at most", ("panels",))
    size, runs = scene.output.size, len(scene.variants)
    if runs > COLUMN_PANELS and not Canvas.of(*size).wide:
        said = f"{runs} columns are too many for a picture of {size}"
        yield wrong(said, f"{why}choose a wide size, or two runs", ("compare", scene.compare.key))


def _slow_motion(scene: Scene) -> Iterator[PydanticCustomError]:
    if not scene.slow_motion:
        return
    if scene.compare:
        yield wrong("slow_motion explains one run, compare shows several", "remove one of them", ("slow_motion",))
        return
    steps = scene.slow_motion.steps
    for index, step in enumerate(steps):
        at = ("slow_motion", "steps", index)
        if step >= scene.last_step:
            said = f"no update follows step {step:,}: the last step is {scene.last_step:,}"
            yield wrong(said, f"choose a step from 0 to {scene.last_step - 1:,}", at)
        if step in steps[:index]:
            yield wrong(f"step {step:,} is there twice", "remove one", at)


def _order(scene: Scene, caption: CaptionOptions) -> tuple[int, float]:
    return scene.step_of(caption), begins(caption.beat) if caption.beat else -1.0


def _comes(scene: Scene, step: int, beat: str = "") -> float:
    """Return when the film comes to a step, or to its beat, the waits for captions before it counted in."""
    order = step, begins(beat) if beat else -1.0
    waits = sum(scene.waits(other) for other in scene.captions if _order(scene, other) < order)
    return scene.reaches(step, beat) + waits


def _captions(scene: Scene) -> Iterator[PydanticCustomError]:
    slow, last = scene.slow_motion.steps if scene.slow_motion else (), scene.last_step
    spans = []
    for index, caption in enumerate(scene.captions):
        step, at = scene.step_of(caption), ("captions", index)
        until = last if caption.until == "end" else caption.until
        misplaced = False
        for key, where in (("at", step), ("until", until or 0)):
            if where > last:
                misplaced = True
                yield wrong(f"there is no step {where:,}: the last one is {last:,}", "", (*at, key))
        if misplaced:
            continue
        if caption.beat and step not in slow:
            said = f"step {step:,} has no beats: it is not in slow motion"
            yield wrong(said, f"add slow_motion: [{step}], or remove beat", (*at, "beat"))
        elif until is not None and until <= step:
            said = f"the caption comes at step {step:,} and cannot stay until step {until:,}"
            yield wrong(said, "choose a later step, or leave out until", (*at, "until"))
        else:
            start = _comes(scene, step, caption.beat or "")
            end = start + caption.stays if until is None else _comes(scene, until)
            spans.append((start, end, at, caption))
    spans.sort(key=lambda span: span[:3])
    for (start, end, _, before), (following, _, at, _) in pairwise(spans):
        fixed = before.seconds is not None or before.until is not None
        if following - start < SHORTEST_CAPTION or (fixed and following < end - 0.05):
            said = f"this caption comes at {following:.1f} s, while another one is shown"
            long = f"stays for {before.stays:.1f} s" if before.until is None else f"stays until step {before.until}"
            hint = f"that one comes at {start:.1f} s and {long}; give one another step or time"
            yield wrong(said, hint, at)
