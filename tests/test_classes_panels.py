"""Classes of one input in `fit`, one sample in `penalty`, samples that are held back: artists against arithmetic."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from render.drawing.panels import Runs
from render.drawing.panels.penalty import Penalty
from render.drawing.themes.light import Light
from render.languages import Language
from render.timeline.moments import Moment
from tests.conftest import stage_of, train, train_all
from tests.test_drawing import assert_same_picture, assert_texts_keep_apart, texts_of

THEME = Light()
MINUS = "\N{MINUS SIGN}"
CLASSES = {
    "title": "Hot dog?",
    "data": "{kind: clusters, centres: [3, 6], spread: 1.2, points: 24, seed: 4, classes: [not, hot dog]}",
    "model": "logistic",
    "initial": None,
    "learning_rate": "0.3",
    "steps": "60",
}
BOTH = "[{kind: fit, sample: 5}, {kind: penalty, sample: 5}]"
NUMBERS = {
    "data": "{kind: curve, points: 20, noise: 0.2, seed: 1}",
    "model": "{kind: polynomial, degree: 15}",
    "initial": None,
    "learning_rate": "0.5",
    "validation": "0.3",
    "panels": "[fit]",
}
CLUSTERS = "{kind: clusters, centres: [CENTRES], spread: 0.9, points: 24, seed: 4}"


def lines_at(axes, x, color=THEME.guess):
    """The lines of a colour that have just these x."""
    return [line for line in axes.lines if line.get_color() == color and np.array_equal(line.get_xdata(), x)]


def curve_in(axes, color=THEME.guess):
    drawn = [line for line in axes.lines if line.get_color() == color and line.get_zorder() == 4]
    (curve,) = [line for line in drawn if len(line.get_xdata()) > 100]
    return np.array(curve.get_data(), dtype=float)


def probability(recording, step, x):
    """That of the second class at x (n,), in float64."""
    w, b = recording.parameters[step].astype(float)
    return 1 / (1 + np.exp(-(w * x + b)))


def collections_in(axes, color):
    """The collections of lines of a colour."""
    lines = [each for each in axes.collections if isinstance(each, LineCollection)]
    return [each for each in lines if to_hex(each.get_color()[0]).upper() == color]


def half_way(axes):
    """Where the dashed upright lines of `fit` stand."""
    (lines,) = collections_in(axes, THEME.quiet)
    return [segment[0, 0] for segment in lines.get_segments()]


def drawn_alone(panel, recording):
    """The Axes of a panel in a picture of nothing else, and how it shows a moment."""
    axes = FigureCanvasAgg(Figure(dpi=72)).figure.add_axes((0.1, 0.1, 0.8, 0.8))
    return axes, panel.draw(axes, Runs([recording], [recording], [THEME.guess], Language()), THEME).show


def said_in(stage, axes):
    return [text for text in texts_of(stage) if text.axes is axes]


def test_curve_is_the_probability_and_the_answer_changes_at_one_half(write):
    path = write(**CLASSES, panels="[fit]")
    recording, (stage, _) = train(path), stage_of(path)
    (axes,) = stage.figure.axes
    assert axes.get_title(loc="left") == "probability of hot dog"
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["not", "½", "hot dog"]
    for step in (0, 1, 7, 60):
        stage.frame(Moment(step, 1))
        x, p = curve_in(axes)
        np.testing.assert_allclose(p, probability(recording, step, x), rtol=1e-9)
        w, b = recording.parameters[step].astype(float)
        inside = w and axes.get_xlim()[0] < -b / w < axes.get_xlim()[1]
        np.testing.assert_allclose(half_way(axes), [-b / w] if inside else [], rtol=1e-9)
        words = [text for text in said_in(stage, axes) if "says" in text.get_text()]
        assert len(words) == bool(inside)
        for text in words:
            right = "→" in text.get_text()
            assert text.get_text() == ("says hot dog →" if right else "← says not")
            assert (text.get_position()[0] > -b / w) == right
            assert w > 0


def test_falling_curve_says_so_at_the_left(write):
    path = write(**CLASSES | {"initial": "{w: -1, b: 6}"}, panels="[fit]")
    stage, _ = stage_of(path)
    stage.frame(Moment(0, 1))
    (axes,) = stage.figure.axes
    np.testing.assert_allclose(half_way(axes), [6])
    (text,) = [text for text in said_in(stage, axes) if "says" in text.get_text()]
    assert (text.get_text(), text.get_ha()) == ("← says hot dog", "right")


def test_words_keep_away_from_the_stick_of_the_circled_sample(write):
    recording = train(write(**CLASSES, panels="[fit]"))
    x, y = recording.run.samples.alone, recording.run.samples.y
    w, b = recording.parameters[60].astype(float)
    (wrong,) = [k for k in np.argsort(x) if y[k] == 0 and x[k] > -b / w][:1]
    stage, _ = stage_of(write(**CLASSES, panels=f"[{{kind: fit, sample: {wrong}}}]"))
    stage.frame(Moment(60, 1))
    (axes,) = stage.figure.axes
    assert "← says not" in [text.get_text() for text in said_in(stage, axes)]
    place, p = float(x[wrong]), probability(recording, 60, float(x[wrong]))
    (stick,) = lines_at(axes, [place, place])
    assert stick.get_ydata()[1] == pytest.approx(p, rel=1e-9)
    ring, dot = (line for line in axes.lines if len(line.get_xdata()) == 1)
    assert ring.get_markerfacecolor() == "none"
    np.testing.assert_allclose([ring.get_xdata()[0], ring.get_ydata()[0]], [place, stick.get_ydata()[0]])
    np.testing.assert_allclose([dot.get_xdata()[0], dot.get_ydata()[0]], [place, p])


def test_low_panels_say_what_has_room(write):
    low = {"panels": "[status, fit]", "layout": "stack", "output": "{size: 4:3}"}
    stage, _ = stage_of(write(**CLASSES, **low))
    stage.frame(Moment(30, 1))
    status, fit = stage.figure.axes
    assert [text.get_color() for text in status.texts if text.get_text() in {"w", "b"}] == 2 * [THEME.quiet]
    colors = [text.get_color() for text in status.texts]
    assert [colors.count(each) for each in (THEME.guess, THEME.second_weight)] == [1, 1]
    (dashes,) = [line for line in fit.lines if line.get_color() == THEME.truth]
    places = fit.transData.transform(dashes.get_xydata())
    for text in [text for text in said_in(stage, fit) if "says" in text.get_text()]:
        (left, bottom), (right, top) = text.get_window_extent().get_points()
        within = (places > (left, bottom)) & (places < (right, top))
        assert not within.all(axis=1).any()


def test_columns_of_terms_say_as_much_as_one_another(write):
    asked = {**CLASSES, "compare": "{weight_decay: [0, 0.1]}", "panels": "[terms]", "output": "{size: 4:3}"}
    stage, _ = stage_of(write(**asked))
    stage.frame(Moment(30, 1))
    said = [
        [text.get_text() for text in said_in(stage, axes) if "mean" in text.get_text()] for axes in stage.figure.axes
    ]
    assert len({("rise" in each) or ("fall" in each) for (each,) in said}) == 1


@pytest.mark.parametrize(("points", "validation"), [(24, None), (24, "0.3"), (150, "0.3")])
def test_samples_stand_beyond_their_rails_and_those_held_back_are_hollow(write, points, validation):
    path = write(
        **CLASSES | {"data": CLASSES["data"].replace("24", str(points))}, panels="[fit]", validation=validation
    )
    recording, (stage, _) = train(path), stage_of(path)
    (axes,), samples = stage.figure.axes, recording.run.samples
    found = {}
    for line in axes.lines:
        if line.get_marker() in {"o", "s"} and line.get_linestyle() == "None" and len(line.get_xdata()) > 1:
            hollow = line.get_markerfacecolor() == THEME.paper
            found[hollow, "os".index(line.get_marker())] = line
    parts = {False: samples, True: samples.validation}
    assert set(found) == {
        (hollow, number) for hollow in ([False, True] if validation else [False]) for number in (0, 1)
    }
    assert len({line.get_markersize() for line in found.values()}) == 1
    bottom, top = axes.get_ylim()
    assert bottom == pytest.approx(1 - top)
    for (hollow, number), line in found.items():
        np.testing.assert_array_equal(line.get_xdata(), parts[hollow].alone[parts[hollow].y == number])
        out = np.array(line.get_ydata()) - 1 if number else -np.array(line.get_ydata())
        assert out.min() > 0
        assert out.max() < top - 1
        assert line.get_color() == THEME.classes[number] if not hollow else True
    if points == 24:
        for number in (0, 1):
            own = [np.array(line.get_data(), float).T for (_, of), line in found.items() if of == number]
            pixels = axes.transData.transform(np.concatenate(own))
            apart = np.hypot(*(pixels[:, np.newaxis] - pixels).T)[~np.eye(len(pixels), dtype=bool)]
            assert apart.min() > 0.5 * found[False, 0].get_markersize()


@pytest.mark.parametrize("validation", [None, "0.3"])
def test_bars_go_from_the_rails_to_the_curve_and_their_losses_are_added(write, validation):
    data = CLASSES["data"].replace("24", "20")
    path = write(**CLASSES | {"data": data}, panels="[{kind: fit, residuals: bars}]", validation=validation)
    recording, (stage, _) = train(path), stage_of(path)
    (axes,), samples = stage.figure.axes, recording.run.samples
    order = np.argsort(samples.alone, kind="stable")
    x, y = samples.alone[order].astype(float), samples.y[order].astype(float)
    for step in (0, 20, 60):
        stage.frame(Moment(step, 1))
        (bars,) = collections_in(axes, THEME.loss)
        expected = np.stack([np.stack([x, y], 1), np.stack([x, probability(recording, step, x)], 1)], 1)
        np.testing.assert_allclose(bars.get_segments(), expected, rtol=1e-6)
    stage.frame(Moment(20, 1, "loss", 1.0))
    p = probability(recording, 20, x)
    mean = -np.log(np.where(y == 1, p, 1 - p)).mean()
    assert any(text.get_text().endswith(f"losses ÷ {len(x)} = {mean:.2f}") for text in texts_of(stage))
    assert mean == pytest.approx(recording.loss[20], rel=1e-5)
    stage.frame(Moment(20, 1, "predict", 1.0))
    dots = [line for line in lines_at(axes, samples.alone[order]) if line.get_visible()]
    np.testing.assert_allclose(dots[0].get_ydata(), p, rtol=1e-6)


def test_best_curve_is_dashed_where_there_is_one(write):
    def dashed(data):
        stage, _ = stage_of(write(**CLASSES | {"data": data}, panels="[fit]"))
        return [line for line in stage.figure.axes[0].lines if line.get_color() == THEME.truth]

    (best,) = dashed(CLASSES["data"])
    assert best.is_dashed()
    assert not dashed(CLASSES["data"].replace("spread: 1.2", "spread: 0.2"))


@pytest.mark.parametrize("centres", ["3, 6", "[-1, 0], [1, 1]", "[-1, 0], [1, 1], [2, -1]", "3, 5, 8"])
@pytest.mark.parametrize("sample", [None, 17])
def test_penalty_is_minus_log_p(write, centres, sample):
    data = CLUSTERS.replace("CENTRES", centres)
    recording = train(write(**CLASSES | {"data": data}, panels="[loss]"))
    axes, show = drawn_alone(Penalty(sample=sample), recording)
    samples = recording.run.samples
    count, inputs = len(samples.classes), len(samples.inputs)

    def chances(step):
        theta = recording.parameters[step].astype(float)
        if count == 2:
            z = samples.x @ theta[:-1] + theta[-1]
            z = np.stack([np.zeros_like(z), z], 1)
        else:
            z = samples.x @ theta[: inputs * count].reshape(inputs, count) + theta[inputs * count :]
        return (np.exp(z) / np.exp(z).sum(1, keepdims=True))[np.arange(len(z)), samples.y.astype(int)]

    expected = int(chances(20).argmin()) if sample is None else sample
    x, y = next(line for line in axes.lines if line.get_color() == THEME.loss).get_data()
    np.testing.assert_allclose(y, -np.log(x), atol=1e-9)
    for step in (0, 1, 20, 60):
        show(Moment(step, 1))
        p = chances(step)[expected]
        (dot,) = [line for line in axes.lines if line.get_color() == THEME.guess and line.get_marker() == "o"]
        np.testing.assert_allclose(np.ravel(dot.get_data()), [p, -np.log(p)], rtol=1e-5)
        (guide,) = [line for line in axes.lines if line.get_color() == THEME.guess and line.is_dashed()]
        np.testing.assert_allclose(guide.get_data(), [[0, p], [-np.log(p)] * 2], rtol=1e-5)
        assert 0 < -np.log(p) < axes.get_ylim()[1]
        (words,) = [text.get_text() for text in axes.texts]
        assert words == "right costs\nnext to nothing" or words.endswith(f"costs {-np.log(p):.2f}")
        assert ("right" in words) <= (p > 1 / count)


def test_loss_that_is_very_large_leaves_the_picture_and_is_said(write):
    recording = train(write(**CLASSES | {"learning_rate": "8"}, panels="[fit, penalty]"))
    axes, show = drawn_alone(Penalty(sample=1), recording)
    show(Moment(1, 1))
    w, b = recording.parameters[1].astype(float)
    loss = np.logaddexp(0, w * float(recording.run.samples.alone[1]) + b)
    assert loss > axes.get_ylim()[1] == 7
    (words,) = [text.get_text() for text in axes.texts]
    assert words == f"very wrong\ncosts {loss:.2f} ↑"
    assert not any(line.get_visible() for line in axes.lines if line.get_marker() == "o")


def test_in_slow_motion_the_probability_comes_before_its_loss(write):
    path = write(**CLASSES, panels="[{kind: penalty, sample: 5}]", slow_motion="[10]")
    recording, (stage, _) = train(path), stage_of(path)
    (axes,) = stage.figure.axes
    (dot,) = [line for line in axes.lines if line.get_color() == THEME.guess and line.get_marker() == "o"]
    p = probability(recording, 10, float(recording.run.samples.alone[5]))
    p = p if recording.run.samples.y[5] else 1 - p
    for beat, part, up in (("predict", 1.0, 0.0), ("loss", 0.5, 0.5), ("loss", 1.0, 1.0), ("gradient", 0.1, 1.0)):
        stage.frame(Moment(10, 1, beat, part))
        np.testing.assert_allclose(np.ravel(dot.get_data()), [p, -up * np.log(p)], rtol=1e-5, atol=1e-9)
        assert any("costs" in text.get_text() for text in said_in(stage, axes)) == (up == 1)


@pytest.mark.thorough
@pytest.mark.parametrize("size", ["640x360", "1080x1080"])
@pytest.mark.parametrize("more", [{}, {"layout": "columns"}, {"learning_rate": "0.3", "compare": None}], ids=str)
def test_both_panels_keep_their_limits_leave_no_trace_and_have_room(write, size, more):
    compared = {"learning_rate": None, "compare": "{learning_rate: [0.01, 0.3, 2]}", "validation": "0.2"}
    if "layout" in more and size == "1080x1080":
        compared["compare"] = "{learning_rate: [0.01, 2]}"
    path = write(**CLASSES | compared | more, panels=BOTH, output=f"{{size: {size}}}")
    stage, timeline = stage_of(path)
    limits = [(axes.get_xlim(), axes.get_ylim()) for axes in stage.figure.axes]
    assert len(limits) in ({4, 6} if "layout" in more else {2})
    assert len(set(limits)) == 2
    for position in (0, 0.5, 20.5, 60):
        frame = stage.frame(Moment(position, 1))
        assert [(axes.get_xlim(), axes.get_ylim()) for axes in stage.figure.axes] == limits
        assert_texts_keep_apart(stage, frame.pixels.shape[1::-1])
    assert_same_picture(frame.pixels, stage_of(path)[0].still(Moment(60, 1)).pixels)
    assert len(timeline) > 10


def test_dots_of_compared_runs_have_their_names_and_colours(write):
    path = write(**CLASSES | {"learning_rate": None, "compare": "{learning_rate: [0.01, 0.3, 2]}"}, panels=BOTH)
    recordings, (stage, _) = train_all(path), stage_of(path)
    stage.frame(Moment(30, 1))
    fit, penalty = stage.figure.axes
    names = {text.get_text(): text for text in said_in(stage, penalty) if text.get_text().startswith("rate")}
    for recording, color in zip(recordings, THEME.runs, strict=False):
        x, p = curve_in(fit, color)
        np.testing.assert_allclose(p, probability(recording, 30, x), rtol=1e-9)
        assert names[recording.run.name].get_color() == color
        (dot,) = [line for line in penalty.lines if line.get_color() == color and len(line.get_xdata()) == 1]
        assert dot.get_ydata()[0] == pytest.approx(-np.log(dot.get_xdata()[0]))
    assert not collections_in(fit, THEME.quiet)


def test_held_back_numbers_are_hollow_and_a_wild_curve_does_not_flatten_the_data(write):
    path = write(**NUMBERS, steps="10000")
    recording, (stage, _) = train(path), stage_of(path)
    (axes,), samples = stage.figure.axes, recording.run.samples
    learned, held = (line for line in axes.lines if line.get_color() == THEME.data)
    assert held.get_markerfacecolor() == THEME.paper
    assert learned.get_markerfacecolor() == THEME.data
    np.testing.assert_array_equal(held.get_data(), [samples.validation.alone, samples.validation.y])
    np.testing.assert_array_equal(learned.get_data(), [samples.alone, samples.y])
    every = samples.everything
    assert axes.get_xlim()[0] < every[0].min() < every[0].max() < axes.get_xlim()[1]
    assert axes.get_ylim()[0] < every[1].min() < every[1].max() < axes.get_ylim()[1]
    stage.frame(Moment(10000, 1))
    assert np.ptp(curve_in(axes)[1]) > 1.5 * np.ptp(every[1])
    assert np.ptp(axes.get_ylim()) < 1.6 * np.ptp(every[1])


def test_curve_that_begins_beside_the_data_is_seen_there(write):
    stage, _ = stage_of(write(**NUMBERS | {"initial": "{w0: -4}"}, steps="50"))
    assert -5.5 < stage.figure.axes[0].get_ylim()[0] < -4


def test_dashed_line_is_called_least_squares_only_where_it_is(write):
    points = "{kind: points, x: [0, 1, 2, 3], y: [1, 2, 4, 3]}"
    for changed, name in (
        ({}, "least\nsquares"),
        ({"weight_decay": "0.1"}, "best\nfit"),
        ({"loss": "mae"}, "best\nfit"),
    ):
        stage, _ = stage_of(write(data=points, panels="[fit]", **changed))
        assert name in [text.get_text() for text in texts_of(stage)]


REFUSED = {
    "fit of two inputs": (
        {"data": CLUSTERS.replace("CENTRES", "[0, 0], [1, 1]"), "panels": "[loss, fit]"},
        "6:16: fit shows one input, and the data have 2",
        "choose boundary or loss",
    ),
    "fit of three classes": (
        {"data": CLUSTERS.replace("CENTRES", "0, 1, 2"), "panels": "[fit]"},
        "6:10: fit shows two classes, and the data have 3",
        "choose metrics or loss",
    ),
    "a sample that is not there": (
        {"panels": "[{kind: fit, sample: 24}]"},
        "6:30: there is no sample 24: 24 are learned from, and the first is sample 0",
        "write 0 to 23",
    ),
    "a sample that is held back": (
        {"validation": "0.5", "panels": "[{kind: penalty, sample: 12}]"},
        "7:34: there is no sample 12: 12 are learned from, and the first is sample 0",
        "write 0 to 11",
    ),
    "one sample and another one": (
        {"panels": "[{kind: fit, sample: 3}, penalty]"},
        "6:34: penalty shows another sample than fit",
        "write the same sample for both",
    ),
    "squares of classes": (
        {"panels": "[{kind: fit, residuals: squares}]"},
        "6:33: squares show the mean squared error, and the loss is cross-entropy",
        "choose residuals: bars",
    ),
    "penalty of numbers": (
        {"data": "{kind: line, w: 1, b: 0}", "model": None, "panels": "[fit, penalty]"},
        "5:15: penalty shows the cross-entropy of a sample, and the loss is mse",
        "choose loss",
    ),
}


@pytest.mark.parametrize(("changed", "said", "hint"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_shown_is_refused(render, write, changed, said, hint):
    write(**CLASSES | changed)
    code, _, err = render("check", "scene.yaml")
    assert code != 0
    lines = err.splitlines()
    assert lines[0] == f"scene.yaml:{said}"
    assert lines[3].strip() == f"= {hint}"
    assert "scene.yaml:" not in "".join(lines[1:])
