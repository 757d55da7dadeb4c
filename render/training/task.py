"""What is to be learned, as far as models, losses and panels need to know it before there are samples."""

from typing import NamedTuple


class Task(NamedTuple):
    """From how many `inputs`, and into how many `classes`: 0 where a target is a number.

    No inputs mean that there are no samples: what is made small is a function of the weights alone.
    """

    inputs: int = 1
    classes: int = 0

    @property
    def has_samples(self) -> bool:
        """Whether it is samples that are learned from."""
        return self.inputs > 0

    @property
    def outputs(self) -> int:
        """How many numbers a model predicts for a sample: one, or of three classes and more, one for each of them."""
        return self.classes if self.classes > 2 else 1


def held_back(share: float, count: int) -> int:
    """Return how many of `count` samples a `share` of them are."""
    return round(share * count)
