"""The picture, by the properties of its artists and by its pixels."""

from decimal import Context, Inexact, localcontext

import numpy as np
import pytest
from matplotlib import rc_context, rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from render import api
from render.drawing.composition import TIGHT, compose
from render.drawing.contents import Contents
from render.drawing.dimming import contrast
from render.drawing.layout import Canvas
from render.drawing.names import fit
from render.drawing.proof import Proof, drawn_texts
from render.drawing.stage import Stage
from render.languages import Language
from render.lint.overlaps import faults_of
from render.numbers import limit
from render.output.frames import stage_for
from render.scene.script import timeline_of
from render.timeline.beats import BEATS
from render.timeline.moments import Moment
from render.training.decimals import gradient_text
from render.training.program import program
from tests.conftest import BASIC, ROOT, panels_of, scene_of, stage_of, train, train_all, written
from tests.test_structure import FAMILIES

THEMES = FAMILIES["render.drawing.themes"].members
PANELS = panels_of(BASIC)


LINE = {"title": "A line", "size": (1280, 720)}
SMALL = (640, 360)
"""A picture of which the size says nothing."""


def stage_with(**contents):
    return Stage(Contents(**contents))


@pytest.fixture
def stage(recording):
    """Make a stage of scenes/basic.yaml, changed."""

    def make(recording=recording, title="A line", panels=None, theme="light", size=(1280, 720), layout="auto"):
        panels = panels or [PANELS["fit"](), PANELS["loss"]()]
        recordings = recording if isinstance(recording, list) else [recording]
        asked = {"panels": panels, "theme": THEMES[theme](), "size": size, "layout": layout}
        return stage_with(title=title, recordings=recordings, **asked)

    return make


COMPARED = {"learning_rate": None, "compare": "{learning_rate: [0.01, 0.1, 0.75]}", "steps": "30"}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return train_all(written(tmp_path_factory.mktemp("compared"), **COMPARED))


def assert_same_picture(a, b):
    """Where a line is cut at the edge of what is drawn anew, Agg rounds its end to a part of a pixel."""
    np.testing.assert_allclose(a.astype(int), b.astype(int), rtol=0, atol=2)


def figure_of(stage):
    return stage.figure


def texts_of(stage):
    return [text for text in drawn_texts(stage) if text.get_text() and text.get_visible()]


def guess_of(axes, color=None):
    """The line of a guess: solid, from end to end."""
    color = color or THEMES["light"]().guess
    seen = [a for a in axes.lines if a.get_visible() and a.get_alpha() is None]
    return next(a for a in seen if a.get_color() == color and len(a.get_xdata()) == 2)


def shown_in(stage, moment):
    stage.frame(moment)
    return [t.get_text().replace("\N{MINUS SIGN}", "-") for t in texts_of(stage)]


def assert_texts_keep_apart(stage, size):
    assert not list(faults_of(Proof(stage).texts(), *size, 2.0))


def test_numbers_on_screen_are_those_of_the_recording(stage, recording):
    it = stage()
    for step in (0, 1, 40, 200):
        shown = shown_in(it, Moment(step, 1))
        w, b = recording.parameters[step]
        numbers = [f"{step}", f"{abs(w):.3f}", f"{abs(b):.3f}", f"{recording.loss[step]:.4f}"]
        aside = "almost there" if step == 200 else "y = w x + b,  learning rate 0.1"
        for text in [*numbers, "truth 0.100", "truth 0.500", aside]:
            assert text in shown
        minus = [t for t in texts_of(it) if t.get_text() == "\N{MINUS SIGN}"]
        assert len(minus) == (w < 0) + (b < 0)


def test_between_two_steps_the_line_glides_and_the_numbers_wait(stage, recording):
    it = stage()
    it.frame(Moment(3.25, 1))
    line = guess_of(figure_of(it).axes[0])
    w, b = 0.75 * recording.parameters[3] + 0.25 * recording.parameters[4]
    np.testing.assert_allclose(line.get_ydata(), w * np.array(line.get_xdata()) + b, rtol=1e-5)
    assert "3" in [t.get_text() for t in texts_of(it)]
    assert f"{recording.loss[3]:.4f}" in [t.get_text() for t in texts_of(it)]


VARIANTS = [
    *((kind, {}) for kind in PANELS),
    ("fit", {"trail": True, "residuals": "squares"}),
    ("fit", {"residuals": "bars"}),
    ("loss", {"scale": "linear"}),
    ("surface", {"levels": 5, "arrows": False}),
]


@pytest.mark.parametrize(("index", "panel", "options"), [(i, *each) for i, each in enumerate(VARIANTS)], ids=str)
def test_limits_never_move_only_changed_rectangles_change_and_nothing_is_drawn_outside(stage, index, panel, options):
    theme = list(THEMES)[index % len(THEMES)]
    it = stage(panels=[PANELS[panel](**options), PANELS["loss"]()], theme=theme, size=SMALL)
    limits = [(axes.get_xlim(), axes.get_ylim()) for axes in figure_of(it).axes]
    before = it.frame(Moment(0, 1)).pixels.copy()
    for position in (0.5, 7, 150, 200):
        frame = it.frame(Moment(position, 1))
        assert [(axes.get_xlim(), axes.get_ylim()) for axes in figure_of(it).axes] == limits
        border = np.concatenate([frame.pixels[0], frame.pixels[-1], frame.pixels[:, 0], frame.pixels[:, -1]])
        assert {to_hex(pixel[:3] / 255).upper() for pixel in np.unique(border, axis=0)} == {THEMES[theme]().background}
        changed = np.zeros(before.shape[:2], bool)
        for rect in frame.changed:
            changed[rect.area] = True
        assert (frame.pixels[~changed] == before[~changed]).all()
        assert changed.mean() < 0.7
        before = frame.pixels.copy()
    assert_same_picture(before, it.still(Moment(200, 1)).pixels)


# In columns, each run is drawn as if it were alone: that is done to each panel above.
@pytest.mark.parametrize(("panel", "layout"), [*((kind, "auto") for kind in PANELS), ("fit", "columns")])
def test_no_frame_leaves_a_trace_in_the_next(stage, compared, panel, layout):
    panels = [PANELS[panel]()]
    it = stage(compared, panels=panels, layout=layout, size=SMALL)
    fresh = it.frame(Moment(30, 1)).pixels.copy()
    for position in (0, 0.5, 4.5, 20, 30):
        pixels = it.frame(Moment(position, 1)).pixels
    assert_same_picture(pixels, fresh)


@pytest.mark.parametrize("size", [(1920, 1080), (854, 480), (960, 720), (1080, 1920)])
def test_texts_are_large_and_do_not_overlap(stage, size):
    it = stage(size=size, title="A line that learns its data, told under a title that is rather long for one line")
    assert len(texts_of(it)) > 15
    for step in (0, 12, 200):
        it.frame(Moment(step, 1))
        assert_texts_keep_apart(it, size)
    sizes = [t.get_fontsize() for t in texts_of(it)]
    assert min(sizes) >= 20
    theme = THEMES["light"]()
    beside = {"", "almost there", "of 200"}
    live = [t for t in it._artists if hasattr(t, "get_text") and not t.axes and t.get_text() not in beside]
    assert {t.get_fontsize() for t in live} == {theme.number_size}
    assert theme.number_size >= 32


def test_truth_is_dashed_and_guess_is_solid_and_on_top(stage):
    it, theme = stage(), THEMES["light"]()
    fit = figure_of(it).axes[0]
    lines = {line.get_color(): line for line in fit.lines if len(line.get_xdata()) == 2}
    assert lines[theme.truth].is_dashed()
    assert not lines[theme.guess].is_dashed()
    assert lines[theme.guess].get_zorder() > lines[theme.truth].get_zorder()


def test_data_without_a_truth_is_compared_with_least_squares(stage, write):
    recording = train(write(data="{kind: points, x: [0, 1, 2], y: [1, 2, 4]}"))
    it = stage(recording)
    shown = [t.get_text() for t in texts_of(it)]
    assert "least\nsquares" in shown
    assert "least squares 1.500" in shown
    assert not any("truth" in text for text in shown)
    dashed, rim = [line for line in figure_of(it).axes[0].lines if line.is_dashed()]
    assert rim.get_color() == THEMES["light"]().paper
    assert rim.get_zorder() < dashed.get_zorder()
    np.testing.assert_array_equal(dashed.get_xydata(), rim.get_xydata())
    np.testing.assert_allclose(dashed.get_ydata(), 1.5 * np.array(dashed.get_xdata()) + 5 / 6, rtol=1e-6)


def test_divergence_keeps_the_axes_finite_and_is_said(stage, write):
    recording = train(write(learning_rate="0.95", steps="500"))
    it = stage(recording)
    fit, loss = figure_of(it).axes
    assert np.ptp(fit.get_ylim()) < 8 * (recording.run.samples.y.max() + 1)
    assert np.isfinite(loss.get_ylim()).all()
    it.frame(Moment(recording.steps, 1))
    shown = [t.get_text() for t in texts_of(it)]
    largest = limit(recording.largest_stable_rate)
    assert f"overflows at step {recording.steps + 1}: the rate is above {largest}" in shown
    assert any(text in shown for text in ("guess ↑", "guess ↓"))


def test_long_runs_are_drawn_with_few_points(stage, write):
    recording = train(write(steps="200000", learning_rate="1e-4"))
    it = stage(recording)
    it.frame(Moment(recording.steps, 1))
    curve = next(line for line in figure_of(it).axes[1].lines if len(line.get_xdata()) > 1)
    assert len(curve.get_xdata()) < 5000
    assert curve.get_ydata().max() == pytest.approx(recording.loss.max())
    assert curve.get_ydata().min() == pytest.approx(recording.loss.min())


def test_themes_can_be_changed_by_the_author(write):
    scene = scene_of(write(theme="{kind: dark, guess: '#123456'}"))
    assert scene.theme.guess == "#123456"
    assert scene.theme.truth == THEMES["dark"]().truth
    assert scene_of(write(theme="{guess: '#123456'}")).theme.background == "#FFFFFF"
    assert scene_of(BASIC).theme == THEMES["light"]()


def test_squares_on_the_residuals_have_the_loss_as_their_mean(stage, recording):
    it = stage(panels=[PANELS["fit"](residuals="squares")])
    for step in (0, 5, 200):
        it.frame(Moment(step, 1))
        (axes,) = figure_of(it).axes
        squares = np.array([path.vertices[:4] for path in axes.collections[0].get_paths()])
        heights = np.ptp(squares[:, :, 1], axis=1)
        assert len(heights) == 100
        assert np.mean(heights**2) == pytest.approx(recording.loss[step], rel=1e-3)
        pixels = np.ptp([axes.transData.transform(square) for square in squares], axis=1)
        np.testing.assert_allclose(pixels[:, 0], pixels[:, 1], rtol=1e-6)


def test_trail_keeps_the_guesses_of_powers_of_two(stage, recording):
    it = stage(panels=[PANELS["fit"](trail=True)])
    it.frame(Moment(9.5, 1))
    guess = guess_of(figure_of(it).axes[0])
    trail = [a for a in it._artists if a.axes and hasattr(a, "get_ydata") and a.get_visible() and a.get_alpha()]
    assert len(trail) == len([0, 1, 2, 4, 8])
    assert [line.get_alpha() for line in trail] == sorted(line.get_alpha() for line in trail)
    w, b = recording.parameters[8]
    np.testing.assert_allclose(trail[-1].get_ydata(), w * np.array(guess.get_xdata()) + b, rtol=1e-5)


def test_surface_knows_the_loss_and_its_scale_is_one(stage, recording):
    it = stage(panels=[PANELS["surface"]()])
    it.frame(Moment(3, 1))
    (axes,) = figure_of(it).axes
    x, y = np.diff(axes.get_xlim())[0] / axes.bbox.width, np.diff(axes.get_ylim())[0] / axes.bbox.height
    assert x == pytest.approx(y)
    np.testing.assert_allclose(recording.run.objective.at(recording.parameters), recording.loss, rtol=1e-4)
    start, slope = recording.parameters[3], recording.gradients[3]
    lines = (a for a in it._artists if a.axes and hasattr(a, "get_data"))
    ends = [np.array(line.get_data())[:, -1] for line in lines if len(line.get_xdata())]
    for share in (1.0, 0.1):
        assert any(np.allclose(end, start - share * slope, rtol=1e-4) for end in ends)


def test_batch_is_lit(stage, write):
    recording = train(write(batch_size="4"))
    it = stage(recording, panels=[PANELS["fit"]()])
    it.frame(Moment(5.5, 1))
    samples, batch = recording.run.samples, recording.batches[5]
    lit = next(a for a in it._artists if a.axes and hasattr(a, "get_data") and len(a.get_data()[0]) == 4)
    np.testing.assert_array_equal(lit.get_data(), [samples.alone[batch], samples.y[batch]])


def test_phases_are_marked(stage, write):
    phases = "[{steps: 20, learning_rate: 0.1}, {steps: 10}, {steps: 10, learning_rate: 0.01}]"
    it = stage(train(write(learning_rate=None, steps=None, phases=phases)))
    it.frame(Moment(35, 1))
    shown = [t.get_text() for t in texts_of(it)]
    assert {"10 more steps", "rate 0.01", "y = w x + b,  learning rate 0.01"} <= set(shown)
    loss = figure_of(it).axes[1]
    assert [line.get_xdata()[0] for line in loss.lines if list(line.get_ydata()) == [0, 1]] == [20, 30]


@pytest.mark.parametrize("count", [1, 3, 4])
@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920)])
def test_any_number_of_panels_is_composed(stage, count, size):
    it = stage(panels=[PANELS[kind]() for kind in ("fit", "loss", "parameters", "surface")][:count], size=size)
    it.frame(Moment(200, 1))
    boxes = [axes.bbox for axes in figure_of(it).axes]
    assert len(boxes) == count
    for index, box in enumerate(boxes):
        assert box.width > 250
        assert box.height > 120
        assert not any(box.overlaps(other) for other in boxes[index + 1 :])
    assert_texts_keep_apart(it, size)


@pytest.mark.parametrize("layout", ["row", "stack"])
def test_rule_is_the_arithmetic_of_the_update(stage, recording, layout):
    it = stage(panels=[PANELS["fit"](), PANELS["rule"]()], layout=layout)
    for shown in (0, 3, 199, 200):
        it.frame(Moment(shown, 1))
        rows = {}
        for text in texts_of(it):
            if text.axes is figure_of(it).axes[1] and not text.get_parse_math():
                rows.setdefault(round(text.get_position()[1], 3), []).append(text)
        said = ["".join(t.get_text() for t in sorted(row, key=lambda t: t.get_position()[0])) for row in rows.values()]
        step = min(shown, 199)
        for column, name in enumerate("wb"):
            old, new = recording.parameters[step : step + 2, column]
            gradient = recording.gradients[step, column]
            slope = f"({gradient:.3f})" if gradient < 0 else f"{gradient:.3f}"
            row = f"{new:.3f}←{old:.3f}-0.1·{slope}".replace("-", "\N{MINUS SIGN}")
            assert row in said or f"{name}{row}" in said
            assert new == pytest.approx(old - 0.1 * gradient, abs=1e-6)


def test_status_prints_every_nth_step_and_keeps_the_latest_in_view(stage, recording):
    it = stage(panels=[PANELS["status"](every=20), PANELS["loss"]()])
    it.frame(Moment(45, 1))
    assert "0\n20\n40" in [t.get_text() for t in texts_of(it)]
    assert "\n".join(f"{recording.loss[step]:.4f}" for step in (0, 20, 40)) in [t.get_text() for t in texts_of(it)]
    it = stage(panels=[PANELS["status"](every=1)])
    it.frame(Moment(200, 1))
    steps = next(t for t in texts_of(it) if t.get_text().endswith("\n200"))
    assert steps.get_window_extent().y0 >= steps.axes.bbox.y0 - 2
    assert len(steps.get_text().split("\n")) > 10


@pytest.mark.parametrize("along", ["w", "b"])
def test_slice_has_its_tangent_at_the_loss(stage, recording, along):
    it = stage(panels=[PANELS["slice"](along=along)])
    it.frame(Moment(2, 1))
    column = "wb".index(along)
    curve, *_, tangent, head = (a for a in it._artists if a.axes and hasattr(a, "get_xdata"))
    np.testing.assert_allclose(head.get_data(), [[recording.parameters[2, column]], [recording.loss[2]]], rtol=1e-4)
    slope = np.diff(tangent.get_ydata())[0] / np.diff(tangent.get_xdata())[0]
    assert slope == pytest.approx(recording.gradients[2, column], rel=1e-6)
    near = np.gradient(curve.get_ydata(), curve.get_xdata())
    assert np.interp(recording.parameters[2, column], curve.get_xdata(), near) == pytest.approx(slope, rel=0.01)
    direction = "rise" if recording.parameters[3, column] > recording.parameters[2, column] else "fall"
    assert any(t.get_text().endswith(f"{along} has to {direction}") for t in texts_of(it))


@pytest.mark.parametrize(("batch_size", "decay"), [(None, None), ("4", "0.5")])
def test_slice_shows_the_recorded_steps_whatever_is_held_now(write, stage, batch_size, decay):
    """The dots are where the weights and the loss were; the last hop, or the part of one that is gone, is strong."""
    recording = train(write(batch_size=batch_size, weight_decay=decay, learning_rate="0.75", steps="30"))
    it = stage(recording, panels=[PANELS["slice"]()])
    (axes,) = figure_of(it).axes
    lows = recording.run.objective.at(recording.parameters)
    where = np.stack([recording.parameters[:, 1], lows], axis=1)
    for position in (0, 12, 12.25):
        it.frame(Moment(position, 1))
        dots = [line.get_xydata() for line in axes.lines if line.get_linestyle() == "None"][:-1]
        now = recording.at(position)
        head = [now[1], recording.run.objective.at(now[np.newaxis])[0]]
        begin = max(int(np.ceil(position)) - 1, 0)
        np.testing.assert_allclose(np.concatenate(dots)[::-1][0], where[begin], rtol=1e-4) if begin else None
        assert {tuple(dot) for dot in np.round(np.concatenate(dots), 4)} == {
            tuple(place) for place in np.round(where[: begin + 1] if begin else where[:0], 4)
        }
        (present,) = [line for line in axes.lines if line.get_solid_capstyle() == "round"]
        np.testing.assert_allclose(present.get_xydata()[[0, -1]], [where[begin], head], rtol=1e-4)


@pytest.mark.parametrize("size", [(1280, 720), (854, 480)])
@pytest.mark.parametrize("layout", ["focus", "grid"])
def test_slope_is_said_above_what_is_drawn(compared, stage, size, layout):
    it = stage(compared[1], panels=[PANELS[kind]() for kind in ("slice", "fit", "slice", "loss")], size=size)
    it.frame(Moment(3, 1))
    said = [text for text in texts_of(it) if "has to" in text.get_text() or text.get_text().startswith("slope")]
    assert len(said) == 2
    for text in said:
        assert text.get_window_extent().y0 > text.axes.bbox.y1
    assert_texts_keep_apart(it, size)


def test_a_path_fades_with_its_age_and_is_whole(write, stage):
    recording = train(write(learning_rate="0.75", steps="60"))
    it = stage(recording, panels=[PANELS["surface"]()])
    (axes,) = figure_of(it).axes
    it.frame(Moment(50, 1))
    trail = [line for line in axes.lines if line.get_alpha()]
    alphas = [line.get_alpha() for line in trail]
    assert alphas == sorted(alphas)
    assert alphas[-1] == 1
    path = np.concatenate([line.get_xydata() for line in trail if len(line.get_xdata())])
    assert set(map(tuple, path)) <= set(map(tuple, recording.parameters[:51].astype(float)))
    np.testing.assert_array_equal(path[[0, -1]], recording.parameters[[0, 50]])
    # The first swings across the valley are faint by now, the last ones are strong.
    assert tuple(recording.parameters[5].astype(float)) in set(map(tuple, trail[0].get_xydata()))
    assert tuple(recording.parameters[47].astype(float)) in set(map(tuple, trail[-1].get_xydata()))


def test_low_axes_of_a_surface_become_narrower(stage):
    panels = [PANELS[kind]() for kind in ("surface", "fit", "surface", "loss")]
    it = stage(panels=panels, layout="stack", size=(1080, 1080))
    boxes = [axes.bbox for axes in figure_of(it).axes]
    assert boxes[0].width < 0.7 * boxes[1].width
    assert boxes[0].width > 1.5 * boxes[0].height
    assert abs(boxes[0].x0 - boxes[1].x0) < 5


@pytest.mark.parametrize(("rate", "seen"), [("0.004", True), ("0.3", False)])
def test_a_step_too_short_to_be_seen_is_under_a_loupe(write, stage, rate, seen):
    recording = train(write(learning_rate=rate, steps="20"))
    it = stage(recording, panels=[PANELS["surface"]()])
    (axes,) = figure_of(it).axes

    def shown(moment):
        it.frame(moment)
        return [t for t in texts_of(it) if t.get_text().endswith("\N{MULTIPLICATION SIGN}")]

    assert not shown(Moment(0, 1)) + shown(Moment(0, 1, "loss", 1.0))
    names = shown(Moment(0, 1, "update", 0.5))
    assert len(names) == seen
    for name in names:
        steps = [line for line in axes.lines if line.get_markevery() == [1] and line.get_transform() == axes.transAxes]
        (begin, end), factor = steps[0].get_xydata(), float(name.get_text()[:-1])
        spans = np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
        np.testing.assert_allclose((end - begin) * spans, -factor * recording.updates[0], rtol=1e-3)


def test_compared_runs_share_one_picture_each_in_its_colour_with_its_name(stage, compared):
    it, theme = stage(compared), THEMES["light"]()
    said = shown_in(it, Moment(12.0, 1))
    for name in ("rate 0.01", "rate 0.1", "rate 0.75"):
        assert said.count(name) == 3, "above its loss, beside its line, beside its curve"
    assert said.count("loss") == 3
    fit, loss = figure_of(it).axes
    shapes = set()
    for recording, color in zip(compared, theme.runs, strict=False):
        w, b = recording.parameters[12]
        guess = guess_of(fit, color)
        np.testing.assert_allclose(guess.get_ydata(), w * np.array(guess.get_xdata()) + b, rtol=1e-5)
        (head,) = [line for line in loss.lines if line.get_color() == color and len(line.get_xdata()) == 1]
        np.testing.assert_allclose(head.get_data(), [[12], [recording.loss[12]]], rtol=1e-6)
        shapes.add(head.get_marker())
    assert len(shapes) == 3
    said = shown_in(it, Moment(30, 1))
    for name in ("rate 0.01 descends", "rate 0.1 descends", "rate 0.75 swings"):
        assert name in said
    assert said.count("loss") == 3
    assert any(text.startswith("stable below a rate of 0.7") for text in said)


@pytest.mark.parametrize("kind", [kind for kind in PANELS if kind != "code"])
def test_columns_of_a_comparison_share_their_limits(stage, compared, kind):
    it = stage(compared, panels=[PANELS[kind]()], layout="columns", size=SMALL)
    it.frame(Moment(12.5, 1))
    axes = figure_of(it).axes
    assert len(axes) == 3
    assert len({tuple(np.round([*a.get_xlim(), *a.get_ylim()], 9)) for a in axes}) == 1
    assert len({(round(a.bbox.width, 3), round(a.bbox.height, 3), round(a.bbox.y0, 3)) for a in axes}) == 1
    names = {t.get_text(): t for t in texts_of(it) if t.axes is None}
    for a, name in zip(axes, ("rate 0.01", "rate 0.1", "rate 0.75"), strict=True):
        assert names[name].get_window_extent().x0 == pytest.approx(a.bbox.x0, abs=2)


def test_run_that_ends_before_the_others_waits_for_them(stage, write):
    recordings = train_all(write(steps=None, compare="{steps: [5, 20]}"))
    it = stage(recordings, panels=[PANELS[kind]() for kind in ("fit", "loss", "surface")])
    said = shown_in(it, Moment(17.5, 1))
    assert f"{recordings[0].loss[5]:.3f}" in said
    assert f"{recordings[1].loss[17]:.3f}" in said
    assert "5 steps descends" in said


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(1280, 720), (960, 720), (1080, 1920)])
@pytest.mark.parametrize(
    "compare", ["{learning_rate: [0.001, 0.01, 0.1, 0.85]}", "{initial: [{w: 0.5, b: -1}, {w: -2, b: 1}]}"]
)
@pytest.mark.parametrize("layout", ["auto", "columns"])
def test_texts_of_a_comparison_do_not_overlap(stage, write, size, compare, layout):
    changed = {"initial": None} if "initial" in compare else {"learning_rate": None}
    recordings = train_all(write(compare=compare, **changed))
    if layout == "columns" and not Canvas.of(*size).wide:
        recordings = recordings[:2]
    it = stage(recordings, size=size, layout=layout)
    for step in (0, 3.5, 10):
        it.frame(Moment(step, 1))
        assert_texts_keep_apart(it, size)


def test_predictions_residuals_and_squares_come_one_by_one_in_slow_motion(stage, recording):
    it = stage(panels=[PANELS["fit"]()])
    (axes,) = figure_of(it).axes
    squares, bars = axes.collections
    dots = next(line for line in axes.lines if line.get_zorder() == 4.5)
    counts = {}
    for beat, part in (("predict", 0.5), ("predict", 1), ("loss", 0.5), ("loss", 1), ("gradient", 1)):
        said = shown_in(it, Moment(3, 1, beat, part))
        counts[beat, part] = [dots.get_visible() * len(dots.get_xdata())]
        counts[beat, part] += [part.get_visible() * len(part.get_paths()) for part in (bars, squares)]
        if beat == "loss" and part == 1:
            assert f"sum of all 100 squares ÷ 100 = {recording.loss[3]:.4f} (5 drawn)" in said
    assert counts["predict", 0.5] == [10, 0, 0]
    assert counts["predict", 1] == [20, 0, 0]
    assert counts["loss", 0.5] == [20, 20, 2]
    assert counts["loss", 1] == [20, 20, 5]
    assert counts["gradient", 1] == [0, 20, 0]
    shown_in(it, Moment(3, 1))
    assert not any(part.get_visible() for part in (dots, squares))


def test_thin_residuals_and_earlier_guesses_go_when_they_teach_no_more_and_the_start_stays(stage, recording):
    it = stage(panels=[PANELS["fit"]()])
    axes = figure_of(it).axes[0]
    bars, trail = axes.collections[1], [line for line in axes.lines if line.get_zorder() == 2.5]
    seen = {}
    for step in (200, 0, 3, 60, 100, 200):
        it.frame(Moment(step, 1))
        shown = sum(line.get_visible() for line in trail)
        seen.setdefault(step, []).append((bars.get_visible() and bars.get_alpha(), shown, len(bars.get_paths())))
    assert seen[0] == [(0.5, 0, 40)]
    assert seen[3] == [(0.5, 3, 40)]
    assert 0 < seen[60][0][0] < 0.5
    assert [each[:2] for each in seen[200]] == [(False, 1)] * 2
    assert PANELS["fit"]().overlays
    assert not stage(panels=[PANELS["fit"](trail=False, residuals="none")]).figure.axes[0].collections[1].get_paths()


def test_one_thing_at_a_time_stands_out_in_slow_motion(recording):
    panels, theme = [PANELS["fit"](), PANELS["terms"]()], THEMES["dark"]()
    it = stage_with(**LINE, recordings=[recording], panels=panels, theme=theme, slow=True)
    bold = [text for text in figure_of(it).texts if text.get_fontweight() == 600]
    strip = {text.get_text(): text for text in bold if text.get_text() in BEATS}
    for beat in BEATS:
        it.frame(Moment(3, 1, beat, 0.5))
        assert [said for said, text in strip.items() if text.get_visible()] == [beat]
        faint = [contrast(to_hex(text.get_color()), theme.paper) for text in texts_of(it)]
        assert min(faint) >= 3
    it.frame(Moment(3, 1, "gradient", 1.0))
    fit, terms = figure_of(it).axes
    guess = next(line for line in fit.lines if line.get_zorder() == 4)
    assert guess.get_color() != theme.guess
    pulled = [bar.get_width() for bar in terms.patches[: len(terms.patches) - 1]]
    order = np.argsort(recording.run.samples.alone)[np.linspace(0, 99, len(pulled)).astype(int)]
    derivatives, features = recording.run.objective.terms(
        recording.at(3), recording.run.samples.x[order], recording.run.samples.y[order]
    )
    np.testing.assert_allclose(pulled, derivatives * features[:, 0], rtol=1e-6)
    slope = gradient_text([recording])(recording.gradients[3, 0]).replace("\N{MINUS SIGN}", "-")
    assert f"mean {slope}: w has to rise" in shown_in(it, Moment(3, 1, "gradient", 1.0))
    it.frame(Moment(3, 1))
    assert guess.get_color() == theme.guess
    assert not any(text.get_visible() for text in strip.values())


def test_gradient_shrinks_by_the_learning_rate_before_the_line_moves(stage, recording):
    it = stage(panels=[PANELS["surface"]()])
    (axes,) = figure_of(it).axes
    arrows = (line for line in axes.lines if line.get_markevery() == [1])
    gradient, taken = (arrow for arrow in arrows if arrow.get_transform() == axes.transData)
    start, slope = recording.parameters[3].astype(float), recording.gradients[3].astype(float)

    def reach(line):
        return np.hypot(*(np.array(line.get_data())[:, 1] - start)) / np.hypot(*slope) if line.get_visible() else 0.0

    reached = []
    for beat, part in (("loss", 1), ("gradient", 0.5), ("gradient", 1), ("update", 0.2), ("update", 0.4)):
        it.frame(Moment(3, 1, beat, part))
        reached.append((reach(gradient), reach(taken)))
    np.testing.assert_allclose(reached, [(0, 0), (0.5, 0), (1, 0), (1, 0.55), (1, 0.1)], rtol=1e-4)
    it.frame(Moment(3, 1))
    assert (reach(gradient), reach(taken)) == pytest.approx((1, 0.1), rel=1e-4)


def test_rule_and_slice_wait_for_their_beats(stage):
    it = stage(panels=[PANELS["rule"](), PANELS["slice"]()])
    said = shown_in(it, Moment(3, 1, "loss", 1))
    assert "0.355" in said
    assert "(-0.610)" not in said
    assert not any("has to" in text for text in said)
    said = shown_in(it, Moment(3, 1, "gradient", 1))
    assert "(-0.610)" in said
    assert any("b has to rise" in text for text in said)
    assert said.count("0.1") == 0
    assert shown_in(it, Moment(3.2, 1, "update", 0.6)).count("0.1") == 2


@pytest.mark.parametrize("size", [(1280, 720), (1080, 1080), (1080, 1920)])
def test_captions_fade_in_a_place_of_their_own(recording, size):
    text = "A caption of some length, which says what there is to see at this step of the training"
    panels, theme = [PANELS["fit"](), PANELS["loss"]()], THEMES["light"]()
    it = stage_with(title="A line", recordings=[recording], panels=panels, theme=theme, size=size, captions=[text])
    it.frame(Moment(0, 1))
    before = it.frame(Moment(0, 1)).pixels.copy()
    assert_texts_keep_apart(it, size)
    frame = it.frame(Moment(0, 1, caption=text, opacity=1.0))
    assert_texts_keep_apart(it, size)
    rows = np.flatnonzero((frame.pixels != before).any(axis=(1, 2)))
    assert len(rows)
    assert rows[-1] < size[1] - 1
    assert (before[rows[0] :] == before[-1, -1]).all(), "nothing else is drawn there"
    full = np.abs(frame.pixels.astype(int) - before).sum()
    faint = np.abs(it.frame(Moment(0, 1, caption=text, opacity=0.25)).pixels.astype(int) - before).sum()
    assert 0.2 * full < faint < 0.3 * full


AUTHOR = "Prof. A. Turing, University of Manchester, Computing Machine Laboratory; CC BY 4.0; doi.org/10/b262dj"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("author", "layout"),
    [("A. Turing, CC BY 4.0, $5", "auto"), (AUTHOR, "auto"), (60 * "W", "auto"), (AUTHOR, "columns")],
)
@pytest.mark.parametrize("size", [(1280, 720), (960, 720), (1080, 1920)])
def test_author_stands_at_the_foot_in_full_and_touches_nothing(compared, size, author, layout):
    theme, panels = THEMES["dark"](), [PANELS["fit"](), PANELS["loss"]()]
    caption = "A caption, and below it there is the author"
    said = {"title": "A line", "captions": [caption], "author": author}
    it = stage_with(**said, recordings=compared[:2], panels=panels, theme=theme, size=size, layout=layout)
    it.frame(Moment(5, 1, caption=caption, opacity=1.0))
    assert_texts_keep_apart(it, size)
    lines = [t for t in texts_of(it) if t.get_text() in author and len(t.get_text()) > 12]
    lines.sort(key=lambda t: -t.get_window_extent().y0)
    assert "".join(t.get_text() for t in lines).replace(" ", "") == author.replace(" ", "")
    lengths = [len(t.get_text()) for t in lines]
    assert max(lengths) - min(lengths) <= 20
    title = next(t for t in texts_of(it) if t.get_text() == "A line")
    for line in lines:
        assert line not in it._artists
        assert line.get_fontsize() == 20
        assert line.get_color() == theme.quiet
        assert line.get_window_extent().x0 == pytest.approx(title.get_window_extent().x0, abs=1)
        assert line.get_window_extent().x1 <= size[0] - title.get_window_extent().x0 + 1
        assert line.get_window_extent().y0 > 10
    above = [t for t in texts_of(it) if t not in lines]
    assert min(t.get_window_extent().y0 for t in above) > lines[0].get_window_extent().y1 - 2


def test_scene_without_an_author_keeps_its_layout(stage, recording):
    bare, signed = (
        stage_with(**LINE, recordings=[recording], panels=[PANELS["fit"]()], theme=THEMES["light"](), author=author)
        for author in ("", "A. Turing")
    )
    bottoms = [figure_of(it).axes[0].bbox.y0 for it in (bare, signed)]
    assert bottoms == pytest.approx([80, 110], abs=4)


LIT = [
    (Moment(0, 1), ["with tf", "y_pred", "loss =", "gradients =", "w.assign", "b.assign"]),
    (Moment(0, 1, "predict", 0.5), ["with tf", "y_pred"]),
    (Moment(0, 1, "loss", 0.5), ["loss ="]),
    (Moment(0, 1, "gradient", 0.5), ["gradients ="]),
    (Moment(0.5, 1, "update", 0.5), ["w.assign", "b.assign"]),
    (Moment(200, 1), ["print"]),
]


def test_running_line_is_lit(stage, recording):
    it = stage(panels=[PANELS["fit"](), PANELS["code"]()])
    axes = figure_of(it).axes[1]
    lines = [t for t in axes.texts if t.get_text().strip()]
    assert [t.get_text() for t in lines] == [line.text for line in program([recording.run], Language()) if line.text]
    assert max(t.get_window_extent().x1 for t in lines) <= 1280
    (light,) = axes.patches
    for moment, lit in LIT:
        it.frame(moment)
        ys = light.get_xy()[:, 1]
        inside = [t.get_text().strip() for t in lines if ys.min() < t.get_position()[1] < ys.max()]
        assert len(inside) == len(lit)
        assert all(text.startswith(begin) for text, begin in zip(inside, lit, strict=True))


@pytest.mark.parametrize("kind", ["loss", "parameters"])
def test_step_axis_can_be_logarithmic(stage, write, kind):
    recording = train(write(steps="200000", learning_rate="1e-4"))
    it = stage(recording, panels=[PANELS[kind](steps="log")])
    it.frame(Moment(150_000, 1))
    (axes,) = figure_of(it).axes
    assert [t.get_text() for t in axes.get_xticklabels()] == ["0", "10", "1,000", "100k"]
    curve = max(axes.lines, key=lambda line: len(line.get_xdata()))
    steps = np.array(curve.get_xdata())
    assert len(steps) < 5000
    assert (steps < 1000).sum() > 400


# Those that differ in what they show, and in how the camera moves.
@pytest.mark.thorough
@pytest.mark.parametrize(
    "word",
    ["basic", "boundary", "continue", "hot-dog", "outliers", "overfit", "slow-motion", "surface", "too-large", "xor"],
)
def test_limits_of_shipped_scenes_change_with_the_camera_alone(word):
    scene = ROOT / "scenes" / f"{word}.yaml"
    told, recordings = scene_of(scene), train_all(scene)
    told = told.model_copy(update={"output": told.output.model_copy(update={"size": SMALL})})
    timeline = timeline_of(told, recordings)
    it, fresh = (stage_for(told, recordings, timeline) for _ in range(2))
    axes, limits = figure_of(it).axes, {}
    for moment in timeline[::8]:
        for show in it._shows:
            show(moment)
        now = [(a.get_xlim(), a.get_ylim()) for a in axes]
        assert limits.setdefault(moment.view, now) == now
    moving = [moment for moment in timeline if moment.view % 1][5:6]
    chosen = [timeline[round(index)] for index in np.linspace(0, len(timeline) - 1, 5)][:-1] + moving + [timeline[-1]]
    drawn = [frame.pixels.copy() for frame in it.frames(chosen)]
    for moment, pixels in list(zip(chosen, drawn, strict=True))[1::3]:
        assert_same_picture(fresh.frame(moment).pixels, pixels)
        assert_texts_keep_apart(fresh, pixels.shape[1::-1])


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("rate", ["1.5", "50"])
def test_training_that_overflows_can_be_drawn_to_its_end(stage, write, panel, rate):
    recording = train(write(learning_rate=rate, steps="500"))
    it = stage(recording, panels=[PANELS[panel]()], size=SMALL)
    assert recording.diverged
    for position in (0, 0.5, recording.steps / 2, recording.steps):
        it.frame(Moment(position, 1))
    assert_texts_keep_apart(it, SMALL)


LARGEST_TYPE = {"title_size": 80, "number_size": 80, "label_size": 80, "tick_size": 80}


@pytest.mark.thorough
@pytest.mark.parametrize("layout", ["auto", "row", "stack", "grid", "focus", "columns"])
@pytest.mark.parametrize("size", [(160, 390), (1080, 1080), (390, 160)])
def test_whatever_is_asked_for_has_room(compared, recording, layout, size):
    columns = layout == "columns"
    panels = [PANELS[kind]() for kind in (("slice", "rule") if columns else ("rule", "slice", "status", "code"))]
    recordings = compared[: 3 if size[0] > size[1] else 2] if columns else [recording]
    theme, words = THEMES["light"](**LARGEST_TYPE), Language(kind="de")
    asked = {"size": size, "panels": panels, "layout": layout, "theme": theme, "words": words}
    said = {"title": "W" * 100, "captions": ["W" * 120], "author": "W" * 120}
    with rc_context({"font.family": "IBM Plex Sans"}):
        it = compose(Contents(**asked, **said, recordings=recordings))
    assert it.fits
    for panel, box, *_ in it.parts:
        assert box.width >= TIGHT * panel.least[0] - 1e-6
        assert box.height >= TIGHT * panel.least[1] - 1e-6
        assert box.left >= 0
        assert box.left + box.width <= it.canvas.width
        assert box.top + box.height <= it.canvas.height


def test_panels_stand_in_another_way_before_type_shrinks(stage):
    panels = [PANELS[kind]() for kind in ("fit", "loss", "surface", "parameters")]
    of_itself, stacked = (stage(panels=panels, size=(1080, 1080), layout=layout) for layout in ("auto", "stack"))
    assert of_itself.canvas.scale == 1 > stacked.canvas.scale
    middles = [(axes.bbox.x0 + axes.bbox.x1) / 2 > 540 for axes in figure_of(of_itself).axes]
    assert sorted(middles) == [False, False, True, True]


def test_code_that_is_cut_lights_what_it_shows(stage, recording):
    it = stage(panels=[PANELS[kind]() for kind in ("status", "status", "status", "code")], layout="stack")
    code = figure_of(it).axes[3]
    it.frame(Moment(0, 1, "predict", 0.5))
    assert not code.patches[0].get_visible()
    it.frame(Moment(0.5, 1, "update", 0.5))
    assert code.patches[0].get_visible()
    assert max(t.get_window_extent().x1 for t in code.texts) <= 1280


@pytest.mark.parametrize(("size", "layout"), [("854x480", "stack"), ("square", "row")])
def test_code_begins_with_a_statement_and_its_loop_is_not_cut(write, size, layout):
    plane = {"data": "{kind: clusters, points: 20}", "initial": None, "panels": "[loss, code]"}
    it, _ = stage_of(write(**plane, layout=layout, output=f"{{size: {size}}}"))
    code = figure_of(it).axes[1]
    said = [text.get_text() for text in code.texts]
    assert said[0].strip()
    assert said[0][0] != " "
    assert not any("…" in each for each in said[said.index("for step in range(10):") :])
    assert max(text.get_window_extent().x1 for text in code.texts) <= code.bbox.x1 + 1


def test_names_that_are_too_long_lose_what_follows_a_comma_first():
    figure = Figure(dpi=72)
    FigureCanvasAgg(figure)
    for room, lines, said in ((160, 1, "cross-entropy…"), (100, 1, "cross-e"), (160, 2, "cross-entropy,\nlog scale")):
        text = figure.text(0, 0, "cross-entropy, log scale")
        fit(text, room, lines, THEMES["light"](), 1.0)
        assert text.get_text().startswith(said)
        assert text.get_window_extent().width <= room


def test_names_of_axes_are_seen_in_slow_motion(write):
    it, _ = stage_of(write(panels="[surface]", slow_motion="{steps: [1], seconds: 2}"))
    frame = it.still(Moment(1, 1, "loss", 0.5))
    (upward,) = [text for text in it.moving if isinstance(text, Text) and text.get_text() == "b" and text.axes]
    left, bottom, right, top = (round(edge) for edge in upward.get_window_extent().extents)
    height = len(frame.pixels)
    assert frame.pixels[height - top : height - bottom, left:right, :3].min() < 160


@pytest.mark.parametrize("layout", ["auto", "columns"])
def test_picture_below_a_title_of_its_own_has_none(layout, recording, compared):
    panels = [PANELS["fit"](), PANELS["loss"]()]
    recordings = compared if layout == "columns" else [recording]
    titled, bare = (
        stage_with(**LINE, recordings=recordings, panels=panels, theme=THEMES["light"](title_size=size), layout=layout)
        for size in (40, 0)
    )
    last = Moment(recordings[0].run.steps, 1.0)
    titled.frame(last)
    bare.frame(last)
    assert_texts_keep_apart(bare, (1280, 720))
    said, left = ({t.get_text() for t in texts_of(each)} for each in (titled, bare))
    assert "A line" in said
    assert "A line" not in left
    # What stood beside it begins where all else does, and the panels have its place.
    boxes = [t.get_window_extent() for t in texts_of(bare) if t.get_text()]
    top = max(boxes, key=lambda box: box.y1)
    assert min(box.x0 for box in boxes if box.y1 > top.y0) < 60
    heights = [min(axes.get_position().height for axes in figure_of(each).axes) for each in (titled, bare)]
    assert heights[0] < heights[1]


def test_settings_of_the_calling_python_neither_count_nor_change(write, tmp_path):
    path = write(panels="[fit, loss, rule, code]", output="{size: 640x360}", pacing="{seconds: 1}")
    hostile = {
        "text.usetex": True,
        "text.antialiased": False,
        "text.hinting": "none",
        "lines.antialiased": False,
        "lines.scale_dashes": False,
        "path.sketch": (1, 100, 2),
        "path.simplify": False,
        "agg.path.chunksize": 100,
        "figure.autolayout": True,
        "savefig.bbox": "tight",
        "savefig.dpi": 42,
        "pdf.fonttype": 3,
        "font.family": ["serif"],
        "font.weight": "bold",
        "font.style": "italic",
        "axes.prop_cycle": "cycler(color='rgb')",
        "axes.xmargin": 0.4,
        "xtick.top": True,
        "xtick.minor.visible": True,
        "mathtext.default": "tt",
    }

    def made(name):
        return [api.load(path).save(tmp_path / f"{name}.{kind}").read_bytes() for kind in ("png", "svg", "pdf")]

    plain = made("plain")
    with rc_context(hostile), np.errstate(all="raise"), localcontext(Context(prec=2, traps=[Inexact])):
        before = dict.copy(rcParams)
        again = made("again")
        assert dict.copy(rcParams) == before
    assert [len(each) for each in again] == [len(each) for each in plain]
    assert again == plain
    # A film that was begun before goes on as it began.
    stage, moments = stage_of(path)
    first = stage.still(moments[0]).pixels.copy()
    with rc_context(hostile):
        np.testing.assert_array_equal(stage.still(moments[0]).pixels, first)


@pytest.mark.parametrize(("steps", "seen"), [("3", False), ("200", True)])
def test_surface_marks_a_minimum_only_where_there_is_one(steps, seen, stage, write):
    """Two weights of three, of a loss without a closed form: the third is held where the training ends."""
    path = write(
        data="{kind: curve, points: 20, shape: quadratic}",
        model="{kind: polynomial, degree: 2}",
        loss="{kind: huber, delta: 0.1}",
        initial="{w0: 3, w1: 3, w2: 2}",
        learning_rate="0.1" if not seen else "1",
        steps=steps,
    )
    it = stage(train(path), panels=[PANELS["surface"](along=("w0", "w1"), arrows=False)])
    it.frame(Moment(1, 1))
    (name,) = [text for text in texts_of(it) if text.get_text() == "minimum"] if seen else [None]
    marks = [line for line in figure_of(it).axes[0].lines if line.get_marker() == "P"]
    assert len(marks) == seen
    assert (name is not None) == seen
