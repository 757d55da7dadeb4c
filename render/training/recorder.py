"""Samples and settings enter, a recording leaves: gradient descent with tf.GradientTape, every step recorded.

The only module that imports TensorFlow, which takes seconds: import this one where a run has to be trained, not before.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.errors import FilmError, command
from render.training.kept import kept_until
from render.training.losses import Loss
from render.training.metrics import VALIDATION_LOSS, measured, names_of
from render.training.models import Model
from render.training.optimizers import Optimizer
from render.training.recording import Recording
from render.training.run import Run
from render.training.stopping import last_step
from render.training.task import Task

CHUNK = 100_000
"""Steps between two looks at the clock and at the numbers, at most."""
CHUNK_NUMBERS = 12_500_000
"""Numbers of all steps between two looks, at most: 50 MB."""
SHORTEST = 256
"""Steps that a training has room for at least: shorter ones, and those of about the same length, are compiled once."""
ITERATIONS = 100
"""In which a power iteration finds the largest eigenvalue to some digits."""


@contextmanager
def _silent_libraries() -> Iterator[None]:
    """Send what native libraries print to file descriptor 2 to nowhere; Python's own sys.stderr still prints.

    TensorFlow's start-up lines come before its own log level is read, so no setting of its can stop them.
    """
    try:
        terminal: int | None = os.dup(2)
    except OSError:
        terminal = None
    if terminal is None:
        # Programs with windows of their own have no such place to print to.
        yield
        return
    console = None
    if sys.__stderr__ and sys.stderr is sys.__stderr__:
        sys.__stderr__.flush()
        console = os.fdopen(os.dup(2), "w", buffering=1, encoding=sys.__stderr__.encoding, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        if console:
            sys.stderr = console
        yield
    finally:
        if console:
            sys.stderr = sys.__stderr__
            console.close()
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)


@contextmanager
def _no_keras() -> Iterator[None]:
    """Keep TensorFlow from importing Keras 3 and, with it, pyplot: half a second for what is not used here.

    It looks for Keras 2 instead, which is a package of its own; later uses of `tf.keras` find what they always find.
    """
    before = os.environ.get("TF_USE_LEGACY_KERAS")
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    try:
        yield
    finally:
        del os.environ["TF_USE_LEGACY_KERAS"]
        if before is not None:
            os.environ["TF_USE_LEGACY_KERAS"] = before


with _silent_libraries():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _no_keras():
        import tensorflow as tf
        from tensorflow.experimental import numpy as tnp

    tf.get_logger().setLevel("ERROR")


def record(run: Run, progress: Callable[[int], None] = lambda steps: None) -> Recording:
    """Train the model and return what is kept of all steps from 0 to `run.steps`.

    A run whose numbers leave the range of float32 ends at the last step where all of them are finite, and one with a
    patience where that is at an end. `progress` is told how many steps are done. Raises FilmError if even step 0 is not
    finite.
    """
    total, count_of_weights, measures = run.steps + 1, len(run.initial), names_of(run.samples)
    kept, scores = run.kept, np.empty((1 + len(measures), total), np.float32)
    slots_of = run.optimizer.slots()
    rows = np.empty((len(kept), (3 + slots_of) * count_of_weights), np.float32)
    last_two = rows[:0]
    of_a_step = rows.shape[1] + len(scores) + run.left(0).size
    size = min(CHUNK, max(1, CHUNK_NUMBERS // of_a_step), max(SHORTEST, _power_of_two(total)))
    done, diverged, stopped = 0, False, False
    batches = run.batches()
    # A graphics card may be there that XLA knows nothing of, as on a Mac with tensorflow-metal.
    with _silent_libraries(), tf.device("CPU"):
        goal = _Goal(run.model, run.loss, tuple(run.objective.decays.tolist()), run.samples.task)
        train = _compiled(goal, run.optimizer, tuple(run.decoupled), run.batch_size is not None, len(measures))
        x, y = (tf.constant(each, tf.float32) for each in (run.objective.x, run.objective.y))
        held = _held_back(run)
        theta, slots = tf.constant(run.initial, tf.float32), tf.zeros((slots_of, count_of_weights))
        while done < total and not (diverged or stopped):
            count = min(size, total - done)
            now = slice(done, done + count)
            room = ((0, size - count), (0, 0), (0, 0))
            used = [run.rates[now], batches[now], _left(run, done, count)]
            used = [np.pad(each, room[: each.ndim]) for each in used]
            theta, slots, chunk = train(x, y, held, theta, slots, *map(tf.constant, (done, count, *used)))
            numbers = chunk.numpy()[:count]
            finite = np.isfinite(numbers).all(axis=1)
            diverged = not finite.all()
            numbers = numbers[: int(finite.argmin())] if diverged else numbers
            scores[:, done : done + len(numbers)] = numbers[:, rows.shape[1] :].T
            if run.patience:
                losses = scores[1 + measures.index(VALIDATION_LOSS), : done + len(numbers)]
                if (last := last_step(losses, run.patience)) is not None:
                    numbers, diverged, stopped = numbers[: last + 1 - done], False, True
            first, end = np.searchsorted(kept, (done, done + len(numbers)))
            rows[first:end] = numbers[kept[first:end] - done, : rows.shape[1]]
            last_two = np.concatenate([last_two, numbers[-2:, : rows.shape[1]]])[-2:]
            done += len(numbers)
            progress(done - 1)
        if done == 0:
            said = "the loss of the initial values is too large for float32; rescale the data or start closer"
            raise FilmError(said, command("explain", "initial"))
        if diverged or stopped:
            kept, scores = kept_until(kept, done - 1), scores[:, :done].copy()
            rows = np.concatenate([rows[: len(kept) - len(last_two)], last_two])
        parameters, gradients, updates = (rows[:, i * count_of_weights : (i + 1) * count_of_weights] for i in range(3))
        slots = rows[:, 3 * count_of_weights :].reshape(len(rows), slots_of, count_of_weights)
        loss, *measured = scores
        curvature = None
        if run.model.linear and not run.objective.quadratic:
            curvature = _curvature(goal, x, y, parameters[int(loss[kept].argmin())])
    metrics = dict(zip(measures, measured, strict=True))
    return Recording(run, parameters, gradients, updates, loss, batches[:done], diverged, curvature, metrics, slots)


class _Goal(NamedTuple):
    """What is made small, and how often it is right."""

    model: Model
    loss: Loss
    decays: tuple[float, ...]
    task: Task

    def decayed(self, theta: Any, x: Any, y: Any, left: Any = None) -> Any:
        """Return the loss of weights and what their decay adds."""
        now = self.of(theta, x, y, left)
        return now + tf.reduce_sum(self.decays * theta**2) / 2 if any(self.decays) else now

    def of(self, theta: Any, x: Any, y: Any, left: Any = None) -> Any:
        """Return the loss of weights, with the units that a dropout has `left`, if there is one."""
        model = self.model
        outputs = model.predict(tnp, theta, x) if left is None else model.predict_with(tnp, theta, x, left)
        return tf.reduce_mean(self.loss.each(tnp, y, outputs))

    def measured(self, theta: Any, x: Any, y: Any, held: tuple[Any, ...], loss: Any = None) -> list[Any]:
        """Return the loss of weights, if it is not known, and their metrics, on samples and those `held` back.

        `x` are the inputs of both, one after the other: they go through the model together.
        """
        outputs = self.model.predict(tnp, theta, x)
        count = y.shape[0]
        validated = (*held, outputs[count:]) if held else None
        outputs = outputs[:count] if held else outputs
        loss = tf.reduce_mean(self.loss.each(tnp, y, outputs)) if loss is None else loss
        return [loss, *measured(tnp, self.task, self.loss, y, outputs, validated)]


@lru_cache(maxsize=8)
def _compiled(
    goal: _Goal, optimizer: Optimizer, decoupled: tuple[float, ...], batched: bool, measures: int
) -> Callable[..., tuple[Any, Any, Any]]:
    """Return a function that trains a number of steps, compiled as one loop for each shape of its arguments.

    It takes x (N, D) and y (N,), those that are held back, theta (P,) and the optimizer's slots, the first step, the
    number of steps, the learning rates (size,), the batches (size, batch_size) and what a dropout has left (size, n,
    width), and returns theta and slots after those steps and the rows (size, (3 + slots) P + 1 + M): theta, gradient,
    update, slots after it, loss, and as many metrics as there are `measures`. The loss is that of all samples, the
    gradient that of the batch. An update has the share of each weight (P,) more that is `decoupled`, times the rate.
    """

    dropping = goal.model.dropping() is not None

    @tf.function(jit_compile=True, autograph=False)  # type: ignore[untyped-decorator]
    def train(
        x: Any, y: Any, held: Any, theta: Any, slots: Any, first: Any, count: Any, rates: Any, batches: Any, left: Any
    ) -> tuple[Any, Any, Any]:
        # What the gradient is of is not the loss of the model, of all samples and of all units.
        others = batched or dropping or any(goal.decays)
        every, targets = (tf.concat([x, held[0]], axis=0), held[1:]) if held else (x, ())

        def step(k: Any, theta: Any, update: Any, slots: Any, rows: Any) -> tuple[Any, Any, Any, Any, Any]:
            # The update of the step before, as it was recorded: compiled into one with how it comes about, a
            # subtraction would take it unrounded.
            theta = theta - update
            seen = (tf.gather(x, batches[k]), tf.gather(y, batches[k])) if batched else (x, y)
            with tf.GradientTape() as tape:
                tape.watch(theta)
                now = goal.decayed(theta, *seen, tf.cast(left[k], tf.float32) if dropping else None)
            gradient = tape.gradient(now, theta)
            scores = goal.measured(theta, every, y, targets, None if others else now)
            update, slots = optimizer.update(tnp, gradient, slots, rates[k], first + k)
            if any(decoupled):
                update += rates[k] * decoupled * theta
            row = [theta, gradient, update, *([tf.reshape(slots, [-1])] if optimizer.slots() else []), scores]
            rows = rows.write(k, tf.concat(row, axis=0))
            return k + 1, theta, update, slots, rows

        numbers = (3 + optimizer.slots()) * theta.shape[0]
        rows = tf.TensorArray(tf.float32, size=rates.shape[0], element_shape=(numbers + 1 + measures,))
        start = (0, theta, tf.zeros_like(theta), slots, rows)
        _, theta, update, slots, rows = tf.while_loop(lambda k, *_: k < count, step, start)
        return theta - update, slots, rows.stack()

    return train  # type: ignore[no-any-return]


def _held_back(run: Run) -> tuple[Any, ...]:
    """Return inputs and targets of the samples that are held back, as the model sees them; nothing without."""
    back = run.samples.validation
    scaled = (run.objective.scaled(back.x), run.objective.scaled_targets(back.y)) if back else ()
    return tuple(tf.constant(each, tf.float32) for each in scaled)


def _left(run: Run, first: int, count: int) -> NDArray[np.bool_]:
    """Return the units that a dropout leaves at so many steps from the `first` one on, (count, n, width); else none."""
    if not run.model.dropping():
        return np.empty((count, 0, 0), np.bool_)
    return np.stack([run.left(step) for step in range(first, first + count)])


def _power_of_two(count: int) -> int:
    """Return the least power of two that is no smaller than `count`."""
    return 1 << max(0, count - 1).bit_length()


def _curvature(goal: _Goal, x: Any, y: Any, theta: Any) -> float:
    """Return the largest eigenvalue of the Hessian of what is made small at `theta` (P,), 0 where that does not rise.

    By power iteration on products of the Hessian with a vector, of which only the size is kept: Pearlmutter, "Fast
    exact multiplication by the Hessian", 1994. Of eigenvalues of two signs, the matrix is shifted by the largest size.
    """
    largest = _compiled_curvature(goal)
    start = np.random.default_rng(0).normal(size=len(theta)).astype(np.float32)
    start /= np.linalg.norm(start)
    first = float(largest(x, y, theta, start, np.float32(0)))
    if first < 0:
        first = float(largest(x, y, theta, start, np.float32(-first)))
    return max(first, 0.0) if np.isfinite(first) else 0.0


@lru_cache(maxsize=8)
def _compiled_curvature(goal: _Goal) -> Callable[..., Any]:
    """Return a function of samples x (N, D) and y (N,), weights and a vector (P,) to start with, and a shift.

    It is compiled for each shape of them, and returns the largest eigenvalue of the shifted Hessian, less the shift.
    """

    def product(x: Any, y: Any, theta: Any, vector: Any) -> Any:
        with tf.GradientTape() as outer:
            outer.watch(theta)
            with tf.GradientTape() as inner:
                inner.watch(theta)
                now = goal.decayed(theta, x, y)
            slope = tf.reduce_sum(inner.gradient(now, theta) * vector)
        return outer.gradient(slope, theta, unconnected_gradients="zero")

    @tf.function(jit_compile=True, autograph=False)  # type: ignore[untyped-decorator]
    def largest(x: Any, y: Any, theta: Any, start: Any, shift: Any) -> Any:
        def iterate(k: Any, vector: Any, _: Any) -> tuple[Any, Any, Any]:
            moved = product(x, y, theta, vector) + shift * vector
            size = tf.norm(moved)
            return k + 1, tf.math.divide_no_nan(moved, size), tf.reduce_sum(moved * vector)

        found = tf.while_loop(lambda k, *_: k < ITERATIONS, iterate, (0, start, tf.zeros(())))
        return found[2] - shift

    return largest  # type: ignore[no-any-return]
