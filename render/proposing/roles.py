"""What the columns of a table hold enters; which of them is to be learned, and from which ones, leaves.

Two things speak for a column: what it is called and where it stands, and how well the others tell it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from render.proposing.column_names import INPUTS, TARGETS, words
from render.proposing.columns import COUNTS, Labels, Series, sorted_out
from render.proposing.evidence import above_chance, explained, luck, near, parted
from render.tables.survey import Survey
from render.tables.table import MOST_CLASSES, shown
from render.training.data.csv import MOST_INPUTS

FEW_ROWS = 3
"""That have a value in both columns, for one to be learned from the other."""
PAIRED = 8
"""Columns of which pairs are tried: those that part the classes best each by itself."""
MANY_COLUMNS = 16
"""From which on a pair may say too little."""
BETTER = 0.2
"""How much more of the answers has to be right with many inputs than with two, for a picture to be given up."""
AS_GOOD = 0.025
"""Which differences of the share of right answers are none."""
EVIDENCE = 3.0
"""How much it counts that a column can be told, beside what it is called and where it stands."""


@dataclass(frozen=True)
class Roles:
    """What is to be learned: `y` from `x`; how well the table says it; and what else is there.

    `classes` are those in y, none where it holds numbers; `as_numbers` says that they are written as numbers.
    `spare` are columns that could be x as well, or y, `left_out` those that cannot be used, each with a reason.
    """

    x: tuple[str, ...]
    y: str
    classes: tuple[str, ...] = ()
    as_numbers: bool = False
    spare: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    told: float = 0.0
    x_is_date: bool = False


class NoRoles(Exception):  # noqa: N818
    """Nothing in a table can be learned, and why."""

    def __init__(self, said: str, left_out: Mapping[str, str]) -> None:
        super().__init__(said)
        self.said, self.left_out = said, left_out


def roles(table: Survey, x: Sequence[str] = (), y: str = "") -> Roles:
    """Return what is to be learned of a `table`: what its author said of `x` and `y`, and a guess at the rest.

    Raises NoRoles.
    """
    asked = {*x, y}
    series, labels, left_out = sorted_out(table, asked)
    if len(series) + len(labels) < 2 and (counters := {name for name, why in left_out.items() if why == COUNTS}):
        # Where nothing else is there, the number of a row may be a time.
        series, labels, left_out = sorted_out(table, asked | counters)
    left_out |= dict.fromkeys(table.doubled, "two columns have this name")
    numbers = {each.name: each for each in series}
    if not numbers:
        raise NoRoles("no column holds numbers that differ", left_out)
    inputs = [each for each in series if (each.name in x if x else each.name != y)]
    targets: list[Series | Labels] = [*labels, *(each for each in series if not each.is_date)]
    targets = [each for each in targets if (each.name == y if y else each.name not in x)][: 1 if y else None]
    last = max([each.place for each in series] + [each.place for each in labels])
    scored = []
    for target in targets:
        those = [each for each in inputs if each.name != target.name]
        if those and (found := _chosen(those, target, fixed=bool(x))):
            # Whatever a column is called: what nothing tells cannot be learned.
            score = (_prior(target, last) + EVIDENCE) * found[1]
            scored.append((score, target.place, target, *found))
    if not scored:
        raise NoRoles(_nothing(numbers, labels, x, y), left_out)
    *_, target, chosen, told = max(scored, key=lambda each: each[:2])
    others: list[Series | Labels] = [*series, *(each for each in labels if not each.are_numbers)]
    spare = [each.name for each in others if each.name not in {*chosen, target.name}]
    is_date = any(each.is_date for each in series if each.name in chosen)
    if isinstance(target, Labels):
        return Roles(chosen, target.name, target.names, target.are_numbers, tuple(spare), left_out, told, is_date)
    return Roles(chosen, target.name, spare=tuple(spare), left_out=left_out, told=told, x_is_date=is_date)


def _nothing(numbers: Mapping[str, Series], labels: Sequence[Labels], x: Sequence[str], y: str) -> str:
    if y and y not in numbers and all(each.name != y for each in labels):
        return f'"{shown(y)}" holds neither numbers that differ nor up to {MOST_CLASSES} classes'
    if missing := [name for name in x if name not in numbers]:
        return f'"{shown(missing[0])}" holds no numbers that differ'
    if len(numbers) == 1:
        return f'only "{shown(next(iter(numbers)))}" holds numbers, and nothing is there to be learned from it'
    return "no two columns have values in the same rows"


def _prior(target: Series | Labels, last: int) -> float:
    """Return how much its name and its place speak for a column to be what is learned."""
    said = words(target.name)
    score = 2.0 * (target.place == last) + 3.0 * bool(said & TARGETS)
    if isinstance(target, Labels):
        return score + (0.5 if target.are_numbers else 2.0) + 1.0 * (target.place == 0)
    return score - 2.5 * bool(said & INPUTS)


def _chosen(inputs: Sequence[Series], target: Series | Labels, fixed: bool) -> tuple[tuple[str, ...], float] | None:
    """Return which `inputs` tell the target best, and how well, 0 to 1; all of them if they are `fixed`."""
    if isinstance(target, Labels):
        return _for_classes(inputs, target, fixed)
    if fixed:
        both = _rows(inputs, np.isfinite(target.values))
        told = max((explained(each.values[both], target.values[both]) for each in inputs), default=0.0)
        return (tuple(each.name for each in inputs), told) if both.sum() >= 2 else None
    found = []
    for each in inputs:
        both = _rows([each], np.isfinite(target.values))
        x, y = each.values[both], target.values[both]
        if len(x) >= min(FEW_ROWS, len(target.values)) and np.ptp(x) and np.ptp(y):
            found.append((explained(x, y), len(np.unique(x)) > 2, -each.place, each.name))
    if not found:
        return None
    told, *_, name = max(found)
    return (name,), told


def _for_classes(inputs: Sequence[Series], target: Labels, fixed: bool) -> tuple[tuple[str, ...], float] | None:
    dated = [each for each in inputs if not each.is_date]
    if fixed:
        rows = _rows(inputs, target.classes >= 0)
        names = tuple(each.name for each in inputs)
        return (names, _told(dated, target)[0]) if rows.sum() >= 2 else None
    usable = [each for each in dated if _told([each], target)[1] >= 0]
    if not usable:
        return None
    usable = sorted(usable, key=lambda each: _told([each], target), reverse=True)
    if len(usable) == 1:
        return (usable[0].name,), _told(usable, target)[0]
    best: Sequence[Series] = max(combinations(usable[:PAIRED], 2), key=lambda pair: _told(pair, target))
    told = _told(best, target)[0]
    if len(usable) >= MANY_COLUMNS:
        many = usable[:MOST_INPUTS]
        if (of_many := _told(many, target)[0]) >= told + BETTER:
            best, told = many, of_many
    return tuple(each.name for each in sorted(best, key=lambda each: each.place)), told


def _told(inputs: Sequence[Series], target: Labels) -> tuple[float, float]:
    """Return how much better than chance `inputs` tell the classes, and how far these lie apart; -1 if not at all."""
    rows = _rows(inputs, target.classes >= 0)
    classes = target.classes[rows]
    sizes = np.bincount(classes, minlength=len(target.names))
    if not inputs or not sizes.all():
        return 0.0, -1.0
    x = np.column_stack([each.values[rows] for each in inputs])
    if not np.ptp(x, axis=0).all():
        return 0.0, -1.0
    share, apart = parted(x, classes)
    if len(inputs) == 2:
        share = max(share, near(x, classes))
    share -= luck(share, len(x))
    # Of pairs that are as good, the one whose classes lie farthest apart makes the clearest picture.
    return round(above_chance(share, classes) / AS_GOOD) * AS_GOOD, apart


def _rows(inputs: Sequence[Series], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows (N,) of those `known` in which all `inputs` have a value."""
    rows = known.copy()
    for each in inputs:
        rows &= np.isfinite(each.values)
    return rows
