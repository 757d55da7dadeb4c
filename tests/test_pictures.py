"""Weights as pictures, a wall of samples, classes against answers: by their artists and independent arithmetic."""

import base64
import io
import re
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image

from render.drawing.chosen_few import chosen_few
from render.drawing.dimming import LARGE_TEXT, contrast
from render.drawing.mosaic import STRONGEST, Mosaic, level_of, readable_on, two_sided
from render.drawing.panels import Runs
from render.drawing.panels.confusion import Confusion
from render.drawing.panels.examples import NOT, WRONG, Examples
from render.drawing.panels.weights import Weights
from render.drawing.themes.dark import Dark
from render.drawing.themes.light import Light
from render.languages import Language
from render.timeline.moments import Moment
from tests.conftest import stage_of, train, written

THEME = Light()
DIGITS = {
    "data": "{kind: set, name: digits, points: 240}",
    "validation": "0.25",
    "model": "logistic",
    "initial": None,
    "learning_rate": "0.5",
    "steps": "60",
    "panels": "[weights, examples, confusion]",
}
IRIS = {
    **DIGITS,
    "data": "{kind: set, name: iris, x: [sepal_length_cm, sepal_width_cm, petal_length_cm, petal_width_cm]}",
    "model": "{kind: network, hidden: [4], activation: tanh}",
    "learning_rate": "0.1",
}


def drawn(panel, recording, theme=THEME):
    """What a panel draws in Axes of 560 by 420 pixels: its cells, its texts and its lines, of those that move."""
    axes = Figure(figsize=(10, 10), dpi=72).add_axes((0.1, 0.1, 560 / 720, 420 / 720))
    moving = panel.draw(axes, Runs([recording], [recording], [theme.guess], Language()), theme)
    of = {kind: [each for each in moving.artists if isinstance(each, kind)] for kind in (Mosaic, Text, Line2D)}
    return SimpleNamespace(axes=axes, moving=moving, mosaic=of[Mosaic], texts=of[Text], lines=of[Line2D])


def at(position):
    return Moment(seconds=0.1, position=position)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return train(written(tmp_path_factory.mktemp("digits"), **DIGITS))


@pytest.fixture(scope="module")
def iris(tmp_path_factory):
    return train(written(tmp_path_factory.mktemp("iris"), **IRIS))


def answers_at(recording, step):
    """The answers to the samples held back, by the softmax of x W + b, which the largest logit leads."""
    theta, x = recording.parameters[step].astype(float), recording.run.samples.validation.x
    return (x @ theta[:640].reshape(64, 10) + theta[640:]).argmax(axis=1)


def test_scale_has_two_sides_of_equal_strength():
    values = np.linspace(-2, 2, 101)
    levels = level_of(values, 1.5).astype(int) - STRONGEST
    assert (levels == -levels[::-1]).all()
    assert (levels[50], levels[0], levels[-1]) == (0, -STRONGEST, STRONGEST)
    assert (np.diff(levels) >= 0).all()
    for theme in (Light(), Dark()):
        colors = two_sided(theme, theme.loss)
        assert colors[STRONGEST] == theme.paper
        far = np.array([abs(np.subtract(to_rgb(each), to_rgb(theme.paper))).sum() for each in colors])
        assert (np.diff(far[STRONGEST:]) > 0).all()
        assert (np.diff(far[: STRONGEST + 1]) < 0).all()
        # Numbers in cells can be read on all of them.
        for color in [*colors, *two_sided(theme, theme.truth)]:
            assert contrast(readable_on(color, theme), color) >= LARGE_TEXT


def test_each_answer_has_a_picture_of_its_weights(digits):
    found = drawn(Weights(), digits)
    assert len(found.mosaic) == 10
    assert {mosaic.shape for mosaic in found.mosaic} == {(8, 8)}
    w = digits.parameters[:, :640].reshape(-1, 64, 10)
    limit = np.quantile(abs(w), 0.95, axis=(1, 2)).max()
    for step in (0, 7, 60):
        found.moving.show(at(step))
        for number, mosaic in enumerate(found.mosaic):
            expected = np.rint(12 * np.clip(w[step, :, number] / limit, -1, 1)).reshape(8, 8)
            assert abs(mosaic.levels.astype(int) - 12 - expected).max() <= (1 if step == 60 else 0)
    assert {text.get_text() for text in found.axes.texts} >= {*"0123456789", "speaks against", "nothing", "speaks for"}
    # Between two steps, they are between the two.
    found.moving.show(at(0.5))
    between = found.mosaic[0].levels
    assert (between == level_of(w[1, :, 0].reshape(8, 8) / 2, limit)).all()


def test_few_weights_are_written_in_their_cells(iris):
    found = drawn(Weights(), iris)
    found.moving.show(at(30.5))
    (mosaic,) = found.mosaic
    assert mosaic.shape == (4, 4)
    w = iris.parameters[30, :16]
    assert [float(text.get_text().replace("\N{MINUS SIGN}", "-")) for text in found.texts] == pytest.approx(w, abs=6e-4)
    for text, level in zip(found.texts, mosaic.levels.ravel(), strict=True):
        assert contrast(to_hex(text.get_color()), mosaic.colors[level]) >= LARGE_TEXT
    names = [quantity.name for quantity in iris.run.samples.inputs]
    assert [text.get_text() for text in found.axes.texts if text.get_text() in names] == names
    assert drawn(Weights(layer=2), iris).mosaic[0].shape == (4, 3)


def test_confusion_counts_each_class_and_answer(digits):
    found = drawn(Confusion(), digits)
    truth = digits.run.samples.validation.y.astype(int)
    for step in (0, 5, 60):
        found.moving.show(at(step + 0.5 * (step < 60)))
        expected = np.zeros((10, 10), int)
        for row, column in zip(truth, answers_at(digits, step), strict=True):
            expected[row, column] += 1
        shown = np.array([int(text.get_text() or 0) for text in found.texts]).reshape(10, 10)
        assert (shown == expected).all()
        levels = found.mosaic[0].levels.astype(int) - STRONGEST
        right = np.eye(10, dtype=bool)
        assert ((levels > 0) == (right & (expected > 0))).all()
        assert ((levels < 0) == (~right & (expected > 0))).all()
    # The diagonal has a frame, too.
    assert found.moving.standing == found.lines
    corners = found.lines[0].get_xydata()
    left, top, right, bottom = found.mosaic[0].box
    assert corners.min(axis=0) == pytest.approx((left, top))
    assert corners.max(axis=0) == pytest.approx((right, bottom))


def test_wall_tells_the_present_answers(digits):
    found = drawn(Examples(), digits)
    *labels, count = found.texts
    held = digits.run.samples.validation
    chosen = chosen_few(digits, len(labels))
    assert len({*chosen.tolist()}) == len(labels) == len(found.lines)
    for step in (0, 4, 60):
        found.moving.show(at(step))
        answers = answers_at(digits, step)
        right = answers == held.y
        assert count.get_text() == f"{right.sum()} of {len(held.y)} right"
        for index, label, frame in zip(chosen, labels, found.lines, strict=True):
            assert label.get_text() == f"{answers[index]}{'' if right[index] else f' {NOT} {held.y[index]:.0f}'}"
            assert frame.get_visible() == (not right[index])


def test_wall_changes_early_and_late_and_never(digits):
    held = digits.run.samples.validation
    right = np.array([answers_at(digits, step) == held.y for step in range(digits.steps + 1)])
    settled = np.array([0 if each.all() else np.flatnonzero(~each)[-1] + 1 for each in right.T])
    chosen = chosen_few(digits, 20)
    steps = settled[chosen]
    assert (np.diff(steps) >= 0).all()
    never = digits.steps + 1
    assert (steps == never).sum() == min(3, (settled == never).sum())
    assert steps[0] <= 1
    assert len({*steps.tolist()}) >= 8
    classes = np.bincount(held.y[chosen].astype(int), minlength=10)
    assert classes.min() >= 1
    assert classes.max() <= 5
    assert (chosen == chosen_few(digits, 20)).all()


def test_wall_of_a_table_has_its_values(iris):
    found = drawn(Examples(), iris)
    said = [text.get_text() for text in found.axes.texts]
    held = iris.run.samples.validation
    *labels, _ = found.texts
    assert {"truth", "answer"} <= {*said}
    assert any(text.startswith("sepal") for text in said)
    # Not all columns have room.
    assert "…" in said
    for index in chosen_few(iris, len(labels)):
        assert f"{held.x[index, 0]:.1f}" in said
    found.moving.show(at(60))
    assert {label.get_text().removesuffix(f" {WRONG}") for label in labels} <= {*iris.run.samples.classes}


@pytest.mark.parametrize("changed", [pytest.param(DIGITS, marks=pytest.mark.thorough), IRIS], ids=["digits", "iris"])
def test_frames_are_what_stills_are(tmp_path, changed):
    stage, moments = stage_of(written(tmp_path, **changed | {"slow_motion": "{steps: [3], seconds: 2}"}))
    twin, _ = stage_of(written(tmp_path, **changed | {"slow_motion": "{steps: [3], seconds: 2}"}))
    chosen = moments[:: max(1, len(moments) // 12)]
    for moment, frame in zip(chosen, stage.frames(chosen), strict=True):
        apart = abs(frame.pixels.astype(int) - twin.still(moment).pixels)
        assert apart.max() <= 2


def test_vectors_have_the_pictures(tmp_path, digits):
    stage, moments = stage_of(written(tmp_path, **DIGITS | {"panels": "[weights]"}))
    mosaic = [each for each in stage.moving if isinstance(each, Mosaic)]
    vectors = stage.vectors()
    vectors.background()
    images = [each for each in vectors.show(moments[-1]) if "<image" in each]
    assert len(images) == len(mosaic) == 10
    for markup, each in zip(images, mosaic, strict=True):
        (data,) = re.findall(r'href="data:image/png;base64,([^"]+)"', markup)
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))
        colors = np.array([np.rint(255 * np.array(to_rgb(color))) for color in each.colors])
        assert (pixels == colors[each.levels]).all()
    pdf = stage_of(written(tmp_path, **DIGITS | {"panels": "[weights]"}))[0].vectors().pdf(moments[-1:], {})
    assert b"/Image" not in pdf.replace(b"/ImageC", b"").replace(b"/ImageB", b"").replace(b"/ImageI", b"")


NUMBERS = {"data": "{kind: line, w: 1, b: 0}", "validation": None, "model": None}
PLANE = {**DIGITS, "data": "{kind: moons}"}
REFUSED = {
    "weights of a line": (
        {**DIGITS, **NUMBERS, "model": "{kind: polynomial, degree: 3}", "panels": "[weights]"},
        "weights shows layers of weights, and this model has none",
        "choose parameters",
    ),
    "one weight": (
        {**DIGITS, **NUMBERS, "panels": "[weights]"},
        "weights shows a layer of several weights, and this one has one",
        "choose parameters",
    ),
    "a layer too many": (
        {**DIGITS, "panels": "[{kind: weights, layer: 2}]"},
        "there is no layer 2: this model has 1",
        "write 1",
    ),
    "examples of numbers": (
        {**DIGITS, **NUMBERS, "panels": "[examples]"},
        "examples shows answers of classes, and what is to be learned here are numbers",
        "choose fit",
    ),
    "examples of two inputs": (
        {**PLANE, "panels": "[examples]"},
        "boundary shows all samples of two inputs, and examples only some",
        "choose boundary",
    ),
    "confusion of numbers": (
        {**DIGITS, **NUMBERS, "panels": "[confusion]"},
        "confusion shows answers of classes, and what is to be learned here are numbers",
        "choose fit",
    ),
}


@pytest.mark.parametrize(("changed", "said", "hint"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_shown_is_refused(render, write, changed, said, hint):
    write(**changed)
    code, _, err = render("check", "scene.yaml")
    assert code != 0
    lines = err.splitlines()
    assert lines[0].split(": ", 1)[1] == said
    assert lines[3].strip() == f"= {hint}"
