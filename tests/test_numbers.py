"""One way of writing numbers, in pictures, in prose and in scene files."""

import random
import re

import numpy as np
import pytest

from render.numbers import floored, limit, short, typed
from render.training.decimals import fixed
from tests.conftest import ROOT

AS_PEOPLE_WRITE = {
    0: ("0", "0"),
    0.1: ("0.1", "0.1"),
    1e-5: ("0.00001", "0.00001"),
    4.7e-5: ("0.000047", "0.000047"),
    2.13e-7: ("2.13×10⁻⁷", "2.13e-7"),
    1e-9: ("10⁻⁹", "1e-9"),
    -2.5e-8: ("−2.5×10⁻⁸", "-2.5e-8"),
    -0.5: ("−0.5", "-0.5"),
    1960: ("1960", "1960"),
    12_000: ("12,000", "12000"),
    2e6: ("2,000,000", "2000000"),
    1.5e9: ("1.5×10⁹", "1.5e9"),
}


@pytest.mark.parametrize(("value", "written"), AS_PEOPLE_WRITE.items())
def test_numbers_are_written_as_people_write_them(value, written):
    assert (short(value), typed(value)) == written


def test_what_is_typed_is_what_is_meant(write):
    from render.scene.loader import takes

    for value in (*(each for each in AS_PEOPLE_WRITE if 0 < each <= 1e6), 1e-30):
        text = f"title: T\ndata: {{kind: line, w: 1, b: 0}}\nsteps: 2\nlearning_rate: {typed(value)}\n"
        assert takes(write(text))[0].scene.learning_rate == value


def test_a_limit_is_rounded_down_and_what_is_exact_stays():
    assert [limit(value) for value in (0.01099, 0.5, 0.7 - 1e-12, 2.138e-7, 1 / 3)] == [
        "0.0109",
        "0.5",
        "0.7",
        "2.13×10⁻⁷",
        "0.333",
    ]
    choose = random.Random(1)
    for _ in range(300):
        value = choose.uniform(1, 10) * 10 ** choose.uniform(-12, 12)
        assert 0.99 * value < floored(value) <= value * (1 + 1e-9)
        assert float(typed(floored(value))) == floored(value)


def test_live_numbers_have_commas_from_five_digits_on():
    write = fixed(np.array([0.1, 1960.0]), 4, 1960.0)
    assert [write(value) for value in (1960, -0.25, 21_144.8)] == ["1960.0", "−0.2", "21,144.8"]
    assert fixed(np.array([12_000.0]), 4, 12_000.0)(1960) == "1,960.0"


def test_nobody_else_lets_python_choose_how_a_number_is_written():
    ours = {"numbers.py", "decimals.py", "svg.py", "shapes.py", "ticks.py", "stills.py"}
    for path in ROOT.joinpath("render").rglob("*.py"):
        if path.name not in ours:
            assert not re.search(r"\{[^{}]*:[,.\d]*[eg]\}", path.read_text(encoding="utf-8")), path
