"""The weights against the step, growing as the film goes on, and the values they should reach."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject, Weight, not_there
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from render.drawing.labels import Boxes, Placed
    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

FEW = 2
"""Weights up to which each dashed line has a name of its own."""
CLOSE, APART = 0.9, 1.1
"""From the name of a weight to one below it, in sizes of their type: of two, and of more."""
MANY, MOST = 20, 100
"""Weights above which curves are thin, and only those that are named have heads; and as many as are drawn."""
STRONG, THIN, FAINT = 0.8, 0.3, 0.5
"""Widths of a line that a curve has, and one of many, which is so opaque."""
WALKS = 1.0
"""Spans of all values within which a value to be reached has to lie: of many weights, some are too far away."""
SHORT = 4
"""Characters of names that have room beside any panel."""


class ParametersTexts(Texts, speaker="parameters"):
    """Above the panel, and beside the dashed lines."""

    above = "weights"
    above_some = "{shown} of {weights} weights"
    between_two = " and "
    true_parameter = "true {parameter}"
    best_parameter = "best {parameter}"
    told = "{weights} at each step"


class Parameters(Panel):
    """A curve for each weight; true values (or the best ones) are dashed.

    Of more weights than names have room for, those that end farthest from 0 are named; of more than can be told apart,
    an even choice is drawn.
    """

    kind: Literal["parameters"] = "parameters"
    steps: Annotated[Literal["linear", "log"], Field(description="scale of the step axis")] = "linear"
    weights: Annotated[
        tuple[Weight, ...],
        Field(max_length=20, description="those that are shown; default: all", examples=[["w1", "w3"]]),
    ] = ()
    right: ClassVar[float] = 44.0
    of_weights: ClassVar[bool] = True
    tells: ClassVar[tuple[str, ...]] = ("update",)

    def beside(self, runs: Runs) -> list[str]:
        """Return the names that are too long for the usual room."""
        return [name for name in self.weights or runs.alone.names if len(name) > SHORT]

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield which weights are not there."""
        yield from not_there(self.weights, subject, "weights")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        said, weights = words.of(ParametersTexts), self.weights or subject.weights
        if len(weights) > FEW:
            return [said.told.format(weights=said.above)]
        return [said.told.format(weights=said.between_two.join(weights))]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the axes and the true values; curves, heads and names move."""
        import numpy as np

        from render.drawing.axes import dot, height, side_name, thinned
        from render.drawing.head_names import HeadNames
        from render.drawing.labels import settle
        from render.drawing.limits import hull
        from render.drawing.steps import step_axis

        recording, colors = runs.alone, runs.weight_colors(theme)
        names_shown = self._names(recording)
        columns = [recording.column(name) for name in names_shown]
        # Weights of other names stand in columns of their own, beside the same axis.
        every = [self._shown(other) for other in runs.kin]
        reached = [_near(*both) for both in every]
        (values, _), reference = every[runs.kin.index(recording)], reached[runs.kin.index(recording)]
        usual = np.concatenate([*(each[np.isfinite(each)] for each in reached), *(walked[0] for walked, _ in every)])
        bottom, top = hull(usual, [walked for walked, _ in every], all(each.settles for each in runs.kin), margin=0.18)
        axes.set_ylim(bottom, top)
        axes.locator_params(axis="y", nbins=5)
        few, words = len(names_shown) <= FEW, runs.words.of(ParametersTexts)
        axes.set_ylabel(self._above(runs, words, names_shown))
        phases = step_axis(axes, runs, theme, self.steps)
        kind = words.best_parameter if recording.run.objective.truth is None else words.true_parameter
        called = [kind.format(parameter=name) if few else "" for name in names_shown]
        size = theme.label_size if few else theme.tick_size
        taken = self._taken(axes, recording, values, reference, size, theme)
        standing = settle(axes, [*phases, *_targets(axes, theme, called, reference)], taken, theme)

        line, curves, heads, names = (CLOSE if few else APART) * size, [], [], []
        named = np.argsort(-np.abs(values[-1]), kind="stable")[: max(FEW, int(height(axes) / line))]
        one_color, many = len(set(colors)) == 1, len(names_shown) > MANY
        for index, (name, place, column) in enumerate(zip(names_shown, columns, values.T, strict=True)):
            color, faint = colors[place], many and index not in named
            style: dict[str, Any] = {"linewidth": (THIN if many else STRONG) * theme.line_width}
            (curve,) = axes.plot([], [], color=color, zorder=4, alpha=FAINT if faint else 1.0, **style)
            outline = thinned(column, scale=self.steps, steps=recording.kept)
            curves.append((curve, column[outline], recording.kept[outline]))
            heads.append(
                dot(
                    axes,
                    theme,
                    color,
                    size=2.4,
                    marker=runs.marker(recording),
                    clip_on=False,
                    zorder=5,
                    alpha=1.0 - faint,
                )
            )
            if few and one_color and index:
                # Where both have the colour of their run, the second one is thin and its head hollow.
                curve.set_linewidth(0.4 * theme.line_width)
                heads[-1].set(
                    markerfacecolor=theme.paper, markeredgecolor=color, markeredgewidth=0.4 * theme.line_width
                )
            if index in named:
                names.append(side_name(axes, name, color, theme, size=size))
        share = axes.transScale + axes.transLimits
        beside = HeadNames(axes, names, line / height(axes), standing)

        def show(moment: "Moment") -> None:
            now = recording.at(moment.position)[columns]
            step, position = recording.reached(moment.position), min(moment.position, recording.steps)
            for (curve, column, steps), head, value in zip(curves, heads, now, strict=True):
                past = int(np.searchsorted(steps, step, side="right"))
                curve.set_data(np.append(steps[:past], position), np.append(column[:past], value))
                head.set_data([position], [value])
                head.set_visible(bottom <= value <= top)
            across, up = share.transform([(position, value) for value in now[np.sort(named)]]).T
            beside.show(up, across)

        return Moving([*(curve for curve, *_ in curves), *heads, *beside.artists], show)

    def _taken(
        self,
        axes: "Axes",
        recording: "Recording",
        values: "NDArray[Any]",
        reference: "NDArray[Any]",
        size: float,
        theme: "Theme",
    ) -> "list[Boxes]":
        """Return the boxes of the curves through `values` (K, P), of the names beside their heads, and of the lines at
        what they should reach, `reference` (P,)."""
        import numpy as np

        from render.drawing.axes import NAME_SPACE
        from render.drawing.labels import beside, curve, heads

        tracks, names = [(recording.kept, column) for column in values.T], self._names(recording)
        apart = (CLOSE if len(names) <= FEW else APART) * size
        taken = [beside(axes, names, size, heads(axes, tracks, apart), NAME_SPACE)]
        taken += [curve(axes, *track, theme.line_width) for track in tracks]
        left, _, right, _ = axes.bbox.extents
        known = [float(axes.transData.transform((0, value))[1]) for value in reference if np.isfinite(value)]
        return [*taken, np.array([(left, level - 2, right, level + 2) for level in known])]

    def _above(self, runs: Runs, words: ParametersTexts, shown: "Sequence[str]") -> str:
        """Return what stands above: which weights are `shown`."""
        from render.training.units import weight_said

        names = runs.alone.names
        if len(shown) < len(self.weights or names):
            return words.above_some.format(shown=len(shown), weights=f"{len(names):,}")
        alike = self.weights or all(other.names == names for other in runs.every)
        above = words.between_two.join(shown) if len(shown) <= FEW and alike else words.above
        return weight_said(above, runs.alone.run, runs.words)

    def _names(self, recording: "Recording") -> "Sequence[str]":
        """Return the names of the weights that are drawn."""
        from render.drawing.points import even_choice

        names = self.weights or recording.names
        return [names[index] for index in even_choice(len(names), MOST)]

    def _shown(self, recording: "Recording") -> "tuple[NDArray[Any], NDArray[Any] | None]":
        """Return the weights that are shown, at all steps, and the values that they should reach, where known."""
        import numpy as np

        columns = [recording.column(name) for name in self._names(recording)]
        reference = recording.run.objective.reference
        return recording.parameters[:, columns].astype(np.float64), None if reference is None else reference[columns]


def _targets(axes: "Axes", theme: "Theme", names: "Sequence[str]", values: "NDArray[Any]") -> "list[Placed]":
    """Draw the `values` to be reached (P,); return the `names` of those that have one, and where each may stand."""
    import numpy as np

    from render.drawing.axes import halo
    from render.drawing.labels import along

    found = []
    for name, value in zip(names, values, strict=True):
        if not np.isfinite(value):
            continue
        wide = (0.6 if name else 0.4) * theme.line_width
        axes.axhline(value, color=theme.truth, linewidth=wide, dashes=(3, 1.6), zorder=3)
        if not name:
            continue
        style: dict[str, Any] = {"xycoords": axes.get_yaxis_transform(), "textcoords": "offset points", "zorder": 6}
        text = axes.annotate(name, (1, value), xytext=(0, 0), **style)
        text.set(size=theme.tick_size, weight=600, color=theme.truth)
        halo(text, theme)
        found.append((text, along(value, (16, -16, 6, -6))))
    return found


def _near(values: "NDArray[Any]", reference: "NDArray[Any] | None") -> "NDArray[Any]":
    """Return the values to be reached (P,): NaN for those that are not known, or of many, too far away to be drawn."""
    import numpy as np

    if reference is None:
        return np.full(values.shape[1], np.nan)
    if len(reference) <= FEW:
        return reference
    room = WALKS * float(np.ptp(values))
    return np.where((values.min() - room <= reference) & (reference <= values.max() + room), reference, np.nan)
