"""Optimizers are what their papers and Keras say, in the recording, in the program, and of what is known of them."""

import contextlib
import io

import numpy as np
import pytest

from render.family import Family
from render.film import code
from tests.conftest import take_of, train

MEMBERS = list(Family("render.training.optimizers").members)
RATES = {"adagrad": 0.3, "rmsprop": 0.02, "adam": 0.1, "adamw": 0.1, "momentum": 0.02, "nesterov": 0.02}


def keras_own(kind, rate):
    """Keras's optimizer of the same rule, its constants ours."""
    from keras import optimizers

    return {
        "sgd": lambda: optimizers.SGD(rate),
        "momentum": lambda: optimizers.SGD(rate, momentum=0.9),
        "nesterov": lambda: optimizers.SGD(rate, momentum=0.9, nesterov=True),
        "adagrad": lambda: optimizers.Adagrad(rate, initial_accumulator_value=0, epsilon=1e-16),
        "rmsprop": lambda: optimizers.RMSprop(rate, rho=0.9, epsilon=1e-16),
        "adam": lambda: optimizers.Adam(rate, epsilon=1e-8),
        "adamw": lambda: optimizers.AdamW(rate, weight_decay=0.01, epsilon=1e-8),
    }[kind]()


@pytest.mark.parametrize("kind", MEMBERS)
def test_agrees_with_keras_and_its_program(kind, write):
    import tensorflow as tf

    rate = RATES.get(kind, 0.1)
    path = write(steps="100", learning_rate=str(rate), optimizer=kind)
    recording = train(path)
    samples, weights = recording.run.samples, recording.parameters
    w, b = tf.Variable(0.0, name="w"), tf.Variable(-1.0, name="b")
    optimizer = keras_own(kind, rate)
    if kind == "adamw":
        optimizer.exclude_from_weight_decay(var_list=[b])
    rows = []
    for _ in range(101):
        rows.append((w.numpy(), b.numpy()))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(samples.y - (w * samples.alone + b)))
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b], strict=True))
    print(kind, np.abs(weights - rows).max())
    np.testing.assert_allclose(weights, rows, atol=1e-5)
    np.testing.assert_array_equal(weights[:-1] - recording.updates[:-1], weights[1:])

    printed, names = io.StringIO(), {}
    with contextlib.redirect_stdout(printed):
        exec(code(take_of(path)), names)
    np.testing.assert_allclose(list(map(float, printed.getvalue().split())), weights[-1], atol=1e-5)
