"""What a training makes small: samples, a model and a loss enter; the loss of any weights, and the best ones, leave.

All in float64 and without TensorFlow: pictures ask for it between the steps of a recording.
"""

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.training.classes import answers, probabilities
from render.training.losses import Derivatives, Loss
from render.training.models import Model
from render.training.newton import newton
from render.training.samples import Samples
from render.training.scaling import Scaling
from render.training.stability import Quadratic
from render.training.standardize import Standardize

Floats = NDArray[np.float64]

AT_ONCE = 4_000_000
"""Predictions that are in memory at a time."""
MANY = 200_000
"""Numbers of samples and weights from which on least squares are found by the normal equations."""
REWEIGHTED = 200
"""Times that least squares are weighted anew before they count as found."""
SAME = 1e-10
"""Share of the weights' size by which the best ones change no more."""
NEARBY = 1e-5
"""Share of an output by which the places lie to both sides that its derivative is taken from."""
MOST_SOUGHT, MOST_FEATURES = 200, 20_000_000
"""Weights, and numbers of samples, outputs and weights, up to which the best weights of classes are found."""


class Objective:
    """The mean of `loss` over `samples`, of what `model` predicts with weights theta (P,), and what a `decay` adds.

    That is decay / 2 times the sum of the squared weights, biases left out. `names` are those of the weights, `x`
    (N, D) and `y` (N,) are inputs and targets in the scale in which the model sees them, `decays` (P,) is the decay of
    each weight. The model's outputs and the loss are in that scale, too; what is predicted is in the samples'.
    """

    def __init__(
        self,
        samples: Samples,
        model: Model,
        loss: Loss,
        decay: float = 0.0,
        standardize: Standardize | None = None,
    ) -> None:
        """Scale inputs and targets."""
        self.samples, self.model, self.loss = samples, model, loss
        self.standardize = standardize = standardize or Standardize()
        self.names = model.names(samples.task)
        self.inputs = Scaling.to_standard(samples.x) if standardize.x else None
        if model.scaled:
            self.inputs = Scaling.to_unit(samples.x)
        self.targets = Scaling.to_standard(samples.y) if standardize.y else None
        self.x, self.y = self.scaled(samples.x), self.scaled_targets(samples.y)
        self.decays = decay * np.array([not model.is_bias(name) for name in self.names], np.float64)

    def outputs(self, thetas: NDArray[np.floating], x: NDArray[np.floating]) -> Floats:
        """Return the outputs (M, n) with each of `thetas` (M, P) for inputs `x` (n, D) in the samples' scale.

        Of three classes and more, (M, n, C).
        """
        return self._outputs(thetas, self.scaled(x))

    def outputs_at(self, x: NDArray[np.floating]) -> Callable[[NDArray[np.floating]], Floats]:
        """Return `outputs` of the same inputs `x` (n, D), for those who ask for it again and again."""
        inputs = self.scaled(x)
        if not self._has_features:
            return lambda thetas: self._outputs(thetas, inputs)
        features = self._features(inputs)
        return lambda thetas: thetas.astype(np.float64) @ features.T

    def predict(self, thetas: NDArray[np.floating], x: NDArray[np.floating]) -> Floats:
        """Return what is predicted, in the shape of `outputs`: numbers in the samples' scale, or probabilities.

        Of two classes, it is that of the second.
        """
        outputs, classes = self.outputs(thetas, x), self.samples.task.classes
        if not classes:
            return self.targets.back(outputs) if self.targets else outputs
        chances = probabilities(outputs, classes)
        return chances if outputs.ndim == chances.ndim else chances[..., 1]

    def right(
        self, thetas: NDArray[np.floating], x: NDArray[np.floating], y: NDArray[np.floating]
    ) -> NDArray[np.bool_]:
        """Return whether each answer (M, n) is the class `y` (n,)."""
        found: NDArray[np.bool_] = answers(np, self.outputs(thetas, x), self.samples.task.classes) == y
        return found

    def at(self, thetas: NDArray[np.floating]) -> Floats:
        """Return what is made small (M,) with each of `thetas` (M, P): the loss and what the decay adds."""
        if self.quadratic:
            far = thetas.astype(np.float64) - self.quadratic.best
            return self.quadratic.least + self.apart(far) + np.square(far) @ self.decays / 2
        return self.losses(thetas) + np.square(thetas.astype(np.float64)) @ self.decays / 2

    def losses(self, thetas: NDArray[np.floating]) -> Floats:
        """Return the loss (M,) with each of `thetas` (M, P), without what the decay adds."""
        if self.quadratic and not self.decays.any():
            return self.at(thetas)
        return np.concatenate(list(self._losses(thetas)))

    def each(self, thetas: NDArray[np.floating], x: NDArray[np.floating], y: NDArray[np.floating]) -> Floats:
        """Return the loss (M, n) of each sample with inputs `x` (n, D) and target `y` (n,), with each of `thetas`."""
        return self._each(y, self.outputs(thetas, x))

    def each_of(self, y: NDArray[np.floating], outputs: Floats) -> Floats:
        """Return the loss of each sample (n,) with the model's `outputs`, (n,) or (n, C), and target `y` (n,)."""
        found: Floats = self._each(y, outputs[np.newaxis])[0]
        return found

    def terms(
        self, theta: NDArray[np.floating], x: NDArray[np.floating], y: NDArray[np.floating]
    ) -> tuple[Floats, Floats]:
        """Return the two factors of the slope of each sample's loss, of a model that is linear and has one output.

        They are the derivative by the output (n,), as a central difference, and what each weight is multiplied by,
        (n, P). The mean of their products, and what the decay adds, is the gradient.
        """
        return self.slopes(y, self.outputs(theta[np.newaxis], x)[0]), self._features(self.scaled(x))

    def slopes(self, y: NDArray[np.floating], outputs: Floats) -> Floats:
        """Return the derivative of each sample's loss by each of its `outputs`, (n,) or (n, C), a central difference.

        `y` (n,) are the targets.
        """
        nearby = (NEARBY * np.maximum(1.0, np.abs(outputs))).reshape(len(outputs), -1)
        slopes = np.empty_like(nearby)
        for column, moved in enumerate(np.eye(nearby.shape[1])):
            away = (moved * nearby).reshape(outputs.shape)
            below, above = self._each(y, np.stack([outputs - away, outputs + away]))
            slopes[:, column] = (above - below) / (2 * nearby[:, column])
        return slopes.reshape(outputs.shape)

    def apart(self, far: Floats, other: Floats | None = None) -> Floats:
        """Return the mean product (M,) of the differences in predictions that differences in weights make, (M, P) each.

        Of `far` with itself, it is the mean square of what is to be seen. The model has to be linear in its weights.
        """
        product: Floats = ((far @ self._gram) * (far if other is None else other)).sum(axis=1)
        return product

    @cached_property
    def quadratic(self) -> Quadratic | None:
        """What is made small as a quadratic function of theta, if it is one."""
        if not (self.model.quadratic or (self.loss.quadratic and self.model.linear)):
            return None
        return self._mean_squared_error.decayed(self.decays.tolist())

    @property
    def is_least_squares(self) -> bool:
        """Whether the best weights are those of least squares."""
        return self.quadratic is not None and self.samples.task.has_samples and not self.decays.any()

    @cached_property
    def best(self) -> Floats | None:
        """The weights (P,) where what is made small is smallest, where they can be found without a descent.

        Of a loss that is not quadratic, by least squares that are weighted again and again, Holland and Welsch 1977, or
        by Newton's method. None of classes that the model can tell apart: then larger weights are ever better.
        """
        if self.quadratic:
            return np.array(self.quadratic.best)
        if len(self.model.minima) == 1:
            return np.array(self.model.minima[0])
        y = self.y
        if not self.model.linear:
            return None
        if self.loss.classifies:
            return self._best_for_classes()
        if self.decays.any() or self.loss.influence(y) is None:
            return None
        theta = np.array(self._mean_squared_error.best)
        for _ in range(REWEIGHTED):
            before = theta
            theta = self._least_squares(self.loss.influence(y - self._outputs(theta[np.newaxis])[0]))
            if np.abs(theta - before).max() <= SAME * max(1.0, float(np.abs(theta).max())):
                break
        return theta

    @cached_property
    def minima(self) -> Floats:
        """All weights (M, P) where what is made small is smallest, or none where they are not known."""
        known = [self.best] if self.best is not None else self.model.minima
        return np.array(known, np.float64).reshape(-1, len(self.names))

    @cached_property
    def least(self) -> float | None:
        """The smallest loss, where it is known."""
        return float(self.at(self.minima[:1])[0]) if len(self.minima) else None

    @cached_property
    def truth(self) -> Floats | None:
        """The weights (P,) with which the model is the truth, where they are known.

        Where other numbers are seen, they are others: those with which a linear model comes through what is true there.
        """
        truth = self.samples.truth
        if truth is None or truth.model != self.model.kind:
            return None
        if not self.standardize:
            return np.array(truth.weights)
        y = self.scaled_targets(truth.function(self.samples.x.astype(np.float64)))
        return self._least_squares(np.ones(len(y)), y)

    @cached_property
    def reference(self) -> Floats | None:
        """The weights (P,) that should be reached: those of the truth, or else the best ones."""
        return self.best if self.truth is None else self.truth

    def shown(self, x: NDArray[np.floating]) -> Floats | None:
        """Return what should be predicted (n,) for inputs `x` (n, D): the truth's targets, or else the best ones."""
        if self.samples.truth:
            return self.samples.truth.function(x.astype(np.float64))
        return None if self.best is None else self.predict(self.best[np.newaxis], x)[0]

    def scaled(self, x: NDArray[np.floating]) -> Floats:
        """Return inputs `x` (n, D) in the scale in which the model sees them."""
        return self.inputs(x) if self.inputs else x.astype(np.float64)

    def scaled_targets(self, y: NDArray[np.floating]) -> Floats:
        """Return targets `y` (n,) in the scale in which the model sees them."""
        return self.targets(y) if self.targets else y.astype(np.float64)

    @property
    def _has_features(self) -> bool:
        """Whether the one output is a sum of the weights, each times a number that depends on the inputs alone."""
        return self.model.linear and self.samples.task.outputs == 1

    def _features(self, inputs: Floats) -> Floats:
        """Return what each weight of a linear model is multiplied by, (n, P), or for each of C outputs, (n, C, P)."""
        return np.stack([self.model.predict(np, one, inputs) for one in np.eye(len(self.names))], axis=-1)

    @cached_property
    def _mean_squared_error(self) -> Quadratic:
        """The mean squared error of a linear model, whatever the loss: in closed form, or by least squares."""
        if self.model.quadratic:
            return self.model.quadratic
        moments = self.samples.moments
        if moments:
            moments = moments.standardized(x=self.standardize.x, y=self.standardize.y)
        if moments and (known := self.model.mean_squared_error(moments)):
            return known
        best = self._least_squares(np.ones(len(self.y)))
        least = float(np.square(self.y - self._outputs(best[np.newaxis])[0]).mean())
        hessian = 2 * self.design.T @ self.design / len(self.design)
        return Quadratic(tuple(map(tuple, hessian.tolist())), tuple(best.tolist()), least)

    @cached_property
    def _gram(self) -> Floats:
        """The mean products of what the weights of a linear model are multiplied by, (P, P)."""
        return np.array(self._mean_squared_error.hessian) / 2

    @cached_property
    def design(self) -> Floats:
        """What each weight is multiplied by for each sample, (N, P) or (N, C, P)."""
        return self._features(self.x)

    def _outputs(self, thetas: NDArray[np.floating], inputs: Floats | None = None) -> Floats:
        """Return the outputs with each of `thetas` (M, P) for scaled `inputs` (n, D), or for all samples."""
        if self._has_features:
            features = self.design if inputs is None else self._features(inputs)
            return thetas.astype(np.float64) @ features.T
        seen = self.x if inputs is None else inputs
        return self.model.predictions(thetas.astype(np.float64), seen)

    def _best_for_classes(self) -> Floats | None:
        y, outputs = self.samples.y.astype(np.float64), self.samples.task.outputs
        count = len(self.names)
        if count > MOST_SOUGHT or len(y) * outputs**2 * count > MOST_FEATURES:
            return None

        def derivatives(outputs: Floats) -> Derivatives:
            found = self.loss.derivatives(y, outputs if outputs.shape[1] > 1 else outputs[:, 0])
            assert found
            return found

        features, start = self.design.reshape(len(y), outputs, -1), np.zeros(len(self.names))
        found = newton(start, features, lambda theta: float(self.at(theta[np.newaxis])[0]), derivatives, self.decays)
        if found is None or self.decays.any():
            return found
        return None if self.right(found[np.newaxis], self.samples.x, self.samples.y).all() else found

    def _least_squares(self, weight: Floats, y: Floats | None = None) -> Floats:
        """Return the weights (P,) of least squares, each sample's counting with its `weight` (N,).

        `y` (N,) are its targets, by default those that are learned from, in the scale in which the model sees them.
        """
        x, y, root = self.design, self.y if y is None else y, np.sqrt(weight)[:, np.newaxis]
        if x.size > MANY:
            # The normal equations square the condition number, but are many times faster.
            x, y, root = (x * weight[:, np.newaxis]).T @ x, (x * weight[:, np.newaxis]).T @ y, np.ones((1, 1))
        theta, *_ = np.linalg.lstsq(x * root, y * root[:, 0])
        return theta.astype(np.float64)

    def _losses(self, thetas: NDArray[np.floating]) -> Iterator[Floats]:
        rows = max(1, AT_ONCE // (len(self.samples.y) * self.samples.task.outputs))
        for first in range(0, len(thetas), rows):
            yield self._each(self.samples.y, self._outputs(thetas[first : first + rows])).mean(axis=1)

    def _each(self, y: NDArray[np.floating], outputs: Floats) -> Floats:
        """Return the loss (M, n) of each sample with a model's `outputs`, (M, n) or (M, n, C).

        Targets `y` (n,) are in the samples' scale.
        """
        # Each row of outputs has its targets: of several outputs, their axis is the last one.
        found: Floats = self.loss.each(np, np.broadcast_to(self.scaled_targets(y), outputs.shape[:2]), outputs)
        return found
