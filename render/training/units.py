"""A run enters; its model leaves as mathematics writes it, and what is said of the numbers that the model sees."""

from math import floor, log10

from render.languages import Language
from render.numbers import ALL_DIGITS, MINUS, PLUS, short
from render.training.run import Run
from render.training.samples import Quantity
from render.training.scaling import Scaling
from render.training.standardize import StandardizeTexts

INPUT, TARGET = "z", "v"
"""What is called so is an input, or a target, less its mean and divided by its deviation."""
FINE = 3
"""Digits of a deviation that a mean is told with at least."""
DIGITS = 4
"""Of a deviation."""


def formula(run: Run, words: Language, *, whole: bool = True, between: str = ", ") -> str:
    """Return the model of a `run` in the author's numbers, or in standardized ones, and what these are, `between` them.

    Of those of two kinds, their means and deviations are told in the `whole` of it only.
    """
    objective, samples, standardize = run.objective, run.samples, run.standardize
    if not standardize:
        return run.model.formula(samples)
    told = run.model.formula(samples, INPUT if standardize.x else "", TARGET if standardize.y else "")
    known = [told]
    if INPUT not in told and TARGET not in told:
        return f"{told}{between}{standardize.said(words)}"
    if standardize.x and standardize.y and not whole:
        return f"{told}{between}{INPUT}, {TARGET}: {standardize.said(words)}"
    if standardize.x and objective.inputs:
        if samples.task.inputs > 1:
            known.append(f"{INPUT}: {words.of(StandardizeTexts).x}")
        else:
            known.append(_definition(INPUT, "x", samples.input, objective.inputs))
    if standardize.y and objective.targets:
        known.append(_definition(TARGET, "y", samples.target, objective.targets))
    return between.join(known)


def weight_said(name: str, run: Run, words: Language) -> str:
    """Return the `name` of a weight, and what is standardized of the numbers that it goes with."""
    if not run.standardize:
        return name
    return words.of(StandardizeTexts).weight.format(parameter=name, units=run.standardize.said(words))


def rule_said(rule: str, run: Run, words: Language) -> str:
    """Return a `rule`, and what is standardized of the numbers that its weights go with."""
    if not run.standardize:
        return rule
    return words.of(StandardizeTexts).rule.format(rule=rule, units=run.standardize.said(words))


def loss_said(run: Run, words: Language) -> str:
    """Return the name of what a run makes small, and of which targets it is, if of standardized ones."""
    name = run.loss.name(words)
    texts = words.of(StandardizeTexts)
    return texts.loss.format(loss=name, units=texts.y) if run.standardize.y else name


def _definition(name: str, author: str, quantity: Quantity, scaling: Scaling) -> str:
    """Return what `name` is: z = (x − 2,354) / 798.1; a mean of dates is a day, and their deviation counts days."""
    middle, unit = (float(each.item()) for each in (scaling.middle, scaling.unit))
    if quantity.is_date:
        moved = f"{author} {MINUS} {quantity.day(round(quantity.origin + middle))}"
    else:
        mean = round(quantity.origin + middle, FINE - 1 - floor(log10(unit)))
        moved = f"{author} {PLUS if mean < 0 else MINUS} {short(abs(mean), ALL_DIGITS)}" if mean else author
    return f"{name} = {f'({moved})' if moved != author else moved} / {short(unit, DIGITS)}"
