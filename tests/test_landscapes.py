"""Landscapes: against finite differences of formulas written anew, closed forms, and the program that is printed."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from render.drawing.panels import Runs
from render.drawing.panels.surface import Surface
from render.drawing.themes.light import Light
from render.languages import Language
from render.output.description import describe
from render.timeline.moments import Moment
from render.training.program import program, text
from render.training.terrain import hessian
from render.training.verdict import verdict
from tests.conftest import panels_of, run_of, scene_of, train, train_all
from tests.test_structure import FAMILIES

FORMULAS = {
    "beale": lambda u, v: sum((a - u * (1 - v**n)) ** 2 for n, a in enumerate((1.5, 2.25, 2.625), start=1)),
    "himmelblau": lambda u, v: np.square(u * u + v - 11) + np.square(u + v * v - 7),
    "rastrigin": lambda u, v: sum(10 + w * w - 10 * np.cos(2 * np.pi * w) for w in (u, v)),
    "rosenbrock": lambda u, v: np.square(1 - u) + 100 * np.square(v - u * u),
    "saddle": lambda u, v: u * u / 2 + v**4 / 4 - v * v / 2 + 1 / 4,
    "valley": lambda u, v: u * u / 10 + 2 * v * v,
}
STARTS = {
    "beale": ((1.0, 1.0), 0.01),
    "himmelblau": ((0.5, 0.2), 0.005),
    "rastrigin": ((0.3, -0.2), 0.001),
    "rosenbrock": ((-1.2, 1.0), 0.001),
    "saddle": ((-1.6, 0.001), 0.1),
    "valley": ((-5.0, -2.0), 0.4),
}
MEMBERS = FAMILIES["render.training.landscapes"].members


def changed(function, start=None, rate=None, **keys):
    usual, usual_rate = STARTS[function]
    u, v = start or usual
    return {
        "data": f"{{kind: landscape, function: {function}}}",
        "initial": f"{{u: {u}, v: {v}}}",
        "learning_rate": str(rate or usual_rate),
        **keys,
    }


def slopes(f, u, v, apart=1e-6):
    """The gradient by central differences."""
    return np.array([f(u + apart, v) - f(u - apart, v), f(u, v + apart) - f(u, v - apart)]) / (2 * apart)


@pytest.mark.parametrize("function", MEMBERS)
def test_each_is_its_formula_and_smallest_at_its_minima(function, write):
    f, member, recording = FORMULAS[function], MEMBERS[function](), train(write(**changed(function, steps="12")))
    (left, right), (bottom, top) = member.window
    u, v = np.meshgrid(np.linspace(left, right, 101), np.linspace(bottom, top, 101))
    np.testing.assert_allclose(member.height(np, u, v), f(u, v), rtol=1e-9, atol=1e-9)
    assert f(u, v).min() >= 0
    for minimum in member.minima:
        assert left < minimum[0] < right
        assert bottom < minimum[1] < top
        assert f(*minimum) == pytest.approx(0, abs=1e-18)
        np.testing.assert_allclose(slopes(f, *minimum), 0, atol=1e-6)
        assert np.linalg.eigvalsh(hessian(recording.run.objective, np.array(minimum)))[0] > 0
    for place in member.saddles:
        np.testing.assert_allclose(slopes(f, *place), 0, atol=1e-6)
        assert np.linalg.eigvalsh(hessian(recording.run.objective, np.array(place)))[0] < 0
    path = recording.parameters.astype(float)
    np.testing.assert_allclose(recording.loss, f(*path.T), rtol=2e-5, atol=1e-6)
    expected = [slopes(f, *place) for place in path]
    np.testing.assert_allclose(recording.gradients, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())
    np.testing.assert_array_equal(recording.run.objective.minima, member.minima)


@pytest.mark.parametrize("function", MEMBERS)
def test_the_printed_program_ends_where_the_recording_does(function, write, capsys):
    recording = train(write(**changed(function, steps="12")))
    exec(text(program([recording.run], Language())), {})
    printed = [float(number) for number in capsys.readouterr().out.split()]
    np.testing.assert_allclose(printed, recording.parameters[-1], rtol=1e-4, atol=1e-6)


def test_the_valley_is_descended_as_its_closed_form_says(write):
    recording = train(write(**changed("valley", steps="30")))
    steps = np.arange(31)[:, np.newaxis]
    closed = np.array([-5, -2]) * (1 - np.float32(0.4) * np.array([0.2, 4.0])) ** steps
    np.testing.assert_allclose(recording.parameters, closed, rtol=2e-5, atol=1e-12)
    assert recording.largest_stable_rate == pytest.approx(2 / 4)
    rosenbrock = train(write(**changed("rosenbrock", steps="12")))
    # The Hessian at (1, 1) is [[802, -400], [-400, 200]].
    largest = np.linalg.eigvalsh([[802, -400], [-400, 200]])[-1]
    assert rosenbrock.largest_stable_rate == pytest.approx(2 / largest, rel=1e-5)


@pytest.mark.parametrize(
    ("function", "start", "rate", "steps", "said"),
    [
        ("valley", (-5, -2), 0.4, 120, "converged"),
        ("valley", (-5, -2), 0.4, 6, "still on the way"),
        ("valley", (-5, -2), 0.55, 40, "leaves: the rate is above 0.5"),
        ("saddle", (-1.6, 0.001), 0.1, 30, "waits at a saddle"),
        ("saddle", (-1.6, 0), 0.1, 300, "waits at a saddle"),
        ("saddle", (-1.6, 0.001), 0.1, 110, "reached the minimum (0, 1)"),
        ("himmelblau", (0.5, 0.2), 0.005, 100, "reached the minimum (3, 2)"),
        ("himmelblau", (0.5, 0.2), 0.005, 3, "still on the way"),
        ("himmelblau", (4, 4), 0.1, 20, "overflows at step 3: the rate is above 0.0243"),
        ("rastrigin", (1.8, 2.7), 0.001, 100, "stuck in a local minimum"),
        ("rosenbrock", (-1.2, 1), 0.001, 30, "has barely moved"),
        ("beale", (1, 1), 0.01, 5000, "converged"),
    ],
)
def test_endings_are_those_of_places(function, start, rate, steps, said, write):
    recording = train(write(**changed(function, start, rate, steps=str(steps))))
    assert verdict(recording).words(Language()) == said


def test_four_starts_reach_four_minima(write):
    starts = "[{u: 0.5, v: 0.2}, {u: -0.7, v: 0.6}, {u: -1.2, v: -1.6}, {u: 0.6, v: -2.6}]"
    keys = changed("himmelblau", rate=0.004, steps="80") | {"initial": None, "compare": f"{{initial: {starts}}}"}
    recordings = train_all(write(**keys))
    ends = np.array([recording.parameters[-1] for recording in recordings])
    minima = recordings[0].run.objective.minima
    nearest = np.linalg.norm(ends[:, np.newaxis] - minima, axis=2)
    assert sorted(nearest.argmin(axis=1)) == [0, 1, 2, 3]
    assert nearest.min(axis=1).max() < 1e-3
    axes = Figure(figsize=(10, 10), dpi=72).add_axes((0.1, 0.1, 0.8, 0.8))
    moving = Surface().draw(axes, Runs(recordings, recordings, Light().runs[:4], Language()), Light())
    moving.show(Moment(80, 1))
    marks = [line for line in axes.lines if isinstance(line, Line2D) and line.get_marker() == "P"]
    np.testing.assert_array_equal(marks[0].get_xydata(), minima)
    assert axes.get_ylabel() == "f(u, v)"


def test_panels_are_those_that_need_no_samples_and_the_window_is_the_picture(write):
    path = write(**changed("valley"))
    assert {"surface", "slice", "parameters", "loss", "rule", "code", "status"} <= set(panels_of(path))
    assert not {"fit", "metrics", "boundary", "terms", "examples", "network", "units"} & set(panels_of(path))
    assert [panel.kind for panel in scene_of(path).panels] == ["surface", "loss"]
    inside, outside = train(path), train(write(**changed("valley", (-9, -2))))
    for recording, limits in ((inside, (-6, 2)), (outside, None)):
        surface = Surface()
        across, _ = surface.limits([recording], True, surface.plane([recording]))
        assert across == limits if limits else across[0] < -9


def test_digests_tell_functions_and_starts_apart(write):
    digests = [run_of(write(**changed(function))).digest for function in MEMBERS]
    digests.append(run_of(write(**changed("valley", (-5, -1)))).digest)
    assert len(set(digests)) == len(MEMBERS) + 1


@pytest.mark.parametrize(
    ("function", "start", "rate", "warned"),
    [
        ("saddle", (0, 0), 0.1, "the saddle is flat where it starts: nothing will be seen to happen"),
        ("himmelblau", (3, 2), 0.01, "the himmelblau is flat where it starts: nothing will be seen to happen"),
        ("valley", (0, 0), 0.1, "the valley starts where it is to end: nothing will be seen to happen"),
        ("valley", (1, 1), 0.6, "a learning rate of 0.6 is too large here: sgd leaves, and f is 9.8×10¹¹ in the end"),
        ("valley", (1, 1), 0.4, ""),
    ],
)
def test_what_will_be_wrong_is_told_before(function, start, rate, warned, write, render):
    code, out, err = render("check", write(**changed(function, start, rate, steps="40")))
    assert (code, "40 steps" in out, "point" in out) == (0, True, False)
    assert warned in err
    assert bool(warned) == ("warning" in err)


def test_films_are_told_as_descents_on_a_function(write):
    path = write(**changed("himmelblau", steps="100"))
    told = describe(scene_of(path), [train(path)])
    assert "The loss is the function itself, f = (u² + v − 11)² + (u + v² − 7)². It is smallest at u = 3.0" in told.long
    assert "The descent starts at u = 0.500, v = 0.200; there, f is 153.0" in told.long
    assert "data" not in told.long
