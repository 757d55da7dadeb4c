"""Recordings and a timeline enter, files leave: each moment is drawn once and handed to all formats."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from render.formats import Format, Reel
from render.output.description import describe
from render.progress import Count, tell_nobody
from render.scene.schema import Scene
from render.scene.script import beats_of, poster_of
from render.scene.storytelling import step_of
from render.timeline.moments import Moment, Timeline
from render.training.recording import Recording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from render.drawing.contents import Contents
    from render.drawing.stage import Stage

SAMPLES = 12
"""Frames that a format may look at before the first one, to choose its colours."""


def stage_for(scene: Scene, recordings: Sequence[Recording], timeline: Timeline, phone: bool = False) -> "Stage":
    """Return the stage on which the film of `scene` is drawn, or the one for a `phone`.

    The film's moments are those of its `timeline`.
    """
    from render.drawing.stage import Stage

    contents = _contents(scene, recordings, timeline)
    return Stage(contents.for_phone() if phone else contents)


def _beside(
    scene: Scene, recordings: Sequence[Recording], timeline: Timeline, moments: Sequence[Moment], density: float
) -> "Stage":
    from render.drawing.stage import Stage

    return Stage(_contents(scene, recordings, timeline).for_print(moments, density))


def _contents(scene: Scene, recordings: Sequence[Recording], timeline: Timeline) -> "Contents":
    from render.drawing.contents import Contents

    last = timeline[-1].step
    # For those of steps that a training which diverged, or its film, never came to, no room is kept.
    captions = [caption.text for caption in scene.captions if step_of(caption.at, last) <= last]
    said = [*captions, *beats_of(scene, recordings).values()]
    return Contents(
        size=scene.output.size,
        title=scene.title,
        recordings=recordings,
        panels=scene.panels,
        theme=scene.theme,
        layout=scene.layout,
        captions=said,
        author=scene.author,
        fonts=scene.fonts.contents,
        words=scene.language,
        shots=timeline.shots,
        until=timeline[-1].step,
        slow=scene.slow_motion is not None,
    )


def draw(
    scene: Scene,
    recordings: Sequence[Recording],
    timeline: Timeline,
    files: Mapping[Path, Format],
    stamp: Callable[[Format], str],
    progress: Count = tell_nobody,
    poster: Moment | None = None,
) -> None:
    """Write all `files`, each with the `stamp` of its format. Raises FilmError and OSError.

    `progress` is told how many moments are drawn, and of how many; `poster` is for stills, by default the scene's.
    """
    wanted = {made.frames for made in files.values()}
    poster = poster or poster_of(scene, timeline, recordings)
    moments = list(timeline) if "all" in wanted else [poster] if "poster" in wanted else []
    if moments:
        progress(0, len(moments))
        stage = stage_for(scene, recordings, timeline)

    def samples() -> "Sequence[NDArray[np.uint8]]":
        chosen = {round(i * (len(moments) - 1) / (SAMPLES - 1)) for i in range(SAMPLES)}
        return [stage.frame(moments[index]).pixels.copy() for index in sorted(chosen)]

    output = scene.output
    upright = output.size.height > output.size.width
    reel = Reel(
        title=scene.title,
        size=output.size,
        fps=output.fps,
        colors=output.colors,
        palette=output.palette,
        plays=output.plays,
        stamp="",
        recordings=recordings,
        samples=samples,
        description=describe(scene, recordings),
        language=scene.language,
        timeline=timeline,
        poster=poster,
        stage=lambda: stage_for(scene, recordings, timeline),
        beside=partial(_beside, scene, recordings, timeline),
        phone=None if upright else lambda: stage_for(scene, recordings, timeline, phone=True),
        transparent=scene.theme.transparent,
    )
    with ExitStack() as stack:
        adders = [
            (made.frames, stack.enter_context(made.write(path, replace(reel, stamp=stamp(made)))))
            for path, made in files.items()
        ]
        if "all" in wanted:
            for done, frame in enumerate(stage.frames(moments), start=1):
                for frames, add in adders:
                    if frames == "all":
                        add(frame)
                progress(done, len(moments))
        if "poster" in wanted:
            frame = stage.still(poster)
            for frames, add in adders:
                if frames == "poster":
                    add(frame)
            progress(len(moments), len(moments))
    for path, made in files.items():
        made.seal(path)
