"""Networks: every step against Keras's own layers, gradients against finite differences, what is typed and drawn."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from render.output.description import describe
from render.scene.script import beats_of
from render.training import kept, recorder, store
from render.training.passes import passes
from render.training.stopping import best_steps, last_step
from tests.conftest import run_of, runs_of, scene_of, stage_of, train

MOONS = "{kind: moons, noise: 0.2, points: 60, seed: 2}"
FLOWERS = "{kind: clusters, centres: [[0, 0], [2, 0], [1, 2]], spread: 0.9, points: 60, seed: 4}"
SINE = "{kind: curve, points: 24, x: [-1, 1], noise: 0.1, seed: 3}"
NETWORKS = {
    "no hidden layer, three classes, decay": (FLOWERS, [], "tanh", {"weight_decay": "0.1"}),
    "one layer, number, huber": (SINE, [6], "relu", {"loss": "{kind: huber, delta: 0.25}"}),
    "one layer, two classes": (MOONS, [4], "sigmoid", {}),
    "two layers, two classes, batches": (MOONS, [8, 8], "tanh", {"batch_size": "7"}),
    "four layers, three classes": (FLOWERS, [5, 4, 3, 6], "relu", {}),
}


def network(data, hidden, activation, more):
    """The changed lines of a scene."""
    model = f"{{kind: network, hidden: {hidden}, activation: {activation}}}"
    usual = {"data": data, "model": model, "initial": "{seed: 3}", "learning_rate": "0.3", "steps": "50"}
    return {**usual, **more}


@pytest.mark.parametrize("case", NETWORKS.values(), ids=NETWORKS)
def test_every_step_is_that_of_keras(case, write):
    import tensorflow as tf

    recording = train(write(**network(*case) | {"steps": "20"}))
    run, samples = recording.run, recording.run.samples
    units = run.model.architecture(samples.task).units
    inner = [tf.keras.layers.Dense(count, case[2]) for count in units[1:-1]]
    model = tf.keras.Sequential([tf.keras.Input((units[0],)), *inner, tf.keras.layers.Dense(units[-1])])
    weights, at = [], 0
    for name, shape in run.model.variables(samples.task):
        weights.append(np.float32(run.initial[at : at + np.prod(shape)]).reshape(shape))
        at += weights[-1].size
        limit = np.sqrt(6 / (shape[0] if case[2] == "relu" else sum(shape))) if name[0] == "W" else 0
        assert 0.5 * limit <= np.abs(weights[-1]).max() <= limit, name
    assert at == len(run.initial) == recording.parameters.shape[1]
    model.set_weights(weights)
    losses = {0: tf.keras.losses.Huber(0.25), 2: tf.keras.losses.BinaryCrossentropy(from_logits=True)}
    losses[3] = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    loss = losses[len(samples.classes)]
    optimizer = tf.keras.optimizers.SGD(0.3)
    targets = samples.y[:, np.newaxis]

    def step(x, y):
        with tf.GradientTape() as tape:
            added = run.weight_decay / 2 * sum(tf.reduce_sum(layer.kernel**2) for layer in model.layers)
            now = loss(y, model(x)) + added
        gradients = tape.gradient(now, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return gradients

    optimizer.build(model.trainable_variables)
    for k in range(run.steps):
        theirs = np.concatenate([np.ravel(each) for each in model.get_weights()])
        np.testing.assert_allclose(recording.parameters[k], theirs, atol=1e-4, err_msg=f"step {k}")
        if k % 10 == 0:
            assert recording.loss[k] == pytest.approx(float(loss(targets, model(samples.x))), abs=1e-4)
        rows = recording.batches[k] if run.batch_size else slice(None)
        gradients = np.concatenate([np.ravel(each) for each in step(samples.x[rows], targets[rows])])
        np.testing.assert_allclose(recording.gradients[k], gradients, atol=1e-4, err_msg=f"step {k}")
    if samples.classes:
        chances = recording.predict(run.steps, samples.x)
        theirs = tf.nn.softmax(model(samples.x)) if chances.ndim > 1 else tf.sigmoid(model(samples.x))[:, 0]
        np.testing.assert_allclose(chances, theirs, atol=1e-3)


@pytest.mark.parametrize("case", NETWORKS.values(), ids=NETWORKS)
def test_gradients_of_layers_are_finite_differences(case, write):
    run = run_of(write(**network(*case)))
    samples, theta = run.samples, np.random.default_rng(1).normal(0, 0.5, len(run.initial))
    # One of three at once: relu has a kink where a step crosses it.
    chosen = slice(3, 4)
    found = passes(run, theta, samples.x[chosen], samples.y[chosen])
    gradient = np.concatenate([np.ravel(part) for layer in found.gradients for part in layer])
    tiny = 1e-6 * np.eye(len(theta))
    losses = run.objective.each(np.concatenate([theta + tiny, theta - tiny]), samples.x[chosen], samples.y[chosen])
    up, down = losses[:, 0].reshape(2, -1)
    np.testing.assert_allclose(gradient, (up - down) / 2e-6, atol=1e-7)
    assert found.losses == pytest.approx(run.objective.each(theta[np.newaxis], samples.x[chosen], samples.y[chosen])[0])
    # A delta is the derivative by z: what a bias that is moved for one sample alone changes.
    biases = [variable.name[0] == "b" for variable in run.model.variables(samples.task) for _ in range(variable.size)]
    np.testing.assert_allclose(np.concatenate(found.deltas, axis=1)[0], gradient[biases], atol=1e-12)
    several = passes(run, theta, samples.x, samples.y)
    predicted = run.objective.predict(theta[np.newaxis], samples.x)[0]
    np.testing.assert_allclose(several.signals[-1].value.reshape(predicted.shape), predicted)
    units = run.model.architecture(samples.task).units
    assert [signal.z.shape[1] for signal in several.signals] == [delta.shape[1] for delta in several.deltas]
    assert [layer.w.shape for layer in several.layers] == [*pairwise(units)]


def test_files_have_all_weights_or_the_norms_of_layers(write, render, tmp_path):
    model = "{kind: network, hidden: [8, 4]}"
    path = write(**network(MOONS, [8, 4], "relu", {"batch_size": "9", "validation": "0.2", "steps": "20"}))
    recording = train(path)
    assert len(recording.names) == 8 * 3 + 4 * 9 + 5 > 50
    assert render("scene.yaml", "-f", "csv", "-f", "npz", "-o", "out", "-q") == (0, "", "")
    with np.load(tmp_path / "out" / "scene.npz") as found:
        assert found["variables"].tolist() == ["W1", "b1", "W2", "b2", "W3", "b3"]
        assert found["W2"].shape == (21, 8, 4)
        for prefix, values in (("", "parameters"), ("grad_", "gradients"), ("update_", "updates")):
            own = [found[f"{prefix}{name}"].reshape(21, -1) for name in found["variables"]]
            np.testing.assert_array_equal(np.concatenate(own, axis=1), getattr(recording, values))
        for name in ("loss", "learning_rate", "batches"):
            np.testing.assert_array_equal(found[name], getattr(recording, name))
        samples = recording.run.samples
        for name, values in (("x", samples.x), ("y", samples.y), ("x_val", samples.validation.x)):
            np.testing.assert_array_equal(found[name], values)
        np.testing.assert_array_equal(found["val_loss"], recording.metrics["val_loss"])
        assert (found["step"].tolist(), found["classes"].tolist()) == ([*range(21)], ["A", "B"])
        norms = [np.linalg.norm(found[f"grad_{name}"].reshape(21, -1), axis=1) for name in found["variables"]]
    first = (tmp_path / "out" / "scene.npz").read_bytes()
    assert render("scene.yaml", "-f", "npz", "-o", "again", "-q") == (0, "", "")
    assert (tmp_path / "again" / "scene.npz").read_bytes() == first
    table = np.genfromtxt(tmp_path / "out" / "scene.csv", delimiter=",", names=True)
    assert table.dtype.names[:4] == ("step", "norm_W1", "norm_b1", "norm_W2")
    for name, values in zip(["W1", "b1", "W2", "b2", "W3", "b3"], norms, strict=True):
        np.testing.assert_allclose(table[f"grad_norm_{name}"], values, rtol=1e-5, atol=1e-12)
    compared = {"model": None, "compare": f"{{model: [logistic, {model}]}}", "steps": "5"}
    write(**network(MOONS, [], "tanh", compared))
    assert render("scene.yaml", "-f", "csv", "-f", "npz", "-o", "two", "-q") == (0, "", "")
    with np.load(tmp_path / "two" / "scene.npz") as found:
        assert found["runs"].tolist() == ["logistic", "network"]
        assert (found["0/w"].shape, found["0/b"].shape, found["1/W2"].shape) == ((6, 2), (6,), (6, 8, 4))


@pytest.mark.parametrize("patience", [1, 3, 8])
def test_a_training_is_stopped_as_keras_stops_it(patience):
    from tensorflow.keras.callbacks import EarlyStopping

    random = np.random.default_rng(patience)
    for _ in range(20):
        losses = np.float32(random.integers(3, 12, 30))
        keras = EarlyStopping(patience=patience)
        keras.set_model(type("Model", (), {"stop_training": False})())
        keras.on_train_begin()
        for epoch, loss in enumerate(losses[1:]):
            keras.on_epoch_end(epoch, {"val_loss": loss})
            if keras.model.stop_training:
                break
        stopped = last_step(losses, patience)
        assert stopped == (keras.stopped_epoch + 1 if keras.model.stop_training else None)
        assert best_steps(losses)[epoch + 1] == keras.best_epoch + 1


STOPPED = {
    "data": "{kind: moons, noise: 0.4, points: 40, seed: 2}",
    "validation": "0.5",
    "learning_rate": "1",
    "early_stopping": "{patience: 9}",
    "steps": "400",
}


def test_early_stopping_and_dropout_are_recorded_as_they_were(write, monkeypatch, tmp_path):
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "cache"))
    path = write(**network("", [6, 4], "tanh", {**STOPPED, "model": "{kind: network, hidden: [6, 4], dropout: 0.25}"}))
    run = run_of(path)
    whole = recorder.record(replace(run, patience=None))
    recording = recorder.record(run)
    held = whole.metrics["val_loss"]
    best = 1 + int(held[1 : recording.steps + 1].argmin())
    assert recording.stopped
    assert recording.steps == best + 9 < 400
    assert (recording.best_so_far[-1], recording.best_so_far[best - 1] < best) == (best, True)
    for name in ("parameters", "gradients", "updates", "loss"):
        np.testing.assert_array_equal(getattr(recording, name), getattr(whole, name)[: recording.steps + 1])
    # What is recorded is the loss of all units; what was made small is that of those that are left.
    np.testing.assert_allclose(recording.loss, run.objective.losses(recording.parameters), rtol=1e-4)
    left = run.left(3)
    assert left.shape == (20, 10)
    assert 0.6 < np.mean([run.left(step).mean() for step in range(50)]) < 0.9
    found = passes(run, recording.parameters[3], run.samples.x, run.samples.y, left)
    gradient = np.concatenate([np.ravel(part) for layer in found.gradients for part in layer])
    np.testing.assert_allclose(recording.gradients[3], gradient, rtol=1e-3, atol=1e-5)
    monkeypatch.setattr(kept, "MOST_NUMBERS", len(run.initial) * 12)
    monkeypatch.setattr(recorder, "CHUNK", 7)
    thin = recorder.record(run := replace(run))
    assert thin.kept[-2:].tolist() == [recording.steps - 1, recording.steps]
    np.testing.assert_array_equal(thin.parameters, recording.parameters[thin.kept])
    store.save(run, thin)
    again = store.load(run)
    np.testing.assert_array_equal(again.parameters, thin.parameters)
    assert (again.stopped, again.steps) == (True, recording.steps)


def test_a_film_of_early_stopping_marks_the_best_step_and_ends_with_the_training(write, render):
    path = write(**network("", [6, 4], "tanh", STOPPED), panels="[loss]")
    recording = train(path)
    best = int(recording.best_so_far[-1])
    stage, timeline = stage_of(path)
    assert timeline[-1].step == recording.steps
    stage.frame(timeline[-1])
    said = [artist.get_text() for artist in stage._artists if hasattr(artist, "get_text") and artist.get_visible()]
    assert f"stopped early; best at step {best}" in said
    assert "best" in said
    rings = [artist for artist in stage._artists if hasattr(artist, "get_xdata") and list(artist.get_xdata()) == [best]]
    assert [float(ring.get_ydata()[0]) for ring in rings] == [pytest.approx(recording.metrics["val_loss"][best])]
    code, _, err = render("frame", "scene.yaml", "--step", "399", "-o", "one.png")
    assert code == 1
    assert f"there is no step 399: the training stopped early, its last step is {recording.steps}" in err


WRONG = {
    "hidden: [0]": "model.hidden must be at least 1, not 0",
    "hidden: [1000]": "model.hidden must be at most 128, not 1,000",
    "hidden: [1, 2, 3, 4, 5]": "model.hidden has too many items: 5, not 4 or fewer",
    "dropout: 1": "model.dropout must be at most 0.9, not 1",
}


def test_what_is_wrong_is_said(write, render):
    usual = network(MOONS, [4], "tanh", {})
    cases = {said: {"model": f"{{kind: network, {options}}}"} for options, said in WRONG.items()}
    cases |= {
        'a network has no weight "W1_9_9"': {"initial": "{W1_9_9: 1}"},
        "a seed is a whole number from 0 on, not 0.5": {"initial": "{seed: 0.5}"},
        "a start has a seed or weights, not both": {"initial": "{seed: 1, b1_1: 2}"},
        'a logistic has no weight "seed"': {"model": "logistic"},
        "early_stopping watches the loss of samples that are held back, and none are": {"early_stopping": "50"},
        "the update after step 9,000 is not kept: 50,049 weights at 10,000 steps are too many": {
            "model": "{kind: network, hidden: [128, 128, 128, 128]}",
            "steps": "10_000",
            "slow_motion": "[9000]",
        },
    }
    for said, changed in cases.items():
        write(**{**usual, **changed})
        code, _, err = render("check", "scene.yaml")
        assert code == 2, said
        assert f": {said}\n" in err, err


def test_a_training_that_diverges_is_a_result(write):
    recording = train(write(**network(SINE, [8], "relu", {"learning_rate": "1e5", "steps": "60"})))
    assert recording.diverged
    assert np.isfinite(recording.parameters).all()


def test_rule_and_status_of_many_weights_have_norms(write):
    more = {"panels": "[{kind: status, every: 10}, rule]", "slow_motion": "[3]", "steps": "20"}
    path = write(**network(MOONS, [8, 4], "relu", more))
    recording = train(path)
    stage, timeline = stage_of(path)
    stage.frame(timeline.at(20))
    said = [artist.get_text() for artist in stage._artists if hasattr(artist, "get_text")]
    w2 = recording.parameters[:, 24:56]
    assert f"{np.linalg.norm(w2[19]):.3f}" in said, "what the last update is taken from"
    assert any(
        f"{np.linalg.norm(recording.updates[19, 24:56]):.6f}".startswith(text[:6]) for text in said if "0.0" in text
    )
    assert any(text.split("\n")[-1] == f"{np.linalg.norm(recording.parameters[20, :16]):.3f}" for text in said)
    assert any("∂loss/∂W₂" in text for text in said)
    beats = beats_of(scene_of(path), [recording])
    assert beats[3, "predict"] == "Forward, layer by layer"
    assert beats[3, "gradient"] == "Backward: a gradient for each layer"
    told = describe(scene_of(path), [recording]).long
    assert f"The model starts at |W1| = {np.linalg.norm(recording.parameters[0, :16]):.3f}, |b1| = 0.000" in told
    assert "The model is 2 → 8 relu → 4 relu → 1 " in told


def test_tables_of_classes_and_comparisons_of_layers(write, tmp_path):
    tmp_path.joinpath("pets.csv").write_text("a,b,kind\n1,2,cat\n2,1,dog\n3,5,cat\n4,4,dog\n")
    more = {"initial": None, "compare": "{hidden: [[], 3, [4, 2]]}", "steps": "3"}
    runs = runs_of(write(**network("{kind: csv, file: pets.csv, x: [a, b], y: kind}", [2], "tanh", more)))
    assert [run.name for run in runs] == ["no hidden layer", "3 hidden", "4-2 hidden"]
    assert {run.loss.kind for run in runs} == {"cross-entropy"}
    assert [len(run.initial) for run in runs] == [3, 13, 12 + 10 + 3]
    seeds = runs_of(
        write(**network(MOONS, [2], "tanh", {"initial": None, "compare": "{initial: [{seed: 1}, {seed: 2}]}"}))
    )
    assert [run.name for run in seeds] == ["seed 1", "seed 2"]
    assert seeds[0].initial != seeds[1].initial


def test_of_many_weights_an_even_choice_is_drawn_thin_and_the_named_ones_have_heads(write):
    from matplotlib.figure import Figure

    from render.drawing.panels import Runs
    from render.drawing.panels.parameters import MOST, Parameters
    from render.drawing.themes.light import Light
    from render.languages import Language
    from render.timeline.moments import Moment

    recording, theme = train(write(**network(MOONS, [12, 12], "tanh", {"steps": "5"}))), Light()
    axes = Figure(figsize=(10, 10), dpi=72).add_axes((0.1, 0.1, 0.8, 0.5))
    moving = Parameters().draw(axes, Runs([recording], [recording], [theme.guess], Language()), theme)
    moving.show(Moment(5, 1))
    assert axes.get_ylabel() == f"{MOST} of {len(recording.names)} weights"
    curves, heads = moving.artists[:MOST], moving.artists[MOST : 2 * MOST]
    shown = {round(float(curve.get_ydata()[-1]), 6) for curve in curves}
    assert shown <= {round(float(value), 6) for value in recording.parameters[5]}
    named = [index for index, head in enumerate(heads) if head.get_alpha() == 1]
    assert 0 < len(named) < MOST
    least = min(abs(curves[index].get_ydata()[-1]) for index in named)
    assert all(abs(curve.get_ydata()[-1]) <= least for index, curve in enumerate(curves) if index not in named)
