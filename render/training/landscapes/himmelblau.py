"""Himmelblau's function: four minima, all of them equally deep."""

from typing import Any, ClassVar, Literal

from render.training.landscapes import Landscape
from render.training.models import Places, Window


class Himmelblau(Landscape):
    """f = (u² + v − 11)² + (u + v² − 7)²: Himmelblau, "Applied Nonlinear Programming", 1972."""

    kind: Literal["himmelblau"] = "himmelblau"
    window: ClassVar[Window] = ((-5.0, 5.0), (-5.0, 5.0))
    # Where both squares are 0; but for the first one, to the digits of a float64.
    minima: ClassVar[Places] = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )
    formula_text: ClassVar[str] = "(u² + v − 11)² + (u + v² − 7)²"
    code: ClassVar[str] = "(u**2 + v - 11) ** 2 + (u + v**2 - 7) ** 2"

    def height(self, xp: Any, u: Any, v: Any) -> Any:
        """Return (u² + v − 11)² + (u + v² − 7)²."""
        return (u**2 + v - 11) ** 2 + (u + v**2 - 7) ** 2
