"""A recording enters, a verdict leaves: how the training ended, in a lecturer's words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from render.training.recording import Recording

CLOSE, NEAR, FAR = 0.01, 0.05, 0.8
"""Shares of the first distance to the minimum: below the first a training has converged, below the second it is almost
there, above the third it has barely moved."""
STEADY = 0.7
"""With mini-batches: a distance that falls less than to this share from one quarter to the next goes nowhere."""


VERBS = {
    "converged": "arrives",
    "almost": "is close",
    "underway": "descends",
    "crawling": "crawls",
    "jumping": "jumps",
    "oscillating": "swings",
    "leaving": "leaves",
    "diverged": "overflows",
}
"""What a run does, by the verdict's kind: the name of a run goes before it."""


@dataclass(frozen=True)
class Verdict:
    """`kind` is one of VERBS; `words` are for the screen."""

    kind: str
    words: str
    largest_stable_rate: float | None = None
    """2 / the largest eigenvalue of the loss's Hessian: above it, full-batch gradient descent leaves the minimum."""

    @property
    def verb(self) -> str:
        """What the run does, in one or two words."""
        return VERBS[self.kind]


def verdict(recording: Recording) -> Verdict:
    """Return how `recording` ended, from its distance to the minimum and from the Hessian of its loss.

    Near the minimum, the error along an eigenvector with eigenvalue e is multiplied by 1 - rate * e at each step
    (Goh, "Why Momentum Really Works", Distill 2017): beyond -1 it grows, below 0 it changes sides.
    """
    run = recording.run
    hessian = run.loss.hessian(run.points)
    eigenvalues, directions = np.linalg.eigh(hessian)
    largest = float(2 / eigenvalues[-1])
    rate = float(recording.learning_rate[-1])
    batches = run.batch_size is not None and run.batch_size < len(run.points.x)
    above = f": the rate is above {largest:.3g}" if rate > largest and not batches else ""
    if recording.diverged:
        return Verdict("diverged", f"overflows at step {recording.steps + 1:,}{above}", largest)
    errors = (recording.parameters.astype(np.float64) - run.points.least_squares) @ directions
    distance = np.linalg.norm(errors, axis=1)
    left = distance[-1] / distance[0] if distance[0] else 0.0
    if above and left > 1:
        return Verdict("leaving", f"leaves{above}", largest)
    if left <= CLOSE:
        truth = np.array(run.points.truth or run.points.least_squares)
        off = float(np.linalg.norm(truth - run.points.least_squares)) > CLOSE * distance[0]
        return Verdict("converged", "converged to least squares" if off else "converged", largest)
    if batches:
        quarter = max(1, len(distance) // 4)
        before, after = distance[-2 * quarter : -quarter], distance[-quarter:]
        if len(before) and after.mean() > STEADY * before.mean():
            return Verdict("jumping", "jumps around the minimum", largest)
    elif abs(errors[-1, -1]) > abs(errors[-1, 0]) and rate * eigenvalues[-1] > 1:
        return Verdict("oscillating", f"swings: the rate is close to {largest:.3g}", largest)
    if left <= NEAR:
        return Verdict("almost", "almost there", largest)
    if left < FAR:
        return Verdict("underway", "still on the way", largest)
    return Verdict("crawling", "has barely moved", largest)


def ending(recordings: Sequence[Recording]) -> str:
    """Return how the runs of a film ended, in one line."""
    if len(recordings) == 1:
        return verdict(recordings[0]).words
    return ", ".join(f"{recording.run.name} {verdict(recording).verb}" for recording in recordings)
