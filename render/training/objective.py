"""What a training makes small: samples, a model and a loss enter; the loss of any weights, and the best ones, leave.

All in float64 and without TensorFlow: pictures ask for it between the steps of a recording.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.training.losses import Loss
from render.training.models import Model
from render.training.samples import Samples
from render.training.scaling import Scaling
from render.training.stability import Quadratic

Floats = NDArray[np.float64]

AT_ONCE = 4_000_000
"""Predictions that are in memory at a time."""
MANY = 200_000
"""Numbers of samples and weights from which on least squares are found by the normal equations."""
REWEIGHTED = 200
"""Times that least squares are weighted anew before they count as found."""
SAME = 1e-10
"""Share of the weights' size by which the best ones change no more."""


class Objective:
    """The mean of `loss` over `samples`, of what `model` predicts with weights theta (P,).

    `names` are those of the weights, `x` (N, D) are the inputs in the scale in which the model sees them.
    """

    def __init__(self, samples: Samples, model: Model, loss: Loss) -> None:
        """Scale the inputs."""
        self.samples, self.model, self.loss = samples, model, loss
        self.names = model.names(len(samples.inputs))
        self._scaling = Scaling.to_unit(samples.x) if model.scaled else None
        self.x = self._scaled(samples.x)

    def predict(self, thetas: NDArray[np.floating], x: NDArray[np.floating]) -> Floats:
        """Return the predictions (M, n) with each of `thetas` (M, P) for inputs `x` (n, D) as the samples have them."""
        inputs = self._scaled(x)
        if self.model.linear:
            return thetas.astype(np.float64) @ self._features(inputs).T
        return self._one_by_one(thetas, inputs)

    def at(self, thetas: NDArray[np.floating]) -> Floats:
        """Return the loss (M,) with each of `thetas` (M, P)."""
        if self.quadratic:
            return self.quadratic.least + self.apart(thetas.astype(np.float64) - self.quadratic.best)
        return np.concatenate(list(self._losses(thetas)))

    def apart(self, far: Floats, other: Floats | None = None) -> Floats:
        """Return the mean product (M,) of the differences in predictions that differences in weights make, (M, P) each.

        Of `far` with itself, it is the mean square of what is to be seen. The model has to be linear in its weights.
        """
        product: Floats = ((far @ self._gram) * (far if other is None else other)).sum(axis=1)
        return product

    @cached_property
    def quadratic(self) -> Quadratic | None:
        """The loss as a quadratic function of theta, if it is one."""
        return self._mean_squared_error if self.loss.quadratic and self.model.linear else None

    @cached_property
    def best(self) -> Floats | None:
        """The weights (P,) with the smallest loss, where they can be found without a descent.

        Of a loss that is not quadratic, by least squares that are weighted again and again: Holland and Welsch 1977.
        """
        if self.quadratic:
            return np.array(self.quadratic.best)
        y = self.samples.y.astype(np.float64)
        if not self.model.linear or self.loss.influence(y) is None:
            return None
        theta = np.array(self._mean_squared_error.best)
        for _ in range(REWEIGHTED):
            before = theta
            theta = self._least_squares(self.loss.influence(y - self._predicted(theta[np.newaxis])[0]))
            if np.abs(theta - before).max() <= SAME * max(1.0, float(np.abs(theta).max())):
                break
        return theta

    @cached_property
    def least(self) -> float | None:
        """The smallest loss, where it is known."""
        return None if self.best is None else float(self.at(self.best[np.newaxis])[0])

    @cached_property
    def truth(self) -> Floats | None:
        """The weights (P,) with which the model is the truth, where they are known."""
        truth = self.samples.truth
        return np.array(truth.weights) if truth and truth.model == self.model.kind else None

    @cached_property
    def reference(self) -> Floats | None:
        """The weights (P,) that should be reached: those of the truth, or else the best ones."""
        return self.best if self.truth is None else self.truth

    def shown(self, x: NDArray[np.floating]) -> Floats | None:
        """Return what should be predicted (n,) for inputs `x` (n, D): the truth's targets, or else the best ones."""
        if self.samples.truth:
            return self.samples.truth.function(x.astype(np.float64))
        return None if self.best is None else self.predict(self.best[np.newaxis], x)[0]

    def _scaled(self, x: NDArray[np.floating]) -> Floats:
        return self._scaling(x) if self._scaling else x.astype(np.float64)

    def _features(self, inputs: Floats) -> Floats:
        """Return what each weight of a linear model is multiplied by, (n, P)."""
        return np.stack([self.model.predict(np, one, inputs) for one in np.eye(len(self.names))], axis=1)

    @cached_property
    def _mean_squared_error(self) -> Quadratic:
        """The mean squared error of a linear model, whatever the loss: in closed form, or by least squares."""
        if self.samples.moments and (known := self.model.mean_squared_error(self.samples.moments)):
            return known
        best = self._least_squares(np.ones(len(self.samples.y)))
        least = float(np.square(self.samples.y - self._predicted(best[np.newaxis])[0]).mean())
        hessian = 2 * self._design.T @ self._design / len(self._design)
        return Quadratic(tuple(map(tuple, hessian.tolist())), tuple(best.tolist()), least)

    @cached_property
    def _gram(self) -> Floats:
        """The mean products of what the weights of a linear model are multiplied by, (P, P)."""
        return np.array(self._mean_squared_error.hessian) / 2

    @cached_property
    def _design(self) -> Floats:
        """What each weight is multiplied by for each sample, (N, P)."""
        return self._features(self.x)

    def _predicted(self, thetas: NDArray[np.floating]) -> Floats:
        """Return the predictions (M, N) with each of `thetas` (M, P) for all samples."""
        if self.model.linear:
            return thetas.astype(np.float64) @ self._design.T
        return self._one_by_one(thetas, self.x)

    def _one_by_one(self, thetas: NDArray[np.floating], inputs: Floats) -> Floats:
        return np.stack([self.model.predict(np, theta, inputs) for theta in thetas.astype(np.float64)])

    def _least_squares(self, weight: Floats) -> Floats:
        """Return the weights (P,) of least squares, each sample's counting with its `weight` (N,)."""
        x, y, root = self._design, self.samples.y.astype(np.float64), np.sqrt(weight)[:, np.newaxis]
        if x.size > MANY:
            # The normal equations square the condition number, but are many times faster.
            x, y, root = (x * weight[:, np.newaxis]).T @ x, (x * weight[:, np.newaxis]).T @ y, np.ones((1, 1))
        theta, *_ = np.linalg.lstsq(x * root, y * root[:, 0])
        return theta.astype(np.float64)

    def _losses(self, thetas: NDArray[np.floating]) -> Iterator[Floats]:
        y = self.samples.y.astype(np.float64)
        rows = max(1, AT_ONCE // len(y))
        for first in range(0, len(thetas), rows):
            yield self.loss.each(np, y, self._predicted(thetas[first : first + rows])).mean(axis=1)
