"""Recordings and a timeline enter, finished files leave: each moment is drawn once and handed to all formats."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from render.description import describe
from render.errors import FilmError
from render.files import replacing
from render.formats import Format, Reel
from render.scene.schema import Scene
from render.timeline.moments import Timeline
from render.training.recording import Recording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from render.drawing.stage import Stage

SAMPLES = 12
"""Frames that a format may look at before the first one, to choose its colours."""


def stage_for(scene: Scene, recordings: Sequence[Recording]) -> "Stage":
    """Return the stage on which the film of `scene` is drawn."""
    from render.drawing.stage import Stage

    beats = scene.language.beats.values() if scene.slow_motion else ()
    said = [*(caption.text for caption in scene.captions), *beats]
    return Stage(
        scene.title,
        recordings,
        scene.panels,
        scene.theme,
        scene.output.size,
        scene.layout,
        said,
        scene.author,
        scene.fonts.contents,
        scene.language,
    )


def shoot(
    scene: Scene,
    recordings: Sequence[Recording],
    timeline: Timeline,
    targets: Mapping[Path, Format],
    stamp: str,
    keep_equal: bool,
    progress: Callable[[int, int], None],
) -> dict[Path, bool]:
    """Write all `targets` and return which of them were replaced; with `keep_equal`, one of the same bytes is not.

    `progress` is told how many moments are drawn, and of how many. No file changes unless all are finished. Raises
    FilmError.
    """
    wanted = {made.frames for made in targets.values()}
    moments = list(timeline) if "all" in wanted else [timeline[-1]] if "last" in wanted else []
    if moments:
        progress(0, len(moments))
        stage = stage_for(scene, recordings)

    def samples() -> "Sequence[NDArray[np.uint8]]":
        chosen = {round(i * (len(moments) - 1) / (SAMPLES - 1)) for i in range(SAMPLES)}
        return [stage.frame(moments[index]).pixels.copy() for index in sorted(chosen)]

    output = scene.output
    plays = None if output.loop == "forever" else output.loop
    reel = Reel(
        title=scene.title,
        size=output.size,
        fps=output.fps,
        colors=output.colors,
        palette=output.palette,
        plays=plays,
        stamp=stamp,
        recordings=recordings,
        samples=samples,
        description=describe(scene, recordings),
        timeline=timeline,
        stage=lambda: stage_for(scene, recordings),
    )
    try:
        with ExitStack() as stack:
            drafts = {target: stack.enter_context(replacing(target, keep_equal)) for target in targets}
            adders = [
                (made.frames, stack.enter_context(made.write(drafts[target].path, reel)))
                for target, made in targets.items()
            ]
            for done, frame in enumerate(stage.frames(moments) if moments else (), start=1):
                for frames, add in adders:
                    if frames == "all" or (frames == "last" and done == len(moments)):
                        add(frame)
                progress(done, len(moments))
    except OSError as error:
        folders = sorted({str(target.parent) for target in targets})
        where = error.filename2 or ", ".join(folders)
        raise FilmError(f"cannot write to {where}: {error.strerror or error}") from error
    return {target: draft.replaced for target, draft in drafts.items()}
