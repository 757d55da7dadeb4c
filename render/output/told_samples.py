"""Samples enter, what is said of them leaves, in words; and all texts of a film's description."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from render.languages import Texts
from render.numbers import DIGITS, exact, rounded, short
from render.training.samples import Quantity, Samples

DIGITS_OF_ENDS = 4


class DescriptionTexts(Texts, speaker="description", drawn=False):
    """Sentences, for those who cannot see the film; `ending` and `ends` are said on screen.

    In short: how a run starts, where it gets and what becomes of its loss, or an item for each of several runs.
    """

    between_sentences = " "
    between_items = "; "
    short_loss = "The loss goes from {first} to {last}: “{ending}”."
    short_compared = "{count} runs of gradient descent on one clock, to step {step}: {runs}."
    short_run = "{ends}, loss {loss}"
    short_run_right = "{ends}, loss {loss}, {right} right"
    short_run_named = "{ends}, {name} {loss}"
    short_slow = "In slow motion: {steps}."
    slow_step = "step {step}"
    truth = "truth: {weights}"
    least_squares = "least squares: {weights}"
    best = "best: {weights}"
    curve = "the truth is dashed"
    known_curve = "The data are {points} points around a known curve, the truth."
    unknown_one = "The data are one sample. No truth is known."
    unknown = "The data are {points} points. No truth is known."
    of_classes = "The data are {points} samples of {count} classes: {classes}."
    held_back = "{samples} more are held back: nothing is learned from them."
    goes = "{name} goes from {low} to {high}."
    pictures = "Each is a picture of {rows} × {columns} pixels, which go from {low} to {high}."
    stays = "{name} is {value}."
    class_of = "{name} ({samples} samples)"
    right = "At first {first} of the answers are right, in the end {last}."
    right_held_back = "Of the samples held back, {first} are answered rightly at first, {last} in the end."
    loss_held_back = "The loss of the samples held back goes from {first} to {last}."
    least_held_back = "It is smallest at step {step}: {least}."
    axes = "{x} goes from {x_low} to {x_high}, {y} from {y_low} to {y_high}."
    model = "The model is {formula}."
    model_of_days = "The model is {formula}, with x in days."
    loss = "What is made small is the loss: {loss}."
    decayed = (
        "What is made small is the loss and the size of the weights: {loss}, and {decay} times half the sum of their "
        "squares, biases left out."
    )
    panels = "The picture shows {panels}."
    compared = "Compared on one clock: {runs}."
    run = "{run}:"
    starts = "The model starts at {weights}; the loss there is {loss}."
    rate = "From step {first} to step {last} the learning rate is {rate}."
    rate_rises = "From step {first} to step {last} the learning rate rises from {rate} to {to}, its warmup."
    rate_goes = "From step {first} to step {last} the learning rate goes from {rate} to {to} ({kind})."
    rate_auto = "That is half of the largest stable one."
    batches = "Each step sees {size} of the {points} points."
    batches_of_samples = "Each step sees {size} of the {points} samples."
    slope = "{slope} for {parameter}"
    between_slopes = " and "
    between_more_slopes = ", "
    move = "{parameter} goes from {old} to {new}"
    more = "and so on"
    at = "At step {step}: {weights}, loss {loss}."
    half = "At step {step} the loss is below half of its first value."
    ends = "In the end the film says: “{ending}”."
    captions = "Captions: {captions}."
    caption = "“{text}” at step {step}"
    author = "At the foot: {author}."


def told_samples(samples: Samples, words: DescriptionTexts) -> Iterator[str]:
    """Yield from where to where the numbers in `samples` go."""
    if not samples.task.has_samples:
        return
    if samples.image_shape:
        rows, columns = samples.image_shape
        low, high = _ends(samples.x, samples.input)
        yield words.pictures.format(rows=rows, columns=columns, low=low, high=high)
        return
    if not samples.classes and len(samples.inputs) == 1:
        x, y = samples.input, samples.target
        x_low, x_high, y_low, y_high = (*_ends(samples.alone, x), *_ends(samples.y, y))
        yield words.axes.format(x=x.name, x_low=x_low, x_high=x_high, y=y.name, y_low=y_low, y_high=y_high)
        return
    targets = [] if samples.classes else [(samples.y, samples.target)]
    for column, quantity in [*zip(samples.x.T, samples.inputs, strict=True), *targets]:
        low, high = _ends(column, quantity)
        said = words.stays if low == high else words.goes
        yield said.format(name=quantity.name, low=low, high=high, value=low)


def told_classes(samples: Samples, words: DescriptionTexts) -> str:
    """Return how many `samples` there are of which class."""
    counted = [
        words.class_of.format(name=name, samples=f"{int((samples.y == number).sum()):,}")
        for number, name in enumerate(samples.classes)
    ]
    classes = words.between_items.join(counted)
    return words.of_classes.format(points=f"{len(samples.y):,}", count=len(counted), classes=classes)


def _ends(values: NDArray[np.float32], axis: Quantity) -> tuple[str, str]:
    """Return the smallest and the largest of the author's numbers, with four digits of what lies between them."""
    low, high = (float(end) + axis.origin for end in (values.min(), values.max()))
    if axis.is_date:
        return axis.day(low), axis.day(high)
    largest = max(abs(low), abs(high))
    digits = DIGITS_OF_ENDS + (int(np.log10(largest / (high - low))) if high > low else 0)
    first, last = (rounded(end, digits) for end in (low, high))
    return (short(low, digits), short(high, digits)) if digits <= DIGITS else (exact(first), exact(last))
