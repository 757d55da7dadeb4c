"""The update rule in mathematics, with the present numbers in place."""

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Subject, Weight, not_there
from render.languages import Texts
from render.numbers import MINUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

SMALLEST, LARGEST = 20.0, 34.0
"""Sizes of the numbers."""
ROOMY = 270.0
"""From this height on, each row of numbers has its formula above it."""
FEW = 2
"""Weights that may each have their formula."""
ROW = 1.35
"""Rows of numbers stand that many times their size apart, at least."""
ROWS = 0.78
"""Share of the height that many rows of numbers have; their terms' names stand above them."""
GAP, NARROWEST_GAP = 14.0, 5.0
TERMS = {"name": "", "new": "{p}", "←": "", "old": "{p}", "−": "", "rate": "η", "·": "", "slope": ""}
"""The terms of a row, and how mathematics writes them; signs between them stand for themselves."""

ORDER = {
    "old": "predict",
    "slope": "gradient",
    "−": "update",
    "rate": "update",
    "·": "update",
    "←": "update",
    "new": "update",
}
"""The beat of slow motion with which each term comes."""


class RuleTexts(Texts, speaker="rule"):
    """The terms of the rule: parameters, learning rate and gradient."""

    new = "new"
    old = "old"
    rate = "rate"
    slope = "slope"
    told = "the update rule with its present numbers"


class Rule(Panel):
    """For each weight: new value ← old value - learning rate * gradient, for the update that follows the present step.

    On the last step, which no update follows, it is the one that led there. In slow motion the terms come one by one.
    Of many weights, those that `weights` names, or the first ones, for as many as there is room. Of a network, the rule
    is in matrix form, W ← W - learning rate * gradient, with the norms of each matrix and of the step taken from it.
    Of an optimizer that remembers something, how a step comes about has a line each.
    """

    kind: Literal["rule"] = "rule"
    weights: Annotated[
        tuple[Weight, ...],
        Field(
            max_length=20, description="those that are shown; default: as many as have room", examples=[["w0", "w3"]]
        ),
    ] = ()
    height: ClassVar[float] = 0.65
    left: ClassVar[float] = 24.0
    bottom: ClassVar[float] = 16.0
    height_on_phone: ClassVar[float] = 120.0
    least: ClassVar[tuple[float, float]] = (360.0, 90.0)

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield which weights are not there."""
        yield from not_there(self.weights, subject, "weights")

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        return [words.of(RuleTexts).told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Set the rule; its numbers move."""
        from render.drawing.axes import height
        from render.drawing.emphasis import Dimmer
        from render.training.decimals import gradient_text, rate_text, weight_texts

        axes.set_axis_off()
        words = _terms(runs.words.of(RuleTexts))
        recording, colors = runs.alone, runs.weight_colors(theme)
        axes.set_ylabel(_above(words, runs))
        if (not self.weights and recording.has_matrices) or not recording.run.optimizer.plain:
            return self._of_parts(axes, runs, theme)
        numbers, write = weight_texts(runs.every, recording), gradient_text(runs.kin)
        tall = height(axes)
        chosen, left_out = self._chosen(recording, max(FEW, int(ROWS * tall / (ROW * SMALLEST))))
        widest = _widest(recording, chosen, words, numbers, write)
        few = len(chosen) <= FEW
        roomy = tall >= ROOMY and few
        terms = list(TERMS)[1:] if roomy else list(TERMS)
        # Where there is no room for the new weights, they are what the header and the next step show.
        for shown in (terms, [term for term in terms if term not in {"new", "←"}]):
            size, middles, fits = _set(axes, {term: widest.get(term, [term]) for term in shown}, len(chosen))
            terms = shown
            if fits:
                break
        inks = {"name": "", "new": "", "old": "", "rate": theme.text, "slope": theme.loss}

        def put(term: str, said: str, down: float, size: float, color: str, **more: Any) -> Any:
            color = inks.get(term, theme.quiet) or color
            style: dict[str, Any] = {"ha": "center", "va": "center", "size": size, "color": color}
            return axes.text(middles[term], 1 - down / tall, said, **style, transform=axes.transAxes, **more)

        heads: list[tuple[Any, str]] = []
        for row, column in enumerate(chosen if roomy else chosen[:1]):
            for term in terms:
                if roomy:
                    formula, down = _formula(term, recording, column), (0.12 + 0.5 * row) * tall
                    head = put(term, formula, down, max(SMALLEST, 0.8 * size), colors[column], parse_math=True)
                else:
                    # Above the numbers of two weights, their terms have the colour of neither.
                    color = colors[0] if len({*colors}) == 1 else theme.text
                    head = put(term, words.get(term, ""), 0.12 * tall, theme.tick_size, color, weight=600)
                heads.append((head, term))

        if left_out:
            put("name", "…", _rows(len(chosen) + 1, False)[-1] * tall, size, theme.quiet)
        moving: list[tuple[Any, str, int]] = []
        for column, down in zip(chosen, _rows(len(chosen) + left_out, roomy)[: len(chosen)], strict=True):
            color = colors[column]
            if not roomy:
                heads.append((put("name", recording.names[column], down * tall, size, color, weight=600), "name"))
            for term in terms[not roomy :]:
                text = put(term, "", down * tall, size, color, weight=600 if term in inks else 400)
                moving.append((text, term, column))

        every = [*heads, *((text, term) for text, term, _ in moving)] if runs.slow else []
        dimmer = Dimmer([text for text, _ in every], theme)

        def show(moment: "Moment") -> None:
            dimmer.dim(*(bool(moment.present) and not _lit(term, moment.present) for _, term in every))
            step = min(recording.reached(moment.explained), max(0, recording.steps - 1))
            old, new, slopes = recording.weights_at(step), recording.weights_after(step), recording.gradient_at(step)
            for text, term, column in moving:
                slope = write(slopes[column])
                said = {
                    "old": numbers[column](old[column]),
                    "slope": f"({slope})" if slope.startswith(MINUS) else slope,
                    "rate": rate_text(recording, step),
                    "new": numbers[column](new[column]),
                }.get(term, term)
                text.set_text(said if moment.progress(ORDER[term]) > (0.5 if term in {"new", "←"} else 0) else "")

        return Moving([text for text, _ in every] or [text for text, *_ in moving], show)

    def _of_parts(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Set the rule of a network's layers, or of an optimizer that remembers something."""
        from render.drawing.slots_rule import name_above, slots_rule

        recording = runs.alone
        if not recording.run.optimizer.plain:
            axes.set_ylabel(name_above(runs))
        if not self.weights and recording.has_matrices:
            from render.drawing.matrix_rule import matrices

            return matrices(axes, runs, theme)

        return slots_rule(axes, runs, theme, [recording.column(name) for name in self.weights or recording.names])

    def _chosen(self, recording: "Recording", room: int) -> tuple[list[int], bool]:
        """Return the columns of the weights that are shown, and whether a last row says that there are more."""
        chosen = [recording.column(name) for name in self.weights or recording.names]
        left_out = len(chosen) > room
        return (chosen[: max(FEW, room - 1)] if left_out else chosen), left_out


def _above(words: "Mapping[str, str]", runs: Runs) -> str:
    """Return the rule in `words`, and what is standardized."""
    from render.training.units import rule_said

    return rule_said("{new} ← {old} − {rate} · {slope}".format(**words), runs.alone.run, runs.words)


def _set(axes: "Axes", widest: "Mapping[str, Sequence[str]]", rows: int) -> tuple[float, dict[str, float], bool]:
    """Return the size at which so many `rows` have room in `axes`, the middle of each term, as shares of the width, and
    whether they fit.

    `widest` are the widest texts of each term.
    """
    from render.drawing.axes import height, text_width, width

    wide, tall, few = width(axes), height(axes), rows <= FEW

    # All figures are equally wide: the longest texts are the widest, or nearly so.
    longest = [sorted({*texts}, key=len)[-3:] for texts in widest.values()]

    def slots_of(size: float) -> list[float]:
        return [max(text_width(axes, said, size) for said in texts) for texts in longest]

    largest = LARGEST * (wide - GAP * len(widest)) / sum(slots_of(LARGEST))
    size = max(SMALLEST, min(LARGEST, largest, tall / (4 if few else 2 + ROW * rows)))
    slots = slots_of(size)
    spacious = few and sum(slots) + GAP * (len(slots) - 1) <= wide
    gap = GAP if spacious else min(GAP, max(NARROWEST_GAP, (wide - sum(slots)) / len(slots)))
    lefts = [sum(slots[:index]) + index * gap for index in range(len(slots))]
    middles = {term: (left + slot / 2) / wide for term, left, slot in zip(widest, lefts, slots, strict=True)}
    return size, middles, lefts[-1] + slots[-1] <= wide


def _formula(term: str, recording: "Recording", column: int) -> str:
    """Return a term of the rule for the weight of a `column` as mathematics writes it."""
    name, loss = _in_mathematics(recording.names[column]), recording.run.loss.symbol or "loss"
    formula = TERMS[term].format(p=name) or term
    return rf"$\dfrac{{\partial\,\mathrm{{{loss}}}}}{{\partial {name}}}$" if term == "slope" else f"${formula}$"


def _lit(term: str, beat: str) -> bool:
    """Return whether a `beat` is about a term: the update about all of them."""
    return beat == "update" or ORDER.get(term) == beat


def _widest(
    recording: "Recording",
    chosen: "Sequence[int]",
    words: "Mapping[str, str]",
    numbers: "Sequence[Callable[[float], str]]",
    write: "Callable[[float], str]",
) -> dict[str, list[str]]:
    """Return the longest texts of each term: its name in `words`, and the numbers of the `chosen` weights."""
    from render.drawing.longest import longest
    from render.training.decimals import rate_steps, rate_text

    values = [said for column in chosen for said in longest(recording.parameters[:, column], numbers[column])]
    slopes = [said for column in chosen for said in longest(recording.gradients[:, column], write)]
    return {
        "new": [*values, words["new"]],
        "old": [*values, words["old"]],
        "rate": [words["rate"], *(rate_text(recording, step) for step in rate_steps(recording))],
        "name": [recording.names[column] for column in chosen],
        "slope": [*slopes, *(f"({slope})" for slope in slopes if slope.startswith(MINUS)), words["slope"]],
    }


def _terms(said: RuleTexts) -> dict[str, str]:
    """Return the words of the terms that have one."""
    return {"new": said.new, "old": said.old, "rate": said.rate, "slope": said.slope}


def _rows(count: int, roomy: bool) -> list[float]:
    """Return where `count` rows of numbers stand, as shares of the height, below the terms' names or each formula."""
    if count <= FEW:
        return [0.33, 0.83][:count] if roomy else [0.48, 0.85][:count]
    return [1 - ROWS + ROWS * (row + 0.5) / count for row in range(count)]


def _in_mathematics(name: str) -> str:
    """Return a weight's name with its numbers as indices: w1_2 is that of the first input for the second class."""
    found = re.fullmatch(r"([^\W\d_]+)(\d*)(?:_(\d+(?:_\d+)?))?", name)
    indices = ",".join(filter(None, found.groups()[1:])).replace("_", ",") if found else ""
    return f"{found[1]}_{{{indices}}}" if found and indices else name
