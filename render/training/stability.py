"""What is known of a training before it begins: the moments of its points enter, how it will go leaves.

Plain gradient descent on a quadratic loss is solved exactly, so nothing is trained for it, and NumPy is not needed.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

THERE = 0.025
"""The share of the line's way to the best one that may be left when it is there: a few pixels."""

Matrix = tuple[tuple[float, float], tuple[float, float]]


class Moments(NamedTuple):
    """What the loss of a line depends on: mean and variance of x, the w and b of least squares, and their loss."""

    mean: float
    variance: float
    w: float
    b: float
    least: float

    @classmethod
    def of(cls, x: Sequence[float], y: Sequence[float]) -> "Moments":
        """Return those of the points (`x`, `y`)."""
        count = len(x)
        mean, height = math.fsum(x) / count, math.fsum(y) / count
        variance = math.fsum((each - mean) ** 2 for each in x) / count
        w = math.fsum((a - mean) * (b - height) for a, b in zip(x, y, strict=True)) / count / variance
        b = height - w * mean
        return cls(mean, variance, w, b, math.fsum((v - w * u - b) ** 2 for u, v in zip(x, y, strict=True)) / count)


class Curve(NamedTuple):
    """A direction (unit vector in w and b) along which the loss curves by itself, and its second derivative there."""

    curvature: float
    direction: tuple[float, float]


def curves(hessian: Matrix) -> tuple[Curve, Curve]:
    """Return eigenvalues and eigenvectors of a symmetric, positive definite `hessian`, the largest first."""
    (a, h), (_, d) = hessian
    largest = (a + d) / 2 + math.hypot((a - d) / 2, h)
    # The product of both is the determinant: a difference of them would lose the small one.
    smallest = (a * d - h * h) / largest
    angle = math.atan2(2 * h, a - d) / 2
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    return Curve(largest, along), Curve(smallest, across)


def largest_stable_rate(hessian: Matrix) -> float:
    """Return 2 / the largest eigenvalue: above it, full-batch gradient descent leaves the minimum.

    Goh, "Why Momentum Really Works", Distill 2017.
    """
    return 2 / curves(hessian)[0].curvature


class Descent:
    """Full-batch gradient descent on a quadratic loss, from a `distance` (w, b) to its minimum.

    Along an eigenvector with eigenvalue e, each step multiplies the distance by 1 - rate * e.
    """

    def __init__(self, hessian: Matrix, distance: tuple[float, float]) -> None:
        """Resolve `distance` into its parts along the eigenvectors."""
        self._curves = curves(hessian)
        w, b = distance
        self._losses = [
            curve.curvature / 2 * (w * curve.direction[0] + b * curve.direction[1]) ** 2 for curve in self._curves
        ]

    @property
    def excess(self) -> float:
        """The loss that can be lost: that of the beginning less the smallest one."""
        return sum(self._losses)

    def left(self, phases: Sequence[tuple[int, float]]) -> float:
        """Return the share of it that is left after phases of (steps, learning rate): 0 there, above 1 farther off."""
        return sum(self._parts(phases)) / self.excess if self.excess else 0.0

    def moved(self, phases: Sequence[tuple[int, float]]) -> float:
        """Return how far the line moves, as a share of its way to the minimum: root mean squares of predictions."""
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
