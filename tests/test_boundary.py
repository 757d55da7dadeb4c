"""The panel boundary, by the artists that it draws and by independent arithmetic."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from render.drawing.answers import RING
from render.drawing.bands import CHANCES, tint
from render.drawing.classes import color_of, mark_size
from render.drawing.panels import Runs, Subject
from render.drawing.panels.boundary import Boundary
from render.drawing.places import EVERY
from render.drawing.themes.light import Light
from render.languages import Language
from render.timeline.moments import Moment
from render.training.task import Task
from tests.conftest import stage_of, train, train_all, written

MOONS = "{kind: moons, noise: 0.2, points: 60}"
THREE = "{kind: clusters, centres: [[-2, 0], [2, 0], [0, 3]], points: 60, spread: 1.2}"
RATE = {"initial": None, "learning_rate": "0.5", "steps": "40", "panels": "[boundary]"}
THEME = Light()


def drawn(recordings, **options):
    """What the panel draws in an Axes of 500 by 400 pixels: areas, lines, marks, rings and so on."""
    figure = Figure(figsize=(10, 10), dpi=72)
    axes = figure.add_axes((0.1, 0.1, 500 / 720, 400 / 720))
    moving = Boundary(**options).draw(axes, Runs(recordings, recordings, [THEME.guess], Language()), THEME)
    areas = next(a for a in moving.artists if isinstance(a, PathCollection))
    lines, halo = (a for a in moving.artists if isinstance(a, PathPatch))
    dots = [a for a in moving.artists if isinstance(a, Line2D)]
    size = mark_size(THEME, len(recordings[0].run.samples.y))
    return SimpleNamespace(
        axes=axes,
        show=moving.show,
        areas=areas,
        lines=lines,
        rings=[dot for dot in dots if dot.get_color() == "none"],
        marks=[dot for dot in dots if dot.get_markersize() == size],
        light=next(dot for dot in dots if dot.get_color() == THEME.paper),
        halo=halo,
    )


@pytest.fixture(scope="module")
def moons(tmp_path_factory):
    return train(written(tmp_path_factory.mktemp("moons"), data=MOONS, validation="0.3", **RATE))


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return train(written(tmp_path_factory.mktemp("three"), data=THREE, **RATE))


def probabilities(theta, x, classes):
    """Of each class, (n, C), as they are in a textbook."""
    theta = theta.astype(float)
    if classes == 2:
        second = 1 / (1 + np.exp(-(x @ theta[:2] + theta[2])))
        return np.stack([1 - second, second], axis=1)
    powers = np.exp(x @ theta[: 2 * classes].reshape(2, classes) + theta[2 * classes :])
    return powers / powers.sum(axis=1, keepdims=True)


def segments(lines):
    """The lines (k, 2) of a path, in data."""
    path = lines.get_path()
    return np.split(path.vertices, np.flatnonzero(path.codes == Path.MOVETO)[1:])


def color_at(areas, place):
    """The colour of the uppermost area around a place, in data."""
    inside = [path.contains_point(place) for path in areas.get_paths()]
    return to_hex(areas.get_facecolor()[np.flatnonzero(inside)[-1]])


def pixels_at(it, places):
    """The colours of the pixels of areas at places, in data."""
    grid = it.areas.grid
    cells = np.zeros([grid.step * (count - 3) for count in grid.shape], np.uint32)
    it.areas.paint(cells)
    columns, rows = np.floor(it.axes.transData.transform(places) - (grid.left, grid.bottom)).astype(int).T
    return [to_hex(color[:3] / 255) for color in cells[rows, columns].view(np.uint8).reshape(-1, 4)]


@pytest.mark.parametrize("position", [1, 7.25, 40])
def test_line_of_two_classes_is_where_the_logit_is_zero(moons, position):
    it = drawn([moons])
    it.show(Moment(position, 1))
    w1, w2, b = moons.at(position)
    (line,) = segments(it.lines)
    pixels = it.axes.transData.transform(line)
    # It goes from edge to edge; a unit has as many pixels upward as to the right.
    box = it.axes.bbox
    inside = (pixels > box.min).all(axis=1) & (pixels < box.max).all(axis=1)
    assert not inside[[0, -1]].any()
    away = (w1 * line[:, 0] + w2 * line[:, 1] + b) / np.hypot(w1, w2)
    assert np.abs(away).max() * box.width / np.ptp(it.axes.get_xlim()) < 0.15


@pytest.mark.parametrize("fixture", ["moons", "three"])
def test_bands_have_the_colour_of_the_most_probable_class_and_of_how_probable_it_is(fixture, request):
    recording = request.getfixturevalue(fixture)
    classes = recording.run.samples.task.classes
    it = drawn([recording])
    (left, right), (bottom, top) = it.axes.get_xlim(), it.axes.get_ylim()
    places = np.random.default_rng(1).uniform((left, bottom), (right, top), (400, 2))
    for step in (1, 3, 40):
        it.show(Moment(step, 1))
        chances = probabilities(recording.parameters[step], places, classes)
        best = chances.max(axis=1)
        second = np.sort(chances, axis=1)[:, -2]
        # Nothing is said of places within about a pixel of an edge.
        clear = (np.abs(best[:, np.newaxis] - CHANCES).min(axis=1) > 0.01) & ((best - second > 0.02) | (step == 0))
        assert clear.mean() > 0.75
        bands = zip(chances.argmax(axis=1)[clear], np.searchsorted(CHANCES, best[clear]), strict=True)
        colors = [tint(THEME, answer, band) for answer, band in bands]
        assert pixels_at(it, places[clear]) == [color_at(it.areas, place) for place in places[clear]] == colors


def test_lines_of_three_classes_meet_and_each_is_drawn_once(three):
    it = drawn([three])
    it.show(Moment(40, 1))
    weights = three.parameters[40].astype(float).reshape(3, 3)
    apart = weights[:, :2] - weights[:, 2:]
    junction = it.axes.transData.transform(np.linalg.solve(apart[:2].T, -apart[2]))
    lines = [it.axes.transData.transform(line) for line in segments(it.lines)]
    points = np.concatenate([np.linspace(a, b, 50) for line in lines for a, b in pairwise(line)])
    chances = np.sort(probabilities(three.parameters[40], it.axes.transData.inverted().transform(points), 3), axis=1)
    outside = np.hypot(*(points - junction).T) > 1.5 * EVERY
    assert (chances[:, 2] - chances[:, 1])[outside].max() < 1e-3
    far = [np.hypot(*(line - junction).T) for line in lines]
    assert min(each.min() for each in far) < 0.3
    # Three lines leave the place where they meet, each crossed once on a circle around it.
    assert sum(int(((each[:-1] < 60) != (each[1:] < 60)).sum()) for each in far) == 3


def test_rings_are_on_the_wrong_samples_and_hollow_marks_are_those_held_back(moons):
    it = drawn([moons])
    samples = moons.run.samples
    filled, hollow = it.marks[2:], it.marks[:2]
    for lines, own in ((filled, samples), (hollow, samples.validation)):
        for number, line in enumerate(lines):
            np.testing.assert_array_equal(line.get_xydata(), own.x[own.y == number])
            assert line.get_markeredgecolor() == (THEME.paper if lines is filled else color_of(THEME, number))
            assert line.get_markerfacecolor() == (color_of(THEME, number) if lines is filled else THEME.paper)
    x = np.concatenate([samples.x, samples.validation.x])
    y = np.concatenate([samples.y, samples.validation.y])
    for step in (1, 2, 40):
        it.show(Moment(step, 1))
        wrong = x[(probabilities(moons.parameters[step], x, 2)[:, 1] > 0.5) != y]
        rings = it.rings[-1].get_xydata()
        assert 0 < len(wrong) < len(x)
        assert {*map(tuple, rings.tolist())} == {*map(tuple, wrong.tolist())}
        many = len(wrong) > 12
        assert (it.rings[-1].get_markersize() < RING * mark_size(THEME, len(y))) == many
    assert drawn([moons], wrong=False).rings == []


@pytest.mark.parametrize("fixture", ["moons", "three"])
def test_where_all_classes_are_as_probable_nothing_is_answered(fixture, request):
    recording = request.getfixturevalue(fixture)
    assert not recording.parameters[0].any()
    it = drawn([recording])
    it.show(Moment(0, 1))
    places = recording.run.samples.x.astype(float)
    assert set(pixels_at(it, places)) == {color_at(it.areas, place) for place in places} == {THEME.paper.lower()}
    assert len(it.rings[-1].get_xydata()) == 0


def test_slow_motion_asks_one_after_another_and_halos_are_as_large_as_losses(moons):
    it = drawn([moons])
    samples, theta = moons.run.samples, moons.parameters[3]
    order = np.argsort(samples.x[:, 0], kind="stable")
    chances = probabilities(theta, samples.x, 2)
    wrong = (chances[:, 1] > 0.5) != samples.y
    (ringed,) = it.rings
    for part in (0.0, 0.5, 1.0):
        it.show(Moment(3, 1, "predict", part))
        seen = order[: round(part * len(order))]
        np.testing.assert_array_equal(ringed.get_xydata(), samples.x[seen[wrong[seen]]])
        assert bool(len(it.light.get_xydata())) == (part == 0.5)
    assert not it.halo.get_visible()
    it.show(Moment(3, 1, "loss", 1.0))
    assert it.halo.get_visible()
    circles = it.halo.get_path().vertices.reshape(len(order), -1, 2)
    widths = np.ptp(circles[..., 0], axis=1)
    losses = -np.log(chances[np.arange(len(order)), samples.y.astype(int)])
    np.testing.assert_allclose((widths / widths.max()) ** 2, (losses / losses.max())[order], rtol=1e-2)
    it.show(Moment(3.5, 1, "update", 0.5))
    assert not it.halo.get_visible()


def test_batch_is_lit_and_only_its_samples_are_asked(write):
    recording = train(write(data=MOONS, batch_size="5", **RATE))
    it = drawn([recording])
    for moment in (Moment(4, 1), Moment(4, 1, "predict", 1.0), Moment(4.5, 1, "update", 0.5)):
        it.show(moment)
        np.testing.assert_array_equal(it.light.get_xydata(), recording.run.samples.x[recording.batches[4]])
    it.show(Moment(4, 1, "predict", 1.0))
    batch = {*map(tuple, it.light.get_xydata().tolist())}
    assert {*map(tuple, it.rings[-1].get_xydata().tolist())} <= batch


def test_inputs_of_one_unit_have_one_scale_and_others_fill_the_box(write):
    def scales(data):
        it = drawn([train(write(data=data, **RATE))])
        return np.array([np.ptp(it.axes.get_xlim()) / 500, np.ptp(it.axes.get_ylim()) / 400])

    one = scales(MOONS)
    assert one[0] == pytest.approx(one[1], rel=1e-3)
    other = scales("{kind: clusters, centres: [[0, 0], [100, 1]], spread: 0.5}")
    assert other[0] > 10 * other[1]
    upright = {"panels": "[boundary, loss]", "layout": "row", "output": "{size: portrait}"}
    stage, _ = stage_of(write(data=MOONS, **RATE | upright))
    box, beside = (axes.bbox for axes in stage.figure.axes)
    assert box.height == pytest.approx(1.8 * box.width, rel=0.01)
    assert box.y1 == pytest.approx(beside.y1)


def test_compared_runs_have_columns_with_the_same_limits_and_names_at_the_last(write):
    scene = {**RATE, "learning_rate": None, "compare": "{learning_rate: [0.1, 1]}"}
    path = write(data="{kind: clusters, points: 40, classes: [cat, dog]}", validation="0.3", **scene)
    stage, _ = stage_of(path)
    stage.frame(Moment(5, 1))
    first, last = stage.figure.axes
    assert (first.get_xlim(), first.get_ylim()) == (last.get_xlim(), last.get_ylim())
    assert [[text.get_text() for text in axes.texts] for axes in (first, last)] == [
        [],
        ["cat", "dog", "validation", "wrong"],
    ]
    assert not Boundary().overlays
    assert len(train_all(path)) == 2


def test_frames_leave_no_trace_and_limits_never_move(write):
    stage, _ = stage_of(write(data=MOONS, validation="0.3", **RATE))
    fresh = stage.still(Moment(20, 1)).pixels.copy()
    axes = stage.figure.axes[0]
    limits = axes.get_xlim(), axes.get_ylim()
    moments = [Moment(0, 1), Moment(3, 1, "predict", 0.5), Moment(3, 1, "loss", 1.0), Moment(7.5, 1), Moment(20, 1)]
    for moment in moments:
        frame = stage.frame(moment)
    assert (axes.get_xlim(), axes.get_ylim()) == limits
    np.testing.assert_allclose(frame.pixels.astype(int), fresh.astype(int), rtol=0, atol=2)
    assert stage.frame(Moment(20, 1)).changed == []


def test_vectors_have_areas_and_no_pictures(write):
    stage, _ = stage_of(write(data=MOONS, **RATE))
    vectors = stage.vectors()
    vectors.background()
    before, now = (vectors.show(Moment(step, 1)) for step in (1, 20))
    markup = "".join(now)
    assert "<image" not in markup
    # The line where the answer changes moves with the areas, and so do the rings.
    drawn = [f'stroke="{THEME.text.lower()}"' in each for each in now]
    assert drawn.count(True) == 2
    assert all(one != other for one, other, lined in zip(before, now, drawn, strict=True) if lined)
    assert f'fill="{tint(THEME, 1, 3)}"' in markup
    assert len(markup) < 12_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            "{kind: line, w: 1, b: 0}",
            "boundary shows classes, and what is to be learned here are numbers\n"
            "  5 | panels: [loss, boundary]\n    |                ^^^^^^^^\n    = choose fit\n",
        ),
        (
            "{kind: clusters, centres: [-1, 1]}",
            "boundary shows two inputs, and the data have 1\n"
            "  5 | panels: [loss, boundary]\n    |                ^^^^^^^^\n    = choose fit\n",
        ),
    ],
)
def test_what_it_cannot_show(write, render, data, said):
    write(f"title: t\ndata: {data}\nlearning_rate: 0.1\nsteps: 10\npanels: [loss, boundary]\n")
    code, _, err = render("check", "scene.yaml")
    assert code
    assert err == f"scene.yaml:5:16: {said}"


def test_inputs_that_are_many_are_told_to_be_measured(moons):
    subject = Subject.of(moons.run)._replace(task=Task(3, 2))
    (refused,) = Boundary().refuses(subject)
    assert refused.message == "boundary shows two inputs, and the data have 3"
    assert refused.hint == "choose metrics"
