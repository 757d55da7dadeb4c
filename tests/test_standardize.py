"""What is standardized trains on mean 0 and deviation 1, and is drawn in the data's own units."""

import numpy as np
import pytest

from render.errors import SceneError
from render.scene.loader import takes
from render.training.stability import Moments
from render.training.units import formula
from tests.conftest import run_of, stage_of, take_of, train, train_all

HOUSES = "{kind: set, name: houses}"
LINE = "{kind: line, w: 2, b: 30, x: [0, 100], points: 40, noise: 5}"


def scaled(values, mean, deviation):
    return (values.astype(float) - mean) / deviation


@pytest.mark.parametrize("y_too", [False, True])
@pytest.mark.parametrize("held", [None, "{share: 0.3, seed: 2}"])
def test_every_step_is_that_of_a_descent_on_standardized_samples(y_too, held, write):
    standardize = "{x: true, y: true}" if y_too else "true"
    recording = train(write(data=HOUSES, initial="{w: 0.5, b: -1}", standardize=standardize, validation=held, steps=90))
    run, samples = recording.run, recording.run.samples
    middle = samples.alone.astype(float).mean(), samples.y.astype(float).mean() if y_too else 0.0
    unit = samples.alone.astype(float).std(), samples.y.astype(float).std() if y_too else 1.0
    x, y = scaled(samples.alone, middle[0], unit[0]), scaled(samples.y, middle[1], unit[1])
    w, b = 0.5, -1.0
    for step, (theta, loss) in enumerate(zip(recording.parameters, recording.loss, strict=True)):
        np.testing.assert_allclose(theta, (w, b), rtol=1e-4, atol=2e-6)
        error = w * x + b - y
        np.testing.assert_allclose(loss, np.mean(error**2), rtol=1e-4)
        if samples.validation:
            there = scaled(samples.validation.alone, middle[0], unit[0])
            off = w * there + b - scaled(samples.validation.y, middle[1], unit[1])
            np.testing.assert_allclose(recording.metrics["val_loss"][step], np.mean(off**2), rtol=1e-4)
            np.testing.assert_allclose(recording.validation_loss_at(step), np.mean(off**2), rtol=1e-4)
        # The point of it: predictions for the author's numbers, in the author's numbers.
        guessed = (w * x + b) * unit[1] + middle[1]
        np.testing.assert_allclose(recording.predict(step, samples.x), guessed, rtol=1e-4, atol=0.02)
        np.testing.assert_allclose(recording.loss_at(step), np.mean(error**2), rtol=1e-4)
        w, b = w - 0.2 * np.mean(error * x), b - 0.2 * np.mean(error)
    slope, intercept = np.polyfit(samples.alone.astype(float), samples.y.astype(float), 1)
    best = slope * unit[0] / unit[1], (slope * middle[0] + intercept - middle[1]) / unit[1]
    np.testing.assert_allclose(run.objective.best, best, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(recording.largest_stable_rate, 1.0)


def test_truth_is_said_in_the_units_of_the_weights(write):
    run = run_of(write(data=LINE, standardize="{x: true, y: true}"))
    x, y = run.samples.alone.astype(float), run.samples.y.astype(float)
    w, b = 2 * x.std() / y.std(), (2 * x.mean() + 30 - y.mean()) / y.std()
    np.testing.assert_allclose(run.objective.truth, (w, b))
    np.testing.assert_allclose(run.objective.shown(run.samples.x), 2 * x + 30)
    np.testing.assert_allclose(run.objective.predict(np.array([[w, b]]), run.samples.x)[0], 2 * x + 30)


def test_moments_are_those_of_standardized_points():
    x, y = [1.0, 2.0, 4.0, 7.0], [10.0, 14.0, 13.0, 30.0]
    for both in ({"x": True, "y": False}, {"x": False, "y": True}, {"x": True, "y": True}):
        seen = [(np.array(v) - np.mean(v)) / np.std(v) if both[n] else np.array(v) for n, v in (("x", x), ("y", y))]
        np.testing.assert_allclose(Moments.of(x, y).standardized(**both), Moments.of(*seen), atol=1e-12)


def test_classes_train_on_each_input_standardized(write):
    flowers = "{kind: set, name: iris, x: [petal_length_cm, sepal_width_cm], y: species}"
    recording = train(write(data=flowers, initial=None, model="logistic", standardize="true", steps="30"))
    samples = recording.run.samples
    x, y = samples.x.astype(float), samples.y.astype(int)
    z, theta = (x - x.mean(axis=0)) / x.std(axis=0), np.zeros((3, 3))
    for kept in recording.parameters:
        np.testing.assert_allclose(kept.reshape(3, 3), theta, atol=1e-5)
        odds = np.exp(z @ theta[:2] + theta[2])
        chances = odds / odds.sum(axis=1, keepdims=True)
        off = (chances - np.eye(3)[y]) / len(y)
        theta = theta - 0.1 * np.vstack([z.T @ off, off.sum(axis=0)])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"data": HOUSES, "standardize": "true"}, "y = w z + b, z = (x − 2447) / 804.8"),
        (
            {"data": HOUSES, "standardize": "{x: true, y: true}"},
            "v = w z + b, z = (x − 2447) / 804.8, v = (y − 378,000) / 121,300",
        ),
        (
            {"data": "{kind: csv, file: days.csv, x: day, y: n}", "standardize": "true"},
            "y = w z + b, z = (x − 2020-01-03) / 2",
        ),
        (
            {"data": "{kind: moons}", "initial": None, "standardize": "true"},
            "p = \N{GREEK SMALL LETTER SIGMA}(w₁ z₁ + w₂ z₂ + b), z: x standardized",
        ),
        (
            {"data": "{kind: curve}", "model": "polynomial", "initial": None, "standardize": "{y: true}"},
            "v = w₀ + w₁ x + w₂ x² + w₃ x³, v = y / 0.7036",
        ),
        (
            {"data": HOUSES, "model": "network", "initial": None, "standardize": "true"},
            "1 → 8 tanh → 1, x standardized",
        ),
    ],
)
def test_formula_says_what_is_standardized(changed, said, write, tmp_path):
    (tmp_path / "days.csv").write_text("day,n\n2020-01-01,1\n2020-01-05,2\n")
    take = take_of(write(**changed))
    assert formula(run_of(take.path), take.scene.language) == said


def test_each_run_has_a_surface_of_its_own_on_one_scale(write):
    houses = "{kind: points, x: [4.38, 1.28, 2.7, 3.15, 1.9], y: [6.3, 2.2, 3.9, 4.5, 3.4]}"
    changed = {"data": houses, "learning_rate": "0.05", "compare": "{standardize: [false, true]}"}
    path = write(**changed, panels="[surface]")
    stage, timeline = stage_of(path)
    raw, standard = stage.figure.axes
    assert (raw.get_xlabel(), standard.get_xlabel()) == ("w", "w (x standardized)")
    for axes, recording in zip((raw, standard), train_all(path), strict=True):
        places = np.vstack([recording.parameters, recording.run.objective.best])
        low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
        assert ((places > low) & (places < high)).all()
        across, up = (high - low) / (axes.bbox.width, axes.bbox.height)
        assert across == pytest.approx(up, rel=1e-3)
        assert any(label.get_visible() and label.get_text() for label in axes.get_yticklabels())
    assert standard.get_xlim() != raw.get_xlim()
    # What is standardized is a bowl that is round; of the other, one direction is steeper.
    stiff = [np.linalg.cond(np.array(each.run.objective.quadratic.hessian)) for each in train_all(path)]
    assert stiff[0] > 10
    assert stiff[1] == pytest.approx(1)
    left = raw.get_tightbbox().x1
    assert standard.get_tightbbox().x0 > left
    assert not timeline.shots


BAD = {
    "a column that never changes": (
        "data: {kind: points, x: [[1, 5], [2, 5], [3, 5]], y: [1, 2, 4]}\nmodel: network\nstandardize: true",
        "x2 never changes: standardize would divide by a deviation of 0",
        "leave it out of x",
    ),
    "columns of what is learned from": (
        "data: {kind: points, x: [[1, 5, 1, 2, 2], [2, 5, 1, 2, 2], [3, 5, 1, 2, 2]], y: [1, 2, 4]}\nmodel: network\n"
        "standardize: {x: true, y: true}",
        "x2, x3, x4 and 1 more never change: standardize would divide by a deviation of 0",
        "leave them out of x",
    ),
    "targets that never change": (
        "data: {kind: line, w: 0, b: 0.5}\ncompare: {standardize: [false, {x: true, y: true}]}",
        "y never changes: standardize would divide by a deviation of 0",
        "write standardize: true, for the inputs",
    ),
    "pictures": (
        "data: {kind: set, name: digits}\nstandardize: true",
        "the inputs are the pixels of pictures, which have one scale already, and some never change",
        "leave out standardize",
    ),
    "classes": (
        "data: {kind: moons}\nstandardize: {x: true, y: true}",
        "y holds classes, which have no mean",
        "write standardize: true, for the inputs",
    ),
    "a polynomial": (
        "data: {kind: curve}\nmodel: polynomial\ncompare: {standardize: [false, true]}",
        "a polynomial scales its input itself, to numbers from -1 to 1: larger ones have huge powers",
        "leave out standardize, or write {y: true}",
    ),
    "an unknown key": (
        "data: {kind: moons}\nstandardize: {z: true}",
        'unknown key "z" in standardize',
        "known here: x, y",
    ),
    "a word": (
        "data: {kind: moons}\nstandardize: all",
        'standardize is true, false or a mapping, not "all"',
        "write true, or {x: true, y: true}",
    ),
    "given twice": (
        "data: {kind: moons}\nstandardize: true\ncompare: {standardize: [false, true]}",
        "standardize and compare.standardize cannot both be given",
        "remove standardize; compare says its values",
    ),
}


@pytest.mark.parametrize(("text", "message", "hint"), BAD.values(), ids=BAD)
def test_what_cannot_be_standardized_is_an_error(text, message, hint, write):
    with pytest.raises(SceneError) as error:
        takes(write(f"title: t\n{text}\nlearning_rate: 0.1\nsteps: 10\n"))
    assert [(problem.message, problem.hint) for problem in error.value.problems] == [(message, hint)]
    assert error.value.problems[0].place
