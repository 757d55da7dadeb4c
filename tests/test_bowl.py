"""The loss in three dimensions, against arithmetic: where a paraboloid hides itself, how high a path is; sharpness."""

import numpy as np
import pytest
from matplotlib.lines import Line2D

from render.drawing.panels import Subject
from render.drawing.panels.bowl import Bowl
from render.drawing.panels.loss import LossCurve
from render.drawing.relief import Relief, View
from render.timeline.moments import Moment
from render.training.curvature import gradient_of, largest_eigenvalue
from render.training.sharpness import sharpness
from tests.conftest import run_of, stage_of, train

SQUARE = [(-1.0, 1.0), (-1.0, 1.0)]
LINE = np.linspace(-1, 1, 161)
U, V = np.meshgrid(LINE, LINE)


def test_a_paraboloid_hides_what_arithmetic_says():
    relief = Relief.of(U**2 + V**2, SQUARE, [np.array([[0.9, 0.0]])])
    view = View(relief, 0.0, 30.0, 0.6, 0.4)
    assert not relief.log
    assert relief.cut == pytest.approx(1.12 * 0.81, rel=1e-3)
    places = np.random.default_rng(1).uniform(-0.47, 0.47, (2000, 2))
    places = places[4 * np.square(places).sum(axis=1) < 0.9 * relief.cut]
    # Height is gap + bend r^2; from a place p, the way to the eye is p - t away, rising by t tan(elevation). It meets
    # the surface again at t = tan / bend + 2 p away; below 0, the surface is seen from below.
    bend, slope = 0.6 * 4 / relief.cut, np.tan(np.radians(30))
    again = slope / bend + 2 * places[:, 1]
    met = places - again[:, np.newaxis] * [0, 1]
    there = (4 * np.square(met).sum(axis=1) <= relief.cut) & (np.abs(met) <= 0.5).all(axis=1)
    clear = (np.abs(again) > 0.03) & (np.abs(4 * np.square(met).sum(axis=1) - relief.cut) > 0.06)
    hidden = (again < 0) | there
    np.testing.assert_array_equal(view.hidden(places)[clear], hidden[clear])
    assert 0.1 < hidden[clear].mean() < 0.9
    # The floor is seen where the way rises above the rim, or passes below the bowl.
    assert View(relief, 0.0, 30.0, 0.6, 0.1).hidden(np.array([[0.0, 0.45]]), floor=True)
    assert not view.hidden(np.array([[0.0, -0.45], [0.4, -0.3]]), floor=True).any()


def test_heights_are_logarithmic_where_others_would_be_flat_and_a_far_wall_is_cut_off():
    steep = (1 - U) ** 2 + 1e4 * (V - U**2) ** 4 + 1e-4
    relief = Relief.of(steep, SQUARE, [np.array([[-0.9, -0.9]])])
    assert relief.log
    seen = relief.heights[steep <= relief.cut]
    assert seen.max() <= 1 + 1e-9
    assert seen.min() >= 0
    assert np.median(seen) > 0.4
    # A wall that no path comes to does not flatten the rest, and a saddle, which goes below 0, is not logarithmic.
    wall = Relief.of(U**2 + 1000 * np.maximum(V - 0.5, 0) ** 2, SQUARE, [np.array([[0.8, 0.0]])])
    assert wall.cut < 1
    assert not Relief.of(U**2 - V**2, SQUARE, [np.array([[0.8, 0.0]])]).log


def test_the_head_is_as_high_as_the_loss_and_paths_have_gaps_where_they_are_hidden(write):
    path = write(panels="[{kind: bowl, azimuth: 150}]", steps="100")
    recording, (it, _) = train(path), stage_of(path)
    it.frame(Moment(0, 1))
    (axes,) = it.figure.axes
    lines = [line for line in it.moving if isinstance(line, Line2D) and line.axes is axes]
    places = []
    for step in (5, 40):
        it.frame(Moment(step, 1))
        heads = [line for line in lines[-2:] if line.get_visible()]
        (head,) = heads
        floor = next(line for line in lines if len(line.get_xdata()) == 2 and line.get_linestyle() == "--")
        (x, high), (_, low) = floor.get_xydata()
        assert head.get_xydata()[0] == pytest.approx((x, high))
        places.append((high - low, recording.loss[step]))
    # The difference of two heights above the floor is that of two losses, on the scale of the axis beside it.
    drawn = [line.get_xydata() for line in axes.lines if line not in lines and len(line.get_xdata()) == 2]
    first, second = (place[0, 1] for place in drawn if place[0, 1] == place[1, 1])
    one, two = (float(text.get_text()) for text in axes.texts if (text.get_ha(), text.get_va()) == ("right", "center"))
    scale = (second - first) / (two - one)
    (up, loss), (other_up, other_loss) = places
    assert up - other_up == pytest.approx(scale * (loss - other_loss), abs=1.0)
    # From this side, the wall hides a part of the path, and the beginning is faint.
    gaps = [bool(np.isnan(line.get_ydata()).any()) for line in lines if len(line.get_xdata()) > 10]
    assert any(gaps)


NETWORK = {
    "data": "{kind: curve, shape: sine, points: 12, noise: 0.1, seed: 2}",
    "model": "{kind: network, hidden: [4, 3], activation: tanh}",
    "initial": "{seed: 3}",
    "steps": "40",
    "panels": "[loss]",
}


@pytest.mark.parametrize(
    "changed",
    [
        NETWORK,
        {**NETWORK, "weight_decay": "0.1"},
        {**NETWORK, "data": "{kind: moons, noise: 0.2, points: 30, seed: 2}"},
        {"model": "{kind: polynomial, degree: 2}", "initial": None, "loss": "{kind: huber, delta: 5}", "steps": "20"},
    ],
    ids=["network", "decay", "classes", "huber"],
)
def test_sharpness_is_the_largest_eigenvalue_of_the_whole_hessian(changed, write):
    recording = train(write(**changed))
    steps, values = sharpness(recording)
    assert (steps[0], steps[-1]) == (0, recording.steps)
    objective, count, far = recording.run.objective, len(recording.names), 1e-3
    for index in (0, len(steps) // 2, -1):
        theta = recording.parameters[recording.row(steps[index])].astype(float)
        # Second differences of the loss alone, in all pairs of weights.
        ways = far * np.eye(count)
        pairs = ways[:, np.newaxis] + ways, ways[:, np.newaxis] - ways
        plus, minus, less, more = (
            objective.at((theta + way).reshape(-1, count)) for way in (pairs[0], pairs[1], -pairs[1], -pairs[0])
        )
        hessian = ((plus - minus - less + more) / (4 * far**2)).reshape(count, count)
        assert values[index] == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-3)


def test_gradients_are_those_of_the_recorder_and_the_sharpness_of_a_line_is_its_stability(write):
    recording = train(write(**NETWORK))
    gradient = gradient_of(recording.run)(recording.parameters[7].astype(float))
    np.testing.assert_allclose(gradient, recording.gradients[7], atol=1e-5)
    line = train(write(steps="5"))
    assert 2 / sharpness(line)[1] == pytest.approx(line.largest_stable_rate, rel=1e-6)
    # It is the largest eigenvalue, not that of the largest size.
    matrix = np.diag([-5.0, 1.0, 2.0])
    assert largest_eigenvalue(lambda vector: matrix @ vector, np.ones(3))[0] == pytest.approx(2)


def test_the_level_is_two_over_the_rate(write):
    path = write(**{**NETWORK, "panels": "[{kind: loss, sharpness: true}]", "learning_rate": "0.05"})
    recording, (it, _) = train(path), stage_of(path)
    (axes,) = it.figure.axes
    level = next(line for line in axes.lines if line.get_drawstyle() == "steps-post")
    it.frame(Moment(40, 1))
    curve = max((line for line in it.moving if isinstance(line, Line2D)), key=lambda line: len(line.get_xdata()))
    assert curve.get_xdata()[-1] == 40
    drawn = [line for line in it.moving if isinstance(line, Line2D) and line.get_color() == level.get_color()]
    steps, values = sharpness(recording)
    up = drawn[0].get_ydata()
    np.testing.assert_allclose(up[: len(steps)] / level.get_ydata()[0], values / 40, rtol=1e-6)
    assert {"sharpness", "2 / rate = 40"} <= {text.get_text() for text in axes.texts}


def test_what_cannot_be_shown_is_refused_before_a_training(write):
    many = Subject.of(run_of(write(**{**NETWORK, "model": "{kind: network, hidden: [128, 128]}"})))
    (refused,) = LossCurve(sharpness=True).refuses(many)
    assert refused.message == (
        "sharpness of 16,897 weights and 12 samples would take minutes: their product may be 200,000"
    )
    assert not [*LossCurve().refuses(many)]
    assert not Bowl().has_camera(many)
    assert [*Bowl().refuses(many)] == []
