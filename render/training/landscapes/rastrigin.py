"""Rastrigin's function: a bowl full of small bowls."""

from math import pi
from typing import Any, ClassVar, Literal

from render.training.landscapes import Landscape
from render.training.models import Places, Window


class Rastrigin(Landscape):
    """f = 20 + u² − 10 cos 2πu + v² − 10 cos 2πv: Rastrigin, "Systems of extremal control", 1974.

    Each of its small bowls has a local minimum, near whole numbers; the one at (0, 0) is the deepest.
    """

    kind: Literal["rastrigin"] = "rastrigin"
    window: ClassVar[Window] = ((-5.12, 5.12), (-5.12, 5.12))
    minima: ClassVar[Places] = ((0.0, 0.0),)
    formula_text: ClassVar[str] = "20 + u² − 10 cos 2πu + v² − 10 cos 2πv"
    code: ClassVar[str] = "20 + sum(w**2 - 10 * tf.cos(2 * np.pi * w) for w in (u, v))"

    def height(self, xp: Any, u: Any, v: Any) -> Any:
        """Return 20 + u² − 10 cos 2πu + v² − 10 cos 2πv."""
        return 20 + u**2 - 10 * xp.cos(2 * pi * u) + v**2 - 10 * xp.cos(2 * pi * v)
