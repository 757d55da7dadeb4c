"""The panel network: every number against independent arithmetic, lines by their properties, where numbers stand."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from render.drawing.diagram import Room, diagram
from render.drawing.flow import flow
from render.drawing.panels import Subject
from render.drawing.panels.network import Network
from render.drawing.themes.light import Light
from render.timeline.moments import Moment
from render.training.models.polynomial import Polynomial
from tests.conftest import ROOT, run_of, stage_of, train

BACKPROP = ROOT / "scenes" / "backprop.yaml"
FLOWERS = "{kind: clusters, centres: [[0, 0], [2, 0], [1, 2]], spread: 0.9, points: 60, seed: 4}"
THEME = Light()
NETWORK = {"model": "network", "initial": None}
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def backprop():
    """The stage of the shipped scene, and its recording."""
    return stage_of(BACKPROP)[0], train(BACKPROP)


def shown(stage, moment):
    """Show a moment; return the panel's texts that can be seen, with where they stand."""
    for show in stage._shows:
        show(moment)
    axes = stage.figure.axes[0]
    return {text: np.array(text.get_position()) for text in axes.texts if text.get_visible() and text.get_text()}


def by_hand(theta, x, y):
    """Own arithmetic for 2-2-1 with tanh and the squared error, in float64: values, loss, errors, and slopes."""
    theta = theta.astype(np.float64)
    w1, b1, w2, b2 = theta[:4].reshape(2, 2), theta[4:6], theta[6:8], theta[8]
    hidden = np.tanh([sum(x[i] * w1[i, j] for i in range(2)) + b1[j] for j in range(2)])
    answer = sum(hidden[j] * w2[j] for j in range(2)) + b2
    error = 2 * (answer - y)
    errors = np.array([error * w2[j] * (1 - hidden[j] ** 2) for j in range(2)])
    slopes = [*(x[i] * errors[j] for i in range(2) for j in range(2)), *errors, *(error * hidden), error]
    return [*x, *hidden, answer], (answer - y) ** 2, np.array(slopes)


def numbers_of(texts):
    """The numbers that are shown, each as it is written and as a number, with its place."""
    written = [(text.get_text(), place) for text, place in texts.items()]
    return [
        (said, float(said.replace(MINUS, "-")), place)
        for said, place in written
        if said.replace(MINUS, "-").lstrip("+-").replace(".", "").isdigit()
    ]


def is_written(said, value):
    """Whether a text is that of `value`, to its decimals."""
    decimals = len(said.partition(".")[2])
    return abs(float(said.replace(MINUS, "-")) - value) <= 0.5 * 10**-decimals + 1e-6


MOMENTS = {
    "before": Moment(0, 1),
    "predict": Moment(0, 1, "predict", 1.0),
    "loss": Moment(0, 1, "loss", 1.0),
    "gradient": Moment(0, 1, "gradient", 1.0),
    "steps": Moment(0, 1, "update", 0.3),
    "on the way": Moment(0.5, 1, "update", 0.8, glides=True),
    "updated": Moment(1, 1, "update", 1.0),
    "later": Moment(7, 1),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_every_number_on_the_diagram_is_recomputed(name, backprop):
    stage, recording = backprop
    moment = MOMENTS[name]
    texts = shown(stage, moment)
    rate = np.float64(recording.learning_rate[0])
    (x,), (y,) = recording.run.samples.x.astype(np.float64), recording.run.samples.y
    old = recording.parameters[0].astype(np.float64)
    step = -rate * by_hand(old, x, y)[2]
    theta = old + moment.position * step if moment.position < 1 else recording.parameters[int(moment.position)]
    values, loss, slopes = by_hand(theta, x, y)
    wanted = [*values, *(slopes if moment.beat == "gradient" else theta)]
    wanted += [*step] if moment.beat == "update" else []
    wanted += [] if moment.beat == "predict" else [loss]
    found = numbers_of(texts)
    assert len(found) == len(wanted)
    for value in wanted:
        index = next((i for i, (said, *_) in enumerate(found) if is_written(said, value)), None)
        assert index is not None, f"{value} is not among {[said for said, *_ in found]}"
        found.pop(index)
    said = {text.get_text() for text in texts}
    assert ("should be 1" in said) == ("loss" in said) == (moment.beat != "predict")
    assert ("error" in said) == (moment.beat == "gradient")


@pytest.mark.parametrize("name", ["before", "gradient", "later"])
def test_numbers_stand_on_their_lines_and_lines_are_as_wide_as_they_say(name, backprop):
    stage, recording = backprop
    moment = MOMENTS[name]
    texts, axes = shown(stage, moment), stage.figure.axes[0]
    row = int(moment.position)
    slopes = name == "gradient"
    every = recording.gradients if slopes else recording.parameters
    is_bias = np.array([each[0] == "b" for each in recording.names])
    largest = np.abs(every[:, ~is_bias]).max()
    sets = [each for each in axes.collections if isinstance(each, LineCollection)]
    numbers = numbers_of(texts)
    for lines, own in zip(sets, (slice(0, 4), slice(6, 8)), strict=True):
        values = every[row, own]
        np.testing.assert_allclose(lines.get_linewidth(), np.maximum(0.7, 10 * np.abs(values) / largest), atol=0.02)
        assert [dashes is not None for _, dashes in lines.get_linestyle()] == [value < 0 for value in values]
        wanted = [THEME.guess.lower() if value < 0 else THEME.loss.lower() for value in values]
        assert [to_hex(color) for color in lines.get_color()] == wanted
        for value, path in zip(values, lines.get_paths(), strict=True):
            (a, b), places = path.vertices, [at for said, _, at in numbers if is_written(said, value)]
            across = np.array([a[1] - b[1], b[0] - a[0]]) / np.linalg.norm(b - a)
            assert min(abs((at - a) @ across) for at in places if a[0] < at[0] < b[0]) < 1


def test_values_come_forward_and_gradients_backward():
    parts = np.linspace(0.01, 0.99, 50)
    forward = [flow(Moment(0, 1, "predict", part), 3) for part in parts]
    filled = np.array([now.filled for now in forward])
    assert (filled[:, 0] == 1).all()
    assert (np.diff(filled, axis=0) >= 0).all()
    assert (np.diff(filled, axis=1) <= 0).all()
    assert not any(now.loss or now.target for now in forward)
    backward = [flow(Moment(0, 1, "gradient", part), 3) for part in parts]
    back, errors = (np.array([getattr(now, what) for now in backward]) for what in ("back", "errors"))
    assert (np.diff(back, axis=1) >= 0).all()
    assert (np.diff(errors[:, 1:].astype(int), axis=1) >= 0).all()
    assert not errors[:, 0].any()
    assert (back[errors[:, 1:] == 0] == 0).all()
    assert errors[0].tolist() == [False, False, False, True]


@pytest.mark.parametrize("units", [(2, 2, 1), (2, 4, 1), (3, 4, 2), (2, 3, 2, 1)])
def test_no_number_covers_another_or_has_a_line_through_it(units):
    size, beneath = (65.0, 24.0), (80.0, 24.0)
    made = diagram(1170, 440, units, Room(40, 120, 30, (58, 15), beneath, size))
    assert made
    boxes = [_box(at, size) for labels in made.labels for at in labels.reshape(-1, 2)]
    boxes += [_box(at, beneath) for column in range(1, len(units)) for at in made.beneath(column, beneath[1])]
    circles = [(x, y) for x, column in zip(made.x, made.columns, strict=True) for y in column.y]
    for index, box in enumerate(boxes):
        for other in boxes[:index]:
            assert (box[0] >= other[1]).any() or (other[0] >= box[1]).any()
        near = np.clip(circles, *box)
        assert (np.linalg.norm(near - circles, axis=1) >= made.radius - 0.01).all()
    for layer, labels in enumerate(made.labels):
        lines = made.lines(layer).reshape(-1, 2, 2)
        for index, at in enumerate(labels.reshape(-1, 2)):
            along = np.linspace(0, 1, 400)[:, np.newaxis]
            for other, (a, b) in enumerate(lines):
                inside = (np.abs(a + along * (b - a) - at) < np.array(size) / 2).all(axis=1).any()
                assert inside == (other == index)


def _box(at, size):
    return np.array([at - np.array(size) / 2, at + np.array(size) / 2])


def test_of_many_units_the_first_and_the_last_ones_are_shown_and_a_batch_is_named(write):
    model = "{kind: network, hidden: [12], activation: relu}"
    changed = {"data": FLOWERS, "model": model, "initial": "{seed: 1}", "slow_motion": "{steps: [2], seconds: 4}"}
    stage, _ = stage_of(write(**changed, panels="[network]", batch_size="16", weight_decay="0.01"))
    texts = [text.get_text() for text in shown(stage, Moment(2, 1, "gradient", 0.9))]
    assert {"12 hidden", "sample 0 of 60"} <= {*texts, stage.figure.axes[0].get_title(loc="left")}
    assert "gradient: mean of 16 samples, and decay" in texts
    first, second = (each for each in stage.figure.axes[0].collections if isinstance(each, LineCollection))
    assert (len(first.get_paths()), len(second.get_paths())) == (2 * 6, 6 * 3)
    # The same colours hold at another moment, and nothing is left of this one.
    fresh = stage.still(Moment(5, 1)).pixels.copy()
    for moment in (Moment(2, 1, "predict", 0.4), Moment(2, 1, "loss", 1.0), Moment(5, 1)):
        frame = stage.frame(moment)
    np.testing.assert_allclose(frame.pixels.astype(int), fresh.astype(int), rtol=0, atol=2)
    assert "<image" not in "".join(stage.vectors().show(Moment(5, 1)))


def test_what_cannot_be_shown(write, render):
    write(data=FLOWERS, model="{kind: network, hidden: 3}", initial=None, panels="[{kind: network, sample: 60}]")
    code, _, err = render("check", "scene.yaml")
    assert code
    assert err == (
        "scene.yaml:6:34: there is no sample 60: 60 are learned from, and the first is sample 0\n"
        "  6 | panels: [{kind: network, sample: 60}]\n    |                                  ^^\n    = write 0 to 59\n"
    )
    subject = Subject.of(run_of(write()))._replace(model=Polynomial())
    (refused,) = Network().refuses(subject)
    assert refused == ("network shows layers of units, and a polynomial has none", "choose fit or parameters", ())


def test_points_of_several_inputs_are_written_out(write, render):
    samples = run_of(write(data="{kind: points, x: [[1, 2], [3, 4], [5, 7]], y: [1, 2, 4]}", **NETWORK)).samples
    assert samples.x.tolist() == [[1, 2], [3, 4], [5, 7]]
    assert [quantity.name for quantity in samples.inputs] == ["x1", "x2"]
    program = {"np": np}
    exec("\n".join(samples.code), program)
    np.testing.assert_array_equal(program["x"], samples.x)
    write(data="{kind: points, x: [[1, 2], [3, 4, 5]], y: [1, 2]}", **NETWORK)
    assert render("check", "scene.yaml")[2] == (
        "scene.yaml:2:34: the first point has 2 inputs, and this one has 3 inputs\n"
        "  2 | data: {kind: points, x: [[1, 2], [3, 4, 5]], y: [1, 2]}\n"
        "    |                                  ^^^^^^^^^\n    = write 2 numbers for each\n"
    )
