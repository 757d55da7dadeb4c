"""Data of classes: as many of each, the same again, made by the lines that are shown, on the shape that is named."""

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from tests.test_structure import FAMILIES

MEMBERS = FAMILIES["render.training.data"].members
MADE = {kind: member for kind, member in MEMBERS.items() if member.classifies is True}
OPTIONS = {
    **{kind: (kind, {}) for kind in MADE},
    **{f"{kind}, uneven": (kind, {"points": 23, "seed": 7}) for kind in MADE},
    **{f"{kind}, without noise": (kind, {"noise": 0.0}) for kind in MADE if "noise" in MADE[kind].model_fields},
    "one input": ("clusters", {"centres": (-1.0, 2.0, 0.5), "points": 11}),
    "far from 0": ("clusters", {"centres": ((1e9, 0.0), (1e9 + 4, 1.0))}),
    "five clusters": ("clusters", {"centres": ((0.25, -3.5), (4.0, 0.0), (-4.0, 0.0), (2.5, 3.25), (-2.5, 3.25))}),
    "five arms, clockwise": ("spiral", {"arms": 5, "turns": -1.5}),
    "narrow": ("circles", {"factor": 0.9, "noise": 0.01}),
    "noisy": ("xor", {"gap": 0.0, "noise": 0.3}),
}


def load(kind, **options):
    return MEMBERS[kind](**options).load(Path())


def classes_of(kind, **options):
    """The inputs of each class, in float64."""
    samples = load(kind, **options)
    return [samples.x[samples.y == number].astype(float) for number in range(len(samples.classes))]


@pytest.mark.parametrize(("kind", "options"), OPTIONS.values(), ids=OPTIONS)
def test_data_of_classes(kind, options):
    data = MADE[kind](**options)
    samples = data.load(Path())
    assert samples.x.dtype == samples.y.dtype == np.float32
    assert samples.task == data.task(Path())
    assert samples.x.shape == (data.count(Path()), len(samples.inputs))
    assert samples.classes == tuple("ABCDE"[: samples.task.classes])
    assert data.moments(Path()) is None
    sizes = np.bincount(samples.y.astype(int))
    assert len(sizes) == samples.task.classes
    assert sizes.tolist() == sorted(sizes, reverse=True)
    assert sizes[0] - sizes[-1] <= 1
    assert (np.diff(samples.y) >= 0).all()
    assert data.load(Path()).digest == samples.digest
    chance = options.get("noise") != 0 or kind == "xor"
    assert (load(kind, **{**options, "seed": 8}).digest != samples.digest) == chance
    assert any("default_rng" in line for line in samples.code) == chance


@pytest.mark.parametrize(("kind", "options"), OPTIONS.values(), ids=OPTIONS)
def test_lines_of_the_program_make_the_same_samples(kind, options):
    samples = load(kind, **options)
    assert len(samples.code) <= 10
    assert max(map(len, samples.code)) <= 62
    names = {"np": np}
    exec("\n".join(samples.code), names)
    assert names["x"].shape == ((len(samples.y),) if len(samples.inputs) == 1 else samples.x.shape)
    np.testing.assert_array_equal(np.float32(names["x"].reshape(samples.x.shape)), samples.x)
    np.testing.assert_array_equal(np.float32(names["y"]), samples.y)


def test_names():
    samples = load("moons", x_name=("length", "width"), y_name="species", classes=("newt", "frog"))
    assert [quantity.name for quantity in samples.inputs] == ["length", "width"]
    assert (samples.target.name, samples.classes) == ("species", ("newt", "frog"))
    assert [quantity.name for quantity in load("moons").inputs] == ["x1", "x2"]
    assert load("clusters", centres=(0.0, 1.0)).input.name == "x"
    assert load("clusters", centres=(0.0, 1.0), x_name="size").input.name == "size"


def test_moons_are_half_circles():
    upper, lower = classes_of("moons", noise=0.0)
    np.testing.assert_allclose(np.hypot(*upper.T), 1, rtol=1e-6)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1, rtol=1e-6)
    assert upper[:, 1].min() > -1e-6
    assert lower[:, 1].max() < 0.5 + 1e-6
    np.testing.assert_allclose(
        [upper[0], upper[-1], lower[0], lower[-1]], [(1, 0), (-1, 0), (0, 0.5), (2, 0.5)], atol=1e-6
    )


def test_circles_have_their_radii():
    outer, inner = classes_of("circles", noise=0.0, factor=0.3)
    np.testing.assert_allclose(np.hypot(*outer.T), 1, rtol=1e-6)
    np.testing.assert_allclose(np.hypot(*inner.T), 0.3, rtol=1e-6)
    for ring in (outer, inner):
        np.testing.assert_allclose(ring.mean(axis=0), 0, atol=1e-6)


def test_spiral_turns_evenly_as_its_radius_grows():
    arms = classes_of("spiral", noise=0.0, arms=4, turns=1.25, points=400)
    for number, arm in enumerate(arms):
        radius = np.hypot(*arm.T)
        np.testing.assert_allclose(radius, np.linspace(0.1, 1, 100), rtol=1e-5)
        angle = np.unwrap(np.arctan2(arm[:, 1], arm[:, 0])) / (2 * np.pi)
        np.testing.assert_allclose(angle[-1] - angle[0], 1.25 * 0.9, rtol=1e-5)
        np.testing.assert_allclose(np.diff(angle), (angle[-1] - angle[0]) / 99, rtol=1e-3)
        assert (angle[-1] - 1.25 - number / 4 + 0.5) % 1 == pytest.approx(0.5, abs=1e-5)


def test_xor_is_the_sign_of_the_product():
    for points in (100, 101, 102, 103):
        minus, plus = classes_of("xor", points=points, gap=0.2)
        assert (minus.prod(axis=1) < 0).all()
        assert (plus.prod(axis=1) > 0).all()
        every = np.concatenate([minus, plus])
        assert np.abs(every).min() >= 0.2 - 1e-6
        assert np.abs(every).max() <= 1
        quarters = [np.sum((every[:, 0] > 0) == right) for right in (True, False)]
        assert abs(quarters[0] - quarters[1]) <= 1
        assert all(abs(2 * np.sum(part[:, 0] > 0) - len(part)) <= 1 for part in (minus, plus))


@pytest.mark.parametrize("centres", [((1.0, -2.0), (3.0, 5.0), (-4.0, 0.5)), (-3.0, 2.0)], ids=["two inputs", "one"])
def test_clusters_lie_around_their_centres(centres):
    clusters = classes_of("clusters", centres=centres, spread=0.5, points=600)
    for cluster, centre in zip(clusters, centres, strict=True):
        assert (np.abs(cluster.mean(axis=0) - centre) < 4 * 0.5 / len(cluster) ** 0.5).all()
        np.testing.assert_allclose(cluster.std(axis=0), 0.5, rtol=4 / (2 * len(cluster)) ** 0.5)


def test_of_classes_the_same_share_of_each_is_held_back():
    samples = MEMBERS["clusters"](centres=((0.0, 0.0), (5.0, 0.0), (0.0, 5.0)), points=120).load(Path())
    split = samples.hold_back(0.25, 3)
    for part, count in ((split, 30), (split.validation, 10)):
        assert [int((part.y == each).sum()) for each in range(3)] == [count] * 3
    both = np.concatenate([split.x, split.validation.x])
    assert {*map(tuple, both.tolist())} == {*map(tuple, samples.x.tolist())}
    again, other = samples.hold_back(0.25, 3), samples.hold_back(0.25, 4)
    np.testing.assert_array_equal(split.validation.x, again.validation.x)
    assert not np.array_equal(split.validation.x, other.validation.x)


def test_words_that_are_written_out_are_classes_in_alphabetical_order():
    samples = load("points", x=(1.0, 2.0, 3.0, 4.0), y=("yes", "no", "yes", "Maybe"))
    assert samples.classes == ("Maybe", "no", "yes")
    assert samples.y.tolist() == [2, 1, 2, 0]
    assert samples.task.classes == 3
    with pytest.raises(ValidationError, match='all y are "a"'):
        load("points", x=(1.0, 2.0), y=("a", "a"))
    with pytest.raises(ValidationError, match="y has 13 different words; 12 classes are the most"):
        load("points", x=tuple(map(float, range(13))), y=tuple("abcdefghijklm"))
