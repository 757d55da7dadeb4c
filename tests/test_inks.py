"""What is drawn anew: as little as has changed, and it looks as Matplotlib draws it."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from render.drawing.frame import Rect, apart
from render.drawing.inks.lines import GRID
from render.drawing.inks.texts import MOST_SPRITES
from render.drawing.stage import ink
from render.timeline.moments import Moment
from tests.conftest import BASIC, stage_of


@pytest.fixture
def paper():
    """A figure of 200 x 100 pixels, its canvas, and a function that draws an ink of an artist there, alone."""
    figure = Figure(figsize=(2, 1), dpi=100)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()

    def draw(artist):
        renderer.clear()
        each = ink(artist, renderer)
        each.look()
        each.draw(Rect(0, 0, 200, 100))
        return np.asarray(renderer.buffer_rgba()).copy(), each

    def by_matplotlib(artist):
        renderer.clear()
        artist.draw(renderer)
        return np.asarray(renderer.buffer_rgba()).copy()

    return figure, draw, by_matplotlib


@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("va", ["baseline", "center", "top"])
@pytest.mark.parametrize("said", ["\N{MINUS SIGN}1,234.5678", "guess", "two\nlines", "rate 0.01"])
@pytest.mark.parametrize("linespacing", ["normal", 1.0])
def test_text_is_where_matplotlib_draws_it(paper, said, ha, va, linespacing):
    figure, draw, by_matplotlib = paper
    text = figure.text(0.5, 0.5, said, size=14, ha=ha, va=va, linespacing=linespacing)
    (ours, _), theirs = draw(text), by_matplotlib(text)
    for axis in (0, 1):
        here, there = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for pixels in (ours, theirs))
        assert abs(here[0] - there[0]) <= 1
        assert abs(here[-1] - there[-1]) <= 1
    assert ours[..., 3].sum() == pytest.approx(theirs[..., 3].sum(), rel=0.05)


def test_only_digits_that_change_are_drawn_anew(paper):
    figure, draw, _ = paper
    text = figure.text(0.1, 0.5, "0.1234", size=14)
    _, each = draw(text)
    text.set_text("0.1235")
    assert len(each.look()) == 2
    old, new = each._placed, each.look()
    assert not new
    assert len({placed.rect for placed in old}) == 6
    text.set_text("0.1235")
    text.stale = True
    assert not each.look()


def test_many_texts_do_not_fill_the_memory(paper):
    figure, draw, by_matplotlib = paper
    text = figure.text(0.1, 0.5, "", size=14)
    _, each = draw(text)
    for count in range(MOST_SPRITES + 20):
        text.set_text(f"step {count}")
        each.look()
    assert len(each._sprites) <= MOST_SPRITES + 1
    each._renderer.clear()
    each.draw(Rect(0, 0, 200, 100))
    ours = np.asarray(each._renderer.buffer_rgba())[..., 3].sum()
    assert ours == pytest.approx(by_matplotlib(text)[..., 3].sum(), rel=0.05)


@pytest.mark.parametrize("style", ["-", "o"])
@pytest.mark.parametrize("let_go", [0, 1, 2])
def test_a_curve_that_grows_or_moves_on_changes_at_its_ends_only(paper, let_go, style):
    figure, draw, _ = paper
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(0, 100))
    points = np.array([[10, 10], [20, 15], [30, 10], [50, 60], [100, 40], [110, 45], [120, 40]])
    (line,) = axes.plot(*points[:-1].T, style, linewidth=2, alpha=0.5)
    before, each = draw(line)
    line.set_data(*points[let_go:].T)
    changed = apart(each.look())
    assert min(rect.left for rect in changed) > (-1 if let_go else 90)
    assert not any(rect.left < 90 and rect.right > 40 for rect in changed)
    line.stale = True
    after, _ = draw(line)
    for rect in changed:
        before[rect.area] = after[rect.area] = 0
    np.testing.assert_allclose(before.astype(int), after.astype(int), rtol=0, atol=2)


@pytest.mark.parametrize(
    "style",
    [
        {"linestyle": "-", "linewidth": 3, "solid_capstyle": "butt"},
        {"dashes": (3, 1.5), "marker": (3, 0, 20), "markevery": [1], "markersize": 12},
        {"linestyle": "None", "marker": "D", "markersize": 9, "markeredgecolor": "white", "markeredgewidth": 2},
        {"marker": "o", "alpha": 0.4, "markerfacecolor": "none", "drawstyle": "steps-post"},
    ],
)
def test_lines_look_as_matplotlib_draws_them(paper, style):
    figure, draw, by_matplotlib = paper
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(0, 100))
    (line,) = axes.plot([20, 90.25, 160.5], [30.75, 80, 45.5], color="#D55E00", snap=False, **style)
    (ours, _), theirs = draw(line), by_matplotlib(line)
    np.testing.assert_allclose(ours.astype(int), theirs.astype(int), rtol=0, atol=2)


@pytest.mark.parametrize("colors", ["#0072B2", ["#0072B2", "#D55E00", "#0072B2"]])
def test_bars_look_as_matplotlib_draws_them_and_change_where_they_grow(paper, colors):
    figure, draw, by_matplotlib = paper
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(0, 100))
    bars = axes.vlines([20, 60.3, 140.7], [10, 20.5, 90], [70.2, 80, 40.4], colors=colors, alpha=0.5, linewidth=1.5)
    (ours, each), theirs = draw(bars), by_matplotlib(bars)
    np.testing.assert_array_equal(ours, theirs)
    (longer := bars.get_segments())[1][1, 1] = 90
    bars.set_segments(longer)
    (changed,) = each.look()
    assert changed.left > 50
    assert changed.right < 70
    assert changed.bottom < 30
    bars.set_visible(False)
    assert each.look()
    each._renderer.clear()
    each.draw(Rect(0, 0, 200, 100))
    assert not np.asarray(each._renderer.buffer_rgba())[..., 3].any()


@pytest.mark.parametrize("color", ["#D55E00", "#1B2430"])
def test_what_lies_on_what_keeps_its_opacity_on_a_transparent_ground(paper, color):
    figure, draw, by_matplotlib = paper
    del draw, by_matplotlib
    figure.patch.set_alpha(0)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(0, 100))
    axes.set_axis_off()
    (below,) = axes.plot([10, 190], [20.25, 80.5], color="#0072B2", linewidth=6, alpha=0.6)
    (above,) = axes.plot([10, 190], [70, 25.5], "o-", color=color, linewidth=5, markersize=14, markeredgecolor="white")
    text = figure.text(0.5, 0.5, "0.5", size=20, color=color, ha="left")
    renderer = figure.canvas.get_renderer()
    pictures = []
    for draws in (lambda a: ink(a, renderer), lambda a: a):
        renderer.clear()
        for artist in (below, above, text):
            drawn = draws(artist)
            if drawn is artist:
                artist.set(snap=False)
                artist.draw(renderer)
            else:
                artist.stale = True
                drawn.look()
                drawn.draw(Rect(0, 0, 200, 100))
        pictures.append(np.asarray(renderer.buffer_rgba()).astype(int))
    ours, theirs = pictures
    assert {0, 255} < set(ours[..., 3].ravel().tolist())
    # Of what is hardly there no one sees the colour.
    ours[ours[..., 3] < 4], theirs[theirs[..., 3] < 4] = 0, 0
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=2)


def test_what_moves_less_than_can_be_seen_stays(paper):
    figure, draw, _ = paper
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(0, 100))
    (line,) = axes.plot([10, 150], [20, 30])
    _, each = draw(line)
    line.set_ydata([20 + 0.4 / GRID, 30])
    assert not each.look()
    line.set_ydata([20 + 0.6 / GRID, 30])
    assert each.look()


def test_parts_of_a_line_are_the_line(paper):
    figure, draw, _ = paper
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(0, 100))
    x = np.linspace(5, 195, 90)
    (line,) = axes.plot(x, 50 + 40 * np.sin(x / 9), "o-", linewidth=2, markersize=4)
    whole, each = draw(line)
    each._renderer.clear()
    for left in range(0, 200, 25):
        for top in (0, 37, 71):
            each.draw(Rect(left, top, left + 25, {0: 37, 37: 71, 71: 100}[top]))
    parts = np.asarray(each._renderer.buffer_rgba())
    np.testing.assert_allclose(parts.astype(int), whole.astype(int), rtol=0, atol=2)


def test_rectangles_apart_cover_the_same_and_do_not_overlap():
    random = np.random.default_rng(1)
    rects = [Rect(x, y, x + w, y + h) for x, y, w, h in random.integers(1, 40, (30, 4)).tolist()]
    covering = apart(rects)
    assert all(any(c.left <= r.left and c.right >= r.right and c.top <= r.top for c in covering) for r in rects)
    assert not any(a.overlaps(b) for i, a in enumerate(covering) for b in covering[:i])


def test_a_held_moment_changes_nothing_and_a_late_step_little():
    it, timeline = stage_of(BASIC)
    list(it.frames([timeline[0], timeline[-2]]))
    it.frame(timeline[-1])
    assert not it.frame(timeline[-1]).changed
    areas = [sum((r.right - r.left) * (r.bottom - r.top) for r in it.frame(Moment(s, 1)).changed) for s in (150, 151)]
    assert areas[1] < 0.05 * 1280 * 720
