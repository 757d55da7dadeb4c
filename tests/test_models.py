"""What is learned, whatever the model and the loss: every recording against a descent of its own, in float64."""

import numpy as np
import pytest

from render.training.models.line import Line
from tests.conftest import run_of, train
from tests.test_structure import FAMILIES

SINE = "{kind: curve, points: 24, x: [2, 7], noise: 0.4, seed: 3}"
LINE = "{kind: line, w: 2, b: 1, points: 23, noise: 0.5}"
HUBER = "{kind: huber, delta: 0.25}"
POLYNOMIAL = {"data": SINE, "model": "{kind: polynomial, degree: 4}", "initial": "{w0: 1, w3: -2}"}
TRAININGS = {
    "line, mse": {"data": LINE, "steps": "200"},
    "line, huber": {"data": LINE, "loss": HUBER, "steps": "200", "learning_rate": "0.5"},
    "line, mse, batches": {"data": LINE, "batch_size": "5", "steps": "90"},
    "line, huber, batches": {"data": LINE, "loss": HUBER, "batch_size": "5", "steps": "90"},
    "polynomial, mse": {**POLYNOMIAL, "steps": "300", "learning_rate": "0.3"},
    "polynomial, huber": {**POLYNOMIAL, "loss": HUBER, "steps": "300", "learning_rate": "0.3"},
    "polynomial, mse, batches": {**POLYNOMIAL, "batch_size": "7", "steps": "90"},
    "polynomial, huber, batches": {**POLYNOMIAL, "loss": HUBER, "batch_size": "7", "steps": "90"},
    "line, mae": {"data": LINE, "loss": "mae", "steps": "60", "learning_rate": "0.03"},
    "line, mse, decay": {"data": LINE, "weight_decay": "0.3", "steps": "200"},
    "polynomial, huber, decay": {**POLYNOMIAL, "loss": HUBER, "weight_decay": "0.1", "steps": "200"},
    "polynomial, mse, held back": {**POLYNOMIAL, "validation": "0.25", "steps": "200"},
}
FLOWERS = "{kind: clusters, centres: [[0, 0], [2, 0], [1, 2]], spread: 0.9, points: 60, seed: 4}"
CLASSES = {
    "two classes of one input": {"data": "{kind: clusters, centres: [0, 2], points: 40, seed: 1}"},
    "two classes": {"data": "{kind: moons, noise: 0.3, points: 50, seed: 2}", "initial": "{w1: 1, b: -2}"},
    "three classes": {"data": FLOWERS, "initial": "{w1_2: 1, b_3: -2}"},
    "three classes of one input": {"data": "{kind: clusters, centres: [0, 2, 4], points: 40, seed: 1}"},
    "two classes, batches": {"data": "{kind: xor, points: 40}", "initial": "{w2: 2}", "batch_size": "7"},
    "three classes, batches, held back": {"data": FLOWERS, "batch_size": "7", "validation": "{share: 0.3, seed: 3}"},
    "three classes, decay": {"data": FLOWERS, "weight_decay": "0.2", "validation": "0.4"},
}


def features(run):
    """What each weight is multiplied by, (N, P), in float64."""
    x = run.samples.alone.astype(float)
    if isinstance(run.model, Line):
        return np.stack([x, np.ones_like(x)], axis=1)
    z = 2 * (x - x.min()) / (x.max() - x.min()) - 1
    return z[:, np.newaxis] ** np.arange(run.model.degree + 1)


def loss_of(run, residual):
    """The mean loss of residuals (..., N), and its derivative by each of them, times N."""
    if run.loss.kind == "mse":
        return (residual**2).mean(axis=-1), 2 * residual
    if run.loss.kind == "mae":
        return np.abs(residual).mean(axis=-1), np.sign(residual)
    delta = run.loss.delta
    far = np.abs(residual) > delta
    each = np.where(far, delta * (np.abs(residual) - delta / 2), residual**2 / 2)
    return each.mean(axis=-1), np.clip(residual, -delta, delta)


def slope(run, theta, rows=slice(None)):
    """The loss and the gradient (P,) of it and of the decay at weights `theta` (P,)."""
    seen = features(run)[rows]
    loss, derivative = loss_of(run, seen @ theta - run.samples.y.astype(float)[rows])
    # The weight that no input multiplies is the last one of a line and the first one of a polynomial.
    decayed = run.weight_decay * theta
    decayed[-1 if isinstance(run.model, Line) else 0] = 0
    return loss, derivative @ seen / len(seen) + decayed


def assert_close(values, expected, what):
    assert np.abs(values - expected).max() <= 1e-4 * np.abs(expected).max(), what


@pytest.mark.parametrize("changed", TRAININGS.values(), ids=TRAININGS)
def test_every_step_is_that_of_a_descent_in_float64(changed, write):
    recording = train(write(**({"initial": "{w: 0, b: -1}"} | changed)))
    run, theta, rows = recording.run, np.array(recording.run.initial), []
    for step in range(recording.steps + 1):
        gradient = slope(run, theta, recording.batches[step] if run.batch_size else slice(None))[1]
        rows.append((theta, gradient, slope(run, theta)[0]))
        theta = theta - run.phases[0].schedule.rate * gradient
    parameters, gradients, loss = map(np.array, zip(*rows, strict=True))
    assert recording.steps == run.steps
    assert_close(recording.parameters, parameters, "parameters")
    assert_close(recording.gradients, gradients, "gradients")
    assert_close(recording.loss, loss, "loss")
    assert_close(recording.updates, run.phases[0].schedule.rate * gradients, "updates")
    np.testing.assert_array_equal(recording.parameters[:-1] - recording.updates[:-1], recording.parameters[1:])
    chosen = recording.batches[2] if run.batch_size else slice(None)
    factors, inputs = run.objective.terms(recording.at(2), run.samples.x[chosen], run.samples.y[chosen])
    decay = run.objective.decays * recording.at(2)
    assert_close((factors[:, np.newaxis] * inputs).mean(axis=0) + decay, gradients[2], "the mean of the terms")
    seen = loss_of(run, residuals(recording))[0]
    np.testing.assert_allclose(run.objective.losses(recording.parameters), seen, rtol=1e-6)
    sizes = np.delete(recording.parameters.astype(float), -1 if isinstance(run.model, Line) else 0, axis=1)
    made_small = seen + run.weight_decay / 2 * (sizes**2).sum(axis=1)
    np.testing.assert_allclose(run.objective.at(recording.parameters), made_small, rtol=1e-6)


def answers_of(run, theta, samples):
    """Probabilities (N, C) of each class for `samples`, in float64: the logistic function, or softmax."""
    x, classes = samples.x.astype(float), len(samples.classes)
    inputs = x.shape[1]
    if classes == 2:
        p = 1 / (1 + np.exp(-(x @ theta[:inputs] + theta[inputs])))
        return np.stack([1 - p, p], axis=1)
    logits = x @ theta[: inputs * classes].reshape(inputs, classes) + theta[inputs * classes :]
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def measured(run, theta, samples):
    """The cross-entropy of `samples`, and the share that is right."""
    p, y = answers_of(run, theta, samples), samples.y.astype(int)
    return -np.log(p[np.arange(len(y)), y]).mean(), (p.argmax(axis=1) == y).mean()


def slope_of_classes(run, theta, rows):
    """The gradient (P,) of the cross-entropy of some samples and of the decay."""
    x, y, classes = run.samples.x.astype(float)[rows], run.samples.y.astype(int)[rows], len(run.samples.classes)
    off = answers_of(run, theta, run.samples)[rows] - np.eye(classes)[y]
    off = off[:, 1:] if classes == 2 else off
    inputs = x.shape[1] * off.shape[1]
    decayed = run.weight_decay * np.concatenate([theta[:inputs], np.zeros(len(theta) - inputs)])
    return np.concatenate([(x.T @ off).ravel(), off.sum(axis=0)]) / len(x) + decayed


@pytest.mark.parametrize("changed", CLASSES.values(), ids=CLASSES)
def test_every_step_of_classes_is_that_of_a_descent_in_float64(changed, write):
    recording = train(write(**({"initial": "{}", "steps": "200", "learning_rate": "0.4"} | changed)))
    run, theta, rows = recording.run, np.array(recording.run.initial), []
    for step in range(recording.steps + 1):
        gradient = slope_of_classes(run, theta, recording.batches[step] if run.batch_size else slice(None))
        rows.append((theta, gradient, *measured(run, theta, run.samples)))
        theta = theta - 0.4 * gradient
    parameters, gradients, loss, right = map(np.array, zip(*rows, strict=True))
    assert_close(recording.parameters, parameters, "parameters")
    assert_close(recording.gradients, gradients, "gradients")
    assert_close(recording.loss, loss, "loss")
    # A sample at one half is right or wrong by the last digit.
    assert np.abs(recording.metrics["accuracy"] - right).max() <= 1.01 / len(run.samples.y)
    assert np.mean(np.abs(recording.metrics["accuracy"] - right) < 1e-6) > 0.97
    if held := run.samples.validation:
        losses, rights = np.array([measured(run, weights, held) for weights in parameters]).T
        assert_close(recording.metrics["val_loss"], losses, "validation loss")
        assert np.mean(np.abs(recording.metrics["val_accuracy"] - rights) < 1e-6) > 0.97
    assert set(recording.metrics) == ({"accuracy", "val_loss", "val_accuracy"} if held else {"accuracy"})
    assert all(values.dtype == np.float32 for values in recording.metrics.values())


def test_validation_loss_of_numbers_is_that_of_the_samples_held_back(write):
    recording = train(write(**TRAININGS["polynomial, mse, held back"]))
    whole, run = run_of(write(**POLYNOMIAL, steps="200")).samples, recording.run
    held = run.samples.validation
    assert (len(held.y), len(run.samples.y)) == (6, 18)
    assert sorted([*run.samples.alone, *held.alone]) == sorted(whole.alone)
    # What is held back has no part in how inputs are scaled.
    x, low, high = held.alone.astype(float), float(run.samples.alone.min()), float(run.samples.alone.max())
    seen = ((2 * x - low - high) / (high - low))[:, np.newaxis] ** np.arange(run.model.degree + 1)
    losses = ((recording.parameters.astype(float) @ seen.T - held.y) ** 2).mean(axis=1)
    assert_close(recording.metrics["val_loss"], losses, "validation loss")
    assert set(recording.metrics) == {"val_loss"}


@pytest.mark.parametrize("name", ["two classes", "three classes", "three classes, decay"])
def test_best_for_classes_is_a_minimum(name, write):
    run = run_of(write(**({"initial": "{}"} | CLASSES[name])))
    best = run.objective.best
    assert np.abs(slope_of_classes(run, best, slice(None))).max() < 1e-8
    others = best + np.random.default_rng(2).normal(size=(200, len(best)))
    assert (run.objective.at(others) > run.objective.least).all()


def test_classes_that_a_line_tells_apart_have_no_best_weights(write):
    apart = "{kind: clusters, centres: [[0, 0], [9, 0]], points: 20}"
    assert run_of(write(data=apart, initial="{}")).objective.best is None
    assert run_of(write(data=apart, initial="{}", weight_decay="0.1")).objective.best is not None


def test_best_with_decay_is_ridge_regression(write):
    run = run_of(write(**({"initial": "{w: 0, b: 0}"} | TRAININGS["line, mse, decay"])))
    x, y = run.samples.alone.astype(float), run.samples.y.astype(float)
    w = ((x - x.mean()) * (y - y.mean())).mean() / (x.var() + 0.3 / 2)
    np.testing.assert_allclose(run.objective.best, [w, y.mean() - w * x.mean()], rtol=1e-6)


def residuals(recording):
    """The residuals (S + 1, N) of all steps, in float64."""
    return recording.parameters.astype(float) @ features(recording.run).T - recording.run.samples.y.astype(float)


@pytest.mark.parametrize("degree", [1, 2, 3, 5])
def test_polynomial_ends_at_least_squares(degree, write):
    changed = {**POLYNOMIAL, "model": f"{{kind: polynomial, degree: {degree}}}", "initial": "{w0: 1}"}
    recording = train(write(**changed, learning_rate="0.6", steps="20_000"))
    samples = recording.run.samples
    x, y = samples.alone.astype(float), samples.y.astype(float)
    # Its domain is that of x, its window [-1, 1]: the coefficients are those of the scaled input.
    best = np.polynomial.Polynomial.fit(x, y, degree).coef
    np.testing.assert_allclose(recording.run.objective.best, best, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(recording.parameters[-1], best, rtol=2e-3, atol=2e-4)


def test_losses_are_those_of_keras():
    import tensorflow as tf

    random = np.random.default_rng(1)
    y, prediction = (random.normal(0, 2, 500).astype(np.float32) for _ in range(2))
    theirs = {
        "mse": [({}, tf.keras.losses.MeanSquaredError)],
        "huber": [({"delta": delta}, tf.keras.losses.Huber) for delta in (0.1, 1.0, 3.0)],
        "mae": [({}, tf.keras.losses.MeanAbsoluteError)],
    }
    assert {*theirs, "cross-entropy"} == set(FAMILIES["render.training.losses"].members)
    for kind, cases in theirs.items():
        for options, keras in cases:
            loss, theirs_of = FAMILIES["render.training.losses"].members[kind](**options), keras(**options)
            one_by_one = keras(**options, reduction="none")
            each = loss.each(np, y, prediction)
            assert each.dtype == np.float32
            # Keras takes the mean over the last axis of each sample: of one number, it is that number.
            expected = np.array(one_by_one(y[:, np.newaxis], prediction[:, np.newaxis]))
            np.testing.assert_allclose(each, expected, rtol=1e-5, atol=1e-7)
            np.testing.assert_allclose(each.mean(), float(theirs_of(y, prediction)), rtol=1e-5)
            with tf.GradientTape() as tape:
                tape.watch(guess := tf.constant(prediction))
                total = tf.reduce_sum(loss.each(tf.experimental.numpy, y, guess))
            residual = prediction.astype(float) - y
            ratio = tape.gradient(total, guess).numpy() / residual / loss.influence(residual)
            np.testing.assert_allclose(ratio, ratio[0], rtol=1e-3)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_cross_entropy_is_that_of_keras(classes):
    import tensorflow as tf

    random = np.random.default_rng(1)
    y = random.integers(classes, size=300).astype(np.float32)
    logits = random.normal(0, 30, (300, classes) if classes > 2 else 300).astype(np.float32)
    keras = tf.keras.losses.SparseCategoricalCrossentropy if classes > 2 else tf.keras.losses.BinaryCrossentropy
    expected = float(keras(from_logits=True)(y, logits))
    loss = FAMILIES["render.training.losses"].members["cross-entropy"]()
    assert loss.each(np, y, logits).dtype == np.float32
    np.testing.assert_allclose(loss.each(np, y, logits).mean(), expected, rtol=1e-5)
    np.testing.assert_allclose(float(tf.reduce_mean(loss.each(tf.experimental.numpy, y, logits))), expected, rtol=1e-5)
    # Very wrong costs very much, however much: nothing overflows.
    assert loss.each(np, np.float32([1]), np.float32([-1e30])) == np.float32(1e30)
    small = logits.astype(float) / 30
    tiny, (first, second) = 1e-5, loss.derivatives(y.astype(float), small)
    one = np.eye(first.shape[1])[0] if classes > 2 else 1.0
    up, down = (loss.each(np, y, small + sign * tiny * one) for sign in (1, -1))
    np.testing.assert_allclose(first[:, 0], (up - down) / (2 * tiny), atol=1e-6)
    above, below = (loss.derivatives(y.astype(float), small + sign * tiny * one)[0] for sign in (1, -1))
    np.testing.assert_allclose(second[:, 0], (above - below) / (2 * tiny), atol=1e-6)


@pytest.mark.parametrize("changed", [{"data": LINE}, POLYNOMIAL], ids=["line", "polynomial"])
def test_best_of_huber_is_a_minimum(changed, write):
    objective = run_of(write(**({"initial": "{w: 0}"} | changed), loss=HUBER)).objective
    run = run_of(write(**({"initial": "{w: 0}"} | changed), loss=HUBER))
    assert objective.quadratic is None
    assert objective.least == pytest.approx(slope(run, objective.best)[0], rel=1e-9)
    assert np.abs(slope(run, objective.best)[1]).max() < 1e-6
    random = np.random.default_rng(2)
    for size in (1e-3, 0.1, 3.0):
        others = objective.best + size * random.normal(size=(200, len(objective.best)))
        assert (objective.at(others) > objective.least).all()


@pytest.mark.parametrize("name", ["line, huber", "polynomial, huber"])
def test_curvature_is_that_of_the_hessian(name, write):
    recording = train(write(**({"initial": "{w: 0, b: -1}"} | TRAININGS[name])))
    run, theta = recording.run, recording.parameters[recording.loss.argmin()].astype(float)
    tiny = 1e-7 * np.eye(len(theta))
    hessian = np.array([(slope(run, theta + d)[1] - slope(run, theta - d)[1]) / 2e-7 for d in tiny])
    largest = np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]
    assert recording.curvature == pytest.approx(largest, rel=0.01)
    assert recording.largest_stable_rate == pytest.approx(2 / largest, rel=0.01)


@pytest.mark.parametrize("name", ["line, mse", "polynomial, mse"])
def test_quadratic_loss_has_its_hessian_in_closed_form(name, write):
    run = run_of(write(**({"initial": "{w: 0, b: -1}"} | TRAININGS[name])))
    seen = features(run)
    np.testing.assert_allclose(run.objective.quadratic.hessian, 2 * seen.T @ seen / len(seen), rtol=1e-5, atol=1e-7)
