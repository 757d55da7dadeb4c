"""The update rule in mathematics, with the present numbers in place."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.drawing.panels import Moving, Panel, Runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Telling
    from render.timeline.moments import Moment

SMALLEST, LARGEST = 20.0, 34.0
"""Sizes of the numbers."""
ROOMY = 270.0
"""From this height on, each row of numbers has its formula above it."""
GAP = 14.0
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


class Rule(Panel):
    """For w and b: new value ← old value - learning rate * gradient, for the update that follows the present step.

    On the last step, which no update follows, it is the one that led there. In slow motion the terms come one by one.
    """

    kind: Literal["rule"] = "rule"
    height: ClassVar[float] = 0.65
    left: ClassVar[float] = 24.0
    bottom: ClassVar[float] = 16.0
    least: ClassVar[tuple[float, float]] = (360.0, 90.0)

    def told(self, words: "Telling") -> list[str]:
        """Return what is to be seen."""
        return [words.rule]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Set the rule; its numbers move."""
        from render.drawing.axes import height, text_width, width
        from render.drawing.numbers import gradient_text, parameter_texts, rate_text

        axes.set_axis_off()
        words = {term: getattr(runs.words, term) for term in ("new", "old", "rate", "slope")}
        axes.set_ylabel("{new} ← {old} − {rate} · {slope}".format(**words))
        recording, color = runs.alone, runs.colors[0]
        parameters, gradients = recording.parameters, recording.gradients
        numbers, write = parameter_texts(runs.every), gradient_text(runs.every)
        values = [
            number(extreme)
            for number, column in zip(numbers, parameters.T, strict=True)
            for extreme in (column.min(), column.max())
        ]
        widest = {
            "new": [*values, words["new"]],
            "old": [*values, words["old"]],
            "rate": [words["rate"], *(rate_text(recording, s) for s in recording.run.starts if s <= recording.steps)],
            "name": ["w"],
            "slope": [f"({write(gradients.min())})", write(gradients.max()), words["slope"]],
        }

        wide, tall = width(axes), height(axes)
        roomy = tall >= ROOMY
        terms = list(TERMS)[1:] if roomy else list(TERMS)

        def row_of(size: float) -> list[float]:
            return [max(text_width(axes, s, size) for s in widest.get(term, [term])) for term in terms]

        size = min(LARGEST, LARGEST * (wide - GAP * len(terms)) / sum(row_of(LARGEST)), tall / 4)
        size = max(SMALLEST, size)
        slots = row_of(size)
        lefts = [sum(slots[:i]) + i * GAP for i in range(len(slots))]
        middles = {term: (left + slot / 2) / wide for term, left, slot in zip(terms, lefts, slots, strict=True)}
        inks = {"name": color, "new": color, "old": color, "rate": theme.text, "slope": theme.loss}

        def put(term: str, s: str, down: float, size: float, **more: Any) -> Any:
            style: dict[str, Any] = {"ha": "center", "va": "center", "size": size, "color": inks.get(term, theme.quiet)}
            return axes.text(middles[term], 1 - down / tall, s, **style, transform=axes.transAxes, **more)

        for column, name in enumerate("wb" if roomy else " "):
            for term in terms:
                if not roomy:
                    put(term, words.get(term, ""), 0.12 * tall, theme.tick_size, weight=600)
                    continue
                formula = TERMS[term].format(p=name) or term
                if term == "slope":
                    formula = rf"\dfrac{{\partial\,\mathrm{{loss}}}}{{\partial {name}}}"
                put(term, f"${formula}$", (0.12 + 0.5 * column) * tall, max(SMALLEST, 0.8 * size), parse_math=True)

        moving: list[tuple[Any, str, int]] = []
        for column, (name, down) in enumerate(zip("wb", (0.33, 0.83) if roomy else (0.48, 0.85), strict=True)):
            for term in terms:
                text = put(term, "", down * tall, size)
                text.set_fontweight(600 if term in inks else 400)
                if term == "name":
                    text.set_text("" if roomy else name)
                else:
                    moving.append((text, term, column))

        def show(moment: "Moment") -> None:
            step = min(recording.reached(moment.explained), max(0, recording.steps - 1))
            for text, term, column in moving:
                slope = gradients[step, column]
                said = {
                    "old": numbers[column](parameters[step, column]),
                    "slope": f"({write(slope)})" if slope < 0 else write(slope),
                    "rate": rate_text(recording, step),
                    "new": numbers[column](parameters[min(step + 1, recording.steps), column]),
                }.get(term, term)
                text.set_text(said if moment.progress(ORDER[term]) > (0.5 if term in {"new", "←"} else 0) else "")

        return Moving([text for text, *_ in moving], show)
