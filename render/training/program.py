"""A run enters, the lesson's program leaves: what the run does, typed out with TensorFlow, ready to be run."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from render.languages import Language
from render.numbers import typed
from render.training.run import Run

INDENT = "    "


class Line(NamedTuple):
    """A line of the program, and the beat of a step in which it runs, if it is one of the loop's."""

    text: str
    beat: str = ""


def program(runs: Sequence[Run], words: Language) -> list[Line]:
    """Return the program of the first of `runs`; where the others differ, a comment names their values.

    With mini-batches it draws the same batches as the run; the loss that it computes is that of the batch. The
    comment is in the language of `words`.
    """
    run = runs[0]
    rates = [(rate, sum(p.steps for p in same)) for rate, same in groupby(run.phases, lambda p: p.learning_rate)]
    batches = _batches(run)
    lines = [Line("import numpy as np"), Line("import tensorflow as tf"), Line("")]
    lines += [Line(text) for text in run.points.code]
    lines += [Line(""), *(Line(f"{name} = tf.Variable({_float(run.initial[i])})") for i, name in enumerate("wb"))]
    steps = str(run.steps)
    if len(rates) == 1:
        lines.append(Line(f"learning_rate = {_float(rates[0][0])}"))
        head = f"for step in range({steps}):"
    else:
        lines += [Line("rates = []"), *(Line(f"rates += {steps} * [{_float(rate)}]") for rate, steps in rates)]
        head = "for step, learning_rate in enumerate(rates):"
    if batches:
        lines.append(Line(f"rng = np.random.default_rng({run.seed})"))
    lines += [Line(""), Line(head)]
    x, y = ("xb", "yb") if batches else ("x", "y")
    lines += [Line(INDENT + text, "predict") for text in [*batches, *["xb, yb = x[batch], y[batch]"] * bool(batches)]]
    lines += [
        Line(f"{INDENT}with tf.GradientTape() as tape:", "predict"),
        Line(f"{INDENT}{INDENT}y_pred = w * {x} + b", "predict"),
        Line(f"{INDENT}{INDENT}loss = {run.loss.code.format(y=y)}", "loss"),
        Line(f"{INDENT}gradients = tape.gradient(loss, [w, b])", "gradient"),
        Line(f"{INDENT}w.assign_sub(learning_rate * gradients[0])", "update"),
        Line(f"{INDENT}b.assign_sub(learning_rate * gradients[1])", "update"),
        Line("print(w.numpy(), b.numpy())"),
    ]
    if len(runs) > 1:
        others = ", ".join(other.name for other in runs[1:])
        lines.insert(0, Line(f"# {words.run_then.format(first=run.name, others=others)}"))
    return lines


def text(lines: Sequence[Line]) -> str:
    """Return the lines as the text of a file."""
    return "".join(f"{line.text}\n" for line in lines)


def _batches(run: Run) -> list[str]:
    """Return the lines that choose a step's batch, as `Run.batches` does."""
    if not run.batch_size:
        return []
    count, size = len(run.points.x), run.batch_size
    an_epoch = count // size
    if an_epoch == 1:
        return [f"batch = rng.permutation({count})[:{size}]"]
    return [
        f"if step % {an_epoch} == 0:",
        f"{INDENT}order = rng.permutation({count})",
        f"first = step % {an_epoch} * {size}",
        f"batch = order[first : first + {size}]",
    ]


def _float(value: float) -> str:
    text = repr(float(value))
    return typed(value, None) if "e" in text else text
