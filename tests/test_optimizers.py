"""Optimizers are what their papers and Keras say, in the recording, in the program, and of what is known of them."""

import contextlib
import io
import re

import numpy as np
import pytest

from render.drawing import readouts
from render.drawing.panels import Runs
from render.drawing.themes.light import Light
from render.family import Family
from render.film import code
from render.languages import Language
from render.numbers import limit
from render.scene.outlook import concerns
from render.training.decimals import weight_texts
from render.training.program import program
from render.training.verdict import verdict
from tests.conftest import scene_of, stage_of, take_of, train, train_all

ENGLISH = Language()

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
    path = write(steps="40", learning_rate=str(rate), optimizer=kind)
    recording = train(path)
    samples, weights = recording.run.samples, recording.parameters
    w, b = tf.Variable(0.0, name="w"), tf.Variable(-1.0, name="b")
    optimizer = keras_own(kind, rate)
    if kind == "adamw":
        optimizer.exclude_from_weight_decay(var_list=[b])
    rows = []
    for _ in range(41):
        rows.append((w.numpy(), b.numpy()))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(samples.y - (w * samples.alone + b)))
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b], strict=True))
    np.testing.assert_allclose(weights, rows, atol=1e-5)
    np.testing.assert_array_equal(weights[:-1] - recording.updates[:-1], weights[1:])

    printed, names = io.StringIO(), {}
    with contextlib.redirect_stdout(printed):
        exec(code(take_of(path)), names)
    np.testing.assert_allclose(list(map(float, printed.getvalue().split())), weights[-1], atol=1e-5)


@pytest.mark.parametrize("model", ["{kind: network, hidden: [3]}", "{kind: polynomial, degree: 3}"])
def test_program_of_a_decay_leaves_the_biases_of_any_model_alone(model, write):
    path = write(
        steps="50", learning_rate="0.05", model=model, initial=None, optimizer="{kind: adamw, weight_decay: 0.5}"
    )
    recording, names = train(path), {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code(take_of(path)), names)
    run = recording.run
    variables = run.model.typed(run.initial, run.samples, run.drawn).names
    reached = np.concatenate([names[name].numpy().ravel() for name in variables])
    np.testing.assert_allclose(reached, recording.parameters[-1], atol=2e-5)


@pytest.mark.parametrize(("kind", "swings"), [("momentum", 0.9), ("nesterov", 0.9), ("momentum", 0.5), ("momentum", 0)])
def test_momentum_on_a_quadratic_is_the_closed_form(kind, swings, write):
    """Goh, "Why Momentum Really Works", Distill 2017: along each eigenvector, z and theta are a 2x2 matrix's powers."""
    optimizer = f"{{kind: {kind}, beta: {swings}}}"
    recording = train(write(steps="100", learning_rate="0.05", optimizer=optimizer))
    quadratic = recording.run.objective.quadratic
    curvatures, directions = np.linalg.eigh(np.array(quadratic.hessian))
    far = (recording.parameters.astype(float) - quadratic.best) @ directions
    for curvature, along in zip(curvatures, far.T, strict=True):
        jump = np.array([[swings, curvature], [-0.05 * swings, 1 - 0.05 * curvature]])
        if kind == "nesterov":
            jump[1] = -0.05 * swings**2, 1 - 0.05 * curvature * (1 + swings)
        values, vectors = np.linalg.eig(jump.astype(complex))
        start = np.linalg.solve(vectors, [0, along[0]])
        closed = [(vectors[1] @ (values**k * start)).real for k in range(101)]
        np.testing.assert_allclose(along, closed, atol=1e-4 * np.abs(along).max())


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "{kind: momentum, beta: 0.5}", "nesterov"])
def test_largest_stable_rate_is_where_a_training_begins_to_leave(optimizer, write):
    stable = train(write(optimizer=optimizer)).largest_stable_rate
    below, above = (
        train(write(optimizer=optimizer, steps="2000", learning_rate=str(share * stable))) for share in (0.98, 1.02)
    )
    assert below.loss[-1] < 1.01 * below.run.objective.least
    assert above.diverged or above.loss[-1] > 100 * above.loss[0]
    assert verdict(above).words(ENGLISH).endswith(f"the rate is above {limit(stable)}")


def test_nothing_is_claimed_of_rates_that_are_not_known(write):
    path = write(optimizer="adam", learning_rate="0.5", steps="12")
    assert train(path).largest_stable_rate is None
    assert not list(concerns(scene_of(path), take_of(path).moments(), None))
    swinging = train(write(optimizer="momentum", learning_rate="0.1", steps="40"))
    assert verdict(swinging).words(ENGLISH) == "swings to and fro"


RACE = "{optimizer: [sgd, {kind: momentum, learning_rate: 0.05}, {kind: momentum, beta: 0.5}, adam]}"


def test_a_race_has_a_name_and_a_rate_for_each(write):
    sgd, fast, slow, adam = train_all(write(compare=RACE))
    assert [each.run.name for each in (sgd, fast, slow, adam)] == ["sgd", "momentum 0.9", "momentum 0.5", "adam"]
    assert [float(each.learning_rate[0]) for each in (sgd, fast)] == pytest.approx([0.1, 0.05])
    alone = train(write(optimizer="momentum", learning_rate="0.05"))
    assert fast.run.digest == alone.run.digest
    of_beta = train_all(write(optimizer="momentum", compare="{beta: [0, 0.5, 0.9]}"))
    assert [each.run.name for each in of_beta] == ["beta 0", "beta 0.5", "beta 0.9"]
    rule = readouts.rule_of(Runs([sgd, fast], [sgd, fast], ["", ""], ENGLISH))
    comment = program([each.run for each in (sgd, fast, adam)], ENGLISH)[0].text
    assert comment == "# sgd (learning_rate = 0.1); then momentum 0.9 (0.05), adam (0.1)"
    assert rule(0) == "y = w x + b,  rates 0.1, 0.05"


@pytest.mark.parametrize("kind", MEMBERS)
def test_rule_shows_how_the_present_step_comes_about(kind, write):
    """What stands in the panel is what was recorded, and the new weights are what the rule makes of them."""
    path = write(optimizer=kind, panels="[rule]", slow_motion="[3]")
    stage, timeline = stage_of(path)
    recording = train(path)
    update = [moment for moment in timeline if moment.beat == "update" and moment.explained == 3][-1]
    stage.still(update)
    shown = {text.get_text() for axes in stage.figure.axes for text in axes.texts if text.get_visible()}
    write_weight = weight_texts([recording])[0]
    assert {write_weight(recording.parameters[step, 0]) for step in (3, 4)} <= shown
    optimizer = recording.run.optimizer
    values = optimizer.values(np, recording.slots[3], 3)
    for equation, numbers in zip(optimizer.equations(optimizer.texts()), values, strict=True):
        assert any(text.startswith(f"{equation.symbol} ") for text in shown), equation
        near = [float(text.replace("−", "-")) for text in shown if re.fullmatch(r"−?\d+\.\d+", text)]
        assert min(abs(float(numbers[0]) - number) for number in near) <= 5e-3 * abs(float(numbers[0])) + 5e-7
    gradient = [moment for moment in timeline if moment.beat == "gradient" and moment.explained == 3][-1]
    stage.still(gradient)
    assert write_weight(recording.parameters[4, 0]) not in {
        text.get_text() for axes in stage.figure.axes for text in axes.texts
    }


def test_surface_shows_the_velocity_beside_the_gradient(write):
    data = "{kind: line, w: 1.5, b: 0.5, points: 60, x: [0, 3], noise: 0.2}"
    changed = {"data": data, "learning_rate": "0.02", "optimizer": "momentum", "panels": "[surface]"}
    path = write(initial="{w: -1, b: 2}", slow_motion="[2]", **changed)
    stage, timeline = stage_of(path)
    recording = train(path)
    moments = [moment for moment in timeline if moment.beat == "update" and moment.explained == 2]
    stage.still(min(moments, key=lambda moment: abs(moment.part - 0.25)))
    (axes,) = [axes for axes in stage.figure.axes if axes.lines]
    (arrow,) = [line for line in axes.lines if line.get_color() == Light().second_weight]
    (start, end) = arrow.get_xydata()
    np.testing.assert_allclose(start, recording.parameters[2], rtol=1e-6)
    np.testing.assert_allclose(start - end, recording.slots[2, 0], rtol=1e-4)
