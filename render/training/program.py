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
    lines += [Line(f"{name} = {_zeros(model)}") for name in run.optimizer.remembered]
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
    shown, updates = model.names, _updates(run, model, gradients)
    if len(model.names) > LISTED:
        names, shown = "variables", ["loss"]
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
        first, *others = _named(runs)
        lines.insert(0, Line(f"# {words.of(ProgramTexts).run_then.format(first=first, others=', '.join(others))}"))
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


def _named(runs: Sequence[Run]) -> list[str]:
    """Return the names of runs, with the rates of optimizers that have their own."""
    rates = [literal(run.schedules[0].begins) for run in runs]
    if len({run.optimizer for run in runs}) == 1 or len({*rates}) == 1:
        return [run.name for run in runs]
    said = [f"learning_rate = {rates[0]}", *rates[1:]]
    return [f"{run.name} ({rate})" for run, rate in zip(runs, said, strict=True)]


def _zeros(model: Typed) -> str:
    """Return what a program's slots begin with: a number, or one for each variable."""
    count = len(model.names)
    return "0.0" if count == 1 else f"[{', '.join(['0.0'] * count)}]" if count <= LISTED else "[0.0] * len(variables)"


def _updates(run: Run, model: Typed, gradients: str) -> list[str]:
    """Return the lines that subtract a step from each variable, by the optimizer's rule."""
    optimizer, count, names = run.optimizer, len(model.names), ", ".join(model.names)
    lines: list[str] = []
    if optimizer.decoupled:
        kept = f"(1 - learning_rate * {literal(optimizer.decoupled)})"
        if len(model.decayed) <= LISTED:
            lines = [f"{name}.assign({kept} * {name})" for name in model.decayed]
        else:
            lines = [f"for matrix in [{', '.join(model.decayed)}]:", f"{INDENT}matrix.assign({kept} * matrix)"]
    if count == 1 or (optimizer.plain and count <= LISTED):
        slots = {name: name for name in optimizer.remembered}
        return lines + [
            text.format(variable=name, gradient=f"{gradients}{f'[{i}]' * (count > 1)}", **slots)
            for i, name in enumerate(model.names)
            for text in optimizer.typed()
        ]
    pairs = f"zip({'variables' if count > LISTED else f'[{names}]'}, {gradients})"
    head = f"variable, gradient in {pairs}" if optimizer.plain else f"i, (variable, gradient) in enumerate({pairs})"
    slots = {name: f"{name}[i]" for name in optimizer.remembered}
    each = [text.format(variable="variable", gradient="gradient", **slots) for text in optimizer.typed()]
    return [*lines, f"for {head}:", *(INDENT + text for text in each)]


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
