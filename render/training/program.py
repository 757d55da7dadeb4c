"""A run enters, the lesson's program leaves: what the run does, typed out with TensorFlow, ready to be run."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from render.languages import Language, Texts
from render.numbers import literal
from render.training.models import Typed
from render.training.run import Phase, Run

INDENT = "    "
LISTED = 2
"""Variables up to which a program has a line for the update of each."""


class ProgramTexts(Texts, speaker="program"):
    """The comment above the program of compared runs."""

    run_then = "{first}; then {others}"


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
    model, batches = run.model.typed(run.initial, run.samples, run.drawn), _batches(run)
    lines = [Line("import numpy as np"), Line("import tensorflow as tf"), Line("")]
    parts = ["", "_val"] if run.patience else [""]
    lines += [Line(text) for text in [*run.samples.code, *_scaled(run, parts)]]
    lines += [Line(text.format(v=part)) for part in parts for text in model.inputs]
    lines += [Line(""), *map(Line, model.variables)]
    if len(model.names) > LISTED:
        lines.append(Line(f"variables = [{', '.join(model.names)}]"))
    rates = _rates(run)
    lines += map(Line, rates)
    head = "for step, learning_rate in enumerate(rates):" if len(rates) > 1 else f"for step in range({run.steps}):"
    lines += [Line(text) for text in run.loss.defined(run.samples.task)]
    if run.patience:
        lines.append(Line("best, wait = np.inf, 0"))
    if batches:
        lines.append(Line(f"rng = np.random.default_rng({run.seed})"))
    lines += [Line(""), Line(head)]
    x, y = (f"{model.input}b", "yb") if batches else (model.input, "y")
    chosen = [f"{x}, {y} = {model.input}[batch], y[batch]"] * bool(batches)
    lines += [Line(INDENT + text, "predict") for text in [*batches, *chosen]]
    lines += [Line(INDENT + text.format(x=x, seed=run.seed), "predict") for text in model.drawn]
    layers = [text.format(x=x) + factor for text, factor in zip_longest(model.layers, model.factors, fillvalue="")]
    several = len(model.names) > 1
    sizes = " + ".join(f"tf.reduce_sum({name} ** 2)" for name in model.decayed)
    sizes = f"({sizes})" if len(model.decayed) > 1 else sizes
    decay = [f"decay = {literal(run.weight_decay)} / 2 * {sizes}"] if run.weight_decay else []
    gradients, names = ("gradients", f"[{', '.join(model.names)}]") if several else ("gradient", model.names[0])
    updates = [
        f"{name}.assign_sub(learning_rate * {gradients}{f'[{i}]' * several})" for i, name in enumerate(model.names)
    ]
    shown = model.names
    if len(model.names) > LISTED:
        names, shown = "variables", ["loss"]
        updates = [
            f"for variable, gradient in zip({names}, {gradients}):",
            f"{INDENT}variable.assign_sub(learning_rate * gradient)",
        ]
    lines += [
        Line(f"{INDENT}with tf.GradientTape() as tape:", "predict"),
        *(Line(f"{INDENT}{INDENT}{text}", "predict") for text in layers),
        *_prediction(run, model, x, y),
        *(Line(f"{INDENT}{INDENT}{text}", "loss") for text in decay),
        Line(f"{INDENT}{gradients} = tape.gradient({'[loss, decay]' if decay else 'loss'}, {names})", "gradient"),
        *(Line(f"{INDENT}{text}", "update") for text in [*updates, *_stopping(run, model)]),
        Line(f"print({', '.join(f'{name}.numpy()' for name in shown)})"),
    ]
    if len(runs) > 1:
        others = ", ".join(other.name for other in runs[1:])
        lines.insert(0, Line(f"# {words.of(ProgramTexts).run_then.format(first=run.name, others=others)}"))
    return lines


def text(lines: Sequence[Line]) -> str:
    """Return the lines as the text of a file."""
    return "".join(f"{line.text}\n" for line in lines)


def _scaled(run: Run, parts: Sequence[str]) -> list[str]:
    """Return the lines that standardize samples, and their `parts` that are held back, as `Objective` does."""
    lines: list[str] = []
    columns = "axis=0" if len(run.samples.inputs) > 1 else ""
    for name, of in (("x", columns), ("y", "")):
        if getattr(run.standardize, name):
            lines.append(f"{name}_mean, {name}_std = {name}.mean({of}), {name}.std({of})")
            lines += [f"{name}{part} = ({name}{part} - {name}_mean) / {name}_std" for part in reversed(parts)]
    return lines


def _prediction(run: Run, model: Typed, x: str, y: str) -> list[Line]:
    """Return the lines of what is predicted and of its loss; where that is the loss itself, there is one."""
    predicted = f"{INDENT}{INDENT}{model.output} = {model.prediction.format(x=x)}"
    loss = f"{INDENT}{INDENT}loss = {run.loss.typed(y, model.output, run.samples.task)}"
    return [Line(predicted, "loss")] if model.output == "loss" else [Line(predicted, "predict"), Line(loss, "loss")]


def _rates(run: Run) -> list[str]:
    """Return the line that sets the learning rate, or the lines that make the `rates` of all steps."""
    phases: list[Phase] = []
    for phase in run.phases:
        if phases and phase.goes_on_after(phases[-1]):
            phases[-1] = Phase(phases[-1].steps + phase.steps, phase.schedule)
        else:
            phases.append(phase)
    (steps, schedule), *others = phases
    if not others:
        return schedule.typed("rates", steps) if run.changes_rate else [f"learning_rate = {literal(schedule.begins)}"]
    lines = ["rates = []"]
    for phase in phases:
        if phase.changes:
            lines += [*phase.schedule.typed("phase", phase.steps), "rates += [*phase]"]
        else:
            lines.append(f"rates += {phase.steps} * [{literal(phase.schedule.begins)}]")
    return lines


def _stopping(run: Run, model: Typed) -> list[str]:
    """Return the lines that end the loop when the loss of the samples held back has not become smaller for long."""
    if not run.patience:
        return []
    x, y, output = f"{model.input}_val", "y_val", model.output
    return [
        *(text.format(x=x) for text in model.layers),
        f"{output} = {model.prediction.format(x=x)}",
        f"val_loss = {run.loss.typed(y, output, run.samples.task)}",
        "best, wait = (val_loss, 0) if val_loss < best else (best, wait + 1)",
        f"if wait == {run.patience}:",
        f"{INDENT}break",
    ]


def _batches(run: Run) -> list[str]:
    """Return the lines that choose a step's batch, as `Run.batches` does."""
    if not run.batch_size:
        return []
    count, size = len(run.samples.y), run.batch_size
    an_epoch = count // size
    if an_epoch == 1:
        return [f"batch = rng.permutation({count})[:{size}]"]
    return [
        f"if step % {an_epoch} == 0:",
        f"{INDENT}order = rng.permutation({count})",
        f"first = step % {an_epoch} * {size}",
        f"batch = order[first : first + {size}]",
    ]
