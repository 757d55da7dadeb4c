"""The recording is true: against NumPy in float64, against the loop that the lesson types, against its own rule."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest

from render.errors import FilmError
from render.training import store
from render.training.recall import recall
from tests.conftest import BASIC, python, run_of, train, train_all

SINE = "{kind: curve, points: 24, x: [2, 7], noise: 0.2, seed: 3}"
POINTS = "{kind: points, x: [0.0, 0.5, 1.5, 2.0, 3.5], y: [1.1, 1.9, 4.2, 4.8, 8.3]}"


def numpy_descent(x, y, w, b, rate, steps):
    """Rows of w, b, loss, dloss/dw, dloss/db, in float64."""
    rows = []
    for _ in range(steps + 1):
        error = w * x + b - y
        rows.append((w, b, np.mean(error**2), 2 * np.mean(error * x), 2 * np.mean(error)))
        w, b = w - rate * rows[-1][3], b - rate * rows[-1][4]
    return np.array(rows)


def test_csv_agrees_with_numpy_in_float64(write, render, tmp_path):
    write(data=POINTS, initial="{w: -1, b: 3}", learning_rate="0.05", steps="60")
    code, out, err = render("scene.yaml", "-f", "csv", "-o", "out")
    assert (code, err) == (0, "")
    assert out.startswith("out/scene.csv")
    text = (tmp_path / "out" / "scene.csv").read_text()
    assert text.splitlines()[0] == "step,w,b,loss,grad_w,grad_b,learning_rate"
    table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True)
    x, y = np.array([0, 0.5, 1.5, 2, 3.5]), np.array([1.1, 1.9, 4.2, 4.8, 8.3])
    expected = numpy_descent(x, y, -1.0, 3.0, 0.05, 60)
    assert table["step"].tolist() == list(range(61))
    for column, name in enumerate(["w", "b", "loss", "grad_w", "grad_b"]):
        np.testing.assert_allclose(table[name], expected[:, column], rtol=1e-4, err_msg=name)
    assert set(table["learning_rate"]) == {0.05}


def test_csv_holds_full_float32(recording, render, tmp_path):
    assert render(BASIC, "-f", "csv", "-o", "out", "-q") == (0, "", "")
    with (tmp_path / "out" / "basic.csv").open() as file:
        rows = list(csv.DictReader(file))
    for name, values in (("w", recording.parameters[:, 0]), ("loss", recording.loss)):
        assert [np.float32(row[name]) for row in rows] == values.tolist()


def test_compiled_loop_agrees_with_the_lesson_step_by_step(recording):
    import tensorflow as tf

    samples = recording.run.samples
    w, b, learning_rate = tf.Variable(0.0), tf.Variable(-1.0), 0.1
    for step in range(201):
        with tf.GradientTape() as tape:
            predictions = w * samples.alone + b
            loss = tf.reduce_mean(tf.square(samples.y - predictions))
        gradients = tape.gradient(loss, [w, b])
        lesson = [w.numpy(), b.numpy(), loss.numpy(), *(gradient.numpy() for gradient in gradients)]
        ours = [*recording.parameters[step], recording.loss[step], *recording.gradients[step]]
        np.testing.assert_allclose(ours, lesson, rtol=2e-4, atol=1e-6, err_msg=f"step {step}")
        w.assign_sub(learning_rate * gradients[0])
        b.assign_sub(learning_rate * gradients[1])


def test_basic_ends_where_the_lesson_does(recording):
    w, b = recording.parameters[-1]
    assert (recording.steps, recording.diverged) == (200, False)
    assert recording.parameters[0].tolist() == [0.0, -1.0]
    assert abs(w - 0.137) < 0.005
    assert abs(b - 0.480) < 0.005


def test_update_rule_can_be_checked_from_the_recording_alone(recording):
    following = recording.parameters[:-1] - recording.learning_rate[:-1, None] * recording.gradients[:-1]
    np.testing.assert_allclose(recording.parameters[1:], following, rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(recording.parameters[:-1] - recording.updates[:-1], recording.parameters[1:])
    np.testing.assert_array_equal(recording.updates, recording.learning_rate[:, None] * recording.gradients)


def test_divergence_ends_at_the_last_finite_step(write, render, tmp_path):
    path = write(learning_rate="0.95", steps="500")
    recording = train(path)
    assert recording.diverged
    assert recording.steps < 500
    for values in (recording.parameters, recording.gradients, recording.loss):
        assert np.isfinite(values).all()
    with np.errstate(over="ignore"):
        w, b = recording.parameters[-1] - recording.updates[-1]
        assert not np.isfinite(np.mean(np.square(w * recording.run.samples.alone + b - recording.run.samples.y)))
    _, _, err = render("scene.yaml", "-f", "png", "-o", "out")
    step = recording.steps + 1
    assert err == (
        f"note: the training diverged: the numbers of step {step} are not finite, the film ends before it\n"
        "note: a learning rate of 0.95 is too large for these data: above 0.787 the line swings ever wider; "
        "write learning_rate: 0.04; the line comes close after about 260 steps; stable below 0.787\n"
    )
    code, _, err = render("frame", "scene.yaml", "--step", "499")
    assert code == 1
    assert err == f"error: there is no step 499: the training diverged, its last step is {recording.steps}\n"


def test_loss_that_overflows_at_once_is_an_error(write):
    run = replace(run_of(write()), initial=(1e30, 0.0))
    with pytest.raises(FilmError, match=r"^the loss of the initial values is too large for float32; rescale the data"):
        recall([run], lambda done, of: None)


def test_many_steps_in_chunks_are_one_run(write, monkeypatch):
    from render.training import recorder

    run = run_of(write(steps="100"))
    whole = recorder.record(run)
    monkeypatch.setattr(recorder, "CHUNK", 7)
    told = []
    parts = recorder.record(run, told.append)
    np.testing.assert_array_equal(parts.parameters, whole.parameters)
    np.testing.assert_array_equal(parts.loss, whole.loss)
    assert told == [*range(6, 100, 7), 100]


def test_what_users_train_is_what_is_tested_and_tensorflow_is_silent(write, tmp_path, monkeypatch):
    """Tests compile their trainings quickly, users as XLA does by itself; the numbers are the same."""
    names = ["three classes of one input", "network with dropout, batches"]
    scenes = [*(PROGRAMS[name] | {"initial": None} for name in names), {"optimizer": "adamw", "loss": "huber"}]
    paths = [write(name=f"{index}.yaml", **scene) for index, scene in enumerate(scenes)]
    tested = [train(path) for path in paths]
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("XLA_FLAGS", raising=False)
    code = "import render, sys; [render.load(path).recordings for path in sys.argv[1:]]; print('fine', file=sys.stderr)"
    done = python("-c", code, *paths)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "fine\n")
    for ours in tested:
        theirs = store.load(ours.run)
        for name in (*store.WEIGHTS, "loss"):
            np.testing.assert_allclose(getattr(theirs, name), getattr(ours, name), rtol=1e-3, atol=1e-5)
        np.testing.assert_array_equal(theirs.parameters[:-1] - theirs.updates[:-1], theirs.parameters[1:])


def test_stored_recording_is_the_same(recording):
    again = store.load(recording.run)
    assert again is not None
    for name in (*store.WEIGHTS, "loss", "batches", "learning_rate", "curvature", "diverged"):
        np.testing.assert_array_equal(getattr(again, name), getattr(recording, name))


def test_hash_covers_what_training_depends_on_and_nothing_else(write):
    def digest(**changed):
        return run_of(write(**changed)).digest

    same = digest()
    assert digest(title="Another", theme="dark", pacing="uniform", output="{size: square}", standardize="false") == same
    for changed in (
        {"data": "{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.051}"},
        {"data": "{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05, seed: 2}"},
        {"initial": "{w: 0, b: -1.01}"},
        {"learning_rate": "0.11"},
        {"loss": "huber"},
        {"loss": "{kind: huber, delta: 0.5}"},
        {"model": "{kind: polynomial, degree: 1}", "initial": "{w0: -1}"},
        {"batch_size": "4"},
        {"standardize": "true"},
        {"steps": "11"},
    ):
        assert digest(**changed) != same, changed


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other"])
def test_damaged_recording_is_noticed_and_redone(damage, write, render, tmp_path, monkeypatch):
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "cache"))
    path = write()
    whole = train(path)
    file = store.path_of(whole.run)
    data = bytearray(file.read_bytes())
    if damage == "flip":
        data[data.index(whole.loss.tobytes())] ^= 1
    file.write_bytes({"cut": data[:-100], "empty": b"", "other": b"not ours"}.get(damage, data))
    code, _, err = render("scene.yaml", "-f", "csv", "-o", "out")
    assert (code, err) == (0, f"note: {file} is damaged; trained again\n")
    again = store.load(whole.run)
    np.testing.assert_array_equal(again.parameters, whole.parameters)


def test_cache_that_cannot_be_written_costs_only_the_next_training(write, render, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("RENDER_CACHE", str(blocked))
    write()
    write(name="other.yaml", seed="1")
    code, out, err = render("scene.yaml", "other.yaml", "-f", "csv", "-o", "out", "-j", "1")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[:2]] == ["out/scene.csv", "out/other.csv"]
    said = f"cannot write to the folder {blocked}: Not a directory"
    assert err == f"note: the recording is not kept for the next time: {said}\n", "once a batch"


def test_least_squares_is_the_minimum():
    samples = run_of(BASIC).samples
    assert run_of(BASIC).objective.best == pytest.approx(
        np.polyfit(samples.alone.astype(float), samples.y.astype(float), 1), rel=1e-9
    )


def test_phases_go_on_from_the_values_reached(write):
    one = train(write(steps="120"))
    two = train(write(learning_rate=None, steps=None, phases="[{steps: 70, learning_rate: 0.1}, {steps: 50}]"))
    np.testing.assert_array_equal(two.parameters, one.parameters)
    assert two.run.digest == one.run.digest
    assert two.run.starts == (0, 70)
    slower = "[{steps: 70, learning_rate: 0.1}, {steps: 50, learning_rate: 0.02}]"
    slow = train(write(learning_rate=None, steps=None, phases=slower))
    np.testing.assert_array_equal(slow.learning_rate, np.float32([0.1] * 70 + [0.02] * 51))
    x, y = slow.run.samples.alone.astype(float), slow.run.samples.y.astype(float)
    first = numpy_descent(x, y, 0.0, -1.0, 0.1, 70)
    second = numpy_descent(x, y, *first[-1, :2], 0.02, 50)
    np.testing.assert_allclose(slow.parameters, [*first[:-1, :2], *second[:, :2]], rtol=1e-4)


def test_mini_batches_agree_with_numpy(write):
    recording = train(write(data="{kind: line, w: 2, b: 1, points: 23, noise: 0.3}", batch_size="5", steps="80"))
    x, y = recording.run.samples.alone.astype(float), recording.run.samples.y.astype(float)
    w, b = 0.0, -1.0
    for step, batch in enumerate(recording.batches):
        assert len(set(batch)) == 5
        error = w * x[batch] + b - y[batch]
        gradient = 2 * np.mean(error * x[batch]), 2 * np.mean(error)
        np.testing.assert_allclose(recording.parameters[step], (w, b), rtol=1e-4)
        np.testing.assert_allclose(recording.gradients[step], gradient, rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(recording.loss[step], np.mean((w * x + b - y) ** 2), rtol=1e-4)
        w, b = w - 0.1 * gradient[0], b - 0.1 * gradient[1]
    epoch = recording.batches[:4].ravel()
    assert len(set(epoch)) == 20
    other = train(write(data="{kind: line, w: 2, b: 1, points: 23, noise: 0.3}", batch_size="5", steps="80", seed="1"))
    assert (other.batches != recording.batches).any()
    again = store.load(recording.run)
    np.testing.assert_array_equal(again.batches, recording.batches)


FLOWERS = "{kind: clusters, centres: [[0, 0], [2, 0], [1, 2]], spread: 0.9, points: 60, seed: 4}"
CLASSES = re.compile("moons|clusters")
PROGRAMS = {
    "line": {},
    "line without noise": {"data": "{kind: line, w: -2, b: 1, points: 7, x: [-1, 2.5]}", "steps": "3"},
    "points": {"data": POINTS, "initial": "{w: -1, b: 3}", "learning_rate": "0.05"},
    "csv": {"data": "{kind: csv, file: 'odd, heights.csv', x: age (years), y: height}", "learning_rate": "0.001"},
    "large batches": {"batch_size": "15", "seed": "5"},
    "phases": {
        "learning_rate": None,
        "steps": None,
        "phases": "[{steps: 6, learning_rate: 0.3}, {steps: 2}, {steps: 4, learning_rate: 0.01}]",
        "batch_size": "4",
    },
    "comparison": {"learning_rate": None, "compare": "{learning_rate: [0.2, 0.1]}"},
    "numbers less an origin": {
        "data": "{kind: points, x: [1700000000, 1700000060.5, 1700000120], y: [100000001.25, 100000002, 100000005]}",
        "learning_rate": "0.00001",
    },
    "huber": {"loss": "{kind: huber, delta: 0.25}"},
    "polynomial": {"data": SINE, "model": "{kind: polynomial, degree: 4}"},
    "polynomial from elsewhere": {
        "data": "{kind: curve, shape: cubic, points: 12, x: [3, 8], height: 2}",
        "model": "polynomial",
        "initial": "{w0: 0.5, w3: -1.25}",
    },
    "polynomial, huber and batches": {"data": SINE, "model": "polynomial", "loss": "huber", "batch_size": "5"},
    "polynomial of numbers less an origin": {
        "data": "{kind: points, x: [1700000000, 1700000060.5, 1700000120], y: [1, 2, 5]}",
        "model": "{kind: polynomial, degree: 2}",
    },
    "mae": {"loss": "mae", "learning_rate": "0.03"},
    "polynomial with decay": {"data": SINE, "model": "polynomial", "weight_decay": "0.1", "loss": "huber"},
    "held back": {"validation": "{share: 0.25, seed: 7}"},
    "standardized": {"data": "{kind: line, w: 2, b: 30, x: [0, 100], noise: 9}", "standardize": "true"},
    "both standardized, stopped early": {
        "data": SINE,
        "standardize": "{x: true, y: true}",
        "model": "{kind: network, hidden: 6}",
        "validation": "{share: 0.4, seed: 1}",
        "learning_rate": "0.2",
        "early_stopping": "3",
        "steps": "900",
    },
    "standardized classes, batches": {
        "data": FLOWERS,
        "standardize": "true",
        "initial": "{b_1: 1}",
        "batch_size": "30",
    },
    "two classes": {"data": "{kind: moons, noise: 0.3, points: 50}", "learning_rate": "0.5"},
    "two classes of one input": {"data": "{kind: clusters, centres: [0, 2], points: 40}", "batch_size": "7"},
    "three classes": {"data": FLOWERS, "initial": "{w2_1: 1, b_3: -2}", "validation": "0.4"},
    "three classes of one input": {
        "data": "{kind: clusters, centres: [0, 2, 4], points: 40}",
        "weight_decay": "0.1",
    },
    "three classes, batches": {"data": FLOWERS, "batch_size": "7", "seed": "3", "steps": "20"},
    "network": {"data": SINE, "model": "{kind: network, hidden: [5, 3]}", "weight_decay": "0.1"},
    "network, relu, batches": {
        "data": FLOWERS,
        "model": "{kind: network, hidden: 6, activation: relu}",
        "initial": "{seed: 4}",
        "batch_size": "7",
    },
    "network with dropout, batches": {
        "data": FLOWERS,
        "model": "{kind: network, hidden: [6, 4], dropout: 0.3}",
        "batch_size": "7",
        "seed": "2",
    },
    "network with dropout, stopped early": {
        "data": "{kind: moons, noise: 0.4, points: 40, seed: 2}",
        "validation": "0.5",
        "model": "{kind: network, hidden: 8, dropout: 0.2}",
        "learning_rate": "1",
        "early_stopping": "{patience: 7}",
        "steps": "200",
    },
    "polynomial, stopped early": {
        "data": SINE,
        "model": "{kind: polynomial, degree: 9}",
        "validation": "{share: 0.3, seed: 1}",
        "learning_rate": "0.5",
        "early_stopping": "5",
        "steps": "900",
    },
    "cosine with a warmup": {"learning_rate": "{kind: cosine, from: 0.3, to: 0.01, warmup: 3}"},
    "schedules in phases": {
        "learning_rate": None,
        "steps": None,
        "phases": "[{steps: 5, learning_rate: 0.1}, {steps: 5}, {steps: 9, learning_rate: "
        "{kind: exponential, from: 0.2, to: 0.01, warmup: 2}}, {steps: 6, learning_rate: {rate: 0.1, warmup: 2}}]",
        "batch_size": "4",
    },
    "network whose rate falls in steps": {
        "data": "{kind: xor, points: 20}",
        "model": "network",
        "learning_rate": "{kind: step, from: 0.5, every: 3, factor: 0.5}",
    },
    "network of given weights": {
        "data": "{kind: xor, points: 20}",
        "model": "{kind: network, hidden: 2, activation: sigmoid}",
        "initial": "{W1_1_1: 1, W1_2_2: -0.5, W2_1_1: 2, b2_1: 0.25}",
    },
}


@pytest.mark.parametrize("changed", PROGRAMS.values(), ids=PROGRAMS)
def test_printed_program_does_what_was_recorded(changed, write, render, tmp_path, monkeypatch, capfd):
    table = b'\xef\xbb\xbfname, age (years) ,height\r\nA,2,1.5\r\n"B, b",3.5,2\r\n\r\nC,-1,0\r\n,,\r\n'
    tmp_path.joinpath("odd, heights.csv").write_bytes(table)
    usual = "{w: 0, b: -1}" if "model" not in changed and not CLASSES.search(changed.get("data", "")) else None
    recording = train_all(write(**{"initial": usual, **changed}))[0]
    assert recording.stopped == ("early_stopping" in changed)
    code, text, err = render("code", "scene.yaml")
    assert (code, err) == (0, "")
    deep = "network" in changed.get("model", "")
    variables = "variables" if deep else "w" if "model" in changed else "[w, b]"
    for word in (
        "tf.Variable(",
        "tf.GradientTape()",
        f"tape.gradient({'[loss, decay]' if 'weight_decay' in changed else 'loss'}, {variables})",
        "variable.assign_sub(learning_rate *" if deep else "w.assign_sub(learning_rate *",
    ):
        assert word in text
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(text, "program", "exec"), names)
    printed = [float(number) for number in re.findall(r"[-+.\de]+", capfd.readouterr().out)]
    if deep:
        assert printed == [float(str(names["loss"].numpy()))]
        printed = np.concatenate([np.ravel(variable) for variable in names["variables"]])
    np.testing.assert_allclose(printed, recording.parameters[-1], rtol=1e-4, atol=1e-6)
    samples = recording.run.samples
    known = [("", samples), *([("_val", samples.validation)] if samples.validation else [])]
    for part, own in known:
        x, y = (names[f"{name}{part}"] * names.get(f"{name}_std", 1) + names.get(f"{name}_mean", 0) for name in "xy")
        same = np.testing.assert_allclose if "standardize" in changed else np.testing.assert_array_equal
        same(np.float32(x).reshape(own.x.shape), own.x)
        same(np.float32(y), own.y)


def test_compared_runs_are_the_runs_of_single_scenes(write, render, tmp_path):
    compared = train_all(write(learning_rate=None, compare="{learning_rate: [0.01, 0.1, 0.75]}"))
    assert [recording.run.name for recording in compared] == ["rate 0.01", "rate 0.1", "rate 0.75"]
    for rate, recording in zip(("0.01", "0.1", "0.75"), compared, strict=True):
        alone = train(write(learning_rate=rate))
        assert recording.run.digest == alone.run.digest
        np.testing.assert_array_equal(recording.parameters, alone.parameters)
    write(learning_rate=None, compare="{learning_rate: [0.01, 0.1, 0.75]}")
    assert render("scene.yaml", "-f", "csv", "-o", "out", "-q") == (0, "", "")
    with (tmp_path / "out" / "scene.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["run"], row["step"]) for row in rows] == [
        (recording.run.name, str(step)) for recording in compared for step in range(11)
    ]
    assert [np.float32(row["w"]) for row in rows] == np.concatenate([r.parameters[:, 0] for r in compared]).tolist()


@pytest.mark.parametrize(
    ("compare", "names"),
    [
        ("{batch_size: [1, 20]}", ["batch of 1", "batch of 20"]),
        ("{steps: [5, 10]}", ["5 steps", "10 steps"]),
        ("{seed: [1, 2]}", ["seed 1", "seed 2"]),
        ("{weight_decay: [0, 0.25]}", ["decay 0", "decay 0.25"]),
        ("{standardize: [false, {x: true, y: true}]}", ["as measured", "standardized"]),
        ("{standardize: [true, {x: true, y: true}]}", ["x standardized", "x and y standardized"]),
        ("{loss: [mse, mae, {kind: huber, delta: 0.5}]}", ["mse", "mae", "huber"]),
        ("{model: [{kind: polynomial, degree: 1}, {kind: polynomial, degree: 3}]}", ["degree 1", "degree 3"]),
        ("{initial: [{w: 0, b: -1}, {w: 0.5}]}", ["w 0, b \N{MINUS SIGN}1", "w 0.5, b 0"]),
    ],
)
def test_each_hyperparameter_can_be_compared(compare, names, write):
    key = compare[1:].split(":")[0]
    changed = {key: None, "compare": compare} | ({"batch_size": "4"} if key == "seed" else {})
    changed |= {"initial": None} if key == "model" else {}
    recordings = train_all(write(**changed))
    assert [recording.run.name for recording in recordings] == names
    assert len({recording.run.digest for recording in recordings}) == len(names)


def test_points_that_float32_would_merge_are_centred_first(write):
    run = run_of(write(data="{kind: points, x: [1700000000, 1700000060, 1700000120], y: [100000001, 2, 3]}"))
    samples = run.samples
    assert samples.input.origin == 1700000060
    assert samples.alone.tolist() == [-60, 0, 60]
    assert samples.y.astype(float) + samples.target.origin == pytest.approx([100000001, 2, 3], abs=4)
    assert samples.code[-1] == "x = x - 1700000060"


def test_points_that_float32_holds_are_left_as_they_are(write):
    samples = run_of(write(data="{kind: points, x: [1960, 1961, 2020], y: [0.1, 0.2, 0.3]}")).samples
    assert (samples.input.origin, samples.target.origin) == (0, 0)
    assert samples.alone.tolist() == [1960, 1961, 2020]
