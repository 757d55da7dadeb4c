"""Points and settings enter, a recording leaves: gradient descent with tf.GradientTape, every step kept.

The only module that imports TensorFlow, which takes seconds: import this one where a run has to be trained, not before.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from render.errors import FilmError
from render.training.losses import Loss
from render.training.recording import Recording
from render.training.run import Run

CHUNK = 100_000
"""Steps between two looks at the clock and at the numbers."""


@contextmanager
def _silent_libraries() -> Iterator[None]:
    """Send what native libraries print to file descriptor 2 to nowhere; Python's own sys.stderr still prints.

    TensorFlow's start-up lines come before its own log level is read, so no setting of its can stop them.
    """
    console = None
    if sys.__stderr__ and sys.stderr is sys.__stderr__:
        sys.__stderr__.flush()
        console = os.fdopen(os.dup(2), "w", buffering=1, encoding=sys.__stderr__.encoding, errors="backslashreplace")
    terminal, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
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

    tf.get_logger().setLevel("ERROR")


def record(run: Run, progress: Callable[[int], None] = lambda steps: None) -> Recording:
    """Train y = w * x + b and return all steps from 0 to `run.steps`.

    A run whose numbers leave the range of float32 ends at the last step where all of them are finite. `progress` is
    told how many steps are done. Raises FilmError if even step 0 is not finite.
    """
    total = run.steps + 1
    rows = np.empty((total, 6), np.float32)
    size = min(CHUNK, total)
    done, diverged = 0, False
    rates = run.learning_rates()
    batches = run.batches()
    with _silent_libraries():
        train = _compiled(run.loss, run.batch_size is not None)
        points = tf.constant(run.points.x), tf.constant(run.points.y)
        parameters = tf.constant(run.initial, tf.float32)
        while done < total and not diverged:
            count = min(size, total - done)
            now = slice(done, done + count)
            room = ((0, size - count), (0, 0))
            used = np.pad(rates[now], room[0]), np.pad(batches[now], room)
            parameters, chunk = train(*points, parameters, tf.constant(count), *map(tf.constant, used))
            rows[done : done + count] = chunk.numpy()[:count]
            finite = np.isfinite(rows[done : done + count]).all(axis=1)
            diverged = not finite.all()
            done += int(finite.argmin()) if diverged else count
            progress(done - 1)
    if done == 0:
        raise FilmError("the loss of the initial values is too large for float32; rescale the data or start closer")
    rows = rows[:done].copy() if diverged else rows
    return Recording(run, rows[:, 0:2], rows[:, 3:5], rows[:, 2], rows[:, 5], batches[:done], diverged)


@lru_cache(maxsize=8)
def _compiled(loss: Loss, batched: bool) -> Callable[..., tuple[Any, Any]]:
    """Return a function that trains a number of steps, compiled as one loop for each shape of its arguments.

    It takes x and y (N,), the parameters (2,), the number of steps, the learning rates (size,) and the batches (size,
    batch_size), and returns the parameters after those steps and the rows (size, 6): w, b, loss, dloss/dw, dloss/db,
    learning rate. The loss is that of all points, the gradient that of the batch.
    """

    @tf.function(jit_compile=True, autograph=False)  # type: ignore[untyped-decorator]
    def train(x: Any, y: Any, parameters: Any, count: Any, rates: Any, batches: Any) -> tuple[Any, Any]:
        def step(k: Any, parameters: Any, rows: Any) -> tuple[Any, Any, Any]:
            w, b = parameters[0], parameters[1]
            seen_x, seen_y = (tf.gather(x, batches[k]), tf.gather(y, batches[k])) if batched else (x, y)
            with tf.GradientTape() as tape:
                tape.watch([w, b])
                value = loss.value(tf, seen_y, w * seen_x + b)
            gradient = tf.stack(tape.gradient(value, [w, b]))
            if batched:
                value = loss.value(tf, y, w * x + b)
            rows = rows.write(k, tf.concat([parameters, [value], gradient, [rates[k]]], axis=0))
            return k + 1, parameters - rates[k] * gradient, rows

        rows = tf.TensorArray(tf.float32, size=rates.shape[0], element_shape=(6,))
        _, parameters, rows = tf.while_loop(lambda k, *_: k < count, step, (0, parameters, rows))
        return parameters, rows.stack()

    return train  # type: ignore[no-any-return]
