"""A scene whose keys are each right enters, and what does not fit together leaves: every conflict, as an error."""

import os
from collections.abc import Iterator
from itertools import pairwise

from pydantic_core import PydanticCustomError

from render.drawing.layout import Canvas, in_columns, stands_alone
from render.drawing.letters import unsure
from render.errors import FilmError
from render.family import Options, word, wrong
from render.formats import Format
from render.scene.caption_times import comes
from render.scene.cuts import cuts
from render.scene.look import every_format
from render.scene.misfits import Outline, misfits
from render.scene.schema import Scene
from render.scene.storytelling import step_of

COLUMN_PANELS = 2
"""Panels that read well below one another in a column, and columns that do so in an upright picture."""
LONGEST_NAME = 200
"""Bytes of a file's name: systems hold 255, and a folder of drafts beside it needs some of them."""
SHORTEST_CAPTION = 0.5
"""Seconds from one caption to the next."""


def conflicts(scene: Scene, outline: Outline | None) -> Iterator[PydanticCustomError]:
    """Yield the errors of keys that exclude each other or need more than there is.

    `outline` is that of the data, or None where they cannot be read.
    """
    yield from misfits(scene, outline)
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
    yield from _camera(scene)
    yield from _layout(scene)
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
        **{("data", name): said for name, said in _texts(scene.data)},
    }
    doubtful = {at: said for at, said in texts.items() if any(map(unsure, said))}
    if not doubtful:
        return
    from render.drawing.typefaces import typefaces

    for at, said in doubtful.items():
        try:
            typefaces(scene.fonts.contents, said, scene.language.tag)
        except FilmError as error:
            message, _, hint = str(error).partition("; ")
            yield wrong(message, hint, at)


def _texts(options: Options) -> Iterator[tuple[str, list[str]]]:
    """Yield the keys whose values are texts, or lists of texts, and these."""
    for name, said in options:
        texts = [said] if isinstance(said, str) else list(said) if isinstance(said, tuple) else []
        if texts and all(isinstance(each, str) for each in texts):
            yield name, texts


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
    if isinstance(step, int) and step > scene.last_step:
        said = f"there is no step {step:,}: the last one is {scene.last_step:,}"
        yield wrong(said, "write poster: end", ("output", "poster"))


def _camera(scene: Scene) -> Iterator[PydanticCustomError]:
    for index, move in enumerate(scene.camera.moves or ()):
        if move.at >= scene.last_step:
            said = f"the camera has nothing to see after step {move.at:,}: the last step is {scene.last_step:,}"
            yield wrong(said, f"choose a step from 0 to {scene.last_step - 1:,}", ("camera", "moves", index, "at"))


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
    mixed = len({each.standardize for each in scene.variants}) > 1
    if not scene.compare or not in_columns(scene.panels, scene.layout, len(scene.variants), mixed=mixed):
        return
    apart = [panel.kind for panel in scene.panels if stands_alone(panel, mixed=mixed)]
    why = f"{apart[0]} shows one run and gives each a column; " if scene.layout != "columns" else ""
    if scene.layout not in {"auto", "columns"}:
        yield wrong(f"layout cannot be {scene.layout} here", f"{why}leave out layout, or {apart[0]}", ("layout",))
    if len(scene.panels) > COLUMN_PANELS:
        said = f"{len(scene.panels)} panels are too many for a column"
        yield wrong(said, f"{why}choose {COLUMN_PANELS} at most", ("panels",))
    size, runs = scene.output.size, len(scene.variants)
    if runs > COLUMN_PANELS and not Canvas.of(*size).wide:
        said = f"{runs} columns are too many for a picture of {size}"
        yield wrong(said, f"{why}choose a wide size, or two runs", ("compare", scene.compare.said))


def _captions(scene: Scene) -> Iterator[PydanticCustomError]:
    slow, last = scene.slow_motion.steps if scene.slow_motion else (), scene.last_step
    spans = []
    for index, caption in enumerate(scene.captions):
        step, at = step_of(caption.at, last), ("captions", index)
        until = None if caption.until is None else step_of(caption.until, last)
        misplaced = False
        for key, where in (("at", step), ("until", until or 0)):
            if where > last:
                misplaced = True
                yield wrong(f"there is no step {where:,}: the last one is {last:,}", f"write {key}: end", (*at, key))
        if misplaced:
            continue
        if caption.beat and step not in slow:
            said = f"step {step:,} has no beats: it is not in slow motion"
            yield wrong(said, f"add slow_motion: [{step}], or remove beat", (*at, "beat"))
        elif until is not None and until <= step:
            said = f"the caption comes at step {step:,} and cannot stay until step {until:,}"
            yield wrong(said, "choose a later step, or leave out until", (*at, "until"))
        else:
            start = comes(scene, step, caption.beat or "")
            end = start + caption.stays if until is None else comes(scene, until)
            spans.append((start, end, at, caption))
    spans.sort(key=lambda span: span[:3])
    for (start, end, _, before), (following, _, at, _) in pairwise(spans):
        fixed = before.seconds is not None or before.until is not None
        if following - start < SHORTEST_CAPTION or (fixed and following < end - 0.05):
            said = f"this caption comes at {following:.1f} s, while another one is shown"
            long = f"stays for {before.stays:.1f} s" if before.until is None else f"stays until step {before.until}"
            hint = f"that one comes at {start:.1f} s and {long}; give one another step or time"
            yield wrong(said, hint, at)
