"""The surface on the plane of a path: against NumPy's SVD, and the loss where the path is."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from render.drawing.panels import Runs, Subject
from render.drawing.panels.surface import Surface
from render.drawing.planes import Plane
from render.drawing.themes.light import Light
from render.languages import Language
from render.timeline.moments import Moment
from tests.conftest import run_of, train, train_all

NETWORK = {
    "data": "{kind: moons, noise: 0.1, points: 40, seed: 2}",
    "model": "{kind: network, hidden: [8]}",
    "initial": "{seed: 3}",
    "steps": "60",
    "panels": "[surface]",
}


@pytest.mark.parametrize("changed", [{"steps": "200"}, {**NETWORK, "learning_rate": "1"}], ids=["line", "network"])
def test_directions_and_shares_are_those_of_numpy(changed, write):
    recording = train(write(**changed))
    plane = Plane.of_paths([recording])
    path = recording.parameters.astype(float)
    _, sizes, ways = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(plane.shares, (sizes**2 / (sizes**2).sum())[:2], rtol=1e-9)
    np.testing.assert_allclose(np.abs(plane.ways @ ways[:2].T), np.eye(2), atol=1e-9)
    np.testing.assert_allclose(plane.ways @ plane.ways.T, np.eye(2), atol=1e-9)
    places = plane.places(recording.parameters)
    # A path begins at the left and above; it goes through the middle where the loss is smallest.
    assert places[0, 0] < places[:, 0].mean()
    assert places[0, 1] > places[:, 1].mean()
    np.testing.assert_allclose(places[recording.loss.argmin()], 0, atol=1e-6)
    away = np.linalg.norm(plane.thetas(places) - path, axis=1)
    assert (away.max() < 1e-6) == plane.is_whole
    if plane.is_whole:
        # Of two weights, the plane is that of the weights, and so the loss on it is that of the path.
        np.testing.assert_allclose(recording.run.objective.at(plane.thetas(places)), recording.loss, rtol=1e-4)


def test_a_path_that_is_straight_or_a_place_has_a_plane(write):
    recording = train(write(data="{kind: line, w: 0, b: 1, points: 4, x: [-1, 1]}", initial="{w: 0, b: 0}"))
    plane = Plane.of_paths([recording])
    assert plane.shares == pytest.approx((1, 0))
    np.testing.assert_allclose(np.abs(plane.ways), [[0, 1], [1, 0]], atol=1e-6)


def test_runs_have_one_plane_that_is_named_and_no_minimum_that_nobody_knows(write):
    compared = train_all(write(**NETWORK, learning_rate=None, compare="{learning_rate: [0.1, 1]}"))
    plane = Plane.of_paths(compared)
    axes = Figure(figsize=(10, 10), dpi=72).add_axes((0.1, 0.1, 0.8, 0.5))
    colors = [Light().runs[0], Light().runs[1]]
    moving = Surface().draw(axes, Runs(compared, compared, colors, Language()), Light())
    moving.show(Moment(50, 1))
    heads = [artist for artist in moving.artists if isinstance(artist, Line2D)][-2:]
    for head, recording in zip(heads, compared, strict=True):
        np.testing.assert_allclose(head.get_xydata()[0], plane.places(recording.parameters[50]), rtol=1e-6)
    first, second = (f"{100 * share:.0f} %" for share in plane.shares)
    assert axes.get_xlabel() == f"1st direction: {first} of the path"
    assert axes.get_ylabel() == f"loss; upward the 2nd: {second}"
    assert not {"minimum", "−gradient"} & {text.get_text() for text in axes.texts}
    # Contours are those of the weights of the plane.
    whole = np.array([axes.get_xlim(), axes.get_ylim()]).mean(axis=1)
    (lines,) = [each for each in axes.collections if len(each.get_facecolor()) == 0]
    inside = lines.levels[lines.levels < compared[0].run.objective.at(plane.thetas(whole[np.newaxis]))[0]]
    path = next(each for each in reversed(lines.get_paths()[: len(inside)]) if len(each.vertices))
    losses = compared[0].run.objective.at(plane.thetas(path.vertices))
    assert np.abs(losses / np.median(losses) - 1).max() < 0.02


def test_many_weights_have_it_by_default_and_few_are_asked_for_it(write):
    network = Subject.of(run_of(write(**NETWORK)))
    assert not [*Surface().refuses(network)]
    assert not Surface().has_camera(network)
    assert Surface().told(Language(), network)[0].startswith("contours of the loss on the plane of the path's two main")
    few = Subject.of(run_of(write(model="polynomial", initial=None)))
    (refused,) = Surface().refuses(few)
    assert refused.hint == "say which: {kind: surface, along: [w0, w1]}, or along: principal"
    assert not [*Surface(along="principal").refuses(few)]
    (refused,) = Surface(along=("w0", "w1")).refuses(few._replace(runs=2))
    assert refused.hint == "write along: principal, the plane of all paths"
