"""Axes of two inputs and a run enter, what hangs on its samples of classes leaves: wrong ones ringed, in slow motion
asked one after another, each with its own loss; the present batch."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from render.drawing.classes import mixed
from render.drawing.order import LeftToRight
from render.drawing.panels import Moving
from render.timeline.beats import MOVING, ease
from render.training.classes import answers, logits_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

FEW, MANY = 12, 36
"""Wrong samples up to which rings are strong, and from which on they are faint: together, they are a thicket."""
SHADES = 6
"""Between strong and faint rings."""
RING, LIGHT = 2.1, 2.5
"""Diameters of a ring, and of the light behind a sample, in diameters of the mark."""
GLOW = 0.35
"""Share of the colour of texts in the light on a dark background: rings stand out on it."""
MOST_ASKED = 20
"""Of more samples, several are asked at a time."""
CORNERS = 32
"""Of what is drawn as a circle."""
HALOED = ("loss", "gradient")
"""Beats in which samples have halos."""
HALO = 3.6
"""Diameter of the halo of a sample whose loss is that of guessing, in diameters of its mark."""


def rings(axes: "Axes", recording: "Recording", theme: "Theme", size: float, drawn: "NDArray[np.bool_]") -> Moving:
    """Return a ring around each sample that is `drawn` (N,), of validation too, whose answer is wrong; marks have a
    diameter of `size`.

    In slow motion they are around samples of the step that have been asked.
    """
    run = recording.run
    x, y = run.samples.everything
    (wrong,) = axes.plot([], [], **ring_of(theme, size))
    outputs, classes, in_order = run.objective.outputs_at(x), run.samples.task.classes, LeftToRight(recording)
    shade = [0.0]

    def show(moment: "Moment") -> None:
        seen = np.arange(len(y))
        if moment.beat and moment.beat != "update":
            seen = in_order.of_step(moment.explained)[: _asked(recording, moment)]
        seen = seen[drawn[seen]]
        found = outputs(recording.at(moment.position)[np.newaxis])[0]
        # Of classes that are all as probable, none is answered.
        undecided = np.ptp(logits_of(found, classes), axis=-1) == 0
        right = undecided | (answers(np, found, classes) == y)
        ringed = x[seen[~right[seen]]]
        if not np.array_equal(ringed, wrong.get_xydata()):
            wrong.set_data(*ringed.T)
        faint = round(SHADES * float(np.clip((len(ringed) - FEW) / (MANY - FEW), 0, 1))) / SHADES
        if faint != shade[0]:
            shade[:] = [faint]
            width = (1.2 - 0.5 * faint) * theme.grid_width
            wrong.set(markersize=(RING - 0.5 * faint) * size, markeredgewidth=width, alpha=1 - 0.4 * faint)

    return Moving([wrong], show)


def ring_of(theme: "Theme", size: float) -> dict[str, Any]:
    """Return how a ring around marks with a diameter of `size` is drawn."""
    rim = {"markeredgecolor": theme.text, "markeredgewidth": 1.2 * theme.grid_width}
    return {"marker": "o", "linestyle": "none", "color": "none", "markersize": RING * size, **rim}


def halos(axes: "Axes", recording: "Recording", theme: "Theme", size: float, drawn: "NDArray[np.bool_]") -> Moving:
    """Return a halo for each sample that is `drawn` (N,) and a step in slow motion sees: its area is its own loss."""
    run, in_order = recording.run, LeftToRight(recording)
    samples = run.samples
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    data = np.array([(right - left) / axes.bbox.width, (top - bottom) / axes.bbox.height])
    turn = np.linspace(0, 2 * np.pi, CORNERS)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1) * data * HALO * size / 2 * axes.figure.dpi / 72
    guessing = max(float(np.log(samples.task.classes)), float(recording.loss.max()))
    # Together they are one shape: where they overlap, nothing is darker.
    patch = PathPatch(Path(circle), facecolor=theme.text, alpha=0.22, linewidth=0, visible=False)
    axes.add_patch(patch)

    def show(moment: "Moment") -> None:
        patch.set_visible(moment.beat in HALOED and moment.progress("loss") > 0)
        if not patch.get_visible():
            return
        seen = in_order.of_step(moment.explained)
        seen = seen[drawn[seen]]
        losses = run.objective.each(recording.at(moment.position)[np.newaxis], samples.x[seen], samples.y[seen])[0]
        reach = np.sqrt(losses / guessing) * ease(min(1.0, moment.progress("loss") / MOVING))
        corners = samples.x[seen].astype(float)[:, np.newaxis] + reach[:, np.newaxis, np.newaxis] * circle
        codes = np.full((len(seen), CORNERS), Path.LINETO)
        codes[:, 0] = Path.MOVETO
        patch.set(path=Path(corners.reshape(-1, 2), codes.ravel()))

    return Moving([patch], show)


def lit(axes: "Axes", recording: "Recording", theme: "Theme", size: float) -> Moving:
    """Return light behind the samples of the present step's batch, but where they have halos.

    Where a step sees all samples, it goes from left to right as they are asked in slow motion.
    """
    x, batches, in_order = recording.run.samples.x, recording.run.batch_size, LeftToRight(recording)
    dark = sum(to_rgb(theme.paper)) < sum(to_rgb(theme.text))
    lighter = mixed(theme.paper, theme.text, GLOW) if dark else theme.paper
    (light,) = axes.plot([], [], "o", color=lighter, markersize=LIGHT * size, markeredgewidth=0)

    def show(moment: "Moment") -> None:
        seen = np.empty(0, int)
        if batches and moment.beat not in HALOED:
            seen = recording.batches[recording.reached(moment.explained)]
        elif moment.beat == "predict" and moment.part < 1:
            asked = _asked(recording, moment)
            seen = in_order.of_step(moment.explained)[max(0, asked - 1 - len(x) // MOST_ASKED) : asked]
        if not np.array_equal(x[seen], light.get_xydata()):
            light.set_data(*x[seen].T)

    return Moving([light], show)


def _asked(recording: "Recording", moment: "Moment") -> int:
    """Return how many samples of a step in slow motion have been asked."""
    return round(moment.progress("predict") * (recording.run.batch_size or len(recording.run.samples.y)))
