"""What is known of a training before it begins: the moments of its points enter, how it will go leaves.

Plain gradient descent on a quadratic loss is solved exactly, so nothing is trained for it, and NumPy is not needed.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

THERE = 0.025
"""The share of the way to the best predictions that may be left when they are reached: a few pixels."""
LARGE, FAR = 10.0, 3.0
"""Sizes of x, and distances of x from 0 in its standard deviations, that slow a training down."""

Matrix = tuple[tuple[float, ...], ...]


class Moments(NamedTuple):
    """The simple linear regression of y on x: mean and variance of x, slope, intercept, mean of squared residuals."""

    mean: float
    variance: float
    slope: float
    intercept: float
    least: float

    @classmethod
    def of(cls, x: Sequence[float], y: Sequence[float]) -> "Moments":
        """Return that of the points (`x`, `y`)."""
        count = len(x)
        mean, height = math.fsum(x) / count, math.fsum(y) / count
        variance = math.fsum((each - mean) ** 2 for each in x) / count
        slope = math.fsum((a - mean) * (b - height) for a, b in zip(x, y, strict=True)) / count / variance
        intercept = height - slope * mean
        least = math.fsum((v - slope * u - intercept) ** 2 for u, v in zip(x, y, strict=True)) / count
        return cls(mean, variance, slope, intercept, least)

    @property
    def spread(self) -> float:
        """The variance of y."""
        return self.slope**2 * self.variance + self.least

    def standardized(self, *, x: bool, y: bool) -> "Moments":
        """Return those of `x`, or `y`, or both, less their mean and divided by their standard deviation."""
        moments = self
        if x:
            deviation = self.variance**0.5
            middle = self.slope * self.mean + self.intercept
            moments = Moments(0.0, 1.0, self.slope * deviation, middle, self.least)
        if y and (spread := self.spread):
            mean, deviation = self.slope * self.mean + self.intercept, spread**0.5
            slope, intercept = moments.slope / deviation, (moments.intercept - mean) / deviation
            moments = Moments(moments.mean, moments.variance, slope, intercept, self.least / spread)
        return moments


class Quadratic(NamedTuple):
    """A quadratic loss of P weights: least + (theta - best)^T hessian (theta - best) / 2."""

    hessian: Matrix
    best: tuple[float, ...]
    least: float

    def decayed(self, decays: Sequence[float]) -> "Quadratic":
        """Return it with half of each weight's square added, times its one of `decays` (P,): ridge regression.

        Hoerl and Kennard, "Ridge regression: biased estimation for nonorthogonal problems", 1970.
        """
        if not any(decays):
            return self
        import numpy as np

        hessian, added, old = np.array(self.hessian), np.diag(decays), np.array(self.best)
        best = np.linalg.solve(hessian + added, hessian @ old)
        least = self.least + ((best - old) @ hessian @ (best - old) + best @ added @ best) / 2
        return Quadratic(tuple(map(tuple, (hessian + added).tolist())), tuple(best.tolist()), float(least))


class Curve(NamedTuple):
    """A direction (unit vector, P) along which the loss curves by itself, and its second derivative there."""

    curvature: float
    direction: tuple[float, ...]


def curves(hessian: Matrix) -> tuple[Curve, ...]:
    """Return eigenvalues and eigenvectors of a symmetric, positive semidefinite `hessian`, the largest first."""
    if len(hessian) != 2:
        import numpy as np

        values, vectors = np.linalg.eigh(np.array(hessian))
        found = zip(values.tolist()[::-1], vectors.T.tolist()[::-1], strict=True)
        return tuple(Curve(max(value, 0.0), tuple(vector)) for value, vector in found)
    # Closed forms, for which a check of a scene needs no NumPy.
    (a, h), (_, d) = hessian
    largest = (a + d) / 2 + math.hypot((a - d) / 2, h)
    # The product of both is the determinant: a difference of them would lose the small one.
    smallest = (a * d - h * h) / largest
    angle = math.atan2(2 * h, a - d) / 2
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    return Curve(largest, along), Curve(smallest, across)


def largest_stable_rate(curvature: float) -> float | None:
    """Return 2 / the largest eigenvalue of the Hessian: above it, full-batch gradient descent leaves the minimum.

    None where the loss does not curve upward, which says nothing. Goh, "Why Momentum Really Works", Distill 2017.
    """
    return 2 / curvature if curvature > 0 else None


class Descent:
    """Full-batch gradient descent on a quadratic loss, from `start` (P).

    Along an eigenvector with eigenvalue e, each step multiplies the distance to the minimum by 1 - rate * e.
    """

    def __init__(self, loss: Quadratic, start: Sequence[float]) -> None:
        """Resolve the distance to the minimum into its parts along the eigenvectors."""
        self._curves = curves(loss.hessian)
        distance = [each - best for each, best in zip(start, loss.best, strict=True)]
        self._losses = [
            curve.curvature / 2 * sum(far * part for far, part in zip(distance, curve.direction, strict=True)) ** 2
            for curve in self._curves
        ]

    @property
    def largest_stable_rate(self) -> float:
        """The rate above which it leaves the minimum."""
        return largest_stable_rate(self._curves[0].curvature) or math.inf

    @property
    def excess(self) -> float:
        """The loss that can be lost: that of the beginning less the smallest one."""
        return sum(self._losses)

    def left(self, phases: Sequence[tuple[int, float]]) -> float:
        """Return the share of it that is left after phases of (steps, learning rate): 0 there, above 1 farther off."""
        return sum(self._parts(phases)) / self.excess if self.excess else 0.0

    def moved(self, phases: Sequence[tuple[int, float]]) -> float:
        """Return how far predictions move, as a share of their way to the best ones: root mean squares."""
        factors = [self._factor(curve.curvature, phases) for curve in self._curves]
        moved = sum(loss * (1 - factor) ** 2 for loss, factor in zip(self._losses, factors, strict=True))
        return math.sqrt(moved / self.excess) if self.excess else 0.0

    def steps(self, rate: float, left: float) -> float:
        """Return how many steps of one `rate` bring the share that is `left` down to this; infinity if none do."""
        if self.left([(1, rate)]) >= 1:
            return math.inf
        low, high = 0, 1
        while self.left([(high, rate)]) > left:
            low, high = high, 2 * high
            if high > 1e15:
                return math.inf
        while high - low > 1 + low // 1000:
            middle = (low + high) // 2
            low, high = (middle, high) if self.left([(middle, rate)]) > left else (low, middle)
        return high

    def _parts(self, phases: Sequence[tuple[int, float]]) -> list[float]:
        factors = [self._factor(curve.curvature, phases) for curve in self._curves]
        return [loss * factor * factor for loss, factor in zip(self._losses, factors, strict=True)]

    @staticmethod
    def _factor(curvature: float, phases: Sequence[tuple[int, float]]) -> float:
        """Return what all steps together multiply a distance by; its size is bounded, so that it can be squared."""
        size, sign = 0.0, 1
        for steps, rate in phases:
            each = 1 - rate * curvature
            if each == 0:
                return 0.0
            size += steps * math.log(abs(each))
            sign *= -1 if each < 0 and steps % 2 else 1
        return sign * math.exp(max(-300.0, min(300.0, size)))
