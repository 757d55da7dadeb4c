"""A model's outputs for samples of classes enter, probabilities and answers leave.

Outputs are logits: of two classes one number, that of the second against the first; of more, one for each. Written for
NumPy and for TensorFlow's NumPy: the `xp` that is given.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def logits_of(outputs: Floats, classes: int) -> Floats:
    """Return the logits of each class, (..., classes), for a model's outputs, (...) of two classes: the first has 0."""
    return np.stack([np.zeros_like(outputs), outputs], axis=-1) if classes == 2 else outputs


def probabilities(logits: Floats, classes: int) -> Floats:
    """Return the probability of each class, (..., classes), for logits (...) of two classes or (..., classes) of more.

    The logistic function and softmax, without overflow: Bishop, Pattern Recognition and Machine Learning, 4.2 and 4.3.
    """
    logits = logits_of(logits, classes)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    chances: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def shares(y: NDArray[np.floating], classes: int) -> Floats:
    """Return the share of each class, (classes,), of targets `y` (N,)."""
    counted: Floats = np.bincount(y.astype(int), minlength=classes) / len(y)
    return counted


def answers(xp: Any, logits: Any, classes: int) -> Any:
    """Return the class that is the most probable one, counted from 0, of the logits of each sample."""
    if classes == 2:
        return xp.where(logits > 0, 1, 0)
    return xp.argmax(logits, axis=-1)
