"""One training of a scene: everything that its recording depends on, and a hash of just that."""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from inspect import getfile
from itertools import accumulate, groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.training.losses import Loss
from render.training.points import Points


class Phase(NamedTuple):
    """Updates with one learning rate."""

    steps: int
    learning_rate: float


@dataclass(frozen=True, eq=False)
class Run:
    """Gradient descent on `points` from `initial` (w, b), through `phases`, each from where the last one ended.

    With a `batch_size`, each update sees that many points: the points are shuffled with `seed`, taken in that order,
    and shuffled anew when fewer are left than a batch needs. `name` tells it from others that it is compared with.
    """

    points: Points
    initial: tuple[float, float]
    phases: tuple[Phase, ...]
    loss: Loss
    batch_size: int | None = None
    seed: int = 0
    name: str = ""

    @cached_property
    def steps(self) -> int:
        """How many updates all phases have."""
        return sum(phase.steps for phase in self.phases)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The step at which each phase begins."""
        return (0, *accumulate(phase.steps for phase in self.phases[:-1]))

    def learning_rates(self) -> NDArray[np.float32]:
        """Return the rate that is used at each step, (steps + 1,); the last one is that of the last phase."""
        rates = np.repeat([p.learning_rate for p in self.phases], [p.steps for p in self.phases])
        return np.append(rates, rates[-1]).astype(np.float32)

    def batches(self) -> NDArray[np.int32]:
        """Return the indices of each step's points, (steps + 1, batch_size); of width 0 where a step sees all."""
        chosen = np.empty((self.steps + 1, self.batch_size or 0), np.int32)
        if self.batch_size:
            random = np.random.default_rng(self.seed)
            count = len(self.points.x)
            an_epoch = count // self.batch_size
            for first in range(0, len(chosen), an_epoch):
                order = random.permutation(count)[: an_epoch * self.batch_size].reshape(an_epoch, -1)
                chosen[first : first + an_epoch] = order[: len(chosen) - first]
        return chosen

    @cached_property
    def digest(self) -> str:
        """A hash of the settings, the points' numbers, the code that trains and the TensorFlow that runs it."""
        rates = [(rate, sum(p.steps for p in same)) for rate, same in groupby(self.phases, lambda p: p.learning_rate)]
        batches = [self.batch_size, self.seed] if self.batch_size else None
        settings = [self.initial, rates, batches, self.loss.model_dump()]
        parts = [json.dumps(settings), self.points.digest, *_trained_by(type(self.loss))]
        return sha256("\n".join(parts).encode()).hexdigest()


@cache
def _trained_by(loss: type[Loss]) -> tuple[str, str]:
    """Return a hash of the code that trains with a `loss`, and the version of the TensorFlow that runs it."""
    sources: list[str | Path] = [__file__, Path(__file__).with_name("recorder.py"), getfile(loss)]
    code = b"".join(Path(source).read_bytes() for source in sources)
    return sha256(code).hexdigest(), version("tensorflow")
