"""A recording enters, a verdict leaves: how the training ended, as it is seen, in a lecturer's words.

What is seen is the line, so distances are root mean squares of predictions, the root of the loss that is left to lose:
they are the same in metres and in millimetres, which those of (w, b) are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from render.languages import Language
from render.numbers import limit
from render.training.recording import Recording
from render.training.stability import THERE, largest_stable_rate

CLOSE, NEAR = 0.01, 0.05
"""Shares of the line's first distance to the best one: below the first they cover each other, below the second it is
almost there; THERE lies between them."""
FAR = 0.2
"""Share of the farthest that a weight was from its best value: above it, the weight has far to go, whatever is seen."""
COUNTS = 0.001
"""Share of the line's first distance that a weight has to account for: less of it is not even a digit on the screen."""
MOVED = 0.15
"""Share of its way that a line has to go, to have moved."""
STEADY = 0.7
"""With mini-batches: a distance that falls less than to this share from one quarter to the next goes nowhere."""
ROUNDING = 4 * float(np.finfo(np.float32).eps)
"""Predictions that differ by no more, as a share of the largest y, are the same in float32."""

Kind = Literal["converged", "almost", "there", "underway", "crawling", "jumping", "oscillating", "leaving", "diverged"]


@dataclass(frozen=True)
class Verdict:
    """How a training ended: `kind`; where a language has another text for some of these, `variant` names it."""

    kind: Kind
    largest_stable_rate: float
    variant: Literal["", "off_truth", "diverged_above"] = ""
    overflow: int = 0
    """The step whose numbers are no longer finite, of one that diverged."""
    moving: str = ""
    """The weight that has far to go while the line is there."""

    def words(self, language: Language) -> str:
        """Return what stands on the screen."""
        text: str = getattr(language, f"ends_{self.variant or self.kind}")
        return text.format(rate=limit(self.largest_stable_rate), step=f"{self.overflow:,}", parameter=self.moving)

    def verb(self, language: Language) -> str:
        """Return what the run does, in one or two words: its name goes before them."""
        text: str = getattr(language, f"runs_{self.kind}")
        return text


def verdict(recording: Recording) -> Verdict:
    """Return how `recording` ended, from the loss that is left to lose and from what the line did last.

    The loss is quadratic: above its minimum it is d^T H d / 2 at a distance d, H being its Hessian. Two lines are on
    different sides of the best one where that product of their distances is negative.
    """
    run = recording.run
    moments = run.points.moments
    hessian = run.loss.hessian(moments)
    stable = largest_stable_rate(hessian)
    batches = run.batch_size is not None and run.batch_size < len(run.points.x)
    above = float(recording.learning_rate[-1]) > stable and not batches
    if recording.diverged:
        return Verdict("diverged", stable, "diverged_above" if above else "", recording.steps + 1)

    half = np.array(hessian) / 2
    distances = recording.parameters.astype(np.float64) - (moments.w, moments.b)

    def seen(far: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return root mean squares of predictions, (n,), for distances (n, 2)."""
        squares: NDArray[np.float64] = np.einsum("ki,ij,kj->k", far, half, far)
        return np.sqrt(squares)

    first, last = seen(distances[[0, -1]])
    if first <= ROUNDING * float(np.abs(run.points.y).max()):
        return Verdict("converged", stable)
    left = last / first
    if above and left > 1:
        return Verdict("leaving", stable)
    farthest = np.abs(distances).max(axis=0)
    counts = farthest * np.sqrt(np.diag(half)) > COUNTS * first
    to_go = np.where(counts, np.abs(distances[-1]) / np.where(counts, farthest, 1), 0.0)
    if left <= CLOSE and to_go.max() <= NEAR:
        truth = np.array([run.points.truth or (moments.w, moments.b)]) - (moments.w, moments.b)
        return Verdict("converged", stable, "off_truth" if seen(truth)[0] > CLOSE * first else "")
    if batches:
        quarter = max(1, len(distances) // 4)
        before, after = seen(distances[-2 * quarter : -quarter]), seen(distances[-quarter:])
        if len(before) and after.mean() > STEADY * before.mean():
            return Verdict("jumping", stable)
    elif left > CLOSE and len(distances) > 1 and distances[-2] @ half @ distances[-1] < 0:
        return Verdict("oscillating", stable)
    if left <= THERE and to_go.max() > FAR:
        return Verdict("there", stable, moving="wb"[int(to_go.argmax())])
    if left <= NEAR and to_go.max() <= FAR:
        return Verdict("almost", stable)
    moved = seen(distances[-1:] - distances[:1])[0] / first
    return Verdict("underway" if moved >= MOVED else "crawling", stable)


def run_ending(recording: Recording, language: Language) -> str:
    """Return how one of several runs ended, with its name."""
    return language.run_ends.format(run=recording.run.name, ending=verdict(recording).verb(language))


def ending(recordings: Sequence[Recording], language: Language) -> str:
    """Return how the runs of a film ended, in one line."""
    if len(recordings) == 1:
        return verdict(recordings[0]).words(language)
    return ", ".join(run_ending(recording, language) for recording in recordings)
