"""Two half circles, each of which reaches into the other."""

from collections.abc import Sequence
from typing import Any, Literal

from render.training.labelled import Blur, Shaped


class Moons(Shaped):
    """Half a circle of radius 1 that is open below, and one that is open above: as scikit-learn's make_moons."""

    kind: Literal["moons"] = "moons"
    noise: Blur = 0.1

    def shape(self, np: Any, n: Sequence[int], y: Any, rng: Any) -> Any:
        """Return places on the half circles, evenly spread."""
        t = np.concatenate([np.linspace(0, np.pi, k) for k in n])
        x1 = np.where(y, 1 - np.cos(t), np.cos(t))
        x2 = np.where(y, 0.5 - np.sin(t), np.sin(t))
        return np.stack([x1, x2], axis=1)

    def typed(self) -> list[str]:
        """Return the same as text."""
        return [
            "t = np.concatenate([np.linspace(0, np.pi, k) for k in n])",
            "x1 = np.where(y, 1 - np.cos(t), np.cos(t))",
            "x2 = np.where(y, 0.5 - np.sin(t), np.sin(t))",
            "x = np.stack([x1, x2], axis=1)",
        ]
