"""One training of a scene: everything that its recording depends on, and a hash of just that."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from inspect import getfile
from itertools import accumulate, groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.family import Options, word
from render.systems import with_unix_breaks
from render.training.kept import kept_steps
from render.training.losses import Loss
from render.training.models import Model
from render.training.objective import Objective
from render.training.optimizers import OWN_RATE, Optimizer
from render.training.samples import Samples
from render.training.schedules import Schedule
from render.training.standardize import Standardize

TRAINED_BY = (
    *("run.py", "recorder.py", "metrics.py", "classes.py", "kept.py", "scaling.py", "layers.py", "stopping.py"),
    "schedules/__init__.py",
)
"""Files whose code a recording depends on, beside those of its members."""


class Phase(NamedTuple):
    """Updates with the learning rates of one schedule."""

    steps: int
    schedule: Schedule

    @property
    def changes(self) -> bool:
        """Whether the rate is not the same at all of its steps."""
        return self.schedule.changes

    def goes_on_after(self, before: "Phase") -> bool:
        """Return whether it has the same rate as the one before, which does not change."""
        return not self.changes and self.schedule == before.schedule


@dataclass(frozen=True, eq=False)
class Run:
    """A training of `model` on `samples` from the weights `initial` (P,), through `phases`, each from where the last
    one ended.

    With a `batch_size`, each update sees that many samples: they are shuffled with `seed`, taken in that order, and
    shuffled anew when fewer are left than a batch needs. `weight_decay` times a weight is added to its slope, but for
    biases. `drawn` is the seed that `initial` was drawn from, where it was. With a `patience`, the training ends so
    many steps after the one with the smallest loss of the samples that are held back. What `standardize`
    names, the model sees less its mean and divided by its deviation. `name` tells the run from others that it is
    compared with. `automatic` are the phases whose rate is half of the largest stable one, as it was asked for.
    """

    samples: Samples
    model: Model
    initial: tuple[float, ...]
    phases: tuple[Phase, ...]
    loss: Loss
    optimizer: Optimizer
    batch_size: int | None = None
    seed: int = 0
    name: str = ""
    weight_decay: float = 0.0
    drawn: int | None = None
    patience: int | None = None
    standardize: Standardize = field(default_factory=Standardize)
    automatic: tuple[int, ...] = ()

    @cached_property
    def objective(self) -> Objective:
        """What it makes small."""
        return Objective(self.samples, self.model, self.loss, self.weight_decay, self.standardize)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the weights (P,)."""
        return self.objective.names

    @property
    def sees_all(self) -> bool:
        """Whether each update sees all samples."""
        return self.batch_size is None or self.batch_size == len(self.samples.y)

    @cached_property
    def decoupled(self) -> NDArray[np.float64]:
        """The share of each weight (P,) that an update subtracts, times the learning rate, beside the gradient."""
        return self.optimizer.decoupled * np.array([not self.model.is_bias(name) for name in self.names], np.float64)

    @cached_property
    def steps(self) -> int:
        """How many updates all phases have."""
        return sum(phase.steps for phase in self.phases)

    @cached_property
    def kept(self) -> NDArray[np.intp]:
        """The steps (K,) whose weights are kept with the recording."""
        return kept_steps(self.steps, len(self.initial))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The step at which each phase begins."""
        return (0, *accumulate(phase.steps for phase in self.phases[:-1]))

    @cached_property
    def rates(self) -> NDArray[np.float32]:
        """The learning rate that is used at each step, (steps + 1,); the last one is that of the last update."""
        rates = np.concatenate([phase.schedule.rates(phase.steps) for phase in self.phases])
        return np.append(rates, rates[-1]).astype(np.float32)

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """The schedule of each phase."""
        return tuple(phase.schedule for phase in self.phases)

    @property
    def changes_rate(self) -> bool:
        """Whether the learning rate changes within a phase."""
        return any(phase.changes for phase in self.phases)

    def batches(self) -> NDArray[np.int32]:
        """Return the indices of each step's samples, (steps + 1, batch_size); of width 0 where a step sees all."""
        chosen = np.empty((self.steps + 1, self.batch_size or 0), np.int32)
        if self.batch_size:
            random = np.random.default_rng(self.seed)
            count = len(self.samples.y)
            an_epoch = count // self.batch_size
            for first in range(0, len(chosen), an_epoch):
                order = random.permutation(count)[: an_epoch * self.batch_size].reshape(an_epoch, -1)
                chosen[first : first + an_epoch] = order[: len(chosen) - first]
        return chosen

    def left(self, step: int) -> NDArray[np.bool_]:
        """Return which hidden units a dropout leaves of each sample that a `step` sees, (n, width); without, none."""
        count, dropping = self.batch_size or len(self.samples.y), self.model.dropping()
        return dropping.left(self.seed, step, count) if dropping else np.empty((count, 0), np.bool_)

    @cached_property
    def digest(self) -> str:
        """A hash of the settings, the samples' numbers, the code that trains and the TensorFlow that runs it."""
        batches = [self.batch_size, self.seed] if self.batch_size or self.model.dropping() else None
        members = [self.model, self.loss, self.optimizer]
        settings: list[object] = [
            self.initial,
            [*self._schedules()],
            batches,
            [_settings(member) for member in members],
        ]
        settings += [self.weight_decay] * bool(self.weight_decay or self.patience)
        settings += [self.patience] if self.patience else []
        settings += [self.standardize.model_dump()] if self.standardize else []
        trained_by = _trained_by(*map(type, [*members, *self.schedules]))
        parts = [json.dumps(settings), self.samples.digest, *trained_by]
        return sha256("\n".join(parts).encode()).hexdigest()

    def _schedules(self) -> Iterator[tuple[object, int]]:
        """Yield the settings of each schedule and its steps; phases of the same constant rate are one."""
        for settings, same in groupby(self.phases, lambda phase: _settings(phase.schedule)):
            steps = [phase.steps for phase in same]
            same_rate = settings.keys() == {"kind", "rate"}
            yield from [(settings, sum(steps))] if same_rate else [(settings, n) for n in steps]


def _settings(member: Options) -> dict[str, object]:
    # That of an optimizer has become the schedule's, and what a constant rate has at its default came later than
    # recordings that are kept.
    given = member.model_dump(mode="json", exclude={OWN_RATE}, exclude_defaults=isinstance(member, Schedule))
    return {"kind": word(member), **given}


@cache
def _trained_by(*members: type[Options]) -> tuple[str, str]:
    """Return a hash of the code that trains with `members`, and the version of the TensorFlow that runs it."""
    classes = [each for member in members for each in member.__mro__ if each.__module__.startswith("render.training.")]
    # What a family has in common says what its members are, not what they do.
    own = [source for source in map(getfile, classes) if not source.endswith("__init__.py")]
    sources = [*(str(Path(__file__).parent / name) for name in TRAINED_BY), *own]
    code = b"".join(with_unix_breaks(Path(source).read_bytes()) for source in dict.fromkeys(sources))
    return sha256(code).hexdigest(), version("tensorflow")
