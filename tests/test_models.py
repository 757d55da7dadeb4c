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
    delta = run.loss.delta
    far = np.abs(residual) > delta
    each = np.where(far, delta * (np.abs(residual) - delta / 2), residual**2 / 2)
    return each.mean(axis=-1), np.clip(residual, -delta, delta)


def slope(run, theta, rows=slice(None)):
    """The loss and its gradient (P,) at weights `theta` (P,)."""
    seen = features(run)[rows]
    loss, derivative = loss_of(run, seen @ theta - run.samples.y.astype(float)[rows])
    return loss, derivative @ seen / len(seen)


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
    np.testing.assert_allclose(run.objective.at(recording.parameters), loss_of(run, residuals(recording))[0], rtol=1e-6)


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
    }
    assert set(theirs) == set(FAMILIES["render.training.losses"].members)
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
