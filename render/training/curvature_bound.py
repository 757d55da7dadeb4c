"""What a training makes small enters; a bound on how strongly it curves leaves: below it, a rate is stable anywhere."""

import numpy as np

from render.training.objective import Objective
from render.training.stability import curves


def curvature_bound(objective: Objective) -> float | None:
    """Return what no eigenvalue of the Hessian exceeds, wherever the weights are; None where no such bound is known.

    Of a model that is linear in its weights, it is the largest second derivative of the loss by its outputs, times the
    largest eigenvalue of the mean products of what the weights of one output are multiplied by. Of two classes, that
    is the largest eigenvalue at weights of 0. Böhning, "Multinomial logistic regression algorithm", 1992.
    """
    if objective.quadratic:
        return curves(objective.quadratic.hessian)[0].curvature
    outputs = objective.samples.task.outputs
    most = objective.loss.most_curved(outputs)
    if most is None or not objective.model.linear:
        return None
    # Of several outputs, each has weights of its own for all inputs, and a bias: theta has a column for each of them.
    features = objective.design if outputs == 1 else np.column_stack([objective.x, np.ones(len(objective.x))])
    decays = objective.decays.reshape(features.shape[1], outputs)[:, 0]
    gram = features.T @ features / len(features)
    return float(np.linalg.eigvalsh(most * gram + np.diag(decays))[-1])
