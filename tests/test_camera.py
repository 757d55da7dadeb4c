"""The camera: when it goes close or back, that it goes in one eased move, and what is then to be seen."""

import re

import numpy as np
import pytest
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from render.drawing.camera import zoomed
from render.drawing.heights import MARGIN
from render.drawing.proof import drawn_texts
from render.drawing.scope import CLOSE
from render.drawing.shapes import Shapes, path_data
from render.errors import SceneError
from render.timeline.shots import MOVE
from tests.conftest import BASIC, scene_of, stage_of, train

LEAVES = {"learning_rate": "1", "steps": "200"}

WRONG = {
    "closeup": 'a camera is auto, still or a move, not "closeup"; known here: auto, still, or {at: 20, to: fit}',
    "{at: 10}": "the camera has nothing to see after step 10: the last step is 10; choose a step from 0 to 9",
    "{at: 2, to: least}": 'camera.moves.to cannot be "least"; known here: fit, minimum, all',
    "[{at: 5}, {at: 5}]": "moves of the camera come one after another; choose a later step",
    "{at: 2, zoom: 3}": 'unknown key "zoom" in camera.moves; known here: at, to',
}


def fit_of(stage):
    return stage.figure.axes[0]


def seen(stage, timeline):
    """The vertical limits of the first panel, and whether the camera is on its way, at each moment."""
    limits = []
    for moment in timeline:
        for show in stage._shows:
            show(moment)
        limits.append(fit_of(stage).get_ylim())
    return np.array(limits), np.array([moment.view % 1 > 0 for moment in timeline])


def heights(recording):
    """The ends of the line at every step, by arithmetic."""
    w, b = recording.parameters.astype(float).T
    x = recording.run.samples.alone.astype(float)
    margin = 0.03 * np.ptp(x)
    return np.stack([w * (x.min() - margin) + b, w * (x.max() + margin) + b], axis=1)


def test_it_goes_close_when_what_is_still_to_come_is_small():
    recording, (stage, timeline) = train(BASIC), stage_of(BASIC)
    limits, moving = seen(stage, timeline)
    ends, y = heights(recording), recording.run.samples.y
    truth = np.array([0.1, 0.5])
    x = recording.run.samples.alone.astype(float)
    reference = truth[0] * np.array([x.min() - 0.03, x.max() + 0.03]) + truth[1]
    known = np.concatenate([y, reference])
    high = np.maximum(np.maximum.accumulate(ends.max(axis=1)[::-1])[::-1], known.max())
    low = np.minimum(np.minimum.accumulate(ends.min(axis=1)[::-1])[::-1], known.min())
    size = (1 + 2 * MARGIN) * (high - low)
    step = int((size <= CLOSE * np.ptp(limits[0])).argmax())
    (shot,) = timeline.shots
    assert shot == (step, "fit")
    assert np.ptp(limits[-1]) == pytest.approx(size[step], rel=1e-6)
    # Before and after its one move nothing changes; the training waits for it.
    assert (limits[: moving.argmax()] == limits[0]).all()
    assert (limits[len(limits) - moving[::-1].argmax() :] == limits[-1]).all()
    waiting = [moment for moment in timeline if moment.view % 1]
    assert {moment.position for moment in waiting} == {float(step)}
    assert sum(moment.seconds for moment in waiting) == pytest.approx(MOVE, abs=0.1)
    spans = np.ptp(limits[moving], axis=1)
    assert (np.diff(spans) < 0).all()
    # It starts and ends slowly.
    steps = -np.diff(np.log(spans))
    assert steps[len(steps) // 2] > 1.5 * max(steps[0], steps[-1])


@pytest.mark.parametrize("camera", ["still", "auto"])
def test_what_is_to_be_reached_is_named_where_its_line_ends(write, camera):
    stage, timeline = stage_of(write(camera=camera, steps="60"))
    assert bool(timeline.shots) == (camera == "auto")
    axes = fit_of(stage)
    line = next(line for line in axes.lines if line.is_dashed())
    (name,) = [text for text in drawn_texts(stage) if text.get_text() == "truth"]
    for moment in (timeline[0], timeline[-1]):
        end = stage.still(moment) and axes.transData.transform(line.get_xydata()[-1])[1]
        box = name.get_window_extent()
        assert (box.y0 + box.y1) / 2 == pytest.approx(end, abs=3)


def test_ticks_of_each_view_are_inside_and_glide():
    stage, timeline = stage_of(BASIC)
    for index in (0, len(timeline) - 1):
        stage.frame(timeline[index])
        (bottom, top), axis = fit_of(stage).get_ylim(), fit_of(stage).yaxis
        ticks = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
        labelled = [at for at, text in ticks if text.get_text()]
        assert len(labelled) >= 3
        assert bottom <= min(labelled)
        assert max(labelled) <= top
    named = [text.get_text() for text in drawn_texts(stage)]
    assert "y, close up" in named


def test_a_point_that_both_views_show_at_one_place_stays_there():
    one, other = np.array([[0.0, 1.0], [-1.0, 1.0]]), np.array([[0.4, 0.5], [-0.2, 0.6]])
    for part in (0.25, 0.5, 0.75):
        between = zoomed(one, other, part)
        for (a, b), (c, d), (e, f) in zip(one, other, between, strict=True):
            still = (a * (d - c) - c * (b - a)) / ((d - c) - (b - a))
            assert (still - e) / (f - e) == pytest.approx((still - a) / (b - a))
            assert f - e == pytest.approx((b - a) ** (1 - part) * (d - c) ** part)


def test_a_long_path_is_written_once_for_each_view_and_moved_in_between(write):
    path, one, other = Path(np.random.default_rng(1).random((30, 2))), Affine2D(), Affine2D()
    one.scale(300, 200).translate(50, 20)
    other.scale(900, 300).translate(-40, 10)
    shapes, height = Shapes(720, 2), 720
    said = {}
    for matrix, rests in ((one, True), (other, True), (Affine2D().scale(500, 250).translate(0, 15), False)):
        shapes.rests = rests
        direct = path_data(path.cleaned(matrix), height, 2)
        reference, box = shapes.reference(path, matrix.get_matrix(), lambda direct=direct: direct)
        said[reference] = shapes.whole(f'd="{reference}"'), direct[0]
        np.testing.assert_allclose(box.get_points(), direct[1].get_points(), atol=0.02)
    assert len(shapes.written) == 2
    assert len(max(said, key=len)) < 50
    for moved, direct in said.values():
        numbers = [np.array(re.findall(r"-?[.\d]+", text), float) for text in (moved, direct)]
        np.testing.assert_allclose(*numbers, atol=0.02)
    stage, timeline = stage_of(write(panels="[surface]"))
    vectors = stage.vectors()
    shapes = vectors.shapes()
    way = [moment for moment in timeline if moment.view % 1]
    for moment in (timeline[0], timeline[-1]):
        vectors.show(moment, shapes)
    shapes.rests = False
    before = len(shapes.written)
    short, long = ("".join(vectors.show(way[3], each)) for each in (shapes, None))
    assert len(shapes.written) == before
    assert len(short) < len(long) / 2


def test_it_goes_back_for_a_run_that_leaves_says_how_far_off_it_is_and_ends(write):
    path = write(**LEAVES)
    recording, (stage, timeline) = train(path), stage_of(path)
    limits, _ = seen(stage, timeline)
    assert [shot.to for shot in timeline.shots] == ["all"]
    out = timeline.shots[0].step
    ends = heights(recording)
    gone = (ends.min(axis=1) > limits[0][1]) | (ends.max(axis=1) < limits[0][0])
    assert out == gone.argmax()
    assert np.ptp(limits[-1]) > 5 * np.ptp(limits[0])
    last = timeline[-1].step
    assert out < last < recording.steps
    samples = recording.run.samples
    w, b = recording.parameters[last].astype(float)
    off = np.abs(w * samples.alone + b - samples.y).mean()
    (said,) = [text.get_text() for text in drawn_texts(stage) if text.get_text().startswith("off by")]
    assert float(said.removeprefix("off by ").replace(",", "")) == pytest.approx(off, rel=0.05)


def test_author_moves_it_or_keeps_it_still(write):
    stage, timeline = stage_of(write(camera="still"))
    limits, moving = seen(stage, timeline)
    assert not moving.any()
    assert (limits == limits[0]).all()
    assert not timeline.shots
    stage, timeline = stage_of(write(camera="[{at: 3, to: minimum}, {at: 7, to: all}]"))
    limits, _ = seen(stage, timeline)
    assert timeline.shots == [(3, "minimum"), (7, "all")]
    assert np.ptp(limits[len(limits) // 2]) < np.ptp(limits[0])
    assert limits[-1] == pytest.approx(limits[0])


@pytest.mark.parametrize("camera", WRONG)
def test_what_is_wrong_is_said(write, camera):
    with pytest.raises(SceneError) as told:
        scene_of(write(camera=camera))
    (problem,) = told.value.problems
    assert f"{problem.message}; {problem.hint}" == WRONG[camera]


def test_a_camera_needs_limits(write):
    with pytest.raises(SceneError) as told:
        scene_of(write(camera="{at: 2}", panels="[loss, code]"))
    (problem,) = told.value.problems
    assert problem.message == "no panel has limits that a camera moves"
