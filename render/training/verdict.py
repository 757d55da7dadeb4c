"""A recording enters, a verdict leaves: how the training ended, in a lecturer's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from render.languages import Language
from render.training.recording import Recording

CLOSE, NEAR, FAR = 0.01, 0.05, 0.8
"""Shares of the first distance to the minimum: below the first a training has converged, below the second it is almost
there, above the third it has barely moved."""
STEADY = 0.7
"""With mini-batches: a distance that falls less than to this share from one quarter to the next goes nowhere."""

Kind = Literal["converged", "almost", "underway", "crawling", "jumping", "oscillating", "leaving", "diverged"]


@dataclass(frozen=True)
class Verdict:
    """How a training ended: `kind`; where a language has another text for some of these, `variant` names it."""

    kind: Kind
    largest_stable_rate: float
    """2 / the largest eigenvalue of the loss's Hessian: above it, full-batch gradient descent leaves the minimum."""
    variant: Literal["", "off_truth", "diverged_above"] = ""
    overflow: int = 0
    """The step whose numbers are no longer finite, of one that diverged."""

    def words(self, language: Language) -> str:
        """Return what stands on the screen."""
        text: str = getattr(language, f"ends_{self.variant or self.kind}")
        return text.format(rate=f"{self.largest_stable_rate:.3g}", step=f"{self.overflow:,}")

    def verb(self, language: Language) -> str:
        """Return what the run does, in one or two words: its name goes before them."""
        text: str = getattr(language, f"runs_{self.kind}")
        return text


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
    above = rate > largest and not batches
    if recording.diverged:
        return Verdict("diverged", largest, "diverged_above" if above else "", recording.steps + 1)
    errors = (recording.parameters.astype(np.float64) - run.points.least_squares) @ directions
    distance = np.linalg.norm(errors, axis=1)
    left = distance[-1] / distance[0] if distance[0] else 0.0
    if above and left > 1:
        return Verdict("leaving", largest)
    if left <= CLOSE:
        truth = np.array(run.points.truth or run.points.least_squares)
        off = float(np.linalg.norm(truth - run.points.least_squares)) > CLOSE * distance[0]
        return Verdict("converged", largest, "off_truth" if off else "")
    if batches:
        quarter = max(1, len(distance) // 4)
        before, after = distance[-2 * quarter : -quarter], distance[-quarter:]
        if len(before) and after.mean() > STEADY * before.mean():
            return Verdict("jumping", largest)
    elif abs(errors[-1, -1]) > abs(errors[-1, 0]) and rate * eigenvalues[-1] > 1:
        return Verdict("oscillating", largest)
    if left <= NEAR:
        return Verdict("almost", largest)
    if left < FAR:
        return Verdict("underway", largest)
    return Verdict("crawling", largest)


def run_ending(recording: Recording, language: Language) -> str:
    """Return how one of several runs ended, with its name."""
    return language.run_ends.format(run=recording.run.name, ending=verdict(recording).verb(language))


def ending(recordings: Sequence[Recording], language: Language) -> str:
    """Return how the runs of a film ended, in one line."""
    if len(recordings) == 1:
        return verdict(recordings[0]).words(language)
    return ", ".join(run_ending(recording, language) for recording in recordings)
