"""Ticks: no two labels of an axis are the same, and each is the tick, in the author's numbers."""

import random
import re
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from render.drawing.ticks import DateTicks, RoundTicks, Ticks, of_dates, of_numbers
from render.numbers import SUPERSCRIPTS
from render.training.samples import Quantity

UNITS = {"k": 3, "M": 6}
DIGITS = {value: key for key, value in SUPERSCRIPTS.items()}


def read(label, labels):
    """The number that a label says, and how much its last digit stands for."""
    plain = label.replace("\N{MINUS SIGN}", "-").replace(",", "")
    mantissa, _, power = plain.partition("\N{MULTIPLICATION SIGN}10")
    exponent = int(power.translate(DIGITS)) if power else 0
    exponent += UNITS.get(mantissa[-1], 0)
    number = Decimal(mantissa.rstrip("kM"))
    return number.scaleb(exponent) + labels.less, Decimal(1).scaleb(exponent + number.as_tuple().exponent)


def test_labels_differ_and_are_the_ticks():
    choose = random.Random(2)
    for _ in range(2000):
        span = 10 ** choose.uniform(-9, 12)
        middle = choose.choice([0, span, choose.uniform(-1, 1) * span * 10 ** choose.uniform(0, 9)])
        middle = max(-1e12, min(1e12, middle))
        origin = choose.choice([0.0, float(f"{middle:.9g}")])
        low, high = middle - span / 2 - origin, middle + span / 2 - origin
        places = [p for p in RoundTicks(origin, 6, integer=False).tick_values(low, high) if low <= p <= high]
        labels = Ticks(Quantity("x", origin)).labels(places)
        assert len(set(labels.texts)) == len(places) >= 2
        forms = {
            re.sub(r"^.*?(\.|$|(?=[kM×]))", r"\1", re.sub(r"\d", "#", text)) for text in labels.texts if text != "0"
        }
        assert len(forms) == 1, "one unit, one number of decimals"
        for text, place in zip(labels.texts, places, strict=True):
            number, unit = read(text, labels)
            assert abs(float(number - Decimal(place + origin))) <= 0.51 * float(unit)
            assert len(text) <= 11


KNOWN = {
    (1960, 1980, 2000): ("1960 1980 2000", "x"),
    (0, 0.5, 1): ("0.0 0.5 1.0", "x"),
    (5000, 10_000, 15_000): ("5,000 10,000 15,000", "x"),
    (0, 50_000, 100_000): ("0 50k 100k", "x"),
    (0, 500_000, 1_000_000, 1_500_000): ("0 0.5M 1.0M 1.5M", "x"),
    (1_700_000_000, 1_700_000_060, 1_700_000_120): ("0 60 120", "x − 1,700,000,000"),
    (1_699_999_980, 1_700_000_000, 1_700_000_020): ("−20 0 20", "x − 1,700,000,000"),
    (-100_000_003, -100_000_002): ("−3 −2", "x + 100,000,000"),
    (20_231_005, 20_231_010, 20_231_015): ("5 10 15", "x − 20,231,000"),
    (2_460_000.5, 2_460_000.502): ("0.000 0.002", "x − 2,460,000.5"),
    (1e-7, 2e-7): ("1×10⁻⁷ 2×10⁻⁷", "x"),
    (0, 5e9, 1e10): ("0 0.5×10¹⁰ 1.0×10¹⁰", "x"),
}


@pytest.mark.parametrize(("numbers", "said"), KNOWN.items())
def test_labels_are_short(numbers, said):
    labels = of_numbers([Decimal(str(number)) for number in numbers])
    assert (" ".join(labels.texts), labels.name("x")) == said


def test_labels_of_a_logarithmic_axis():
    log = Ticks(log=True)
    assert log.labels([0.01, 0.1, 1, 10]).texts == ["0.01", "0.1", "1", "10"]
    assert log.labels([1e-7, 1e-5, 1e-3]).texts == ["10⁻⁷", "10⁻⁵", "10⁻³"]
    assert log.labels([2, 2.2]).texts == ["2.0", "2.2"]
    assert Ticks(log=True, least=3).labels([0, 10, 1000, 100_000]).texts == ["0", "10", "1,000", "100k"]


DATES = {
    ("2020-01-01", "2022-01-01"): ("2020 2022", "day"),
    ("2020-11-01", "2021-02-01"): ("2020-11 2021-02", "day"),
    ("2024-03-15", "2024-03-20"): ("03-15 03-20", "day, 2024"),
    ("2023-12-15", "2024-01-05"): ("2023-12-15 2024-01-05", "day"),
    ("2024-03-15T06:00", "2024-03-15T12:00"): ("06:00 12:00", "day, 2024-03-15"),
    ("2024-03-15T18:00", "2024-03-16T06:00"): ("03-15 18:00 03-16 06:00", "day, 2024"),
    ("2024-03-15T18:00:10", "2024-03-15T18:00:20"): ("18:00:10 18:00:20", "day, 2024-03-15"),
}


@pytest.mark.parametrize(("moments", "said"), DATES.items())
def test_labels_of_dates(moments, said):
    labels = of_dates([datetime.fromisoformat(moment) for moment in moments])
    assert (" ".join(labels.texts), labels.name("day")) == said


def test_ticks_of_dates_are_round_and_differ():
    choose = random.Random(3)
    for _ in range(300):
        origin = float(choose.randint(date(1, 6, 1).toordinal(), date(9990, 1, 1).toordinal()))
        span = 10 ** choose.uniform(-2, 5)
        low, high = -0.5 * span, 0.5 * span
        places = [place for place in DateTicks(origin, 5).tick_values(low, high) if low <= place <= high]
        labels = Ticks(Quantity("day", origin, is_date=True)).labels(places)
        assert len(set(labels.texts)) == len(places) >= 2
        whole = [place + origin for place in places]
        if span > 30:
            assert np.allclose(whole, np.round(whole))
