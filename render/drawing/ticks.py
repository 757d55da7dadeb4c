"""Where ticks stand and what they read: all of an axis at once, in the author's numbers, no two of them the same."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import matplotlib.dates
import numpy as np
from matplotlib.ticker import Formatter, Locator, MaxNLocator
from numpy.typing import NDArray

from render.numbers import GROUPED, MINUS, PLAIN, TIMES, exact, grouped, power, typeset, with_power
from render.training.samples import Quantity

MOST_DIGITS, MOST_BEFORE_POWER = 5, 3
"""Of a label, and of one with a power of ten: longer ones are told less a number that the axis' name says."""
FEWEST_IN_UNITS = 5
"""From this power of ten on, thousands (k) and millions (M) are units."""
UNITS = {6: "M", 3: "k"}
MOST_DECIMALS = 2
"""Of a label with a unit."""
MOST_DECADES = 8
"""Of a logarithmic axis without powers of ten."""
FLOAT_DIGITS = 15
DAY = timedelta(days=1)

dates: Any = matplotlib.dates


class Labels(NamedTuple):
    """The texts of an axis' ticks; `less` was subtracted from each number, `within` stands before each date."""

    texts: list[str]
    less: Decimal = Decimal(0)
    within: str = ""

    def name(self, name: str) -> str:
        """Return the axis' name with what its ticks leave out."""
        if self.within:
            return f"{name}, {self.within}"
        return f"{name} {'+' if self.less < 0 else MINUS} {exact(abs(self.less))}" if self.less else name


class Ticks(Formatter):
    """Labels of the ticks of an axis, of which the numbers are those of a `quantity` less its origin.

    A logarithmic axis over more than a decade has each number by itself. Digits stand in groups from the power of ten
    `least` on. The axis is `named` so, without what its ticks leave out.
    """

    named: str | None = None

    def __init__(self, quantity: Quantity | None = None, log: bool = False, least: int = GROUPED) -> None:
        """Say what the numbers are."""
        self.quantity, self._log, self._least = quantity or Quantity(""), log, least

    def labels(self, places: Sequence[float]) -> Labels:
        """Return the labels of ticks at `places`."""
        if self.quantity.is_date:
            return of_dates([_moment(self.quantity.origin + place) for place in places])
        if self._log and max(places, default=0) >= 10 * min(places, default=0):
            return Labels(_each([Decimal(f"{place:.12g}") for place in places], self._least))
        return of_numbers(_decimals(np.asarray(places) + self.quantity.origin), self._least)

    def format_ticks(self, values: Any) -> list[str]:
        """Return the label of each of `values`; ticks outside of the axis have none."""
        inside = self.inside(values)
        texts = iter(self.labels([value for value, seen in zip(values, inside, strict=True) if seen]).texts)
        return [next(texts) if seen else "" for seen in inside]

    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: D102
        return self.labels([x]).texts[0]

    def inside(self, values: Any) -> list[bool]:
        """Return which of `values` the axis shows."""
        low, high = sorted(self.axis.get_view_interval())  # type: ignore[union-attr]
        slack = 1e-6 * (high - low)
        return [bool(low - slack <= value <= high + slack) for value in values]


def of_numbers(numbers: Sequence[Decimal], least: int = GROUPED) -> Labels:
    """Return `numbers` with one unit and one number of decimals, less a common part where they would be long."""
    texts = _in_one_unit(numbers, least)
    if any(map(_is_long, texts)) and (less := _common(numbers)):
        return Labels(_in_one_unit([number - less for number in numbers], least), less)
    return Labels(texts)


def of_dates(moments: Sequence[datetime]) -> Labels:
    """Return dates as ISO 8601 writes them, as far as they differ."""
    if all((m.month, m.day, m.time()) == (1, 1, datetime.min.time()) for m in moments):
        return Labels([f"{m.year:04d}" for m in moments])
    days = [m.date().isoformat() for m in moments]
    if not any(m.time() != datetime.min.time() for m in moments):
        if all(m.day == 1 for m in moments):
            return Labels([day[:7] for day in days])
        if len({m.year for m in moments}) == 1:
            return Labels([day[5:] for day in days], within=days[0][:4])
        return Labels(days)
    clock = "milliseconds" if any(m.microsecond for m in moments) else "seconds"
    clock = clock if any(m.second or m.microsecond for m in moments) else "minutes"
    times = [m.time().isoformat(clock) for m in moments]
    if len(set(days)) == 1:
        return Labels(times, within=days[0])
    both = [f"{day} {time}" for day, time in zip(days, times, strict=True)]
    if len({m.year for m in moments}) == 1:
        return Labels([text[5:] for text in both], within=days[0][:4])
    return Labels(both)


class RoundTicks(MaxNLocator):
    """Ticks at round numbers of the author's, on an axis of these numbers less an `origin`."""

    def __init__(self, origin: float, nbins: int, integer: bool) -> None:
        """Choose at most `nbins` + 1 ticks, at whole numbers only if these are to be `integer`."""
        super().__init__(nbins=nbins, integer=integer, steps=[1, 2, 2.5, 5, 10])
        self._origin = origin

    def tick_values(self, vmin: float, vmax: float) -> Any:  # noqa: D102
        return np.asarray(super().tick_values(vmin + self._origin, vmax + self._origin)) - self._origin


class DateTicks(Locator):
    """Ticks at round dates, on an axis of days from the day with the ordinal `origin`."""

    def __init__(self, origin: float, nbins: int) -> None:
        """Choose at most `nbins` + 1 ticks."""
        self._origin, self._nbins = origin, nbins

    def set_params(self, **kwargs: Any) -> None:
        """Choose at most `nbins` + 1 ticks."""
        self._nbins = kwargs["nbins"]

    def __call__(self) -> list[float]:  # noqa: D102
        return self.tick_values(*self.axis.get_view_interval())  # type: ignore[union-attr]

    def tick_values(self, vmin: float, vmax: float) -> list[float]:  # noqa: D102
        ends = [_moment(self._origin + end) for end in sorted((vmin, vmax))]
        places: list[float] = []
        for locator in _date_locators():
            finer = [_ordinal(moment) - self._origin for moment in dates.num2date(locator.tick_values(*ends), tz=UTC)]
            finer = [place for place in finer if vmin <= place <= vmax]
            if len(finer) > self._nbins + 1:
                break
            places = finer
        return places


def _date_locators() -> Iterator[Any]:
    """Yield what finds round dates, from coarse to fine: each has at most thrice as many as the one before."""
    for years in (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1):
        yield dates.YearLocator(years, tz=UTC)
    for months in ((1, 7), (1, 4, 7, 10), range(1, 13)):
        yield dates.MonthLocator(months, tz=UTC)
    for days in ((1, 15), (1, 8, 15, 22), range(1, 30, 2), range(1, 32)):
        yield dates.DayLocator(days, tz=UTC)
    for hours in (12, 6, 3, 1):
        yield dates.HourLocator(range(0, 24, hours), tz=UTC)
    for locator in (dates.MinuteLocator, dates.SecondLocator):
        for each in (30, 10, 5, 2, 1):
            yield locator(range(0, 60, each), tz=UTC)


def _ordinal(moment: datetime) -> float:
    return (moment.replace(tzinfo=None) - datetime.min) / DAY + 1


def _moment(ordinal: float) -> datetime:
    """Return the moment that is so many days after the last day before year 1, to a millisecond, in years 1 to 9999."""
    days = min(max(ordinal - 1, 0.0), (datetime.max - datetime.min) / DAY - 1)
    moment = datetime.min + timedelta(milliseconds=round(days * DAY / timedelta(milliseconds=1)))
    return moment.replace(tzinfo=UTC)


def _decimals(values: NDArray[Any]) -> list[Decimal]:
    """Return floats as decimal numbers that are as precise as their distances demand."""
    if not len(values):
        return []
    largest = float(np.abs(values).max())
    gap = float(np.diff(np.unique(values)).min(initial=np.inf))
    finest = int(np.floor(np.log10(min(gap, largest) if largest else 1.0))) - 2
    finest = max(finest, int(np.floor(np.log10(largest or 1.0))) - FLOAT_DIGITS)
    unit = Decimal((0, (1,), finest))
    return [Decimal(repr(float(value))).quantize(unit) for value in values]


def _in_one_unit(numbers: Sequence[Decimal], least: int) -> list[str]:
    numbers = [number.normalize() if number else Decimal(0) for number in numbers]
    largest = max(map(abs, numbers), default=Decimal(0))
    size = largest.adjusted()
    lowest = min((int(number.as_tuple().exponent) for number in numbers if number), default=0)
    if size > PLAIN[-1] or (size < PLAIN[0] + 1 and lowest < PLAIN[0]):
        return _in(numbers, size, max(0, size - lowest), TIMES + power(size))
    if size >= FEWEST_IN_UNITS:
        for exponent, letter in UNITS.items():
            if exponent <= size and exponent - lowest <= MOST_DECIMALS:
                return _in(numbers, exponent, max(0, exponent - lowest), letter)
    return _in(numbers, 0, max(0, -lowest), "", least)


def _in(numbers: Sequence[Decimal], exponent: int, decimals: int, unit: str, least: int = GROUPED) -> list[str]:
    largest = max(map(abs, numbers), default=Decimal(0)).scaleb(-exponent)
    comma = "," if largest and largest.adjusted() >= least else ""
    return [
        typeset(f"{number.scaleb(-exponent):{comma}.{decimals}f}{unit}") if number or not unit else "0"
        for number in numbers
    ]


def _each(numbers: Sequence[Decimal], least: int) -> list[str]:
    numbers = [number.normalize() for number in numbers]
    sizes = [number.adjusted() for number in numbers if number]
    if sizes and (max(sizes) > PLAIN[-1] or min(sizes) < PLAIN[0] or max(sizes) - min(sizes) > MOST_DECADES):
        return [with_power(number) if number else "0" for number in numbers]
    alone = [number if number.adjusted() < FEWEST_IN_UNITS else None for number in numbers]
    return [
        grouped(plain, least) if plain is not None else _in_one_unit([number], least)[0]
        for plain, number in zip(alone, numbers, strict=True)
    ]


def _is_long(text: str) -> bool:
    mantissa, times, _ = text.partition(TIMES)
    digits = "".join(filter(str.isdigit, mantissa)).lstrip("0")
    return len(digits) > (MOST_BEFORE_POWER if times else MOST_DIGITS)


def _common(numbers: Sequence[Decimal]) -> Decimal:
    """Return the roundest number that is among `numbers`, or nearer to 0 than they by no more than they span."""
    low, high = min(numbers), max(numbers)
    if low == high:
        return Decimal(0)
    if high < 0:
        return -_common([-number for number in numbers])
    span = (high - low).adjusted() + 1
    for exponent in range(max(abs(low), abs(high)).adjusted() + 1, span - 3, -1):
        unit = Decimal((0, (1,), exponent))
        common = (high / unit).to_integral_value("ROUND_FLOOR") * unit
        if common >= low - Decimal((0, (1,), span)):
            return common
    return low
