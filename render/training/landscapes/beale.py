"""Beale's function: a plateau with steep corners."""

from typing import Any, ClassVar, Literal

from render.training.landscapes import Landscape
from render.training.models import Places, Window


class Beale(Landscape):
    """f = (1.5 − u + u v)² + (2.25 − u + u v²)² + (2.625 − u + u v³)².

    Beale, "On an iterative method for finding a local minimum of a function of more than one variable", 1958.
    """

    kind: Literal["beale"] = "beale"
    window: ClassVar[Window] = ((-4.5, 4.5), (-4.5, 4.5))
    minima: ClassVar[Places] = ((3.0, 0.5),)
    formula_text: ClassVar[str] = "(1.5 − u + u v)² + (2.25 − u + u v²)² + (2.625 − u + u v³)²"
    code: ClassVar[str] = "sum((a - u + u * v**n) ** 2 for n, a in [(1, 1.5), (2, 2.25), (3, 2.625)])"

    def height(self, xp: Any, u: Any, v: Any) -> Any:
        """Return the sum of the squares of a − u + u vⁿ."""
        return (1.5 - u + u * v) ** 2 + (2.25 - u + u * v**2) ** 2 + (2.625 - u + u * v**3) ** 2
