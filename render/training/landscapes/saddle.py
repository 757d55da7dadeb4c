"""A saddle between two minima."""

from typing import Any, ClassVar, Literal

from render.training.landscapes import Landscape
from render.training.models import Places, Window


class Saddle(Landscape):
    """f = u² / 2 + (v² − 1)² / 4: Nesterov, "Introductory Lectures on Convex Optimization", 2004, section 1.2.3.

    That is his example of a gradient descent that ends at a stationary point which is no minimum, and 1/4, so that the
    minima have the value 0. From v = 0 the descent ends at the saddle, from nearby it waits there; unlike u² − v², f is
    bounded below, so what has left the saddle arrives.
    """

    kind: Literal["saddle"] = "saddle"
    window: ClassVar[Window] = ((-2.0, 2.0), (-1.5, 1.5))
    minima: ClassVar[Places] = ((0.0, 1.0), (0.0, -1.0))
    saddles: ClassVar[Places] = ((0.0, 0.0),)
    formula_text: ClassVar[str] = "u² / 2 + (v² − 1)² / 4"
    code: ClassVar[str] = "u**2 / 2 + (v**2 - 1) ** 2 / 4"

    def height(self, xp: Any, u: Any, v: Any) -> Any:
        """Return u² / 2 + (v² − 1)² / 4."""
        return u**2 / 2 + (v**2 - 1) ** 2 / 4
