"""Axes and runs enter, what each step is measured by leaves: curves against the step that grow as the film goes on.

Colour tells runs apart; those of the samples that are held back are dashed, and their heads are hollow.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from render.drawing.axes import NAME_SPACE, AxesTexts, dot, halo, height, side_name, thinned
from render.drawing.best_step import with_best
from render.drawing.head_names import HeadNames
from render.drawing.labels import Boxes, Placed, along, beside, curve, heads, settle
from render.drawing.panels import Moving, Runs
from render.drawing.steps import step_axis
from render.languages import Texts
from render.training.classes import shares
from render.training.metrics import VALIDATION_LOSS
from render.training.units import loss_said

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    from render.drawing.themes import Theme
    from render.timeline.moments import Moment
    from render.training.recording import Recording

Scale = Literal["log", "linear"]

DASHES = (2.6, 1.3)
"""Of a curve of samples that are held back."""
COARSE = 3.0
"""Between points of a dashed curve, in pixels of a picture 720 lines high."""
TICKS_APART = 1.2
"""Between labels of the logarithmic axis, in sizes of their type."""
BEHIND = 0.55
"""How wide a curve of the samples that are learned from is beside such a one, which tells more."""
THICKET = 0.5
"""How wide a curve is of a training with mini-batches: a loss that jumps is a thicket of lines."""


class HistoryTexts(Texts, speaker="history"):
    """Beside the curves and above them; `guessing` is the level of one who knows how many there are of each class."""

    training = "training"
    validation = "validation"
    guessing = "guessing"
    dashed = "{name}; dashed: validation"
    loss_of_each = "loss of each run"


class History(NamedTuple):
    """What a run is measured by, `values` (S + 1,); `held` says whether of the samples that are held back."""

    recording: "Recording"
    color: str
    values: "NDArray[Any]"
    held: bool = False


def measured(runs: Runs, colors: Sequence[str], training: str, validation: str) -> list[History]:
    """Return the histories of all `runs` shown by the names of their metrics, `training` being "loss" for the loss."""
    found = []
    for recording, color in zip(runs.shown, colors, strict=True):
        for name, held in ((training, False), (validation, True)):
            values = recording.loss if name == "loss" else recording.metrics.get(name)
            if values is not None:
                found.append(History(recording, color, values.astype(np.float64), held))
    return found


def names_beside(runs: Runs, validated: bool) -> list[str]:
    """Return the names that stand beside the heads: those of several runs, or else of both parts of the samples.

    Of columns, only the last one has room for them.
    """
    if runs.overlaid:
        return runs.names
    words = runs.words.of(HistoryTexts)
    return [words.training, words.validation] if validated and runs.last else []


def said_above(runs: Runs, name: str, validated: bool) -> str:
    """Return the `name` above the Axes of several runs, and what is dashed there, if anything is."""
    return runs.words.of(HistoryTexts).dashed.format(name=name) if validated and runs.compared else name


def _level(axes: "Axes", runs: Runs, theme: "Theme", value: float) -> "Annotation":
    """Draw the level of guessing; return its name, which is yet to be placed."""
    axes.axhline(value, color=theme.quiet, linewidth=theme.grid_width, dashes=(6, 4), zorder=2.5)
    name = axes.annotate("", (1, value), xycoords=axes.get_yaxis_transform(), xytext=(0, 0), textcoords="offset points")
    name.set(text=runs.words.of(HistoryTexts).guessing, color=theme.quiet, size=theme.tick_size)
    halo(name, theme)
    return name


def _taken(axes: "Axes", runs: Runs, theme: "Theme", drawn: Sequence[History]) -> list[Boxes]:
    """Return where the curves that are `drawn` and the names beside their heads come at any moment."""
    taken = [curve(axes, np.arange(len(each.values)), each.values, theme.line_width) for each in drawn]
    if named := names_beside(runs, any(each.held for each in drawn)):
        tracks = [(np.arange(len(each.values)), each.values) for each in drawn]
        taken.append(beside(axes, named, theme.tick_size, heads(axes, tracks, 1.1 * theme.tick_size), NAME_SPACE))
    return taken


def losses(axes: "Axes", runs: Runs, theme: "Theme", scale: Scale, steps: Scale) -> Moving:
    """Draw the axes of the loss, with limits that hold for every run; the curves, their heads and names move."""
    shown = slice(runs.steps + 1)
    every = [recording.loss[shown].astype(np.float64) for recording in runs.every]
    held = [each.metrics[VALIDATION_LOSS][shown] for each in runs.every if VALIDATION_LOSS in each.metrics]
    guessing = _guessing(runs)
    values = np.concatenate([*every, *held, [] if guessing is None else [guessing]])
    floor = fit_scale(axes, values, max(loss[0] for loss in every), scale, theme)
    phases = step_axis(axes, runs, theme, steps)
    axes.set_ylabel(losses_name(runs, scale))
    colors = runs.colors if runs.compared else [theme.loss]
    drawn = [
        each._replace(values=np.maximum(each.values, floor)) for each in measured(runs, colors, "loss", VALIDATION_LOSS)
    ]
    watched = [(each.recording, each.color, each.values) for each in drawn if each.held]
    moving = histories(axes, runs, theme, drawn, steps, phases, guessing)
    return with_best(axes, runs, theme, watched, moving)


def loss_name(runs: Runs) -> str:
    """Return the name of the loss, if all runs have the same one, or else that it is that of each."""
    names = {loss_said(recording.run, runs.words) for recording in runs.every}
    return names.pop() if len(names) == 1 else runs.words.of(HistoryTexts).loss_of_each


def losses_name(runs: Runs, scale: Scale) -> str:
    """Return what stands above the Axes of the loss."""
    name = loss_name(runs)
    name = runs.words.of(AxesTexts).log_scale.format(name=name) if scale == "log" else name
    return said_above(runs, name, any(VALIDATION_LOSS in recording.metrics for recording in runs.every))


def histories(
    axes: "Axes",
    runs: Runs,
    theme: "Theme",
    drawn: Sequence[History],
    steps: Scale,
    phases: Sequence[Placed],
    guessing: float | None,
    *,
    stepped: bool = False,
) -> Moving:
    """Return the curves `drawn`, growing, with their heads and names, which the level of `guessing` and its name and
    those of the `phases` make way for.

    Between two steps a curve is on its way to the next one, or, where `stepped`, still where the last one is.
    """
    placed = [*phases]
    if guessing is not None:
        name = _level(axes, runs, theme, guessing)
        name.set_visible(runs.last)
        placed += [(name, along(guessing, (5, -5)))] if runs.last else []
    standing = settle(axes, placed, _taken(axes, runs, theme, drawn), theme)
    validated = any(each.held for each in drawn)
    named, words = names_beside(runs, validated), runs.words.of(HistoryTexts)
    bottom, top = sorted(axes.get_ylim())
    curves, heads, names, followed = [], [], [], []
    for recording, ink, values, held in drawn:
        wide = (THICKET if recording.run.batch_size else 1.0) * (BEHIND if validated and not held else 1.0)
        (curve,) = axes.plot([], [], color=ink, linewidth=0.8 * wide * theme.line_width, solid_joinstyle="round")
        head = dot(axes, theme, ink, marker=runs.marker(recording), clip_on=False, zorder=5)
        if held:
            curve.set(dashes=DASHES, dash_capstyle="butt", dash_joinstyle="round")
            head.set(markerfacecolor=theme.paper, markeredgecolor=ink, markeredgewidth=0.5 * theme.line_width)
        outline = thinned(values, scale=steps)
        curves.append((curve, recording, values, _coarse(axes, values, outline) if held else outline))
        heads.append(head)
        if named and (held or not (runs.overlaid and validated)):
            part = words.validation if held else words.training
            names.append(side_name(axes, recording.run.name if runs.overlaid else part, ink, theme))
            followed.append(len(heads) - 1)
    share = axes.transScale + axes.transLimits
    beside = HeadNames(axes, names, 1.1 * theme.tick_size / height(axes), standing)

    def show(moment: "Moment") -> None:
        heads_at = []
        for (curve, recording, values, outline), head in zip(curves, heads, strict=True):
            step = recording.reached(moment.position)
            position = min(moment.position, recording.steps)
            value = values[step]
            past = outline[: np.searchsorted(outline, step, side="right")]
            x, y = past, values[past]
            if stepped:
                x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
            elif position > step:
                value *= (values[step + 1] / value) ** (position - step) if value else 0.0
            curve.set_data(np.append(x, position), np.append(y, value))
            head.set_data([position], [value])
            head.set_visible(bottom <= value <= top)
            heads_at.append(share.transform((position, value)))
        if names:
            across, up = np.array(heads_at)[followed].T
            beside.show(up, across)

    return Moving([*(curve for curve, *_ in curves), *heads, *beside.artists], show)


def _coarse(axes: "Axes", values: "NDArray[Any]", outline: "NDArray[Any]") -> "NDArray[Any]":
    """Return those steps of an `outline` that lie apart: where points are dense, rounding frays the ends of dashes."""
    places = axes.transData.transform(np.stack([outline, values[outline]], axis=1)) * 72 / axes.figure.dpi
    coarse: NDArray[Any] = outline[_apart(places, COARSE)]
    return coarse


def _apart(places: "NDArray[Any]", least: float) -> list[int]:
    """Return which of `places` (n,) or (n, 2), from the first one on, are at least so far from the one before."""
    kept = [0]
    for index, place in enumerate(places):
        if np.abs(place - places[kept[-1]]).max() >= least:
            kept.append(index)
    return kept


def _guessing(runs: Runs) -> float | None:
    """Return the loss of one who guesses, if it is the same for all runs."""
    run = runs.alone.run
    if not run.samples.classes or any(other.run.loss != run.loss for other in runs.every):
        return None
    return run.loss.of_guessing(shares(run.samples.y, len(run.samples.classes)))


def fit_scale(axes: "Axes", values: "NDArray[Any]", first: float, scale: Scale, theme: "Theme") -> float:
    """Give the axis of values limits around all `values`, `first` being the largest at the start; return its floor.

    A linear axis leaves out what grows to many times the first one.
    """
    if scale == "linear":
        top = values.max() if values.max() <= 4 * first else 2 * first
        axes.set_ylim(0, 1.06 * top or 1.0)
        axes.locator_params(axis="y", nbins=5)
        return 0.0
    positive = values[values > 0]
    floor = float(positive.min()) if len(positive) else 1.0
    axes.set_yscale("log")
    bottom, top = np.log10(floor), np.log10(max(floor, values.max()))
    margin = max(0.06 * (top - bottom), 0.05)
    axes.set_ylim(10 ** (bottom - margin), 10 ** (top + margin))
    ticks = _log_ticks(*axes.get_ylim())
    places = np.log10(ticks / axes.get_ylim()[0]) / (top - bottom + 2 * margin) * height(axes)
    axes.set_yticks(ticks[_apart(places, TICKS_APART * theme.tick_size)])
    axes.set_yticks([], minor=True)
    return floor


def _log_ticks(bottom: float, top: float) -> "NDArray[Any]":
    """Return two to six round numbers between `bottom` and `top`: powers of ten where they suffice, else 1-2-5."""
    first, last = np.ceil(np.log10(bottom)), np.floor(np.log10(top))
    if last - first >= 2:
        stride = next(stride for stride in (1, 2, 5, 10, 20) if (last - first) / stride <= 5)
        exponents = np.arange(-400, 401) * stride
        powers: NDArray[Any] = 10.0 ** exponents[(exponents >= first) & (exponents <= last)]
        return powers
    exponents = np.arange(first - 1, last + 2)
    for factors in ((1, 3), (1, 2, 5), tuple(range(1, 10)), tuple(np.arange(10, 100) / 10)):
        ticks = np.sort(np.outer(10.0**exponents, factors).ravel())
        ticks = ticks[(ticks >= bottom) & (ticks <= top)]
        if len(ticks) >= 3:
            break
    return ticks[:: int(np.ceil(len(ticks) / 6))]
