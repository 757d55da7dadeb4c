"""Cross-entropy: how surprising the right classes are."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.languages import Texts
from render.training.losses import Derivatives, Loss

if TYPE_CHECKING:
    from render.languages import Language
    from render.training.task import Task


class CrossEntropyTexts(Texts, speaker="loss.cross-entropy"):
    """The loss axis."""

    name = "cross-entropy"


class CrossEntropy(Loss):
    """The mean of -log p, p being the probability that the model gives the right class: very wrong costs very much."""

    kind: Literal["cross-entropy"] = "cross-entropy"
    classifies: ClassVar[bool] = True

    def name(self, words: "Language") -> str:
        """Return its name."""
        return words.of(CrossEntropyTexts).name

    def typed(self, y: str, prediction: str, task: "Task") -> str:
        """Return a call of Keras's, which takes the mean."""
        return f"loss_fn({y}, {prediction})"

    def defined(self, task: "Task") -> list[str]:
        """Return the loss of logits: of one, or of one for each class."""
        kind = "BinaryCrossentropy" if task.outputs == 1 else "SparseCategoricalCrossentropy"
        return [f"loss_fn = tf.keras.losses.{kind}(", "    from_logits=True)"]

    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return -log p from logits: softplus(z) - y z of one logit z, log sum exp(z) - z_y of several.

        As tf.nn.sigmoid_cross_entropy_with_logits and tf.nn.sparse_softmax_cross_entropy_with_logits have it.
        """
        if prediction.ndim == y.ndim:
            # Both sides by the same condition: at 0, where trainings begin, their slopes then belong together.
            rises = prediction >= 0
            above = xp.where(rises, prediction, xp.zeros_like(prediction))
            return above - y * prediction + xp.log1p(xp.exp(xp.where(rises, -prediction, prediction)))
        largest = xp.max(prediction, axis=-1, keepdims=True)
        spread = xp.log(xp.sum(xp.exp(prediction - largest), axis=-1)) + largest[..., 0]
        return spread - xp.sum(prediction * _one_hot(xp, y, prediction), axis=-1)

    def of_guessing(self, shares: Any) -> float:
        """Return the entropy of the `shares`, - sum s log s: what their own cross-entropy is."""
        import numpy as np

        known = shares[shares > 0]
        return float(-(known * np.log(known)).sum())

    def most_curved(self, outputs: int) -> float:
        """Return 1/4, that of p (1 - p) at even odds; of several outputs 1/2 (Böhning 1992)."""
        return 0.25 if outputs == 1 else 0.5

    def derivatives(self, y: Any, prediction: Any) -> Derivatives:
        """Return p - [the class is right] and diag(p) - p p^T (Bishop 2006, 4.3)."""
        import numpy as np

        from render.training.classes import probabilities

        if prediction.ndim == y.ndim:
            p = probabilities(prediction, 2)[..., 1]
            return (p - y)[:, np.newaxis], (p * (1 - p))[:, np.newaxis, np.newaxis]
        p = probabilities(prediction, prediction.shape[-1])
        return p - _one_hot(np, y, p), p[:, :, np.newaxis] * (np.eye(p.shape[1]) - p[:, np.newaxis, :])


def _one_hot(xp: Any, y: Any, outputs: Any) -> Any:
    """Return 1 at the place of each class y (...) and else 0, of the shape of `outputs` (..., classes)."""
    counted = xp.arange(outputs.shape[-1], dtype=outputs.dtype)
    return xp.where(xp.abs(y[..., None] - counted) < 0.5, xp.ones_like(outputs), xp.zeros_like(outputs))
