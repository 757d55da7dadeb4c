"""Single numbers as texts, in pictures, in prose and as an author types them: a number enters, a short text leaves."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from math import isfinite

DIGITS = 6
"""Of a number that nobody asked to be longer."""
ALL_DIGITS = 9
"""That tell any two float32 from each other."""
PLAIN = range(-5, 9)
"""Powers of ten of a number's first digit with which it is written without one: 0.00001 to 999,999,999."""
EXACTLY_PLAIN = range(-6, 13)
"""The same for a number of which every digit counts."""
GROUPED = 4
"""From this power of ten on, digits stand in groups of three: 1960 is a year, 12,000 a number."""
MOST_DECIMALS = 3
"""Of a share in percent."""
EXACT = 1e-9
"""Share of a limit below which it counts as the round number that was meant."""
PLUS, MINUS, TIMES = "+", "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def typeset(text: str) -> str:
    """Return `text`, a number as Python writes it, with a minus sign in place of the hyphen."""
    return text.replace("-", MINUS)


def short(value: float, digits: int = DIGITS) -> str:
    """Return a number for a picture or a sentence, without idle zeros: 0.00001, 12,000, 2.1×10⁻⁷."""
    number = rounded(value, digits)
    return grouped(number) if number.adjusted() in PLAIN else with_power(number)


def typed(value: float, digits: int | None = DIGITS) -> str:
    """Return a number as an author types it into a scene, with the same digits: 0.00001, 12000, 2.1e-7.

    With `digits` of None, it has all that tell it from other numbers.
    """
    number = rounded(value, digits)
    if number.adjusted() in PLAIN:
        return f"{number:f}"
    mantissa, exponent = _parts(number)
    return f"{mantissa:f}e{exponent}"


def literal(value: float) -> str:
    """Return `value` as a program has it, with all digits that tell it from other numbers: 0.1, 1.0, 1e-7."""
    text = repr(float(value))
    return typed(value, None) if "e" in text else text


def share_text(share: float) -> str:
    """Return a share in percent, rounded, but never to none or to all where it is neither: 78 %, 99.6 %."""
    percent = 100 * share
    digits = 0
    while digits < MOST_DECIMALS and 0 < percent < 100 and round(percent, digits) in {0, 100}:
        digits += 1
    return f"{percent:.{digits}f} %"


def literals(values: Sequence[float]) -> str:
    """Return `values` as a program has them in a list: [0.1, 1.0]."""
    return f"[{', '.join(map(literal, values))}]"


def limit(value: float) -> str:
    """Return `value`, below which something holds, so that it holds for the number that is read, too."""
    return short(floored(value))


def floored(value: float, digits: int = 3) -> float:
    """Return `value` with so many significant digits, rounded down; what is round but for rounding errors stays."""
    if not value or not isfinite(value):
        return float(value)
    number = Decimal(float(value)) + abs(Decimal(float(value))) * Decimal(EXACT)
    return float(number.quantize(Decimal((0, (1,), number.adjusted() - digits + 1)), ROUND_FLOOR))


def rounded(value: float, digits: int | None) -> Decimal:
    """Return `value` with at most so many significant digits, without zeros at its end."""
    if digits is None:
        return Decimal(repr(float(value))).normalize()
    return Decimal(f"{float(value):.{digits - 1}e}").normalize() if value else Decimal(0)


def exact(number: Decimal) -> str:
    """Return `number` with all its digits."""
    number = number.normalize()
    return grouped(number) if number.adjusted() in EXACTLY_PLAIN else with_power(number)


def grouped(number: Decimal, least: int = GROUPED) -> str:
    """Return `number` with all its digits, in groups from the power of ten `least` on."""
    return typeset(f"{number:,f}" if number.adjusted() >= least else f"{number:f}")


def with_power(number: Decimal) -> str:
    """Return `number` as a product with a power of ten, or as that power alone."""
    mantissa, exponent = _parts(number)
    if abs(mantissa) == 1:
        return f"{MINUS if mantissa < 0 else ''}{power(exponent)}"
    return typeset(f"{mantissa:f}{TIMES}") + power(exponent)


def power(exponent: int) -> str:
    """Return ten to the power of `exponent`."""
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def _parts(number: Decimal) -> tuple[Decimal, int]:
    exponent = number.adjusted()
    return number.scaleb(-exponent).normalize(), exponent
