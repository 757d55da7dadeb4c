"""Rosenbrock's banana: a narrow valley that bends."""

from typing import Any, ClassVar, Literal

from render.training.landscapes import Landscape
from render.training.models import Places, Window


class Rosenbrock(Landscape):
    """f = (1 − u)² + 100 (v − u²)².

    Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960; he starts at
    (−1.2, 1).
    """

    kind: Literal["rosenbrock"] = "rosenbrock"
    window: ClassVar[Window] = ((-2.0, 2.0), (-1.0, 3.0))
    minima: ClassVar[Places] = ((1.0, 1.0),)
    formula_text: ClassVar[str] = "(1 − u)² + 100 (v − u²)²"
    code: ClassVar[str] = "(1 - u) ** 2 + 100 * (v - u**2) ** 2"

    def height(self, xp: Any, u: Any, v: Any) -> Any:
        """Return (1 − u)² + 100 (v − u²)²."""
        return (1 - u) ** 2 + 100 * (v - u**2) ** 2
