"""A polynomial of one input."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from render.numbers import MINUS, PLUS, SUBSCRIPTS, SUPERSCRIPTS, literal, short
from render.training.models import Model, ModelTexts, Typed, Variable, written

if TYPE_CHECKING:
    from render.training.samples import Samples
    from render.training.task import Task

WRITTEN_OUT = 3
"""Degree up to which a formula has all of its terms."""


class PolynomialTexts(ModelTexts, speaker="model.polynomial"):
    """Of a polynomial."""

    run_degree = "degree {value}"
    predict = "Each x into the polynomial"
    predict_here = "The curve gives each x a y"
    there = "the curve is there; {parameter} still moves"
    told = "the points, the curve of the guess and, dashed, the one that it should reach"
    told_start = (
        "A polynomial starts at {start} and learns by gradient descent; at step {step} it has {weights} ({reference})."
    )


class Polynomial(Model):
    """A curve, y = w0 + w1 z + w2 z^2 + ..., z being the input scaled to [-1, 1]: powers of large ones do not train."""

    kind: Literal["polynomial"] = "polynomial"
    texts: ClassVar[type[ModelTexts]] = PolynomialTexts
    degree: Annotated[int, Field(ge=1, le=20, description="the highest power of the input", examples=[15])] = 3
    linear: ClassVar[bool] = True
    scaled: ClassVar[bool] = True

    def names(self, task: "Task") -> tuple[str, ...]:
        """Return w0, w1 and so on: each is named after its power."""
        return tuple(f"w{power}" for power in range(self.degree + 1))

    def is_bias(self, name: str) -> bool:
        """Return whether it is w0."""
        return name == "w0"

    def predict(self, xp: Any, theta: Any, x: Any) -> Any:
        """Return w0 + z (w1 + z (w2 + ...)): Horner's method."""
        z = x[:, 0]
        value = theta[self.degree] + 0.0 * z
        for power in reversed(range(self.degree)):
            value = value * z + theta[power]
        return value

    def formula(self, samples: "Samples", x: str = "", y: str = "") -> str:
        """Return its terms, and what z is; of an input that is the same, x itself."""
        low, high = (float(end) for end in (samples.alone.min(), samples.alone.max()))
        middle, half = (low + high) / 2, (high - low) / 2
        name = "x" if (middle, half, samples.input.origin) == (0, 1, 0) else "z"
        terms = [self._term(power, name) for power in range(self.degree + 1)]
        if self.degree > WRITTEN_OUT:
            terms = [*terms[:WRITTEN_OUT], "…", terms[-1]]
        formula = f"{y or samples.target.less('y')} = {f' {PLUS} '.join(terms)}"
        if name == "x":
            return formula
        if samples.input.origin:
            return f"{formula},  z ∈ [{MINUS}1, 1]"
        moved = f"x {MINUS if middle > 0 else PLUS} {short(abs(middle), 4)}" if middle else "x"
        if half == 1:
            return f"{formula},  z = {moved}"
        return f"{formula},  z = {f'({moved})' if middle else moved} / {short(half, 4)}"

    def variables(self, task: "Task") -> tuple[Variable, ...]:
        """Return w, which has them all."""
        return (Variable("w", (self.degree + 1,)),)

    def typed(self, initial: Sequence[float], samples: "Samples", seed: int | None = None) -> Typed:
        """Return one variable with all weights."""
        first, last = samples.alone.min(), samples.alone.max()
        middle, half = (float(last) + float(first)) / 2, (float(last) - float(first)) / 2
        z = f"np.float32({'x{v}' if (middle, half) == (0, 1) else f'(x{{v}} - {literal(middle)}) / {literal(half)}'})"
        return Typed(
            names=["w"],
            variables=[f"w = tf.Variable({written(initial, (len(initial),))})"],
            prediction="tf.linalg.matvec({x}, w)",
            input="X",
            decayed=["w[1:]"],
            inputs=[f"z{{v}} = {z}", f"X{{v}} = np.stack([z{{v}} ** k for k in range({len(initial)})], axis=1)"],
        )

    def _term(self, power: int, name: str) -> str:
        weight = f"w{power}".translate(SUBSCRIPTS)
        raised = str(power).translate(SUPERSCRIPTS) if power > 1 else ""
        return f"{weight} {name}{raised}" if power else weight
