"""One training of a scene: everything that its recording depends on, and a hash of just that."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from inspect import getfile
from pathlib import Path

from render.training.losses import Loss
from render.training.points import Points


@dataclass(frozen=True, eq=False)
class Run:
    """Gradient descent on `points` from `initial` (w, b), `steps` updates with one learning rate."""

    points: Points
    initial: tuple[float, float]
    learning_rate: float
    steps: int
    loss: Loss

    @cached_property
    def digest(self) -> str:
        """A hash of the settings, the points' numbers, the code that trains and the TensorFlow that runs it."""
        settings = [self.initial, self.learning_rate, self.steps, self.loss.model_dump()]
        code = Path(__file__).with_name("recorder.py").read_bytes() + Path(getfile(type(self.loss))).read_bytes()
        parts = [json.dumps(settings), self.points.digest, sha256(code).hexdigest(), version("tensorflow")]
        return sha256("\n".join(parts).encode()).hexdigest()
