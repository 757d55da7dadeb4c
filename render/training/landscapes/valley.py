"""A long valley: steep across, and flat along."""

from typing import Any, ClassVar, Literal

from render.training.landscapes import Landscape
from render.training.models import Places, Window
from render.training.stability import Quadratic


class Valley(Landscape):
    """f = 0.1 u² + 2 v²: Zhang et al., "Dive into Deep Learning", section Momentum.

    Its Hessian has the eigenvalues 0.2 and 4: gradient descent is stable below a rate of 2 / 4.
    """

    kind: Literal["valley"] = "valley"
    window: ClassVar[Window] = ((-6.0, 2.0), (-3.0, 3.0))
    minima: ClassVar[Places] = ((0.0, 0.0),)
    quadratic: ClassVar[Quadratic] = Quadratic(((0.2, 0.0), (0.0, 4.0)), (0.0, 0.0), 0.0)
    formula_text: ClassVar[str] = "0.1 u² + 2 v²"
    code: ClassVar[str] = "0.1 * u**2 + 2 * v**2"

    def height(self, xp: Any, u: Any, v: Any) -> Any:
        """Return 0.1 u² + 2 v²."""
        return 0.1 * u**2 + 2 * v**2
