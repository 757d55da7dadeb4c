"""The panel units: bands, lines, bars and curves against a network's layers, written out in NumPy."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from render.drawing.bands import Areas, tint
from render.drawing.classes import color_of, mixed
from render.drawing.panels import Runs, Subject
from render.drawing.panels.units import Units
from render.drawing.themes.light import Light
from render.drawing.unit_planes import STRONG
from render.languages import Language
from render.timeline.moments import Moment
from render.training.models.network import Network
from render.training.task import Task
from tests.conftest import run_of, stage_of, train

THEME = Light()
MOONS = "{kind: moons, noise: 0.2, points: 60, seed: 2}"
SINE = "{kind: curve, points: 24, x: [-1, 1], noise: 0.1, seed: 3}"
STEP = 17


def scene(data, hidden, activation, **more):
    model = f"{{kind: network, hidden: {hidden}, activation: {activation}}}"
    usual = {"data": data, "model": model, "initial": "{seed: 3}", "learning_rate": "0.3", "steps": "40"}
    return {**usual, "panels": "[units]", **more}


def drawn(recording, **options):
    """The artists that move, by their kinds, at a step."""
    axes = Figure(figsize=(10, 10), dpi=72).add_axes((0.1, 0.1, 0.8, 0.5))
    moving = Units(**options).draw(axes, Runs([recording], [recording], [THEME.guess], Language()), THEME)
    moving.show(Moment(STEP, 1))

    def of(kind):
        return [artist for artist in moving.artists if isinstance(artist, kind)]

    return axes, of, moving.standing


def layers(recording, hidden, inputs):
    """W and b of each layer, as theta has them."""
    theta, found, at = recording.parameters[STEP].astype(float), [], 0
    sizes = [inputs, *hidden, recording.run.samples.task.outputs]
    for before, units in pairwise(sizes):
        found.append((theta[at : at + before * units].reshape(before, units), theta[at + before * units :][:units]))
        at += (before + 1) * units
    return found


ACTIVATIONS = {
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0),
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_tiles_have_bands_of_activations_a_line_where_units_turn_and_bars_of_weights(activation, write):
    recording = train(write(**scene(MOONS, [5, 4], activation)))
    axes, of, standing = drawn(recording)
    *tiles, whole = of(Areas)
    lines, _ = of(PathPatch)
    (first, b1), (second, b2), (last, bias) = layers(recording, [5, 4], 2)
    act = ACTIVATIONS[activation]

    def summed(x):
        return act(x @ first + b1) @ second + b2

    for index, tile in enumerate(tiles):
        grid = tile.grid
        rows, columns = (count - 3 for count in grid.shape)
        cells = np.zeros((rows * grid.step, columns * grid.step), np.uint32)
        tile.paint(cells)
        # The corners of cells are places of the grid.
        inner = grid.places.reshape(*grid.shape, 2)[2:-2, 2:-2]
        seen = cells[grid.step :: grid.step, grid.step :: grid.step][: inner.shape[0], : inner.shape[1]]
        z = summed(inner.reshape(-1, 2))[:, index]
        value = {"tanh": np.abs(np.tanh(z)), "sigmoid": np.abs(2 * act(z) - 1), "relu": act(z)}[activation]
        band = np.searchsorted([0.2, 0.5, 0.8], value)
        clear = (np.abs(value[:, np.newaxis] - (0.2, 0.5, 0.8)).min(axis=1) > 0.03) & (np.abs(z) > 0.02)
        colors = [to_hex(color[:3] / 255) for color in seen.ravel().view(np.uint8).reshape(-1, 4)]
        if activation != "relu":
            known = [mixed(THEME.paper, color_of(THEME, int(s > 0)), STRONG[b]) for s, b in zip(z, band, strict=True)]
            assert clear.mean() > 0.6
            assert np.array(colors)[clear].tolist() == np.array(known)[clear].tolist()
        else:
            # How strong is said by the whole film; where nothing is handed on, there is nothing.
            assert {c for c, s in zip(colors, z, strict=True) if s < -0.02} <= {THEME.paper.lower()}
            assert THEME.paper.lower() not in {c for c, s in zip(colors, z, strict=True) if s > 0.02}
    assert to_hex(whole._tints[1][3]) == tint(THEME, 1, 3)

    # A line lies on the tile of its unit, where z is 0, but for bends within cells of the grid.
    vertices, seen = lines.get_path().vertices, 0
    for index, tile in enumerate(tiles):
        grid = tile.grid
        corners = [(grid.left, grid.bottom), np.add((grid.left, grid.bottom), grid.size)]
        low, high = axes.transData.inverted().transform(corners)
        points = vertices[((vertices >= low - 1e-6) & (vertices <= high + 1e-6)).all(axis=1)]
        places = grid.places.reshape(*grid.shape, 2)
        pixel = (places[2, 2] - places[1, 1]) / grid.step
        inputs = places[1, 1] + (points - low) * pixel
        z = summed(inputs)[:, index]
        assert np.abs(z).max(initial=0.0) < 0.02 * np.ptp(summed(grid.places)[:, index])
        seen += len(points)
    assert seen == len(vertices) > 8

    bars = [line for line in of(Line2D) if line not in standing]
    lengths = np.array([np.diff(bar.get_xdata())[0] for bar in bars])
    np.testing.assert_allclose(lengths / lengths[0], last[:, 0] / last[0, 0], rtol=1e-6)
    for bar, weight in zip(bars, last[:, 0], strict=True):
        assert bar.get_color() == color_of(THEME, int(weight > 0))
    *numbers, below = [text.get_text().replace("\N{MINUS SIGN}", "-") for text in of(Text)]
    np.testing.assert_allclose([float(number) for number in numbers], last[:, 0], atol=0.006)
    assert float(below.removeprefix("bias ")) == pytest.approx(bias[0], abs=0.006)


@pytest.mark.parametrize("data", [SINE, "{kind: clusters, centres: [-1, 1], points: 30}"])
def test_curves_times_weights_add_up_to_the_answer(data, write):
    recording = train(write(**scene(data, [5], "relu")))
    axes, of, _ = drawn(recording)
    curves = of(Line2D)
    quiet, weighted, answer = curves[:5], curves[5:10], curves[10]
    (first, b1), (_, bias) = layers(recording, [5], 1)
    x = recording.run.samples.everything[0][:, 0].astype(float)
    beyond = 0.03 * np.ptp(x)
    places = np.linspace(x.min() - beyond, x.max() + beyond, 120)[:, np.newaxis]
    values = np.maximum(places @ first + b1, 0)
    zeros = [line.get_ydata()[0] for line in axes.lines if len(line.get_xdata()) == 2][:5]
    heights = np.stack([curve.get_ydata() - zero for curve, zero in zip(quiet, zeros, strict=True)], axis=1)
    unit = heights.max() / values.max()
    np.testing.assert_allclose(heights, unit * values, atol=1e-6 * unit)
    added = np.stack([curve.get_ydata() - zero for curve, zero in zip(weighted, zeros, strict=True)], axis=1) / unit
    outputs = added.sum(axis=1) + bias[0]
    predicted = 1 / (1 + np.exp(-outputs)) if recording.run.samples.classes else outputs
    np.testing.assert_allclose(recording.predict(STEP, places), predicted, atol=1e-5)
    slope, _ = np.polyfit(predicted, answer.get_ydata(), 1)
    assert slope > 0
    np.testing.assert_allclose(np.diff(answer.get_ydata()), slope * np.diff(predicted), atol=1e-5 * slope)


def test_an_earlier_layer_has_no_sum_and_of_many_units_the_first_ones_are_shown(write):
    recording = train(write(**scene("{kind: spiral, points: 60}", [20, 3], "tanh")))
    axes, of, _ = drawn(recording, layer=1)
    assert len(of(Areas)) == 15
    assert [text.get_text() for text in axes.texts] == ["5\nmore"]
    assert axes.get_ylabel() == "units of hidden layer 1"
    # Of three classes, each unit has a weight for each.
    axes, of, standing = drawn(recording)
    assert len(of(Areas)) == 4
    bars = [line for line in of(Line2D) if line not in standing]
    assert [bar.get_color() for bar in bars] == 3 * [color_of(THEME, number) for number in range(3)]


def test_frames_leave_no_trace_and_vectors_have_no_pictures(write):
    stage, _ = stage_of(write(**scene(MOONS, [4], "relu", slow_motion="[3]")))
    fresh = stage.still(Moment(20, 1)).pixels.copy()
    for moment in (Moment(0, 1), Moment(3, 1, "predict", 0.5), Moment(7.5, 1), Moment(20, 1)):
        frame = stage.frame(moment)
    np.testing.assert_allclose(frame.pixels.astype(int), fresh.astype(int), rtol=0, atol=2)
    vectors = stage.vectors()
    vectors.background()
    assert "<image" not in "".join(vectors.show(Moment(20, 1)))


@pytest.mark.parametrize(
    ("task", "hidden", "layer", "said", "hint"),
    [
        (Task(2, 2), [], None, "what hidden layers have learned, and the model has none", "choose boundary, or write"),
        (Task(3, 2), [4], None, "units shows one or two inputs, and the data have 3", "choose metrics"),
        (Task(1, 3), [4], None, "units of one input shows two classes, and the data have 3", "choose metrics or loss"),
        (Task(2, 2), [4, 4], 3, "there is no hidden layer 3: the model has 2", "write layer: 1 to 2"),
    ],
)
def test_what_it_cannot_show(task, hidden, layer, said, hint, write):
    subject = Subject.of(run_of(write(**scene(MOONS, [4], "tanh"))))
    subject = subject._replace(task=task, model=Network(hidden=tuple(hidden)))
    (refused,) = Units(layer=layer).refuses(subject)
    assert said in refused.message
    assert refused.hint.startswith(hint)
