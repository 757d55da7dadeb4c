"""Very many samples are a density, few are large."""

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from render.drawing.density import density
from render.drawing.points import MANY, marked, point_scale
from render.drawing.themes.light import Light
from tests.conftest import stage_of

THEME = Light()


def test_the_denser_the_samples_the_stronger_the_tint():
    figure = Figure(figsize=(8, 6))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
    # One sample, ten and a thousand, far from one another.
    places = np.repeat([[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]], [1, 10, 1000], axis=0)
    density(axes, THEME, *places.T)
    (hexagons,) = [each for each in axes.collections if isinstance(each, PolyCollection)]
    tints = hexagons.get_facecolor()[np.argsort(hexagons.get_offsets()[:, 0])][:, :3].mean(axis=1)
    assert len(tints) == 3
    assert 0.95 > tints[0] > tints[1] > tints[2] == pytest.approx(np.mean([0x87, 0x93, 0xA3]) / 255, abs=0.01)


def test_points_are_as_large_as_they_are_few_unless_an_author_says_how_large():
    scales = [point_scale(THEME, count) for count in (3, 12, 100, 1000, MANY)]
    assert scales == sorted(scales, reverse=True)
    assert (scales[0], scales[2]) == (2.0, 1.0)
    assert point_scale(Light(point_size=9), 3) == 1.0


def test_of_many_samples_of_classes_an_even_choice_of_both_parts_is_marked():
    assert marked(1500, 500).all()
    drawn = marked(4000, 1000)
    assert (drawn[:4000].sum(), drawn[4000:].sum()) == (320, 80)


def test_samples_on_rails_become_bars_that_count_them(write):
    data = "{kind: clusters, centres: [-1, 1], points: 2500, seed: 1}"
    stage, timeline = stage_of(
        write(data=data, initial=None, steps="2", panels="[fit]", learning_rate="0.1", validation="0.2")
    )
    stage.frame(timeline[0])
    (axes,) = stage.figure.axes
    assert len(axes.patches) == 4
    assert not [line for line in axes.lines if line.get_marker() not in {"None", ""} and len(line.get_xdata()) > 1]
