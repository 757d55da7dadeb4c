"""Accuracy and validation: on screen, as curves, in tables and in the player, they are what the weights give."""

import csv
import re

import numpy as np
import pytest

from render.drawing.panels.rule import _in_mathematics
from render.drawing.proof import Proof, drawn_texts
from render.formats.encoders.cels import table
from render.lint.overlaps import faults_of
from render.numbers import share_text
from render.timeline.moments import Moment
from render.training.decimals import loss_text
from tests.conftest import stage_of, train, train_all

MOONS = {
    "data": "{kind: moons, points: 60, noise: 0.25, seed: 2}",
    "validation": "0.3",
    "model": "logistic",
    "initial": None,
    "learning_rate": "0.5",
    "steps": "12",
    "panels": "[loss, metrics]",
}
DEGREES = {
    "data": "{kind: curve, shape: sine, points: 20, noise: 0.2, seed: 3}",
    "validation": "0.3",
    "model": "polynomial",
    "initial": None,
    "learning_rate": "0.5",
    "steps": "40",
    "compare": "{degree: [1, 3, 7]}",
    "panels": "[loss]",
}


def texts_of(stage):
    return [text.get_text() for text in drawn_texts(stage) if text.get_text() and text.get_visible()]


def computed(recording):
    """The share of right answers and the loss at all steps, of the samples and of those held back, in float64."""
    samples, theta = recording.run.samples, recording.parameters.astype(np.float64)
    for part in (samples, samples.validation):
        logits = theta[:, :2] @ part.x.T.astype(np.float64) + theta[:, 2:]
        yield ((logits > 0) == part.y).mean(axis=1)
        yield (np.logaddexp(0, logits) - part.y * logits).mean(axis=1)


def test_numbers_on_screen_are_recomputed(write):
    path = write(**MOONS)
    recording, (stage, _) = train(path), stage_of(path)
    write_loss, numbers = loss_text([recording]), list(computed(recording))
    for step in (0, 1, 5, 12):
        stage.frame(Moment(float(step), 1))
        right, loss, held_right, held_loss = (values[step] for values in numbers)
        said = texts_of(stage)
        assert {share_text(right), f"validation {share_text(held_right)}"} <= {*said}
        assert {write_loss(loss), f"validation {write_loss(held_loss)}"} <= {*said}


@pytest.mark.parametrize(("points", "said"), [(24, "of 24"), (80, "{wrong} wrong")])
def test_answers_are_counted(points, said, write):
    path = write(**MOONS | {"validation": None, "data": f"{{kind: moons, points: {points}, noise: 0.25}}"})
    recording, (stage, _) = train(path), stage_of(path)
    samples = recording.run.samples
    logits = samples.x.astype(float) @ recording.parameters[9, :2].astype(float) + float(recording.parameters[9, 2])
    right = int(((logits > 0) == samples.y).sum())
    stage.frame(Moment(9.4, 1))
    texts = texts_of(stage)
    assert (str(right) if points == 24 else share_text(right / points)) in texts
    assert said.format(wrong=points - right) in texts


def test_curves_are_those_of_the_recording_and_told_apart(write):
    path = write(**MOONS)
    recording, (stage, _) = train(path), stage_of(path)
    right, loss, held_right, held_loss = computed(recording)
    stage.frame(Moment(12.0, 1))
    shares = np.bincount(recording.run.samples.y.astype(int)) / len(recording.run.samples.y)
    guessing = (-(shares * np.log(shares)).sum(), 100 * shares.max())
    every = ((loss, held_loss), (100 * right, 100 * held_right))
    for axes, both, level in zip(stage.figure.axes, every, guessing, strict=True):
        (line,) = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_xdata()[1] == 1]
        assert line.get_ydata()[0] == pytest.approx(level)
        curves = [line for line in axes.lines if len(line.get_xdata()) > 2]
        assert [curve.get_linestyle() for curve in curves] == ["-", "--"]
        for curve, values in zip(curves, both, strict=True):
            steps, drawn = curve.get_data()
            # Accuracy stays until the next step; dashes leave out points that lie close together.
            assert all(
                np.abs(values[[int(x), max(0, int(x) - 1)]] - y).min() < 1e-4 for x, y in zip(steps, drawn, strict=True)
            )
            assert drawn[-1] == pytest.approx(values[-1], rel=1e-4)
        heads = [line for line in axes.lines if len(line.get_xdata()) == 1]
        assert [head.get_markerfacecolor() == head.get_color() for head in heads] == [True, False]
        names = {text.get_text(): text.get_position()[1] for text in axes.texts}
        assert {"training", "validation", "guessing"} <= {*names}
    assert stage.figure.axes[1].get_ylim()[0] == 0


def test_overfitting_is_read_from_validation(write):
    path = write(**DEGREES)
    recordings, (stage, _) = train_all(path), stage_of(path)
    (axes,) = stage.figure.axes
    (bottom, top), write_loss = axes.get_ylim(), loss_text(recordings)
    for recording in recordings:
        for values in (recording.loss, recording.metrics["val_loss"]):
            assert bottom < values.min() <= values.max() < top
    stage.frame(Moment(20.0, 1))
    said = texts_of(stage)
    assert all(write_loss(recording.metrics["val_loss"][20]) in said for recording in recordings)
    assert said.count("validation") == 3
    assert "learning rate 0.5" in said
    assert not any(text.startswith("y =") for text in said)
    curves = [line for line in axes.lines if len(line.get_xdata()) > 2]
    thin, thick = (
        {c.get_linewidth() for c in curves if (c.get_linestyle() == "-") == solid} for solid in (True, False)
    )
    assert max(thin) < min(thick)


@pytest.mark.parametrize("panels", ["[parameters, rule]", "[status, slice]"])
def test_columns_of_runs_with_weights_of_their_own(panels, write):
    path = write(**DEGREES | {"panels": panels, "layout": "columns", "output": "{size: 1920x1080}"})
    stage, timeline = stage_of(path)
    for moment in (timeline[0], timeline[-1]):
        stage.frame(moment)
        assert not list(faults_of(Proof(stage).texts(), 1920, 1080, 2.0))
    first = [stage.figure.axes[row * 3 : row * 3 + 3] for row in range(2)]
    assert all(len({axes.get_ylim() for axes in row}) == 1 for row in first)


def test_runs_with_losses_of_their_own(write):
    path = write(panels="[loss]", compare="{loss: [mse, mae, huber]}")
    stage, timeline = stage_of(path)
    stage.frame(timeline[-1])
    assert "loss of each run, log scale" in texts_of(stage)


SIZES = ["1280x720", "854x480", "1080x1920"]


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("data", "validation", "title"),
    [
        ("{kind: clusters, centres: [-1, 2], points: 24}", None, "How sure is it?"),
        ("{kind: moons, points: 150, noise: 0.2}", None, "A line through two moons"),
        ("{kind: moons, points: 150, noise: 0.2}", "0.3", "A line through two moons"),
    ],
)
def test_numbers_of_classes_have_room(data, validation, title, size, write):
    changed = {"data": data, "validation": validation, "title": title, "output": f"{{size: {size}}}"}
    stage, timeline = stage_of(write(**MOONS | changed))
    assert stage.canvas.scale == 1
    for moment in (timeline[0], timeline[-1]):
        stage.frame(moment)
        assert not list(faults_of(Proof(stage).texts(), *map(int, size.split("x")), 2.0))
        said = texts_of(stage)
        assert {"step", "right", "loss"} <= {*said}


def test_a_long_rule_fills_the_row_of_few_numbers(write):
    path = write(**DEGREES | {"compare": None, "validation": None, "model": "{kind: polynomial, degree: 5}"})
    stage, timeline = stage_of(path)
    stage.frame(timeline[0])
    places = {text.get_text(): text.get_window_extent() for text in drawn_texts(stage) if text.get_visible()}
    (rule,) = [box for said, box in places.items() if said.startswith("y = ")]
    assert rule.y1 < places["A line"].y0
    assert rule.x1 == pytest.approx(1280 - 56, abs=2)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("w", "w"),
        ("w2", "w_{2}"),
        ("w12", "w_{12}"),
        ("w1_2", "w_{1,2}"),
        ("w_2", "w_{2}"),
        ("b_3", "b_{3}"),
        ("steep", "steep"),
    ],
)
def test_names_of_weights_in_mathematics(name, written):
    assert _in_mathematics(name) == written


@pytest.mark.parametrize("changed", [MOONS, {"weight_decay": "0.5", "data": "{kind: line, w: 1, b: 0.5, points: 20}"}])
def test_slice_and_its_tangent_touch_what_is_made_small(changed, write):
    path = write(**{**changed, "panels": "[slice]", "slow_motion": "[2]"})
    recording, (stage, _) = train(path), stage_of(path)
    (axes,) = stage.figure.axes
    assert ("decay" in axes.get_title(loc="left")) == bool(recording.run.weight_decay)
    samples, decay = recording.run.samples, recording.run.weight_decay

    def small(theta):
        outputs = samples.x.astype(float) @ theta[:-1] + theta[-1]
        y = samples.y.astype(float)
        loss = np.logaddexp(0, outputs) - y * outputs if samples.classes else np.square(outputs - y)
        return loss.mean() + decay / 2 * np.square(theta[:-1]).sum()

    for position in (2.0, 2.6):
        stage.frame(Moment(position, 1, *(("update", 0.6) if position > 2 else ("gradient", 1.0))))
        curve, *_, tangent, head = axes.lines
        theta = recording.at(position)
        (x,), (y,) = head.get_data()
        assert (x, y) == (pytest.approx(theta[-1]), pytest.approx(small(theta)))
        step = np.array([*np.zeros(len(theta) - 1), 1e-5])
        slope = (small(theta + step) - small(theta - step)) / 2e-5
        (left, right), (low, high) = tangent.get_data()
        assert (high - low) / (right - left) == pytest.approx(slope, abs=1e-5)
        assert np.interp(x, *curve.get_data()) == pytest.approx(y, rel=1e-2)


def test_tables_have_metrics_and_the_weights_of_all_runs(write, render, tmp_path):
    for changed in (MOONS, {**DEGREES, "steps": "5"}):
        path = write(**changed, output="{formats: [csv]}")
        assert render("scene.yaml", "-o", "out")[::2] == (0, "")
        text = (tmp_path / "out" / "scene.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        recordings = train_all(path)
        names = list(dict.fromkeys(name for recording in recordings for name in recording.names))
        metrics = [*recordings[0].metrics]
        run = ["run"] if len(recordings) > 1 else []
        grads = [f"grad_{name}" for name in names]
        assert [*rows[0]] == [*run, "step", *names, "loss", *metrics, *grads, "learning_rate"]
        at = iter(rows)
        for recording in recordings:
            for step in range(recording.steps + 1):
                row = next(at)
                assert {name for name in names if row[name]} == {*recording.names}
                for column, name in enumerate(recording.names):
                    assert np.float32(row[name]) == recording.parameters[step, column]
                    assert np.float32(row[f"grad_{name}"]) == recording.gradients[step, column]
                assert all(np.float32(row[name]) == values[step] for name, values in recording.metrics.items())


def test_player_knows_metrics(write):
    from render.formats.html import _said
    from render.languages import Language

    recording = train(write(**MOONS))
    (run,) = table([recording], [0, 7])["runs"]
    for name, values in recording.metrics.items():
        assert np.float32(run[name]).tolist() == values[[0, 7]].tolist()
    (said,) = _said([recording], [7], Language())
    share, held = share_text(recording.metrics["accuracy"][7]), loss_text([recording])(recording.metrics["val_loss"][7])
    assert re.search(rf", loss = [\d.]+ \(validation {held}\), {share} right$", said)
