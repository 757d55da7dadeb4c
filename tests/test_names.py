"""What stands at the axes of the author's data: numbers of hers, names however long, and the formula."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from render.drawing.contents import Contents
from render.drawing.panels.fit import Fit
from render.drawing.panels.loss import LossCurve
from render.drawing.proof import Proof
from render.drawing.stage import Stage
from render.drawing.themes.light import Light
from render.lint.overlaps import faults_of
from render.timeline.moments import Moment
from render.training.models.line import Line
from render.training.samples import Samples
from tests.conftest import train

SIZES = [(1280, 720), (1080, 1080), (1080, 1920), (640, 360)]
UNIX = "[1700000000, 1700000017, 1700000060, 1700000120]"
LONG = "seconds since the beginning of 1970 in Greenwich, without leap seconds, measured"


@pytest.fixture(scope="module")
def days(recording):
    """A recording whose x are dates."""
    first = date(2020, 3, 1).toordinal()
    x = np.linspace(first, first + 400, len(recording.run.samples.x))
    y = recording.run.samples.y.astype(float)
    samples = Samples.of(x, y, x_name="day", y_name="price (€)", x_is_date=True)
    return replace(recording, run=replace(recording.run, samples=samples))


def drawn(recording, size=(1280, 720), step=1):
    stage = Stage(
        Contents(title="A title", recordings=[recording], panels=[Fit(), LossCurve()], theme=Light(), size=size)
    )
    stage.still(Moment(float(step), 1))
    return stage


def ticks_of(axis):
    return [text.get_text() for text in axis.get_ticklabels() if text.get_text()]


def assert_all_is_inside_and_apart(stage, size):
    assert not list(faults_of(Proof(stage).texts(), *size, 2.0))
    for text in Proof(stage).texts():
        left, bottom, right, top = text.box
        assert min(left, bottom, size[0] - right, size[1] - top) >= 0, text.said
    for axes in stage.figure.axes:
        boxes = [text.get_window_extent() for text in axes.get_xticklabels() if text.get_text()]
        assert all(one.x1 < other.x0 for one, other in pairwise(boxes))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["t", LONG, "x" * 80], ids=len)
def test_names_stay_in_the_picture(name, size, write):
    data = f'{{kind: points, x: {UNIX}, y: [1, 2, 3, 4], x_name: "{name}", y_name: "{name}"}}'
    stage = drawn(train(write(data=data, steps="2", learning_rate="0.0001")), size)
    fit = stage.figure.axes[0]
    assert_all_is_inside_and_apart(stage, size)
    for text in (fit.get_title(loc="left"), fit.get_xlabel()):
        assert text.replace("\n", " ").startswith(name[:20])


def test_ticks_are_the_authors_numbers(write):
    data = f"{{kind: points, x: {UNIX}, y: [1960, 1970, 1980, 1990], x_name: t, y_name: year}}"
    fit = drawn(train(write(data=data, initial="{w: 0, b: 1960}", steps="2", learning_rate="0.0001"))).figure.axes[0]
    assert fit.get_xlabel() == "t − 1,700,000,000"
    assert [float(text) for text in ticks_of(fit.xaxis)] == [x + 60 for x in fit.get_xticks() if -64 < x < 64]
    assert "1960" in ticks_of(fit.yaxis)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_dates(days, size):
    stage = drawn(days, size)
    fit = stage.figure.axes[0]
    assert_all_is_inside_and_apart(stage, size)
    labels = ticks_of(fit.xaxis)
    assert len(set(labels)) == len(labels) >= 2
    assert set(labels) <= {f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13)} | {"2021"}


@pytest.mark.parametrize(
    ("x", "y", "formula"),
    [
        ([0, 1], [0, 1], "y = w x + b"),
        ([1.7e9, 1.7e9 + 60, 1.7e9 + 120], [0, 1, 2], "y = w (x − 1,700,000,060) + b"),
        ([0, 1, 2], [1e8 + 1, 1e8 + 2, 1e8 + 5], "y − 100,000,003 = w x + b"),
        ([-1.7e9, -1.7e9 + 120], [0, 1], "y = w (x + 1,699,999,940) + b"),
    ],
)
def test_formula(x, y, formula):
    assert Line().formula(Samples.of(np.array(x, float), np.array(y, float))) == formula


@pytest.mark.parametrize(
    ("first", "last", "origin"),
    [("2020-01-10", "2020-12-31", "2020-07-01"), ("1990-03-01", "2024-05-01", "2007-01-01")],
)
def test_origin_of_dates_is_a_round_day(first, last, origin):
    x = np.array([float(date.fromisoformat(day).toordinal()) for day in (first, last)])
    assert Line().formula(Samples.of(x, x / 1e6, x_is_date=True)).startswith(f"y = w (x − {origin}) + b")


def test_numbers_that_only_chance_makes_the_same_have_no_origin():
    x = np.random.default_rng(0).random(100_000)
    assert len(np.unique(np.float32(x))) < len(x)
    assert Line().formula(Samples.of(x, x)) == "y = w x + b"


def test_formula_stands_above_the_rate_and_in_the_description(days):
    from render.output.description import describe
    from tests.conftest import BASIC, scene_of

    said = [text.get_text() for text in drawn(days).moving if hasattr(text, "get_text")]
    assert "y = w (x − 2020-09-01) + b\nlearning rate 0.1" in said
    told = describe(scene_of(BASIC), [days]).long
    assert "day goes from 2020-03-01 to 2021-04-05, price (€) from " in told
    assert "The model is y = w (x − 2020-09-01) + b, with x in days." in told
